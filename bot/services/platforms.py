"""Platforms by the names people know them by."""

from __future__ import annotations

from bot.domain.ids import Platform

_NAMES = {"web": "Web", "telegram": "Telegram", "discord": "Discord", "slack": "Slack"}


def platform_name(platform: Platform) -> str:
    return _NAMES.get(platform, platform.capitalize())

"""The chat platforms, put together where a token is set; without one their libraries are not even loaded."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bot.commands.all import REGISTRY
from bot.domain.community import Inherited
from bot.ports import Clock, Desk, UnitOfWork
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform
    from adapters.telegram.platform import TelegramPlatform


def telegram_of(
    settings: Settings, secret: str, work: UnitOfWork, clock: Clock, desk: Callable[[], Desk]
) -> TelegramPlatform | None:
    if settings.telegram_token is None:
        return None
    from adapters.telegram.platform import telegram_platform

    # of the alphabet that https://core.telegram.org/bots/api#setwebhook allows
    proof = hmac.new(secret.encode(), b"telegram-webhook", "sha256").hexdigest()
    return telegram_platform(
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        work=work,
        clock=clock,
        desk=desk,
        webhook=(settings.public_url, proof) if settings.telegram_webhook else None,
        administrators_act=settings.inherit_roles is not Inherited.NOTHING,
    )


def discord_of(
    settings: Settings, work: UnitOfWork, clock: Clock, desk: Callable[[], Desk], *, divided: bool
) -> DiscordPlatform | None:
    """`divided`: where DISCORD_SHARDS names several, processes may divide them among themselves."""
    if settings.discord_token is None:
        return None
    from adapters.discord.divided import divided as as_one
    from adapters.discord.figures import DiscordFigures
    from adapters.discord.platform import discord_platform
    from adapters.discord.shards import Lanes

    count = settings.discord_shards
    made = partial(
        discord_platform,
        token=settings.discord_token.get_secret_value(),
        shards=count or None,
        registry=REGISTRY,
        work=work,
        clock=clock,
        desk=desk,
        figures=DiscordFigures(),
        lanes=Lanes(),
    )
    return as_one([made(shard_ids=[shard]) for shard in range(count)]) if divided and count > 1 else made()


def telegram_lease(settings: Settings) -> str:
    """Of the bot, whose number stands before the colon: a new token of the same bot is the same bot."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token is not None else ""
    return f"telegram-{token.partition(':')[0]}"


def discord_lease(settings: Settings) -> str:
    """Of the bot, whose number is written before the first full stop; it is no secret."""
    token = settings.discord_token.get_secret_value() if settings.discord_token is not None else ""
    return f"discord-{token.partition('.')[0]}"

"""What is offered while somebody types a command's option: polls, connected channels, times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

import discord

from adapters.discord.answering import Answer
from adapters.discord.limits import CHOICE_CHARS, CHOICES
from adapters.discord.markup import cut
from adapters.discord.places import place_of_interaction, sender_of
from bot.commands.registry import Kind, Registry
from bot.domain.ids import CommunityId
from bot.domain.text import say
from bot.locale.speech import Speech, speech
from bot.ports import Desk, UnitOfWork

_STATES: Final = ("open", "scheduled", "closed")
_LOOKED_OVER: Final = 100
_SPANS: Final = (
    ("30m", timedelta(minutes=30)),
    ("1h", timedelta(hours=1)),
    ("4h", timedelta(hours=4)),
    ("1d", timedelta(days=1)),
    ("2d", timedelta(days=2)),
    ("3d", timedelta(days=3)),
    ("7d", timedelta(days=7)),
)
_UNITS: Final = (("m", timedelta(minutes=1)), ("h", timedelta(hours=1)), ("d", timedelta(days=1)))


class Completing:
    def __init__(self, desk: Desk, registry: Registry, work: UnitOfWork) -> None:
        self._desk, self._registry, self._work = desk, registry, work

    async def complete(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        data: Any = interaction.data or {}
        focused: Any = next((each for each in data.get("options") or [] if each.get("focused")), {})
        typed = str(focused.get("value") or "").strip()
        command = self._registry.get(str(data.get("name", "")))
        parameters = command.parameters if command is not None else ()
        kind = next((each.kind for each in parameters if each.name == focused.get("name")), None)
        spoken = speech(await self._desk.language_of(sender_of(interaction)), "UTC")
        community = await self._desk.community_of(sender_of(interaction), place_of_interaction(interaction))
        match kind:
            case Kind.POLL:
                offered = await self._polls(community, typed)
            case Kind.CHANNELS:
                offered = await self._channels(community, typed, spoken)
            case Kind.MOMENT:
                offered = moments(typed, spoken)
            case _:
                offered = []
        await answer.choices([(cut(shown, CHOICE_CHARS), sent) for shown, sent in offered[:CHOICES]])

    async def _polls(self, community: CommunityId, typed: str) -> list[tuple[str, str]]:
        async with self._work.reading() as work:
            recent = await work.polls.recent(community, limit=_LOOKED_OVER, states=_STATES)
        return list(_fitting(((poll.question, str(poll.id)) for poll in recent), typed))

    async def _channels(self, community: CommunityId, typed: str, spoken: Speech) -> list[tuple[str, str]]:
        async with self._work.reading() as work:
            known = await work.channels.of_community(community)
        named = [(f"#{channel.title} · {channel.platform}", f"#{channel.address}") for channel in known]
        everywhere = [(spoken.say(say("form-everywhere")), "all")] if len(known) > 1 else []
        return list(_fitting([*everywhere, *named], typed))


def moments(typed: str, spoken: Speech) -> list[tuple[str, str]]:
    """What was typed itself, since any words of time will do; and durations that begin so."""
    if typed.isascii() and typed.isdigit() and 0 < int(typed) < 1000:
        return [(spoken.duration(span * int(typed)), f"{int(typed)}{unit}") for unit, span in _UNITS]
    usual = [(spoken.duration(span), short) for short, span in _SPANS]
    if not typed:
        return usual
    own = (typed, typed[:CHOICE_CHARS])
    return [own, *((shown, short) for shown, short in usual if short.startswith(typed.lower()) and short != typed)]


def _fitting(offered: Iterable[tuple[str, str]], typed: str) -> Iterable[tuple[str, str]]:
    wanted = typed.casefold().removeprefix("#")
    return (each for each in offered if wanted in each[0].casefold() or each[1].removeprefix("#").startswith(wanted))

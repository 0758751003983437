"""Which role a poll's post rings: chosen with /poll by its organiser, and nobody else is ever rung.

The role's number is noted beside the draft, since the core knows nothing of roles, and is looked up when it is posted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import discord

from adapters.discord.markup import NOBODY
from adapters.discord.places import Spot
from bot.domain.conversation import Reply, ShowCard
from bot.domain.ids import PollId
from bot.ports import Clock, UnitOfWork

KEPT: Final = timedelta(days=90)


class Mentions:
    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def keep(self, guild: int | None, role: str, reply: Reply, replaced: str = "") -> None:
        """For the draft that `reply` shows; one that takes the place of another takes over its role."""
        card = next((part.card for part in reply.parts if isinstance(part, ShowCard)), None)
        if card is None:
            return
        async with self._work.writing() as work:
            known = await work.notes.find(_key(replaced), self._clock.now()) if replaced else None
            text = f"{guild}:{role}" if role.isascii() and role.isdigit() and guild is not None else known
            if text is not None:
                await work.notes.keep(_key(card.poll), text, self._clock.now() + KEPT)

    async def of(self, poll: PollId, spot: Spot) -> tuple[str, discord.AllowedMentions]:
        """What stands above the post, and whom it may ring; a role of another server is none here."""
        async with self._work.reading() as work:
            text = await work.notes.find(_key(poll), self._clock.now())
        guild, _, role = (text or "").partition(":")
        if not role or int(guild) != spot.guild:
            return "", NOBODY
        # everybody's role has its server's number, and is mentioned in another way
        if int(role) == spot.guild:
            return "", NOBODY
        allowed = discord.AllowedMentions(
            everyone=False, users=False, roles=[discord.Object(int(role))], replied_user=False
        )
        return f"<@&{role}>", allowed


def _key(poll: str) -> str:
    return f"discord-mention-{poll}"

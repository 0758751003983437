"""What is noted of a poll of Discord's that was sent, so that its votes are understood after a restart too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ChannelId, OptionId, PollId
from bot.ports import Clock, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A poll of Discord's that shows one of ours: `options` by the number of Discord's answer."""

    poll: PollId
    channel: ChannelId
    question: str
    options: Mapping[int, OptionId]
    labels: Mapping[OptionId, str]
    expires: datetime
    """When Discord ends it by itself; that cannot be changed."""

    def written(self) -> str:
        return json.dumps(
            {
                "poll": self.poll,
                "channel": self.channel,
                "question": self.question,
                "options": {str(answer): option for answer, option in self.options.items()},
                "labels": {str(option): label for option, label in self.labels.items()},
                "expires": self.expires.isoformat(),
            },
            ensure_ascii=False,
        )

    @staticmethod
    def read(text: str) -> Sent:
        raw = json.loads(text)
        return Sent(
            poll=PollId(raw["poll"]),
            channel=ChannelId(raw["channel"]),
            question=raw["question"],
            options={int(answer): OptionId(option) for answer, option in raw["options"].items()},
            labels={OptionId(int(option)): label for option, label in raw["labels"].items()},
            # noted before it was known: then it cannot be relied upon
            expires=datetime.fromisoformat(raw.get("expires", "1970-01-01T00:00:00+00:00")),
        )


class SentPolls:
    """The notes, by the number of Discord's message."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock
        self.under_way = asyncio.Lock()
        """Held while one is sent that is not noted yet."""

    async def find(self, number: int) -> Sent | None:
        async with self._work.reading() as work:
            text = await work.notes.find(f"discord-poll-{number}", self._clock.now())
        return Sent.read(text) if text is not None else None

    async def find_soon(self, number: int) -> Sent | None:
        """Somebody may vote before it is noted: then the noting is waited for, and not the vote lost."""
        note = await self.find(number)
        if note is None:
            async with self.under_way:
                note = await self.find(number)
        return note

    async def note(self, number: int, sent: Sent) -> None:
        async with self._work.writing() as work:
            await work.notes.keep(f"discord-poll-{number}", sent.written(), None)

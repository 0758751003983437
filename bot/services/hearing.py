"""What this process does when another tells that something changed; and forgetting, for what nobody told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from bot.domain.ids import PollId
from bot.ports import Clock
from bot.ports.signals import Signal, Topic

KEPT: Final = timedelta(seconds=20)
"""How long what is kept in memory may be older than the database, where a signal was lost."""


class Hearing:
    """`forget` empties what is kept in memory of rooms, people and polls; `counted` and `changed` are told of polls.

    `shown` is told what pages must be told of. None of them may block.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        counted: Callable[[PollId], None],
        changed: Callable[[PollId], None],
        shown: Callable[[Signal], None],
        freed: Callable[[str], None],
        look_everywhere: Sequence[Callable[[], None]],
        forget: Sequence[Callable[[], None]],
    ) -> None:
        self._clock = clock
        self._counted, self._changed, self._shown, self._freed = counted, changed, shown, freed
        self._look_everywhere, self._forgetting = look_everywhere, forget

    def heard(self, signal: Signal) -> None:
        match signal.topic:
            case Topic.COUNTED:
                self._counted(PollId(signal.subject))
            case Topic.POLL:
                self._changed(PollId(signal.subject))
            case Topic.ROOM | Topic.SHOWN:
                self._shown(signal)
            case Topic.PLACES | Topic.PEOPLE:
                self.forget()
            case Topic.LEASE:
                self._freed(signal.subject)
            case Topic.ANYTHING:
                self.forget()
                for look in self._look_everywhere:
                    look()
                self._shown(signal)

    def forget(self) -> None:
        for each in self._forgetting:
            each()

    async def run(self) -> None:
        """Forget now and then, until cancelled."""
        while True:
            await self._clock.sleep(KEPT.total_seconds())
            self.forget()

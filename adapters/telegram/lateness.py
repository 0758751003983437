"""Which taps of a person come too late: webhooks run side by side, and a tap may be overtaken by a later one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from bot.domain.ballot import Action, Tap, Withdraw
from bot.domain.card import Card
from bot.domain.community import Identity
from bot.domain.ids import PollId
from bot.domain.marks import LOWER, STEP, UNDO, option_of

KEPT: Final = 60_000
_ANY, _TAKEN_BACK = "any", "taken-back"


class Lateness:
    """Remembers, for as many as there is room for, the last update of each person, poll and kind of tap."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[str, PollId, str], int] = OrderedDict()

    async def overtaken(
        self, person: Identity, poll: PollId, action: Action, update: int, card: Callable[[], Awaitable[Card]]
    ) -> bool:
        """Whether the later tap stands, and this one must not undo it. `card` is asked for late taps only."""

        def late(what: str) -> bool:
            return not self._is_last((person.native_id, poll, what), update)

        code = action.option if isinstance(action, Tap) else None
        late_mark = code is not None and STEP <= code < LOWER and late(f"mark-{option_of(code)}")
        late_withdrawal = isinstance(action, Withdraw) and late(_TAKEN_BACK)
        if not late(_ANY):
            return False
        if code is None or late_withdrawal:
            return True
        if self._last.get((person.native_id, poll, _TAKEN_BACK), -1) > update:
            return True
        # a mark is overtaken by another on the same option, and what it undoes is no longer what was seen
        if late_mark or code == UNDO:
            return True
        # where several may be tapped, each tap is one of its own, in whatever order they come
        return (await card()).most_choices <= 1

    def _is_last(self, key: tuple[str, PollId, str], update: int) -> bool:
        if self._last.get(key, -1) > update:
            return False
        self._last[key] = update
        self._last.move_to_end(key)
        while len(self._last) > KEPT:
            self._last.popitem(last=False)
        return True

"""What a test lets go wrong on the way: answers that fail, effects whose answer never arrives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord_refusals import Refused
from tests.platforms.discord_rest import Call, pattern_of


@dataclass
class _Fault:
    pattern: re.Pattern[str]
    refusal: Refused | None
    times: int

    def fits(self, call: Call) -> bool:
        return self.times > 0 and bool(self.pattern.match(call.line))


@dataclass
class Faults:
    _waiting: list[_Fault] = field(default_factory=list)

    def fail_next(
        self, pattern: str, status: int, code: int = 0, message: str = "", times: int = 1, **more: Any
    ) -> None:
        extra = {"retry_after": 0.05, "global": False} if status == 429 else {}
        refusal = Refused(status, code, message or f"{status}: made to fail", **{**extra, **more})
        self._waiting.append(_Fault(pattern_of(pattern), refusal, times))

    def drop_next(self, pattern: str, times: int = 1) -> None:
        self._waiting.append(_Fault(pattern_of(pattern), None, times))

    def take(self, call: Call) -> Refused | None:
        """The failure that was arranged for such a request, once for each time."""
        return self._used(call, drops=False)

    def drops(self, call: Call) -> bool:
        waiting = len(self._waiting)
        return bool(waiting) and self._used(call, drops=True) is not None

    def _used(self, call: Call, *, drops: bool) -> Refused | None:
        for fault in self._waiting:
            if fault.fits(call) and (fault.refusal is None) == drops:
                fault.times -= 1
                return fault.refusal or Refused(0, 0, "dropped")
        return None

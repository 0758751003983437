"""How long a post waits for its next delivery, whatever the clock does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SHORTEST: Final = timedelta(seconds=1)
"""However little a platform asks for: to be asked again at once is what it complained of."""
FARTHEST: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """From one moment until another; over as well where the clock was set back to before it began."""

    since: datetime
    until: datetime

    @classmethod
    def asked(cls, now: datetime, retry_after: timedelta) -> Wait:
        """As long as a platform asks, within reason."""
        return cls(now, now + min(max(retry_after, SHORTEST), FARTHEST))

    def lasts(self, now: datetime) -> bool:
        return self.since <= now < self.until

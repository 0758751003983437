"""Every error that a person or an adapter meets.

AscoltoError
├── DomainError            shown to the person who asked, in their language; nothing was changed
│   ├── BadInput           a part of what was typed is wrong: which part, and a line that works
│   ├── NotAllowed         the person's role does not permit it
│   ├── NotFound           no such poll, option, channel
│   ├── WrongState         the poll's life does not allow this step
│   ├── TooFast            too much at once: when it may be tried again
│   └── PromiseBroken      the change would break what was promised at launch
├── StoreUnavailable       the database is locked, full, read-only or away: nothing was written, try again
└── DeliveryError          a platform did not take what was sent
    ├── UnsupportedFeature the channel cannot show it, and showed nothing
    ├── ChannelGone        removed, blocked or deleted: stop trying
    ├── PostGone           the message was deleted on the platform; the channel is still there
    │   └── PostSpent      it is there, and can carry its poll no further: the poll goes on in a new one
    ├── Unsent             it never left: trying again is safe
    ├── Throttled          wait `retry_after`, then try again
    └── DeliveryUncertain  it may have arrived: look before posting again
"""

from __future__ import annotations

from datetime import timedelta

from bot.domain.text import Text


class AscoltoError(Exception):
    """The root; never raised itself."""


class DomainError(AscoltoError):
    """Something the person can understand and put right. `text` says what, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


class BadInput(DomainError):
    """`part` is the piece of the input that is wrong, as typed; `example` is a line that works."""

    def __init__(self, text: Text, *, part: str = "", example: str = "") -> None:
        super().__init__(text)
        self.part = part
        self.example = example


class NotAllowed(DomainError):
    pass


class NotFound(DomainError):
    pass


class WrongState(DomainError):
    pass


class PromiseBroken(DomainError):
    pass


class TooFast(DomainError):
    """`seconds`: from then on it may be tried again."""

    def __init__(self, text: Text, seconds: int) -> None:
        super().__init__(text)
        self.seconds = seconds


class StoreUnavailable(AscoltoError):
    """Nothing of the transaction was kept; `reason` is for the operator's log.

    `may_be_kept`: all of it or nothing, and nobody can tell which, since the connection broke during the commit.
    """

    def __init__(self, reason: str, *, may_be_kept: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.may_be_kept = reason, may_be_kept


class DeliveryError(AscoltoError):
    pass


class UnsupportedFeature(DeliveryError):
    pass


class ChannelGone(DeliveryError):
    pass


class NoRight(ChannelGone):
    """The bot is there, and may not write: an administrator can change that."""


class PostGone(DeliveryError):
    """The message was deleted on the platform."""


class PostSpent(PostGone):
    """The message is still there, and cannot show what its poll has become; a new one can."""


class Unsent(DeliveryError):
    """It never left us: the platform is out of reach for everybody."""


class Throttled(DeliveryError):
    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"retry after {retry_after.total_seconds():g} s")
        self.retry_after = retry_after


class DeliveryUncertain(DeliveryError):
    pass

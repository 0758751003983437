"""Writing to one platform's people: whose turn it is, what became of it, and how the platform itself is doing.

An outage must be nobody's failure. While the platform is out of reach, or asks to wait, everybody waits, one letter at
a time finds out whether it is over, and no try is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

import structlog

from bot.domain.broadcast import MOST_TRIES, PAUSES, Exceptional, FailureReason, Hindrance, Recipient
from bot.domain.errors import (
    ChannelGone,
    DeliveryError,
    NoRight,
    Throttled,
    Unsent,
    UnsupportedFeature,
)
from bot.ports import ChannelAdapter, Clock, Letter, PrivateDelivery
from bot.services.waiting import Wait

log = structlog.get_logger(__name__)

TROUBLED: Final = 5
"""Letters in a row without an answer, until it is the platform that is in trouble, and not the people."""
HOPELESS: Final = 20
"""Letters in a row that were refused for what they are: the next million would be refused as well."""
LONGEST_HOLD: Final = timedelta(minutes=1)


class _Verdict(Enum):
    SENT = auto()
    AGAIN = auto()


class Courier:
    """One for each platform, shared by all its broadcasts: they take turns at its gate."""

    def __init__(self, adapter: ChannelAdapter, private: PrivateDelivery, clock: Clock) -> None:
        self._adapter, self._clock = adapter, clock
        self.per_second = private.per_second
        self._gate = asyncio.Semaphore(private.at_once)
        self._alone = asyncio.Lock()
        self._hold: Wait | None = None
        self._unanswered = 0
        self._refused = 0

    @property
    def is_hopeless(self) -> bool:
        """The platform takes these letters from nobody."""
        return self._refused >= HOPELESS

    def try_anew(self) -> None:
        """Somebody looked at what was refused."""
        self._refused = 0

    async def deliver(
        self, recipient: Recipient, letter: Letter, key: str, halted: Callable[[], bool]
    ) -> Exceptional | None:
        """None where it arrived; a try that is due at once where `halted` became true before. Never raises."""
        async with self._gate:
            while not halted():
                if self._unanswered >= TROUBLED:
                    async with self._alone:
                        fate = await self._attempt(recipient, letter, key, halted)
                else:
                    fate = await self._attempt(recipient, letter, key, halted)
                if fate is _Verdict.SENT:
                    return None
                if isinstance(fate, Exceptional):
                    return fate
        return _unsettled(recipient, self._clock.now())

    async def _attempt(
        self, recipient: Recipient, letter: Letter, key: str, halted: Callable[[], bool]
    ) -> Exceptional | _Verdict:
        await self._held(halted)
        if halted():
            return _Verdict.AGAIN
        try:
            await self._adapter.send_private(recipient.person, letter, key)
        except Throttled as error:
            self._hold = Wait.asked(self._clock.now(), error.retry_after)
            return _Verdict.AGAIN
        except Unsent:
            # out of reach for everybody, so there is no need to ask several times
            self._unanswered = max(self._unanswered, TROUBLED - 1)
            self._trouble()
            return _Verdict.AGAIN
        except NoRight:
            return self._refusal(recipient, FailureReason.NO_RIGHT)
        except ChannelGone:
            self._answered()
            return Exceptional(person=recipient.person.id, what=Hindrance.BLOCKED, tries=recipient.tries + 1)
        except UnsupportedFeature as error:
            log.info("broadcast.letter-refused", error=repr(error))
            return self._refusal(recipient, FailureReason.REFUSED)
        except DeliveryError as error:
            log.info("broadcast.letter-unanswered", error=repr(error))
            self._trouble()
            return self._later(recipient, FailureReason.UNANSWERED)
        except Exception:
            log.exception("broadcast.letter-broken")
            self._refused += 1
            return self._later(recipient, FailureReason.BROKEN)
        self._answered()
        self._refused = 0
        return _Verdict.SENT

    async def _held(self, halted: Callable[[], bool]) -> None:
        while self._hold is not None and self._hold.lasts(self._clock.now()) and not halted():
            left = (self._hold.until - self._clock.now()).total_seconds()
            # in steps, so that a halt is noticed
            await self._clock.sleep(min(left, 1.0))

    def _answered(self) -> None:
        self._unanswered, self._hold = 0, None

    def _trouble(self) -> None:
        """Nobody else is written to for a while that grows; what was under way together is one trouble."""
        if self._unanswered >= TROUBLED and self._hold is not None and self._hold.lasts(self._clock.now()):
            return
        self._unanswered += 1
        if self._unanswered >= TROUBLED:
            span = min(timedelta(seconds=2 ** min(self._unanswered - TROUBLED, 10)), LONGEST_HOLD)
            now = self._clock.now()
            self._hold = Wait(now, now + span)

    def _refusal(self, recipient: Recipient, reason: FailureReason) -> Exceptional:
        """Failed; but not where nobody takes it, which is no fault of this person's."""
        self._refused += 1
        return _unsettled(recipient, self._clock.now()) if self.is_hopeless else _failed(recipient, reason)

    def _later(self, recipient: Recipient, reason: FailureReason) -> Exceptional:
        """In an outage the try does not count."""
        tries = recipient.tries + (self._unanswered < TROUBLED)
        if tries >= MOST_TRIES:
            return _failed(recipient, reason)
        due = self._clock.now() + PAUSES[max(tries - 1, 0)]
        return Exceptional(person=recipient.person.id, what=Hindrance.RETRY, tries=tries, due_at=due)


def _failed(recipient: Recipient, reason: FailureReason) -> Exceptional:
    return Exceptional(person=recipient.person.id, what=Hindrance.FAILED, tries=recipient.tries + 1, reason=reason)


def _unsettled(recipient: Recipient, now: datetime) -> Exceptional:
    """As if it had not been tried."""
    return Exceptional(person=recipient.person.id, what=Hindrance.RETRY, tries=recipient.tries, due_at=now)

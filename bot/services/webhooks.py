"""Telling another program what happens to polls: signed, once each as far as that can be, and tried for a day.

What is enqueued says which step of which poll; the body is written when it is sent, so that a result holds what
platforms reported in the minute after the close. The secret signs time and body together: whoever receives it can tell
an old delivery that is played again, and repeated ones by their id.
"""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.errors import DeliveryError
from bot.domain.ids import JobId, PollId
from bot.domain.outcome import outcome
from bot.domain.patience import Patience
from bot.domain.poll import Cancelled, Closed, Poll, state_name
from bot.domain.small_groups import LEAST_VOTERS, withheld
from bot.domain.tally.plurality import Tally
from bot.ports import Clock, Done, Job, UnitOfWork, WebhookSender, Work
from bot.services.outcome_json import outcome_json
from bot.services.reading import whole_tally
from bot.services.rulings import Decision, Rulings
from bot.services.steps import Step

KIND: Final = "webhook"
FOR_A_DAY: Final = Patience(tries=22, first=timedelta(seconds=10), longest=timedelta(hours=2))
"""The waits add up to some 25 hours."""
SETTLING: Final = timedelta(seconds=75)
"""How long the platforms' own polls may take to tell their last totals, where a poll has them."""
_EVENTS: Final = {Step.OPENED: "poll.launched", Step.CLOSED: "poll.closed", Step.CANCELLED: "poll.cancelled"}


class NotTaken(DeliveryError):
    """It answered, and did not say that it took the delivery."""


class Webhooks:
    def __init__(self, work: UnitOfWork, clock: Clock, sender: WebhookSender, *, secret: str, public_url: str) -> None:
        self._work, self._clock, self._sender = work, clock, sender
        self._secret, self._public_url = secret.encode(), public_url

    async def enqueue(self, work: Work, step: Step, poll: Poll, now: datetime) -> None:
        """A `bot.services.steps.Echo`."""
        event = "poll.launched" if step is Step.LAUNCHED and poll.is_open else _EVENTS.get(step)
        if event is None:
            return
        due = now + SETTLING if step is Step.CLOSED and poll.native else now
        number = JobId(f"{KIND}-{event}-{poll.id}-{poll.version}")
        about = json.dumps({"id": number, "event": event, "poll": poll.id, "at": now.isoformat()})
        await work.jobs.enqueue(Job(id=number, kind=KIND, about=about, due=due))

    async def deliver(self, about: str) -> Done:
        """Raises DeliveryError where it was not taken, NotFound where the poll is gone."""
        told = json.loads(about)
        async with self._work.reading() as work:
            poll = await work.polls.get(PollId(told["poll"]))
            tally = await whole_tally(work, poll)
            decision = await Rulings().of(work, poll)
        body = json.dumps(
            {
                "id": told["id"],
                "event": told["event"],
                "at": told["at"],
                "poll": _shown(poll, f"{self._public_url}/p/{poll.id}"),
                **({"result": _result(poll, tally, decision)} if isinstance(poll.state, Closed) else {}),
            },
            ensure_ascii=False,
        ).encode()
        stamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Ascolto",
            "Ascolto-Event": told["event"],
            "Ascolto-Delivery": told["id"],
            "Ascolto-Signature": f"t={stamp},v1={signature(self._secret, stamp, body)}",
        }
        status = await self._sender.send(body, headers)
        if not 200 <= status < 300:
            raise NotTaken(f"answered {status}")
        return Done()


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the time in seconds since 1970, a full stop, and the body; in hexadecimal."""
    return hmac.new(secret, stamp.encode() + b"." + body, "sha256").hexdigest()


def _shown(poll: Poll, link: str) -> dict[str, Any]:
    closed_at = poll.state.at if isinstance(poll.state, Closed) else None
    shown = {
        "id": poll.id,
        "question": poll.question,
        "description": poll.description,
        "options": [{"number": option.id, "label": option.label} for option in poll.standing],
        "most_choices": poll.rules.most_choices,
        "state": state_name(poll),
        "closes_at": poll.closes_at.isoformat() if poll.closes_at is not None else None,
        "closed_at": closed_at.isoformat() if closed_at is not None else None,
        "link": link,
    }
    return shown | ({"cancel_reason": poll.state.reason} if isinstance(poll.state, Cancelled) else {})


def _result(poll: Poll, tally: Tally, decision: Decision | None) -> dict[str, Any]:
    if withheld(poll, tally):
        return {"withheld": True, "fewer_than": LEAST_VOTERS}
    if decision is not None:
        return outcome_json(poll, decision)
    seen = outcome(poll, tally)
    return {
        "voters": tally.voters,
        "votes": [
            {"number": standing.option.id, "label": standing.option.label, "votes": standing.votes}
            for standing in seen.ranking
        ],
        "leaders": list(seen.leaders),
        "tied": seen.tied,
    }

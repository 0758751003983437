"""How a broadcast stands, in words, and what its organiser may do next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.broadcast import Broadcast, BroadcastKind, BroadcastState, FailureReason, Leg, Standing, StopReason
from bot.domain.conversation import OfferCommand, Part, Reply, Say, Tone
from bot.domain.ids import Platform
from bot.domain.poll import Poll
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.platforms import platform_name

_FAILURES: Mapping[FailureReason, Text] = {
    FailureReason.REFUSED: say("broadcast-failure-refused"),
    FailureReason.NO_RIGHT: say("broadcast-failure-no-right"),
    FailureReason.UNANSWERED: say("broadcast-failure-unanswered"),
    FailureReason.BROKEN: say("broadcast-failure-broken"),
}
_REASONS: Mapping[StopReason, Text] = {
    StopReason.POLL_CLOSED: say("broadcast-because-closed"),
    StopReason.POLL_CANCELLED: say("broadcast-because-cancelled"),
    StopReason.POLL_REOPENED: say("broadcast-because-reopened"),
    StopReason.REFUSED: say("broadcast-because-refused"),
    StopReason.BROKEN: say("broadcast-because-broken"),
}


def standing_reply(standing: Standing, poll: Poll, spoken: Speech, left: timedelta | None) -> Reply:
    """The whole panel; `left`: how long it will still take, where that is known."""
    broadcast = standing.broadcast
    lines = [spoken.say(title(broadcast, poll)), spoken.say(state_words(broadcast))]
    lines += [spoken.say(leg_words(leg)) for leg in standing.legs]
    lines += [
        spoken.say(say("broadcast-failed-because", count=count, reason=_FAILURES[reason]))
        for reason, count in sorted(standing.failures.items())
    ]
    if left is not None and broadcast.state is BroadcastState.SENDING and standing.remaining:
        lines.append(spoken.say(say("broadcast-left", span=left)))
    parts: list[Part] = [Say("\n".join(lines), Tone.DONE if broadcast.state is BroadcastState.DONE else Tone.INFO)]
    return Reply((*parts, *next_steps(broadcast, spoken)))


def title(broadcast: Broadcast, poll: Poll) -> Text:
    if broadcast.kind is BroadcastKind.POLL:
        return say("broadcast-title-poll", id=broadcast.id, question=poll.question)
    return say("broadcast-title-outcome", id=broadcast.id, question=poll.question)


def state_words(broadcast: Broadcast) -> Text:
    reason = _REASONS[broadcast.reason] if broadcast.reason is not None else None
    match broadcast.state:
        case BroadcastState.PREPARING:
            return say("broadcast-preparing")
        case BroadcastState.SENDING:
            return say("broadcast-sending")
        case BroadcastState.PAUSED:
            return say("broadcast-paused-because", reason=reason) if reason is not None else say("broadcast-paused")
        case BroadcastState.CANCELLED:
            return say("broadcast-cancelled")
        case BroadcastState.STOPPED:
            return say("broadcast-stopped", reason=reason if reason is not None else "")
        case BroadcastState.DONE:
            return say("broadcast-done")


def leg_words(leg: Leg) -> Text:
    return say(
        "broadcast-leg",
        platform=platform_name(leg.platform),
        sent=leg.sent,
        recipients=leg.recipients,
        blocked=leg.blocked,
        failed=leg.failed,
        skipped=leg.skipped,
        remaining=leg.remaining,
    )


def next_steps(broadcast: Broadcast, spoken: Speech) -> tuple[OfferCommand, ...]:
    number = broadcast.id
    stop = OfferCommand(spoken.say(say("offer-broadcast-cancel")), f"/broadcasts cancel {number}", risky=True)
    match broadcast.state:
        case BroadcastState.SENDING:
            return OfferCommand(spoken.say(say("offer-broadcast-pause")), f"/broadcasts pause {number}"), stop
        case BroadcastState.PAUSED:
            return OfferCommand(spoken.say(say("offer-broadcast-resume")), f"/broadcasts resume {number}"), stop
        case _:
            return ()


def time_left(remaining: Mapping[Platform, int], rates: Mapping[Platform, float]) -> timedelta | None:
    """Platforms are written to side by side, so the slowest counts. `rates`: people a second; None where unknown."""
    spans = [count / rates[platform] for platform, count in remaining.items() if count and rates.get(platform)]
    return timedelta(seconds=max(round(max(spans)), 1)) if spans else None

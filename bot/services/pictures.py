"""From a poll and its count to the pictures to be drawn, every word and number ready. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.outcome import Outcome, Standing, outcome
from bot.domain.picture import (
    Bar,
    ByPlatform,
    ChoiceBars,
    Frame,
    PlatformRow,
    PlatformShare,
    Theme,
    Tick,
    TimePoint,
    VotesOverTime,
)
from bot.domain.poll import Closed, Poll, Secrecy
from bot.domain.small_groups import Breakdown, breakdown
from bot.domain.tally.plurality import Tally
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.ports import MomentCount
from bot.services.platforms import platform_name
from bot.services.presentation import count_words, status_words

ALT_CHARS = 1024
"""Discord's limit for an attachment's description, the shortest of the platforms (and Telegram's for a caption)."""
MOST_TICKS = 5
OVER_TIME = say("picture-over-time")


def result_bars(
    poll: Poll, tally: Tally, speech: Speech, theme: Theme, brand: str, eligible: int | None = None
) -> ChoiceBars:
    """`eligible`: how many voters are left without those that are set aside, where some are."""
    seen = outcome(poll, tally)
    frame = _frame(poll, speech, theme, brand, poll.question, speech.say(status_words(poll)), seen)
    if eligible is not None:
        frame = replace(frame, footer=" · ".join([frame.footer, speech.say(say("picture-eligible", count=eligible))]))
    base = tally.voters if poll.rules.multiple else tally.choices
    return ChoiceBars(
        frame=frame,
        bars=tuple(
            Bar(
                label=standing.option.label,
                fraction=standing.votes / base if base else 0.0,
                share=speech.percent(standing.percent),
                votes=speech.number(standing.votes),
                leads=standing.option.id in seen.leaders,
            )
            for standing in seen.ranking
        ),
        closed=isinstance(poll.state, Closed),
    )


def votes_over_time(
    poll: Poll,
    tally: Tally,
    moments: Sequence[MomentCount],
    now: datetime,
    speech: Speech,
    theme: Theme,
    brand: str,
    title: Text = OVER_TIME,
) -> VotesOverTime | None:
    """None where fewer than two voters leave nothing to draw."""
    if tally.voters < 2 or len(moments) < 2:
        return None
    end = poll.state.at if isinstance(poll.state, Closed) else now
    start = min(_opened(poll), moments[0].at)
    end = max(end, moments[-1].at, start + timedelta(minutes=1))
    points = [TimePoint(at=speech.local(start), total=0)]
    points += [TimePoint(at=speech.local(moment.at), total=moment.voters) for moment in moments]
    points.append(TimePoint(at=speech.local(end), total=moments[-1].voters))
    seen = outcome(poll, tally)
    subtitle = speech.say(title)
    return VotesOverTime(
        frame=_frame(poll, speech, theme, brand, poll.question, subtitle, seen),
        points=tuple(points),
        ticks=_ticks(start, end, speech),
        total=speech.say(say("card-count", voters=tally.voters)),
    )


def by_platform(poll: Poll, tally: Tally, speech: Speech, theme: Theme, brand: str) -> ByPlatform | None:
    """None where that would tell nothing: all from one platform, or too few from the others to be shown apart."""
    # where everybody may see who chose what, there is nothing to hide
    seen_whole = poll.rules.secrecy is Secrecy.NAMED
    groups = Breakdown({name: part for name, part in tally.platforms.items() if part.voters}, None)
    groups = groups if seen_whole else breakdown(tally)
    if not groups.says_something:
        return None
    parts = [(platform_name(name), part) for name, part in groups.shown.items()]
    if groups.pooled is not None:
        parts.append((speech.say(say("picture-other-platforms")), groups.pooled))
    seen = outcome(poll, tally)
    longest = max(standing.votes for standing in seen.ranking) or 1

    def row(standing: Standing) -> PlatformRow:
        votes = [(name, part.votes.get(standing.option.id, 0)) for name, part in parts]
        return PlatformRow(
            label=standing.option.label,
            shares=tuple(
                PlatformShare(platform=name, fraction=count / longest, votes=speech.number(count))
                for name, count in votes
            ),
            votes=speech.number(standing.votes),
            leads=standing.option.id in seen.leaders,
        )

    return ByPlatform(
        frame=_frame(poll, speech, theme, brand, poll.question, speech.say(say("picture-by-platform")), seen),
        platforms=tuple(name for name, _ in parts),
        rows=tuple(row(standing) for standing in seen.ranking),
    )


def alt_text(poll: Poll, tally: Tally, speech: Speech) -> str:
    """The result as one sentence for screen readers, within `ALT_CHARS`; the leading options come first."""
    seen = outcome(poll, tally)
    sentence = speech.say(
        say("picture-alt", question=poll.question, status=speech.say(status_words(poll)), voters=seen.voters)
    )
    for place, standing in enumerate(seen.ranking):
        item = speech.say(
            say(
                "alt-row",
                label=standing.option.label,
                share=speech.percent(standing.percent),
                votes=speech.say(say("card-votes", votes=standing.votes)),
            )
        )
        left = len(seen.ranking) - place
        more = speech.say(say("picture-alt-more", count=left))
        if len(sentence) + len(item) + len(more) + 4 > ALT_CHARS:
            return f"{sentence} {more}"
        sentence = f"{sentence} {item}{'.' if left == 1 else ';'}"
    return sentence


def _frame(poll: Poll, speech: Speech, theme: Theme, brand: str, title: str, subtitle: str, seen: Outcome) -> Frame:
    return Frame(
        title=title,
        subtitle=subtitle,
        footer=" · ".join(speech.say(text) for text in footer_words(poll, seen)),
        brand=brand,
        theme=theme,
        language=speech.language,
    )


def footer_words(poll: Poll, seen: Outcome) -> tuple[Text, ...]:
    words = [count_words(poll, seen.voters)]
    if seen.turnout is not None:
        words.append(say("picture-turnout", percent=round(float(seen.turnout * 100), 1)))
    if poll.rules.multiple and seen.voters:
        words.append(say("picture-adds-to-more"))
    return tuple(words)


def _opened(poll: Poll) -> datetime:
    since = getattr(poll.state, "since", None)
    return since if isinstance(since, datetime) else poll.created_at


def _ticks(start: datetime, end: datetime, speech: Speech) -> tuple[Tick, ...]:
    """At most `MOST_TICKS`, evenly spaced: clock times within two days, dates beyond."""
    span = end - start
    words = speech.time if span <= timedelta(days=2) else speech.date
    moments = [start + span * step / (MOST_TICKS - 1) for step in range(MOST_TICKS)]
    ticks: list[Tick] = []
    for moment in moments:
        label = words(moment)
        if not ticks or ticks[-1].label != label:
            ticks.append(Tick(at=speech.local(moment), label=label))
    return tuple(ticks)

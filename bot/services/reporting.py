"""Taking the totals of a platform's own poll, whose voters it does not tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.domain.errors import BadInput, WrongState
from bot.domain.ids import ChannelId, PollId
from bot.domain.poll import Draft, Poll, Scheduled
from bot.domain.report import Report
from bot.domain.tally.reported import reported_voters
from bot.domain.text import Text, say
from bot.ports import UnitOfWork
from bot.services.platforms import platform_name


class Reporting:
    def __init__(self, work: UnitOfWork, on_change: Callable[[PollId], None]) -> None:
        self._work, self._on_change = work, on_change

    async def report(self, report: Report) -> None:
        """Keep it in the place of this channel's last one; a changed figure makes every post follow.

        For a closed poll it is the platform's final figure. Raises DomainError for figures that cannot be: of an
        unknown poll, one that nobody could vote in yet, an option it does not have, or below nought.
        """
        async with self._work.writing() as work:
            poll = await work.polls.lock(report.poll)
            if isinstance(poll.state, Draft | Scheduled):
                raise WrongState(say("error-not-open"))
            for option in report.votes:
                poll.option(option)
            if report.voters < 0 or any(votes < 0 for votes in report.votes.values()):
                raise BadInput(say("error-report-negative"))
            await work.channels.get(report.channel)
            if not await work.reports.record(report):
                return
            await work.polls.save(poll.changed())
        self._on_change(report.poll)


def reported_words(reports: Sequence[Report], poll: Poll, titles: Mapping[ChannelId, str]) -> Text | None:
    """The sentence that stands by every count with reports in it; None where nothing was reported."""
    telling = [report for report in reports if reported_voters([report], poll)]
    if not telling:
        return None
    platforms = dict.fromkeys(platform_name(report.platform) for report in telling)
    channels = dict.fromkeys(f"#{titles[report.channel]}" for report in telling)
    return say(
        "reported-votes",
        votes=reported_voters(telling, poll),
        platforms=tuple(platforms),
        channels=tuple(channels),
    )

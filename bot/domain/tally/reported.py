"""Ballots and the totals that platforms reported, as one count.

Of a report only sums are known: who chose two options that became one cannot be told from who chose either. No option
then gets more votes than there were voters, and nobody counts as a voter without a vote that still counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.domain.ids import OptionId
from bot.domain.poll import Poll
from bot.domain.report import Report
from bot.domain.tally.plurality import PlatformTally, Tally


def with_reports(tally: Tally, reports: Iterable[Report], poll: Poll) -> Tally:
    """`tally`, with votes and voters of `reports` added under their platforms; itself where there are none."""
    platforms = dict(tally.platforms)
    for report in reports:
        votes = _still_counted(report, poll)
        voters = min(report.voters, sum(votes.values()))
        if not voters:
            continue
        before = platforms.get(report.platform, PlatformTally(0, {}))
        platforms[report.platform] = PlatformTally(before.voters + voters, Counter(before.votes) + Counter(votes))
    return Tally({platform: platforms[platform] for platform in sorted(platforms)}) if platforms else tally


def reported_voters(reports: Iterable[Report], poll: Poll) -> int:
    return with_reports(Tally(), reports, poll).voters


def _still_counted(report: Report, poll: Poll) -> dict[OptionId, int]:
    """Votes by standing option: those for a merged one go with it, those for a removed one no longer count."""
    options = {option.id: option for option in poll.options}
    votes: Counter[OptionId] = Counter()
    for number, count in report.votes.items():
        option = options.get(number)
        while option is not None and option.merged_into is not None:
            option = options.get(option.merged_into)
        if option is not None and option.stands:
            votes[option.id] += count
    return {number: min(count, report.voters) for number, count in votes.items() if count}

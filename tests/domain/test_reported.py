"""Ballots and reported totals as one count: nothing is lost, nothing is counted that no longer can be."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.amendment import merge_options, remove_option
from bot.domain.ids import ChannelId, OptionId, Platform, PollId
from bot.domain.poll import Rules
from bot.domain.report import Report
from bot.domain.tally.plurality import PlatformTally, Tally, recount
from bot.domain.tally.reported import reported_voters, with_reports
from tests.builders import NOON, ballot, poll

TELEGRAM, WEB = Platform("telegram"), Platform("web")
ASKED = poll()


def report(voters, *votes, channel="news", platform=TELEGRAM):
    counted = {OptionId(number): count for number, count in enumerate(votes, start=1)}
    return Report(
        poll=PollId("p0000001"),
        channel=ChannelId(channel),
        platform=platform,
        voters=voters,
        votes=counted,
        at=NOON,
    )


def votes_of(tally):
    return [tally.votes(OptionId(number)) for number in (1, 2, 3)]


def test_votes_and_voters_add_up_under_their_platform():
    ballots = recount([ballot("a", 1), ballot("b", 2, platform="telegram")])
    whole = with_reports(ballots, [report(3, 2, 1), report(1, 0, 0, 1, channel="lobby")], ASKED)
    assert (whole.voters, votes_of(whole)) == (6, [3, 2, 1])
    assert whole.platforms[TELEGRAM] == PlatformTally(5, {1: 2, 2: 2, 3: 1})
    assert whole.platforms[WEB].voters == 1


def test_without_reports_it_is_the_tally_itself():
    ballots = recount([ballot("a", 1)])
    assert with_reports(ballots, [], ASKED) == ballots
    assert with_reports(ballots, [report(0), report(4)], ASKED) == ballots
    assert with_reports(Tally(), [], ASKED) == Tally()


def test_a_merged_options_votes_go_with_it_and_a_removed_ones_leave():
    many = replace(ASKED, rules=Rules(most_choices=3), options=poll(labels=("a", "b", "c", "d")).options)
    merged, _ = merge_options(many, OptionId(2), OptionId(1), NOON)
    assert votes_of(with_reports(Tally(), [report(5, 4, 3, 1)], merged)) == [5, 0, 1]
    removed, _ = remove_option(merged, OptionId(1), NOON)
    left = with_reports(Tally(), [report(5, 4, 3, 1)], removed)
    assert (left.voters, votes_of(left)) == (1, [0, 0, 1])
    assert reported_voters([report(5, 4, 3, 0)], removed) == 0


figures = st.integers(0, 500)
reports = st.lists(
    st.builds(
        lambda voters, votes, channel, platform: report(voters, *votes, channel=channel, platform=platform),
        figures,
        st.lists(figures, max_size=3),
        st.sampled_from(("news", "lobby")),
        st.sampled_from((TELEGRAM, WEB)),
    ),
    max_size=5,
)


@given(reports, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), unique_by=lambda each: each[0]))
def test_what_people_cast_here_is_always_part_of_it(told, cast):
    ballots = recount([ballot(f"v{voter}", choice) for voter, choice in cast])
    whole = with_reports(ballots, told, ASKED)
    assert whole.voters == ballots.voters + reported_voters(told, ASKED)
    assert whole.voters <= ballots.voters + sum(each.voters for each in told)
    for option in ASKED.standing:
        assert ballots.votes(option.id) <= whole.votes(option.id)
        assert whole.votes(option.id) <= whole.voters

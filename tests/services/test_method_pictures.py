"""From real and random counts to pictures: numbers from the count, words in the language, alt texts that fit."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.domain.ids import OptionId
from bot.domain.picture import ChoiceBars, Duel, PairMatrix, RoundsFlow, Scale, ScoreBars, Theme
from bot.domain.tally import instant_runoff, majority_judgment, points, ranked_pairs, rating, star
from bot.locale.speech import LANGUAGES, speech
from bot.services.method_pictures import Subject, description
from bot.services.pair_pictures import MOST_PAIRED, pair_matrix
from bot.services.pictures import ALT_CHARS
from bot.services.round_pictures import MOST_ROUNDS, rounds_flow
from bot.services.score_pictures import judgment_bars, points_bars, rating_bars, star_bars
from charts.renderer import MatplotlibRenderer
from tests.builders import options
from tests.domain.tally.elections import TENNESSEE, lots, marked_elections, numbers, ranked_elections

CITIES = ("Memphis", "Nashville", "Chattanooga", "Knoxville")
ALASKANS = ("Nick Begich", "Sarah Palin", "Mary Peltola")
ALASKA = {
    (1, 2, 3): 27_053,
    (1, 3, 2): 15_467,
    (1,): 11_290,
    (2, 1, 3): 34_049,
    (2, 3, 1): 3_652,
    (2,): 21_272,
    (3, 1, 2): 47_407,
    (3, 2, 1): 4_645,
    (3,): 23_747,
}
"""The special election for Alaska's seat in the House, 16 August 2022, by kinds of ballots."""
CIRCLE = {(1, 2, 3, 4): 35, (2, 3, 1, 4): 33, (3, 1, 2, 4): 32, (4, 1, 2, 3): 2}


def subject(*labels, language="en", question="Where should the capital be?", theme=Theme.LIGHT):
    return Subject(
        question=question,
        options=options(*labels),
        speech=speech(language, "UTC", True),
        theme=theme,
        brand="Choir",
    )


def labelled(count, label="Option", **fields):
    return subject(*(f"{label} {number}" for number in range(1, count + 1)), **fields)


def alaska(**fields):
    return rounds_flow(subject(*ALASKANS, **fields), instant_runoff.count(ALASKA, numbers(3), lots))


def test_alaska_flows_as_it_was_counted():
    picture = alaska().picture
    assert isinstance(picture, RoundsFlow)
    assert picture.rounds == ("Round 1", "Round 2")
    assert [(lane.label, lane.note, [bar.votes for bar in lane.bars]) for lane in picture.lanes] == [
        ("Mary Peltola", "wins with 51%", ["75,799", "91,266"]),
        ("Sarah Palin", "49%", ["58,973", "86,026"]),
        ("Nick Begich", "out after round 1", ["53,810"]),
    ]
    assert {each.to: each.votes for each in picture.lanes[2].transfers} == {
        1: "+27,053",
        0: "+15,467",
        None: "+11,290",
    }
    assert [bar.votes for bar in picture.exhausted.bars] == ["0", "11,290"]
    assert [lane.leads for lane in picture.lanes] == [True, False, False]
    assert "Nick Begich beats every other option head to head" in picture.frame.footer


def test_the_same_in_italian_and_dark():
    shown = alaska(language="it", theme=Theme.DARK)
    assert shown.picture.frame.theme is Theme.DARK
    assert shown.picture.frame.language == "it"
    assert shown.picture.lanes[0].note == "vince con il 51%"
    assert shown.picture.lanes[0].bars[1].votes == "91.266"
    assert "esce Nick Begich, le sue schede passano così: 27.053 a Sarah Palin, 15.467 a Mary Peltola" in shown.alt


def test_a_count_of_one_round_is_plain_bars():
    shown = rounds_flow(subject("Yes", "No"), instant_runoff.count({(1,): 3, (2,): 1}, numbers(2), lots))
    assert isinstance(shown.picture, ChoiceBars)
    assert [(bar.label, bar.share, bar.leads) for bar in shown.picture.bars] == [
        ("Yes", "75%", True),
        ("No", "25%", False),
    ]


def staircase(count):
    """Option 1 wins; the last has the fewest first places, and its ballots all go to the one before."""
    return {tuple(range(place, 0, -1)): 2 * count - place if place > 1 else 20 * count for place in range(1, count + 1)}


def test_a_long_count_pools_who_left_first():
    result = instant_runoff.count({**staircase(14), (14,): 5}, numbers(14), lots)
    assert len(result.rounds) == 13
    picture = rounds_flow(labelled(14), result).picture
    assert len(picture.rounds) == MOST_ROUNDS
    assert picture.rounds[:2] == ("Round 1", "Round 6")
    assert len(picture.lanes) == MOST_ROUNDS + 1
    pool = picture.lanes[-1]
    gone = {each.eliminated for each in result.rounds[:5]}
    assert pool.label.startswith("5 more options: ")
    assert all(f"Option {option}" in pool.label for option in gone)
    assert pool.note == "out in rounds 1 to 5"
    assert pool.bars[0].votes == str(sum(result.rounds[0].votes[option] for option in gone))
    assert {each.to: each.votes for each in pool.transfers}[None] == f"+{result.rounds[5].exhausted}"
    assert sum(each.fraction for each in pool.transfers) == pytest.approx(pool.bars[0].fraction)


@settings(max_examples=60, deadline=None)
@given(ranked_elections(least=2, most=6) | ranked_elections(least=11, most=13, voters=40))
def test_no_ballot_is_lost_between_rounds(election):
    among, ballots = election
    shown = rounds_flow(labelled(len(among)), instant_runoff.count(Counter(ballots), among, lots))
    if shown is None or not isinstance(shown.picture, RoundsFlow):
        return
    picture = shown.picture
    columns = range(len(picture.rounds))
    lanes = [*picture.lanes, *([picture.exhausted] if picture.exhausted else [])]
    for column in columns:
        whole = sum(lane.bars[column].fraction for lane in lanes if len(lane.bars) > column)
        assert whole == pytest.approx(1)
    for place, lane in enumerate(picture.lanes):
        if len(lane.bars) < len(columns):
            assert sum(each.fraction for each in lane.transfers) == pytest.approx(lane.bars[-1].fraction)
        for column in columns[1 : len(lane.bars)]:
            arrived = sum(
                each.fraction
                for other in picture.lanes
                if len(other.bars) == column
                for each in other.transfers
                if each.to == place
            )
            assert lane.bars[column].fraction == pytest.approx(lane.bars[column - 1].fraction + arrived)


def test_nashville_beats_every_other():
    shown = pair_matrix(subject(*CITIES), ranked_pairs.count(TENNESSEE[0], TENNESSEE[1].values(), lots))
    picture = shown.picture
    assert isinstance(picture, PairMatrix)
    names = ["Memphis", "Nashville", "Chattanooga", "Knoxville"]
    assert [row.label for row in picture.rows] == [names[1], names[2], names[3], names[0]]
    assert [cell and cell.votes for cell in picture.rows[0].cells] == [None, "68", "68", "58"]
    assert [cell and cell.duel for cell in picture.rows[3].cells] == [Duel.LOST, Duel.LOST, Duel.LOST, None]
    assert picture.rows[0].cells[1].margin == pytest.approx(0.36)
    assert "Nashville beats every other option" in picture.frame.subtitle
    assert not any(row.marked for row in picture.rows)
    assert shown.alt.endswith("Knoxville – Memphis 58:42.")


def test_a_circle_is_marked_and_its_weakest_win_set_aside():
    picture = pair_matrix(labelled(4), ranked_pairs.count(CIRCLE, numbers(4), lots)).picture
    assert [row.marked for row in picture.rows] == [True, True, True, False]
    aside = [
        (row.label, picture.rows[column].label)
        for row in picture.rows
        for column, cell in enumerate(row.cells)
        if cell and cell.duel is Duel.SET_ASIDE
    ]
    assert aside == [("Option 3", "Option 1")]
    assert picture.key.set_aside
    assert picture.key.marked
    assert not picture.key.tied
    assert "No option beats every other" in picture.frame.subtitle


def test_a_draw_is_owned_up_to():
    tied = {(1, 2): 3, (2, 1): 3}
    picture = pair_matrix(labelled(2), ranked_pairs.count(tied, numbers(2), lots)).picture
    assert picture.rows[0].cells[1].duel is Duel.TIED
    assert picture.key.tied
    assert not picture.key.won
    assert "A tie was decided by the draw" in picture.frame.footer
    flow = rounds_flow(labelled(3), instant_runoff.count({(1,): 3, (2,): 1, (3,): 1}, numbers(3), lots)).picture
    assert "decided by the draw" in flow.frame.footer
    clear = rounds_flow(labelled(3), instant_runoff.count({(1,): 3, (2,): 2, (3,): 1}, numbers(3), lots)).picture
    assert "draw" not in clear.frame.footer


def test_the_end_of_a_long_ranking_is_left_out_and_counted():
    result = ranked_pairs.count({tuple(range(1, 14)): 5}, numbers(13), lots)
    picture = pair_matrix(labelled(13), result).picture
    assert [row.label for row in picture.rows] == [f"Option {place}" for place in range(1, MOST_PAIRED + 1)]
    assert {len(row.cells) for row in picture.rows} == {MOST_PAIRED}
    assert picture.left_out == "The last 3 options of the ranking are left out."


def all_of(count, voters):
    return {tuple(range(1, count + 1)): voters - 1, tuple(range(count, 0, -1)): 1}


@pytest.mark.parametrize("count", [2, 5, 6, 8, 9, 10])
@pytest.mark.parametrize("voters", [999, 9_999, 99_999, 999_999, 9_999_999])
def test_numbers_too_large_for_their_place_become_shares(count, voters):
    """What is printed is always whole: two pictures that differ in the last digit look different."""
    kinds = all_of(count, voters)
    matrix = pair_matrix(labelled(count), ranked_pairs.count(kinds, numbers(count), lots)).picture
    flow = rounds_flow(labelled(count), instant_runoff.count(kinds, numbers(count), lots)).picture
    cell = matrix.rows[0].cells[1]
    rows = (replace(matrix.rows[0], cells=(None, replace(cell, votes=altered(cell.votes)), *matrix.rows[0].cells[2:])),)
    assert differ(matrix, replace(matrix, rows=rows + matrix.rows[1:]))
    if isinstance(flow, RoundsFlow):
        first = flow.lanes[0]
        bars = tuple(replace(bar, votes=altered(bar.votes)) for bar in first.bars[1:])
        lane = replace(first, bars=(first.bars[0], *bars))
        assert differ(flow, replace(flow, lanes=(lane, *flow.lanes[1:])))


def altered(number):
    """Another last digit."""
    place = max(index for index, char in enumerate(number) if char.isdigit())
    return number[:place] + ("4" if number[place] != "4" else "8") + number[place + 1 :]


def differ(one, other):
    return MatplotlibRenderer().render(one) != MatplotlibRenderer().render(other)


STARS = {(5, 2, 1, 0): 42, (0, 5, 2, 2): 26, (0, 3, 5, 4): 15, (0, 2, 4, 5): 17}


def test_star_shows_totals_and_the_runoff():
    shown = star_bars(subject(*CITIES), star.count(STARS, numbers(4), lots))
    picture = shown.picture
    assert isinstance(picture, ScoreBars)
    assert picture.levels == ("5 ★", "4 ★", "3 ★", "2 ★", "1 ★", "0 ★")
    assert [(row.label, row.value, row.leads) for row in picture.rows] == [
        ("Nashville", "293 stars", True),
        ("Chattanooga", "237 stars", False),
        ("Memphis", "210 stars", False),
        ("Knoxville", "197 stars", False),
    ]
    assert [part.share for part in picture.rows[0].parts] == ["26%", "0%", "15%", "59%", "0%", "0%"]
    runoff = picture.runoff
    assert (runoff.winner, runoff.loser) == ("Nashville", "Chattanooga")
    assert [part.share for part in (runoff.preferred, runoff.equal, runoff.opposed)] == [
        "68 (68%)",
        "0 equal",
        "32 (32%)",
    ]
    assert "Nashville wins the runoff: 68 prefer it, 32 prefer Chattanooga, 0 see no difference." in shown.alt
    assert not picture.middle


def test_the_winner_of_the_runoff_may_be_second_by_total():
    result = star.count({(5, 3): 2, (2, 3): 3}, numbers(2), lots)
    picture = star_bars(subject("Higher total", "Preferred"), result).picture
    assert [(row.label, row.leads) for row in picture.rows] == [("Higher total", False), ("Preferred", True)]
    assert picture.runoff.winner == "Preferred"


def test_ratings_count_only_those_who_rated():
    result = rating.count({(5, 1): 1, (4, None): 2}, numbers(3), lots)
    picture = rating_bars(labelled(3), result).picture
    assert [(row.value, row.note) for row in picture.rows] == [
        ("4.33", "3 ratings"),
        ("1.00", "1 rating"),
        ("not rated", ""),
    ]
    assert picture.levels == ("5 ★", "4 ★", "3 ★", "2 ★", "1 ★")
    assert sum(part.fraction for part in picture.rows[0].parts) == pytest.approx(1)
    assert sum(part.fraction for part in picture.rows[2].parts) == 0
    assert picture.middle
    italian = rating_bars(labelled(3, language="it"), result).picture
    assert italian.rows[0].value == "4,33"


def test_a_score_below_the_scale_is_a_level_where_somebody_gave_it():
    result = rating.count({(0,): 1, (5,): 1}, numbers(1), lots)
    assert rating_bars(labelled(1), result).picture.levels[-1] == "0 ★"
    asked = rating.count({(4,): 1}, numbers(1), lots)
    assert rating_bars(labelled(1), asked, lowest=0).picture.levels[-1] == "0 ★"


def test_majority_grades_are_words_at_the_mark():
    grades = ("Poor", "Fair", "Good", "Excellent")
    kinds = {(3, 2, 1, 0): 42, (0, 3, 2, 1): 26, (0, 1, 3, 2): 15, (0, 1, 2, 3): 17}
    result = majority_judgment.count(kinds, numbers(4), lots, grades=4)
    shown = judgment_bars(subject(*CITIES), result, grades)
    assert shown.picture.levels == ("Excellent", "Good", "Fair", "Poor")
    assert [(row.label, row.value) for row in shown.picture.rows] == [
        ("Nashville", "Good"),
        ("Chattanooga", "Good"),
        ("Knoxville", "Fair"),
        ("Memphis", "Poor"),
    ]
    assert shown.picture.middle == "Half of the voters"
    assert "worst" not in shown.picture.frame.footer
    silent = majority_judgment.count({(3, None): 1}, numbers(2), lots, grades=4)
    assert "No grade given counts as the worst one" in judgment_bars(labelled(2), silent, grades).picture.frame.footer


@settings(max_examples=60, deadline=None)
@given(marked_elections(highest=3))
def test_the_majority_grade_lies_at_the_middle_of_its_bar(election):
    among, ballots = election
    grades = ("Poor", "Fair", "Good", "Excellent")
    result = majority_judgment.count(Counter(ballots), among, lots, grades=4)
    shown = judgment_bars(labelled(len(among)), result, grades)
    if shown is None:
        assert result.winner is None
        return
    for row in shown.picture.rows:
        place = shown.picture.levels.index(row.value)
        better = sum(part.fraction for part in row.parts[:place])
        assert better <= 0.5 + 1e-9
        assert better + row.parts[place].fraction > 0.5 - 1e-9


def test_points_are_told_with_who_gave_them():
    result = points.count({(3, 0): 2, (1, 2): 1, (0, 0): 1}, numbers(2), lots, budget=3)
    picture = points_bars(labelled(2), result).picture
    assert picture.scale is Scale.SEQUENTIAL
    assert picture.levels == ("3", "2", "1", "0")
    assert [(row.value, row.note) for row in picture.rows] == [
        ("7 points", "from 3 people"),
        ("2 points", "from 1 person"),
    ]


@pytest.mark.parametrize(
    ("most", "levels"),
    [
        (1, ("1", "0")),
        (5, ("5", "4", "3", "2", "1", "0")),
        (9, ("9", "7–8", "5–6", "3–4", "1–2", "0")),
        (100, ("81–100", "61–80", "41–60", "21–40", "1–20", "0")),
    ],
)
def test_many_points_are_told_in_ranges(most, levels):
    result = points.count({(most, 0): 1, (1, 0): 2}, numbers(2), lots, budget=100)
    picture = points_bars(labelled(2), result).picture
    assert picture.levels == levels
    for row in picture.rows:
        assert sum(part.fraction for part in row.parts) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(marked_elections(highest=7))
def test_every_voter_is_in_some_part_of_every_bar(election):
    among, ballots = election
    kinds = Counter(ballots)
    shown = (
        star_bars(labelled(len(among)), star.count(kinds, among, lots)),
        points_bars(labelled(len(among)), points.count(kinds, among, lots, budget=12)),
        rating_bars(labelled(len(among)), rating.count(kinds, among, lots, highest=7)),
    )
    for each in filter(None, shown):
        for row in each.picture.rows:
            assert sum(part.fraction for part in row.parts) in (0, pytest.approx(1))
            assert len(row.parts) == len(each.picture.levels)


def test_spoilt_ballots_are_told():
    picture = star_bars(labelled(2), star.count({(5, 1): 2, (9, 1): 1}, numbers(2), lots)).picture
    assert "1 spoilt ballot" in picture.frame.footer


def test_without_voters_there_is_nothing_to_show():
    among = numbers(3)
    who = labelled(3)
    assert rounds_flow(who, instant_runoff.count({(): 2}, among, lots)) is None
    assert pair_matrix(who, ranked_pairs.count({}, among, lots)) is None
    assert pair_matrix(who, ranked_pairs.count({(1,): 1}, numbers(1), lots)) is None
    assert star_bars(who, star.count({}, among, lots)) is None
    assert rating_bars(who, rating.count({}, among, lots)) is None
    assert judgment_bars(who, majority_judgment.count({}, among, lots, grades=3), ("a", "b", "c")) is None
    assert points_bars(who, points.count({}, among, lots, budget=3)) is None


def everything(who, count):
    """A picture of each kind, of a poll with so many options."""
    among = numbers(count)
    ranked = {tuple(among): 30, tuple(reversed(among)): 20, tuple(among[1:]): 10, (among[-1],): 7}
    marks = {tuple(option % 6 for option in among): 20, (5,) * count: 3}
    grades = tuple(f"Grade {number} with a long name" for number in range(6))
    laid = {(3, *([0] * (count - 1))): 3, (1, 2, *([0] * (count - 2))): 4}
    shown = (
        rounds_flow(who, instant_runoff.count(ranked, among, lots)),
        pair_matrix(who, ranked_pairs.count(ranked, among, lots)),
        star_bars(who, star.count(marks, among, lots)),
        rating_bars(who, rating.count(marks, among, lots)),
        judgment_bars(who, majority_judgment.count(marks, among, lots, grades=6), grades),
        points_bars(who, points.count(laid, among, lots, budget=3)),
    )
    assert None not in shown
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [2, 5, 30])
def test_descriptions_fit_and_say_what_is_left(language, count):
    long = labelled(count, label="x" * 195, language=language, question="q" * 300)
    for each in everything(long, count):
        assert 0 < len(each.alt) <= ALT_CHARS
        assert "…" in each.alt
        assert each.picture.frame.title == "q" * 300
    short = labelled(2, language=language, question="Which?")
    for each in everything(short, 2):
        assert "Which?" in each.alt
        assert "Option 1" in each.alt
        assert each.alt.endswith(".")


def test_a_description_counts_what_did_not_fit():
    items = [f"item {place} " + "x" * 180 for place in range(9)]
    words = description("Sentence.", items, lambda count: f"And {count} more.")
    told = sum(item in words for item in items)
    assert words.endswith(f"And {9 - told} more.")
    assert len(words) <= ALT_CHARS
    assert description("Sentence.", ["all"], lambda count: "never") == "Sentence. all"


def test_an_option_the_poll_does_not_have_is_a_mistake():
    with pytest.raises(KeyError):
        labelled(2).label(OptionId(3))

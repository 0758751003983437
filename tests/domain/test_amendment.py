from dataclasses import replace

import pytest

from bot.domain.amendment import (
    Remap,
    add_option,
    change_rules,
    fix_option,
    fix_question,
    merge_options,
    remove_option,
)
from bot.domain.errors import BadInput, NotFound, PromiseBroken, WrongState
from bot.domain.ids import OptionId, PersonId
from bot.domain.poll import MAX_OPTIONS, Closed, ResultsShown, Rules, Secrecy
from tests.builders import NOON, draft, poll

ONE, TWO, THREE = OptionId(1), OptionId(2), OptionId(3)
VOTER = PersonId("voter")


def labels(changed):
    return [option.label for option in changed.standing]


def test_a_fixed_typo_says_what_changed():
    fixed = fix_option(fix_question(poll(), "Where to?", NOON), TWO, "Town", NOON)
    assert fixed.question == "Where to?"
    assert labels(fixed) == ["Lake", "Town", "Mountains"]
    assert [note.text.key for note in fixed.notes] == ["note-question", "note-option"]
    assert dict(fixed.notes[1].text.args) == {"old": "City", "new": "Town"}


def test_a_draft_has_no_public_to_tell():
    assert fix_question(draft(), "Where to?", NOON).notes == ()


def test_a_label_may_not_become_anothers_twin_but_may_change_its_own_case():
    with pytest.raises(BadInput):
        fix_option(poll(), TWO, "lake", NOON)
    assert labels(fix_option(poll(), ONE, "LAKE", NOON))[0] == "LAKE"


def test_a_removed_option_keeps_its_number_and_is_taken_from_the_ballots():
    smaller, remap = remove_option(poll(), TWO, NOON)
    assert labels(smaller) == ["Lake", "Mountains"]
    assert remap == Remap(TWO, None)
    assert add_option(smaller, "Sea", None, NOON).options[-1].id == 4
    with pytest.raises(WrongState):
        fix_option(smaller, TWO, "Town", NOON)


def test_a_merged_option_says_into_which():
    merged, remap = merge_options(poll(), THREE, ONE, NOON)
    assert remap == Remap(THREE, ONE)
    assert merged.option(THREE).merged_into == ONE
    assert merged.notes[-1].text.key == "note-merged"
    with pytest.raises(BadInput):
        merge_options(poll(), ONE, ONE, NOON)


def test_two_options_must_stay():
    with pytest.raises(WrongState):
        remove_option(poll(labels=("a", "b")), ONE, NOON)


def test_voters_add_options_only_where_they_may():
    with pytest.raises(WrongState):
        add_option(poll(), "Sea", VOTER, NOON)
    allowed = poll(rules=Rules(may_add_options=True))
    assert add_option(allowed, "Sea", VOTER, NOON).options[-1].added_by == VOTER
    with pytest.raises(BadInput):
        add_option(allowed, " LAKE", VOTER, NOON)


def test_no_more_than_fifty_options_in_all():
    full = poll(labels=tuple(str(n) for n in range(MAX_OPTIONS)), rules=Rules(may_add_options=True))
    with pytest.raises(BadInput):
        add_option(full, "one more", VOTER, NOON)


@pytest.mark.parametrize(
    "change",
    [
        {"secrecy": Secrecy.NAMED},
        {"results": ResultsShown.LIVE},
        {"results": ResultsShown.AFTER_VOTE},
        {"may_change": False},
        {"most_choices": 3},
    ],
)
def test_a_change_that_breaks_a_promise_is_refused(change):
    hidden = poll(rules=Rules(results=ResultsShown.AT_CLOSE))
    with pytest.raises(PromiseBroken):
        change_rules(hidden, replace(hidden.rules, **change), NOON)


def test_results_may_become_more_hidden_and_options_may_be_allowed():
    changed = change_rules(poll(), Rules(results=ResultsShown.AT_CLOSE, may_add_options=True), NOON)
    assert changed.rules.results is ResultsShown.AT_CLOSE
    assert changed.notes[-1].text.key == "note-rules"
    with pytest.raises(BadInput):
        change_rules(poll(), Rules(), NOON)


def test_a_draft_changes_freely():
    assert change_rules(draft(), Rules(secrecy=Secrecy.NAMED), NOON).rules.secrecy is Secrecy.NAMED


def test_nothing_is_amended_after_the_close():
    closed = poll(state=Closed(NOON, NOON, False))
    for step in (
        lambda: fix_question(closed, "x", NOON),
        lambda: fix_option(closed, ONE, "x", NOON),
        lambda: remove_option(closed, ONE, NOON),
        lambda: add_option(closed, "x", None, NOON),
        lambda: change_rules(closed, Rules(may_add_options=True), NOON),
    ):
        with pytest.raises(WrongState):
            step()


def test_an_unknown_option_number_is_said_so():
    with pytest.raises(NotFound):
        fix_option(poll(), OptionId(77), "x", NOON)

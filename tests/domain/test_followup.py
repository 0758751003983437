"""What becomes of a decision: stages and statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput, WrongState
from bot.domain.followup import NAME_CHARS, REASON_CHARS, WORDS_CHARS, FollowUp, Stage, Standing, stage, state
from bot.domain.ids import Subject
from tests.builders import COMMUNITY, NOON, ORGANISER

BEGUN = FollowUp(subject=Subject("p0000001"), community=COMMUNITY, owner=ORGANISER, began_at=NOON)


def said(standing: Standing = Standing.BINDING, **fields: str) -> FollowUp:
    return state(BEGUN, standing, **{"what": "We do it", "why": "you asked", **fields}, now=NOON)


@given(st.sampled_from(Stage), st.sampled_from(Stage))
def test_every_stage_leads_to_every_other(first: Stage, then: Stage) -> None:
    if first is Stage.OPEN:
        return
    there, because = stage(BEGUN, first, " for  good\u202e reasons ")
    assert (there.stage, because) == (first, "for good reasons")
    if then is first:
        with pytest.raises(WrongState):
            stage(there, then, "again")
    else:
        assert stage(there, then, "because")[0].stage is then


@pytest.mark.parametrize("to", list(Stage))
@pytest.mark.parametrize("reason", ["", "  \u200b "])
def test_who_asked_is_told_why_nothing_comes_of_it(to: Stage, reason: str) -> None:
    if to is Stage.OPEN:
        return
    if to in (Stage.DECLINED, Stage.DUPLICATE):
        with pytest.raises(BadInput):
            stage(BEGUN, to, reason)
    else:
        assert stage(BEGUN, to, reason)[0].stage is to


def test_a_statement_says_what_and_why() -> None:
    statement = said(what=" We\n\n\n\nplant ", why="shade", who=" Bea  and Ugo", by_when="May").statement
    assert statement is not None
    assert (statement.what, statement.why, statement.who, statement.by_when) == (
        "We\n\nplant",
        "shade",
        "Bea and Ugo",
        "May",
    )
    for fields in ({"what": " "}, {"why": ""}, {"what": "\u200b\u2060"}):
        with pytest.raises(BadInput):
            said(**fields)


def test_only_overruling_has_a_reason_and_never_none() -> None:
    with pytest.raises(BadInput):
        said(Standing.OVERRULED)
    with pytest.raises(BadInput):
        said(Standing.OVERRULED, reason="\u2800")
    overruled, advisory = said(Standing.OVERRULED, reason="no money"), said(Standing.ADVISORY, reason="no money")
    assert overruled.statement is not None
    assert advisory.statement is not None
    assert (overruled.statement.reason, advisory.statement.reason) == ("no money", "")


@pytest.mark.parametrize(
    ("name", "most"), [("what", WORDS_CHARS), ("why", WORDS_CHARS), ("who", NAME_CHARS), ("by_when", NAME_CHARS)]
)
def test_what_is_said_has_its_lengths(name: str, most: int) -> None:
    assert said(**{name: "w" * most}).statement is not None
    with pytest.raises(BadInput):
        said(**{name: "w" * (most + 1)})


def test_a_reason_has_its_length() -> None:
    assert stage(BEGUN, Stage.DECLINED, "r" * REASON_CHARS)[1] == "r" * REASON_CHARS
    with pytest.raises(BadInput):
        stage(BEGUN, Stage.DECLINED, "r" * (REASON_CHARS + 1))


def test_words_may_be_said_anew() -> None:
    again = state(said(), Standing.ADVISORY, what="More", why="money came", now=NOON)
    assert again.statement is not None
    assert (again.statement.standing, again.statement.what) == (Standing.ADVISORY, "More")

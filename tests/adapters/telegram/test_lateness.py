"""Which tap stands where several of one person arrive in another order than they were made."""

from __future__ import annotations

from adapters.telegram.lateness import Lateness
from bot.domain.ballot import Tap, Withdraw
from bot.domain.community import Identity
from bot.domain.ids import OptionId, Platform, PollId
from bot.domain.marks import RAISE, UNDO, mark
from bot.domain.method import Method
from tests.adapters.telegram.test_paper import card

ADA = Identity(Platform("telegram"), "50", "Ada")
POLL = PollId("p0000001")
WITHDRAW = Withdraw()


async def standing(*taps, method=Method.STAR):
    """Of these taps, each with its moment and in the order of arrival: the moments of those that stand."""
    lateness = Lateness()

    async def shown():
        return card(method)

    found = []
    for moment, tapped in taps:
        action = tapped if isinstance(tapped, Withdraw) else Tap(OptionId(tapped))
        if not await lateness.overtaken(ADA, POLL, action, moment, shown):
            found.append(moment)
    return found


async def test_a_later_mark_stands_against_an_earlier_on_the_same_option_alone():
    assert await standing((2, mark(1, 3)), (1, mark(1, 5)), (3, mark(1, 1))) == [2, 3]
    assert await standing((2, mark(1, 3)), (1, mark(2, 5))) == [2, 1]


async def test_the_same_update_again_is_left_to_its_key():
    assert await standing((2, mark(1, 3)), (2, mark(1, 3))) == [2, 2]


async def test_presses_that_add_up_are_each_one_of_their_own():
    assert await standing((3, RAISE + 1), (1, RAISE + 1), (2, RAISE + 2), method=Method.POINTS) == [3, 1, 2]
    assert await standing((2, 3), (1, 1), method=Method.RANKED) == [2, 1]


async def test_undo_takes_back_nothing_that_came_after_it():
    assert await standing((1, 3), (3, 1), (2, UNDO), method=Method.RANKED) == [1, 3]


async def test_nothing_comes_back_by_a_tap_from_before_the_withdrawal():
    assert await standing((2, WITHDRAW), (1, mark(1, 3)), (3, mark(1, 4))) == [2, 3]
    assert await standing((3, mark(1, 3)), (2, WITHDRAW)) == [3]
    assert await standing((1, 3), (3, WITHDRAW), (2, 1), method=Method.RANKED) == [1, 3]


async def test_one_choice_is_replaced_by_the_latest_whichever_comes_last():
    single = Method.CHOICE
    assert await standing((2, 1), (1, 3), (3, 2), method=single) == [2, 3]

"""Which control a poll gets: a table of what each rule needs, and what holds for every poll and every channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.capabilities import ButtonLimits, ChannelCapabilities, MenuLimits, NativePollLimits, Support
from bot.domain.card import Control
from bot.domain.poll import Draft, Open, ResultsShown, Rules, Scheduled, Secrecy
from bot.domain.text import say
from bot.services.capacity import FRAME_CHARS, choose, fits, why_not_native
from tests.builders import NOON, poll

ABLE = NativePollLimits(
    question_chars=300,
    least_options=2,
    options=12,
    option_chars=100,
    description_chars=1000,
    public=True,
    anonymous=True,
    hides_results=True,
    adds_options=True,
    final=True,
    most_choices_any=True,
    longest=timedelta(days=30),
    endless=True,
)
BUTTONS = ButtonLimits(per_row=1, rows=10, label_chars=20, token_bytes=64)
PLAIN = ChannelCapabilities(
    text_chars=4096,
    buttons=BUTTONS,
    menu=None,
    native_poll=ABLE,
    edit=Support.NATIVE,
    edit_interval=timedelta(seconds=3),
    private_reply=Support.NATIVE,
    form=Support.REJECTED,
    file_bytes=1,
)
NAMED = Rules(secrecy=Secrecy.NAMED)


def native(**fields):
    return poll(native=True, **fields)


def test_a_poll_that_fits_is_the_platforms_own_only_where_that_was_asked_for():
    assert choose(native(), PLAIN) is Control.NATIVE_POLL
    assert choose(poll(), PLAIN) is Control.BUTTONS
    assert choose(native(), replace(PLAIN, native_poll=None)) is Control.BUTTONS


@pytest.mark.parametrize(
    ("asked", "limits"),
    [
        (native(question="x" * 11), {"question_chars": 10}),
        (native(description="x" * 11), {"description_chars": 10}),
        (native(labels=("a", "b" * 11)), {"option_chars": 10}),
        (native(labels=tuple("abcde")), {"options": 4}),
        (native(labels=("a", "b")), {"least_options": 3}),
        (native(rules=NAMED), {"public": False}),
        (native(), {"anonymous": False}),
        (native(rules=Rules(results=ResultsShown.AT_CLOSE)), {"hides_results": False}),
        (native(rules=Rules(may_change=False)), {"final": False}),
        (native(rules=replace(NAMED, may_add_options=True)), {"adds_options": False}),
        (native(labels=tuple("abcd"), rules=Rules(most_choices=2)), {"most_choices_any": False}),
        (native(closes_at=NOON + timedelta(days=2)), {"longest": timedelta(days=1)}),
        (
            native(state=Scheduled(NOON + timedelta(days=1)), closes_at=NOON + timedelta(days=3)),
            {"longest": timedelta(days=1)},
        ),
    ],
)
def test_each_limit_and_each_promise_counts_by_itself(asked, limits):
    assert fits(asked, ABLE)
    assert not fits(asked, replace(ABLE, **limits))
    assert choose(asked, replace(PLAIN, native_poll=replace(ABLE, **limits))) is not Control.NATIVE_POLL


def test_a_promise_of_secrecy_never_becomes_a_public_poll():
    only_public = replace(ABLE, anonymous=False)
    assert not fits(native(), only_public)
    assert fits(native(rules=NAMED), only_public)


def test_a_secret_poll_is_never_the_platforms_own():
    """Which would hold, for as long as it likes, who chose what."""
    secret = native(rules=Rules(secrecy=Secrecy.NOBODY))
    assert not fits(secret, ABLE)
    assert choose(secret, PLAIN) is Control.BUTTONS
    assert why_not_native(secret, PLAIN) == say("native-promise")


def test_options_can_be_added_only_in_a_public_one():
    assert not fits(native(rules=Rules(may_add_options=True)), ABLE)
    assert fits(native(rules=replace(NAMED, may_add_options=True)), ABLE)


def test_one_and_any_number_of_choices_fit_everywhere():
    simple = replace(ABLE, most_choices_any=False)
    assert fits(native(labels=tuple("abcd")), simple)
    for most in (4, 50):
        assert fits(native(labels=tuple("abcd"), rules=Rules(most_choices=most)), simple)


def test_the_time_a_poll_lasts_is_counted_from_its_opening():
    short = replace(ABLE, longest=timedelta(days=1))
    late = NOON + timedelta(days=9)
    for state in (Scheduled(late), Open(late)):
        assert fits(native(state=state, closes_at=late + timedelta(days=1)), short)
    assert not fits(native(state=Draft(), closes_at=late), short)
    assert fits(native(state=Draft()), short)


def test_without_a_deadline_only_where_the_platform_ends_nothing_by_itself():
    assert not fits(native(state=Open(NOON)), replace(ABLE, endless=False))
    assert fits(native(state=Open(NOON), closes_at=NOON + timedelta(days=1)), replace(ABLE, endless=False))


def test_a_reason_is_given_exactly_where_another_control_is_chosen():
    only_public = replace(PLAIN, native_poll=replace(ABLE, anonymous=False, endless=False))
    late = NOON + timedelta(days=40)
    open_ = Open(NOON)
    said = {
        "native-not-there": (native(), replace(PLAIN, native_poll=None)),
        "native-not-scheduled": (native(state=Scheduled(NOON)), PLAIN),
        "native-too-long": (native(labels=("a", "b" * 200), state=open_), PLAIN),
        "native-too-late": (native(closes_at=late, state=open_), only_public),
        "native-promise": (native(state=open_, closes_at=NOON), only_public),
    }
    for key, (asked, channel) in said.items():
        reason = why_not_native(asked, channel)
        assert reason is not None
        assert reason.key == key
    assert why_not_native(native(state=open_), PLAIN) is None
    assert why_not_native(poll(), replace(PLAIN, native_poll=None)) is None


def test_removed_options_take_no_room():
    shown = native(labels=tuple("abc"))
    shown = replace(shown, options=(*shown.options[:2], replace(shown.options[2], removed=True)))
    assert fits(shown, replace(ABLE, options=2))


def test_numbers_on_the_buttons_leave_labels_any_length():
    long = poll(labels=("x" * 21, "b"))
    assert choose(long, PLAIN) is Control.LINK
    assert choose(long, replace(PLAIN, buttons=replace(BUTTONS, numbered=True))) is Control.BUTTONS
    assert choose(long, replace(PLAIN, menu=MenuLimits(options=25, option_chars=100))) is Control.MENU


def test_a_text_that_does_not_fit_is_paged():
    shown = poll(question="q" * 100, description="d" * 100, labels=("x" * 20, "y" * 20))
    need = 100 + 100 + 40 + FRAME_CHARS
    assert choose(shown, replace(PLAIN, text_chars=need)) is Control.BUTTONS
    assert choose(shown, replace(PLAIN, text_chars=need - 1)) is Control.PAGED_BUTTONS
    assert choose(poll(labels=tuple(str(n) for n in range(11))), PLAIN) is Control.PAGED_BUTTONS


flags = {name: st.booleans() for name in ("public", "anonymous", "hides_results", "adds_options", "final", "endless")}
limits = st.builds(
    NativePollLimits,
    question_chars=st.integers(0, 300),
    least_options=st.integers(1, 3),
    options=st.integers(2, 50),
    option_chars=st.integers(1, 200),
    description_chars=st.integers(0, 1000),
    most_choices_any=st.booleans(),
    longest=st.timedeltas(timedelta(0), timedelta(days=60)),
    **flags,
)
channels = st.builds(
    ChannelCapabilities,
    text_chars=st.integers(280, 5000),
    buttons=st.none()
    | st.builds(
        ButtonLimits,
        per_row=st.integers(1, 8),
        rows=st.integers(1, 12),
        label_chars=st.integers(1, 80),
        token_bytes=st.just(64),
        numbered=st.booleans(),
    ),
    menu=st.none() | st.builds(MenuLimits, options=st.integers(2, 25), option_chars=st.integers(1, 100)),
    native_poll=st.none() | limits,
    edit=st.just(Support.NATIVE),
    edit_interval=st.just(timedelta(seconds=1)),
    private_reply=st.just(Support.NATIVE),
    form=st.sampled_from(Support),
    file_bytes=st.just(1),
)
rules = st.builds(
    Rules,
    most_choices=st.integers(1, 50),
    secrecy=st.sampled_from(Secrecy),
    results=st.sampled_from(ResultsShown),
    may_change=st.booleans(),
    may_add_options=st.booleans(),
)
polls = st.builds(
    poll,
    question=st.integers(1, 300).map("q".__mul__),
    description=st.integers(0, 1000).map("d".__mul__),
    labels=st.lists(st.integers(1, 200).map("x".__mul__), min_size=2, max_size=50).map(tuple),
    rules=rules,
    native=st.booleans(),
    closes_at=st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=90)).map(NOON.__add__),
)


@given(polls, channels)
def test_whatever_is_chosen_holds_the_whole_poll_and_its_promises(asked, channel):
    chosen = choose(asked, channel)
    labels = [option.label for option in asked.standing]
    assert chosen is not Control.NONE
    match chosen:
        case Control.NATIVE_POLL:
            own = channel.native_poll
            assert asked.native
            assert not asked.rules.secret
            assert own.least_options <= len(labels) <= own.options
            assert max(map(len, labels)) <= own.option_chars
            assert own.public if asked.rules.secrecy is Secrecy.NAMED else own.anonymous
            assert own.final or asked.rules.may_change
        case Control.BUTTONS:
            assert len(labels) <= channel.buttons.per_row * channel.buttons.rows
            assert len(asked.question + asked.description + "".join(labels)) + FRAME_CHARS <= channel.text_chars
        case Control.MENU:
            assert len(labels) <= channel.menu.options
            assert max(map(len, labels)) <= channel.menu.option_chars
        case Control.FORM:
            assert channel.form is not Support.REJECTED
    if chosen in (Control.BUTTONS, Control.PAGED_BUTTONS) and not channel.buttons.numbered:
        assert max(map(len, labels)) <= channel.buttons.label_chars


@given(polls, channels)
def test_without_the_wish_it_is_never_the_platforms_own(asked, channel):
    assert choose(replace(asked, native=False), channel) is not Control.NATIVE_POLL

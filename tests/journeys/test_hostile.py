"""What a hostile or unlucky world does to the core: leaks, races, odd input, jumping clocks, failing platforms."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.ballot import Choose, Toggle, Withdraw
from bot.domain.conversation import AskForm, Reader, SendFile, ShowCard, ShowPicture, Tone
from bot.domain.errors import NotFound, StoreUnavailable, Throttled
from bot.domain.ids import OptionId, PollId
from bot.domain.picture import Theme
from bot.domain.poll import Closed, Draft, Open
from bot.domain.tally.plurality import recount
from bot.ports import CardContent, ResultContent
from tests.house import BOSS, follower, house, offers, words

OTHER = follower(7)


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def launch(home, line="/poll Where? | Lake | City | Sea"):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    await home.announcing.sweep()
    return await home.latest()


async def organiser(home, who=OTHER):
    assert (await home.desk.sign_in(await home.access.invite_organiser(timedelta(hours=1)), who)).good


def results(home):
    return [content for content in home.platform.posts.values() if isinstance(content, ResultContent)]


# ---------------------------------------------------------------- promises


async def test_removing_or_merging_does_not_tell_hidden_counts(home):
    poll = await launch(home, "/poll Where? | Lake | City | Sea | Hill --hide")
    await home.vote(poll.id, 1, 3)
    await home.vote(poll.id, 2, 2)
    chosen = words(await home.type("/fix -3"))
    not_chosen = words(await home.type("/fix -4"))
    assert chosen.replace("Sea", "Hill") == not_chosen
    poll = await launch(home, "/poll Then? | Lake | City | Sea | Hill --hide")
    await home.vote(poll.id, 1, 3)
    chosen = words(await home.type(f"/fix {poll.id} 3>1"))
    not_chosen = words(await home.type(f"/fix {poll.id} 4>1"))
    assert chosen.replace("Sea", "Hill") == not_chosen


@pytest.mark.parametrize("line", ["/summary {id}", "/export {id}", "/export {id} --ballots", "/results {id}"])
async def test_calling_a_hidden_poll_off_does_not_show_its_results(home, line):
    poll = await launch(home, "/poll Where? | Lake | City --hide")
    await home.vote(poll.id, 1, 1)
    await home.type("/cancel enough")
    reply = await home.type(line.format(id=poll.id))
    assert not any(isinstance(part, SendFile | ShowPicture) for part in reply.parts)
    assert "100%" not in words(reply)


async def test_a_result_not_yet_delivered_is_not_posted_once_the_poll_is_open_again(home):
    poll = await launch(home, "/poll Where? | Lake | City --hide")
    await home.vote(poll.id, 1, 1)
    await home.type("/close")
    await home.type("/reopen 2d")
    home.clock.advance(seconds=5)
    await home.settle()
    assert results(home) == []
    assert home.platform.whispers == {}
    await home.type("/close")
    home.clock.advance(seconds=5)
    await home.settle()
    assert len(results(home)) == 1
    assert len(home.platform.whispers) == 1


async def test_reopening_and_closing_again_posts_a_new_result(home):
    poll = await launch(home)
    for voter in (1, 2):
        await home.vote(poll.id, voter, voter)
        await home.type("/close")
        home.clock.advance(seconds=5)
        await home.settle()
        assert len(results(home)) == voter
        await home.type("/reopen 2d")
    home.clock.advance(seconds=5)
    await home.settle()
    assert len(results(home)) == 2


async def test_results_after_the_vote_hide_again_when_it_is_withdrawn(home):
    poll = await launch(home, "/poll Where? | Lake | City --results after-vote")
    await home.vote(poll.id, 1, 1)
    reader = Reader(sender=follower(1))
    assert (await home.desk.card(poll.id, reader)).rows[0].votes == "1 vote"
    await home.withdraw(poll.id, 1)
    card = await home.desk.card(poll.id, reader)
    assert [row.votes for row in card.rows] == [None, None]
    assert "vote" not in card.alt.split(". ")[1]
    assert await home.desk.pictures(poll.id, Theme.LIGHT, reader) == ()


async def test_names_appear_only_where_promised_and_while_results_may_be_seen(home):
    for flags, shown in (("", False), ("--names", True), ("--names --hide", False)):
        poll = await launch(home, f"/poll Where {len(flags)}? | Lake | City {flags}")
        await home.vote(poll.id, 1, 1)
        card = await home.desk.card(poll.id, Reader(sender=follower(2)))
        assert bool(card.rows[0].names) is shown, flags


async def test_a_draft_is_seen_and_launched_by_its_author_only(home):
    await organiser(home)
    await home.fill("poll", question="Secret?", options="Lake\nCity")
    draft = await home.latest()
    for who in (OTHER, follower(8)):
        for command in ("results", "summary", "export", "launch", "edit", "discard", "close", "add"):
            line = f"/{command} {draft.id}" + (" Sea" if command == "add" else "")
            reply = await home.type(line, who)
            assert "Secret" not in words(reply), line
            assert not any(isinstance(part, ShowCard | AskForm | SendFile) for part in reply.parts), line
            bare = await home.type(f"/{command}", who)
            assert "Secret" not in words(bare), command
        with pytest.raises(NotFound):
            await home.desk.card(draft.id, Reader(sender=who))
        assert "Secret" not in words(await home.type("/polls", who))
    with pytest.raises(NotFound):
        await home.desk.card(draft.id, Reader(sender=None))
    assert isinstance((await home.latest()).state, Draft)
    assert "Launched" in words(await home.type("/launch"))


# ---------------------------------------------------------------- races


async def test_after_its_deadline_a_poll_is_over_though_nobody_swept_yet(home):
    poll = await launch(home, "/poll Where? | Lake | City | Sea --for 1h")
    await home.vote(poll.id, 1, 3)
    home.clock.advance(minutes=61)
    for line in ("/extend 2d", "/fix -3", "/fix Why?", "/fix + Hill", "/cancel late", f"/add {poll.id} Hill"):
        reply = await home.type(line)
        assert reply.parts[0].tone is Tone.ERROR, line
    await home.settle()
    closed = await home.latest()
    assert isinstance(closed.state, Closed)
    assert closed.state.at == poll.closes_at
    assert len(closed.standing) == 3
    assert len(results(home)) == 1


async def test_closing_by_hand_after_the_deadline_closes_at_the_deadline(home):
    poll = await launch(home, "/poll Where? | Lake | City --for 1h")
    home.clock.advance(minutes=61)
    await home.type("/close")
    assert (await home.latest()).state == Closed(poll.state.since, poll.closes_at, by_deadline=True)
    await home.settle()
    assert len(results(home)) == 1


async def test_votes_changes_and_closes_at_once_keep_the_count_true(home):
    poll = await launch(home, "/poll Where? | Lake | City | Sea | Hill --multi 3")
    wishes = [home.vote(poll.id, voter % 60, *sorted({1 + voter % 4, 1 + voter // 4 % 4})) for voter in range(240)]
    toggles = [home.vote(poll.id, voter, action=Toggle(OptionId(1 + voter % 4))) for voter in range(60)]
    leaving = [home.vote(poll.id, voter, action=Withdraw()) for voter in range(0, 60, 7)]
    steps = [home.type("/fix 2>1"), home.type("/fix -3")]
    ends = [home.type("/close"), home.type(f"/close {poll.id}"), home.type(f"/cancel {poll.id} no")]
    done = await asyncio.gather(*wishes, *toggles, *leaving, *steps, *ends)
    tones = [reply.parts[0].tone for reply in done[-3:]]
    assert tones.count(Tone.DONE) == 1
    async with home.work.reading() as work:
        ballots = await work.ballots.all(poll.id)
        assert recount(ballots) == await work.ballots.tally(poll.id)
        assert all(ballot.choices for ballot in ballots)


async def test_a_draft_launched_twice_at_once_is_announced_once(home):
    reply = await home.fill("poll", question="Where?", options="Lake\nCity")
    line = offers(reply)[0]
    both = await asyncio.gather(home.type(line), home.type(line))
    assert sorted(each.parts[0].tone for each in both) == [Tone.DONE, Tone.ERROR]
    await home.settle()
    assert len(home.platform.posts) == 1


# ---------------------------------------------------------------- odd input


HOSTILE = [
    "",
    " ",
    "x" * 4096,
    "\u200b\u2060",
    "\u202eevil\u202c",
    "a\x00b",
    "$x$ \\frac{",
    "<script>alert(1)</script>",
    "{ $x }",
    '{ "x" } { -term } { DATETIME($x) }',
    "=HYPERLINK(1)",
    "-3",
    "-0",
    "+",
    "0: x",
    "9999: x",
    "1>9999",
    "9999>1",
    "1>1",
    "٣: x",
    "-٣",
    "999999999999",
    "10" * 40,
    "2d 2d 2d",
    "999999999 months",
    "9999-12-31",
    "0001-01-01",
    "31/2",
    "29/2",
    "\ud800",
    "\ue0000\ue001",
    "\U000e0041",
    "|",
    "| | |",
    '"',
    "--",
    "--poll",
    "—multi",
    "--multi ٣",
    "--multi 0",
    "--multi -1",
    "--multi 1000000000000",
    "#",
    "/p/",
    "abcdefgh",
    "http://x/p/abcdefgh",
    "#abcdefgh more",
    "%s %d {0}",
]


TO_THE_DATABASE = [
    "x" * 4096,
    "a\x00b",
    "\ud800",
    "\u202eevil\u202c",
    "999999999999",
    "9999-12-31",
    "abcdefgh",
    "%s %d {0}",
]


def hostile_words(database: str, turn: int) -> list[str]:
    """Every fifth, another fifth each time: all of them meet every kind of command, and no test takes a minute.

    PostgreSQL gets those alone that would reach it: whatever else there is stopped before any database.
    """
    return TO_THE_DATABASE if database.startswith("postgresql") else HOSTILE[turn % 5 :: 5]


async def test_no_command_answers_hostile_words_with_anything_but_an_answer(home, database):
    await launch(home)
    for turn, command in enumerate([*home.desk._registry.names, "nope", "POLL", "poll@bot"]):
        for hostile in hostile_words(database, turn):
            for line in (f"/{command} {hostile}", f"/{command} Q? | {hostile} | b"):
                for who in (BOSS, follower(3, "it")):
                    reply = await home.type(line, who)
                    assert reply.parts, line
                    assert "error-" not in words(reply), line
        async with home.work.reading() as work:
            running = await work.polls.recent((await home.latest()).community, limit=1, states=("open",))
        if not running:
            await home.type("/poll Again? | a | b | c")


async def test_no_form_answers_hostile_fields_with_anything_but_an_answer(home, database):
    await launch(home)
    for command in home.desk._registry.names:
        names = [parameter.name for parameter in home.desk._registry.get(command).parameters]
        for turn, name in enumerate((*names, "unknown")):
            for hostile in hostile_words(database, turn):
                fields = {"question": "Q?", "options": "a\nb", name: hostile}
                reply = await home.fill(command, **{f"{key}_": fields[key] for key in fields})
                assert reply.parts, (command, name, hostile)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("multi", "abc", "“multi” takes a whole number"),
        ("results", "xyz", "live, after-vote or at-close"),
        ("replaces", "not-an-id", "no poll not-an-id"),
        ("replaces", "\ud800", "no poll"),
        ("in_", "#nowhere", "no channel #nowhere"),
        ("until", "1/1/2020", "lies in the past"),
        ("until", "1/1/2060", "too far away"),
        ("eligible", "0", "“eligible” takes a whole number"),
    ],
)
async def test_strange_values_in_the_form_bring_it_back_with_what_is_wrong(home, field, value, said):
    reply = await home.fill("poll", question="Where?", options="Lake\nCity", **{field: value})
    assert isinstance(reply.parts[0], AskForm)
    assert said in reply.parts[0].error


async def test_another_organisers_draft_is_not_replaced(home):
    await organiser(home)
    await home.fill("poll", question="Mine?", options="Lake\nCity")
    draft = await home.latest()
    reply = await home.fill("poll", who=OTHER, question="Yours?", options="a\nb", replaces=draft.id)
    assert isinstance(reply.parts[0], AskForm)
    assert (await home.latest()).question == "Mine?"


@pytest.mark.parametrize("name", ["\ud800", "nope", "a\x00b", "k" * 5000, "_" * 8])
async def test_a_vote_for_a_poll_with_an_impossible_id_is_refused(home, name):
    for action in (Choose((OptionId(1),)), Toggle(OptionId(10**30)), Withdraw()):
        reply = await home.vote(PollId(name), 1, action=action)
        assert reply.text == "This poll does not exist any more."
    with pytest.raises(NotFound):
        await home.desk.card(PollId(name), Reader(sender=follower(1)))
    with pytest.raises(NotFound):
        await home.desk.pictures(PollId(name), Theme.LIGHT, Reader(sender=None))


async def test_odd_ballots_are_refused_and_the_order_of_choosing_does_not_matter(home):
    poll = await launch(home, "/poll Where? | Lake | City | Sea --multi 2")
    for choices in ((), (0,), (-1,), (10**30,), (1, 2, 3), (1, 99)):
        reply = await home.vote(poll.id, 1, *choices)
        assert reply.tone is Tone.ERROR, choices
        assert reply.chosen == ()
    assert (await home.vote(poll.id, 1, 3, 1, 3)).chosen == (1, 3)


async def test_a_word_of_eight_letters_is_not_taken_for_a_poll(home):
    poll = await launch(home, "/poll Where? | Lake | City --add")
    assert "Added “Standard”" in words(await home.type("/add Standard", follower(1)))
    assert "24 December" in words(await home.type("/extend december 24"))
    await home.type("/fix database question")
    assert (await home.latest()).question == "database question"
    assert "no poll zzzz9999" in words(await home.type("/fix zzzz9999 Which?"))
    assert "no poll database" in words(await home.type("/cancel database"))
    assert (await home.latest()).is_open
    assert "moved" not in words(await home.type(f"/close {poll.id}"))


async def test_option_numbers_that_do_not_exist_never_become_the_question(home):
    await launch(home)
    for change in ("0: x", "9999: x", "-0", "-9999", "9999>1", "1>9999", "4: x", "-4"):
        assert "no option number" in words(await home.type(f"/fix {change}")), change
    assert (await home.latest()).question == "Where?"


async def test_a_change_of_rules_does_not_swallow_the_other_change(home):
    await launch(home)
    reply = await home.type("/fix 2: Town --results at-close")
    assert reply.parts[0].tone is Tone.ERROR
    assert (await home.latest()).options[1].label == "City"


async def test_a_reason_is_one_visible_line(home):
    await launch(home)
    await home.type("/cancel a\x00b\u202e\u200b  c " + "y" * 400)
    reason = (await home.latest()).state.reason
    assert reason.startswith("ab c yyy")
    assert len(reason) <= 300


async def test_how_long_it_stays_open_counts_from_the_opening(home):
    await home.type("/poll Where? | Lake | City --opens friday 9:00 --for 2h")
    poll = await home.latest()
    assert poll.closes_at - poll.state.opens_at == timedelta(hours=2)


async def test_a_close_before_the_opening_is_named_as_such(home):
    reply = await home.type("/poll Where? | Lake | City --opens friday 9:00 --until thursday 9:00")
    assert "before it opens" in words(reply)


async def test_extending_across_the_change_of_clocks_keeps_the_hour_on_the_wall(home):
    await launch(home)
    await home.type("/extend 25/10/2026 2:30")
    assert (await home.latest()).closes_at.isoformat() == "2026-10-25T01:30:00+00:00"
    await home.type("/extend 28/3/2027 2:30")
    assert (await home.latest()).closes_at.isoformat() == "2027-03-28T01:00:00+00:00"


# ---------------------------------------------------------------- clocks, platforms, databases


@pytest.mark.parametrize("back", [10, 59, 60, 61, 600])
async def test_a_clock_set_back_does_not_hold_up_a_card(home, back):
    poll = await launch(home)
    await home.vote(poll.id, 1, 1)
    home.clock.advance(minutes=-back)
    await home.announcing.deliver_changed()
    assert "Lake 1 vote" in home.platform.seen()[0]


async def test_the_running_loops_outlive_a_clock_that_jumps(home):
    async with asyncio.TaskGroup() as loops:
        running = [loops.create_task(home.announcing.run()), loops.create_task(home.schedule.run())]
        await home.type("/poll Where? | Lake | City --for 3h")
        for jump in (1, -1, -1, 2, 1, 1):
            home.clock.advance(hours=jump)
            home.schedule.look_again()
            poll = await home.latest()
            home.announcing.changed(poll.id)
            for _ in range(50):
                await asyncio.sleep(0)
        while not home.platform.whispers:
            home.platform.delivered.clear()
            home.schedule.look_again()
            await asyncio.wait_for(home.platform.delivered.wait(), 10)
        for loop in running:
            loop.cancel()
    assert len(results(home)) == 1


async def test_a_busy_poll_does_not_hold_up_a_quiet_one(home):
    busy, quiet = await launch(home, "/poll Busy? | a | b"), await launch(home, "/poll Quiet? | a | b")
    await home.vote(quiet.id, 1, 1)
    await home.announcing.deliver_changed()
    home.clock.advance(seconds=4)
    home.announcing.changed(busy.id)
    await home.announcing._rest(home.clock.now())
    await home.announcing.deliver_changed()
    assert any(seen.startswith("Quiet? [Open] a 1 vote") for seen in home.platform.seen())


@pytest.mark.parametrize("odd", [ValueError("odd"), KeyError("x"), TimeoutError(), OSError(), RuntimeError()])
async def test_an_odd_error_of_a_platform_silences_nobody_else(home, odd):
    await home.type("/poll One? | a | b")
    await home.type("/poll Two? | a | b")
    home.platform.fail_next = [odd]
    await home.announcing.sweep()
    assert len(home.platform.posts) == 1
    home.clock.advance(seconds=6)
    await home.announcing.sweep()
    assert len(home.platform.posts) == 2


async def test_a_platform_that_asks_for_no_wait_at_all_is_not_hammered(home):
    await home.type("/poll One? | a | b")
    home.platform.fail_next = [Throttled(timedelta(seconds=-5)), Throttled(timedelta(0))]
    for _ in range(5):
        await home.announcing.sweep()
    assert len(home.platform.fail_next) == 1


async def test_what_is_remembered_of_posts_is_forgotten_in_time(home):
    for number in range(5):
        await launch(home, f"/poll Number {number}? | a | b")
    announcing = home.announcing
    home.clock.advance(seconds=10)
    announcing.changed((await home.latest()).id)
    await announcing._rest(home.clock.now())
    assert not announcing._not_before
    assert not announcing._deferred


class _Flaky:
    """The database goes away at the `fail_at`-th transaction and is back for the next."""

    def __init__(self, work):
        self._work, self.fail_at, self.count = work, 0, 0

    def _maybe(self):
        self.count += 1
        if self.count == self.fail_at:
            raise StoreUnavailable("away")

    @asynccontextmanager
    async def reading(self):
        self._maybe()
        async with self._work.reading() as work:
            yield work

    @asynccontextmanager
    async def writing(self):
        self._maybe()
        async with self._work.writing() as work:
            yield work


@pytest.mark.parametrize("at", range(1, 14))
async def test_a_database_away_in_the_middle_of_delivering_loses_nothing(home, at):
    flaky = _Flaky(home.work)
    announcing = home.announcing
    announcing._work = flaky
    await home.type("/poll One? | a | b")
    await home.type("/poll Two? | a | b --in #lobby, #news")
    one = await home.latest()
    await home.vote(one.id, 1, 1)
    await home.type(f"/close {one.id}")
    flaky.fail_at = at
    try:
        await announcing.deliver_changed()
    except StoreUnavailable:
        assert flaky.count >= at
    for _ in range(3):
        home.clock.advance(seconds=20)
        try:
            await announcing.sweep()
        except StoreUnavailable:
            assert flaky.count == at
    cards = [content for content in home.platform.posts.values() if isinstance(content, CardContent)]
    assert len(cards) == 3
    assert len(results(home)) == 2
    assert len(home.platform.whispers) == 1


# ---------------------------------------------------------------- words


async def test_a_summary_says_only_what_is_true(home):
    poll = await launch(home, "/poll Where? | Lake | City | Sea --multi 2")
    nobody = words(await home.type("/summary"))
    assert nobody.count("voted") == 1, nobody
    assert "How sure" not in nobody
    assert "more than 100%" not in nobody.replace("may add up to more than 100%", "")
    await home.vote(poll.id, 1, 1)
    assert "may add up to more than 100%" in words(await home.type("/summary"))
    await home.type("/cancel enough")
    assert "can still change" not in words(await home.type(f"/summary {poll.id}"))


async def test_turnout_is_printed_with_one_decimal_everywhere(home):
    poll = await launch(home, "/poll Where? | Lake | City --eligible 3")
    await home.vote(poll.id, 1, 1)
    count = await home.desk._services.reading.count(poll.id, None)
    from bot.domain.outcome import outcome
    from bot.locale.speech import speech
    from bot.services.pictures import footer_words

    spoken = [speech("it", "Europe/Rome").say(text) for text in footer_words(poll, outcome(poll, count.tally))]
    assert "Affluenza 33,3%" in spoken


async def test_formulas_stay_words_in_a_spreadsheet(home):
    poll = await launch(home, "/poll Where? | ＝cmd | +1 | @x | -2")
    await home.vote(poll.id, 1, 1)
    (file,) = (await home.type("/export")).parts
    lines = file.content.decode("utf-8-sig").splitlines()[1:5]
    assert all(line.startswith("'") for line in lines), lines


async def test_labels_that_cannot_be_seen_or_told_apart_are_refused(home):
    for invisible in ("\U000e0041\U000e0042", "\ufe0f", "\ufe01\ufe02", "\U000e0100"):
        assert "option is empty" in words(await home.type(f"/poll Where? | {invisible} | b")), ascii(invisible)
    for twin in ("Lake\U000e0041", "La\ufe01ke", "Lake\U000e0100", "L\u200dake"):
        assert "Two options are the same" in words(await home.type(f"/poll Where? | Lake | {twin}")), ascii(twin)


async def test_an_open_poll_stays_open_after_hostile_reading(home):
    await launch(home)
    await home.type("/results")
    assert isinstance((await home.latest()).state, Open)

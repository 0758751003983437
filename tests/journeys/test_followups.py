"""What becomes of a decision: it is answered, moved on, and told where it was asked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.domain.audit import Act
from bot.domain.community import Identity, Role
from bot.domain.conversation import AskForm, SendFile
from bot.domain.followup import Deed, Stage, Standing
from bot.domain.ids import PersonId, PollId, Subject
from bot.domain.method import Counting
from bot.domain.poll import Rules
from bot.ports import CardContent
from bot.services.asking import NewPoll
from bot.services.followups import begin
from bot.services.posting import SAID_ANEW
from tests.builders import COMMUNITY
from tests.house import BOSS, FAKE, LOBBY, NEWS, follower, house, offers, words

ADA = Identity(FAKE, "ada", "Ada", "en")
WEEK = timedelta(days=7)


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def met(home, who=BOSS) -> PersonId:
    return (await home.access.recognise(who)).person.id


async def decided(home, question="Trees?", owner=BOSS, *, review=None, closed=True, rules=None) -> PollId:
    """A decision that three people voted on, in two rooms."""
    author, answers = await met(home), await met(home, owner)
    now = home.clock.now()
    new = NewPoll(
        community=COMMUNITY,
        question=question,
        options=("Plant", "Leave"),
        closes_at=now + WEEK,
        rules=rules or Rules(counting=Counting(binds=True)),
    )
    async with home.work.writing() as work:
        poll = await home.polls.launch_within(work, new, author, [LOBBY, NEWS], now)
        await begin(work, poll, answers, now + review if review else None, now)
    home.polls.launched(poll.id)
    for number in (1, 2, 3):
        await home.vote(poll.id, number, 1 if number < 3 else 2)
    if closed:
        await home.polls.close(poll.id, None)
    await home.settle()
    return poll.id


async def kept(home, poll):
    async with home.work.reading() as work:
        return await work.follow_ups.find(Subject(poll)), await work.follow_ups.changes(Subject(poll))


def cards(home):
    return [content.card for content in home.platform.posts.values() if isinstance(content, CardContent)]


def told(home):
    return [line for line in home.platform.seen() if line.startswith("Reminder: ")]


async def settled(home):
    """Once posts may be changed again."""
    home.clock.advance(seconds=60)
    await home.settle()


SAID = "We plant ten | Shade was asked for | Bea | by May"


async def test_the_word_on_an_outcome_reaches_the_rooms_and_the_card(home):
    poll = await decided(home)
    reply = await home.type(f"/statement {poll} {SAID}")
    assert "binding" in words(reply)
    assert offers(reply) == [f"/stage {poll}"]
    await settled(home)
    expected = (
        "Reminder: Trees? / What becomes of it /  / ✅ The outcome is binding. / What we do: We plant ten"
        " / Why: Shade was asked for / Who: Bea / By when: by May"
    )
    assert told(home) == [expected, expected]
    for card in cards(home):
        assert card.status.endswith("· binding")
        assert card.said[1] == "What we do: We plant ten"
        assert "binding" in card.alt
    follow_up, changes = await kept(home, poll)
    assert follow_up.statement.standing is Standing.BINDING
    assert [(change.deed, change.by) for change in changes] == [(Deed.STATED, await met(home))]


async def test_said_in_a_form_and_said_twice_it_is_posted_once(home):
    poll = await decided(home)
    form = (await home.type(f"/statement {poll}")).parts[0]
    assert isinstance(form, AskForm)
    values = {field.name: field for field in form.fields}
    assert values["poll"].value == poll
    assert values["poll"].choices[0] == (poll, "Trees?")
    fields = {"poll": poll, "standing": "overruled", "what": "Nothing", "why": "No ground", "because": "because of it"}
    refused = await home.fill("statement", **{**fields, "because": " "})
    assert "says why" in refused.parts[0].error
    assert {field.name: field.value for field in refused.parts[0].fields}["what"] == "Nothing"
    for _ in range(2):
        await home.fill("statement", event="e1", **fields)
    await settled(home)
    assert [line.split(" / ")[3] for line in told(home)] == ["⚠️ The outcome is overruled, because of it"] * 2


async def test_a_word_said_anew_takes_the_place_of_the_old_one(home):
    poll = await decided(home)
    await home.type(f"/statement {poll} One | so")
    await home.type(f"/statement {poll} Two | so --standing advisory")
    await settled(home)
    assert [line.split(" / ")[4] for line in told(home)] == ["What we do: Two"] * 2
    async with home.work.reading() as work:
        failed = [post.failed for post in await work.posts.of_poll(poll) if post.failed]
    assert failed == [SAID_ANEW] * 2
    await home.type(f"/statement {poll} Three | so")
    await settled(home)
    assert [line.split(" / ")[4] for line in told(home)][2:] == ["What we do: Three"] * 2
    _, changes = await kept(home, poll)
    assert [change.number for change in changes] == [1, 2, 3]


async def test_who_answers_for_it_needs_no_role_and_nobody_else_may(home):
    poll = await decided(home, owner=ADA)
    for line in (f"/statement {poll} {SAID}", f"/stage {poll} done"):
        assert "Only an organiser" in words(await home.type(line, follower(1)))
        assert "Only an organiser" not in words(await home.type(line, ADA))
    async with home.work.reading() as work:
        acts = [(entry.act, entry.role) for entry in await work.audit.recent(COMMUNITY, limit=2)]
    assert acts == [(Act.STAGED, Role.VOTER), (Act.STATED, Role.VOTER)]
    assert "“Trees?” is done now" in words(await home.type("/audit"))


async def test_stages_are_moved_in_plain_words(home):
    poll = await decided(home)
    lines = {
        "planned because the money is there": (Stage.PLANNED, "the money is there"),
        "avviata perché sì": (Stage.STARTED, "sì"),
        "declined: Because, well": (Stage.DECLINED, "well"),
        "OPEN": (Stage.OPEN, ""),
        "done becausewise": (Stage.DONE, "becausewise"),
    }
    for line in lines:
        assert "It is" in words(await home.type(f"/stage {poll} {line}"))
    _, changes = await kept(home, poll)
    assert [(change.stage, change.reason) for change in changes] == list(lines.values())
    await settled(home)
    assert all(card.status.endswith("· done") for card in cards(home))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/stage {poll} duplicate", "Say why"),
        ("/stage {poll} open", "at that stage already"),
        ("/stage {poll} somewhere", "There is no such stage"),
        ("/stage {other} done", "is no decision here"),
        ("/stage k3x9q2wz done", "is no decision here"),
        ("/stage done", "Say which decision"),
        ("/statement {poll} we do it", "Say what is done, and why"),
        ("/statement {poll} a | b --standing overruled", "says why"),
        ("/statement {poll} a | b --standing maybe", "one of these: binding, advisory and overruled"),
        ("/statement {running} a | b", "People still vote on it"),
        ("/statement {other} a | b", "is no decision here"),
        ("/statement a | b", "Say which decision"),
        ("/statement {poll} " + "a" * 501 + " | b", "501 characters; 500 are allowed"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(home, line, answer):
    poll = await decided(home)
    running = await decided(home, "Run?", closed=False)
    await home.type("/poll Just a poll? | Yes | No")
    other = (await home.latest()).id
    assert answer in words(await home.type(line.format(poll=poll, running=running, other=other)))
    assert (await kept(home, poll))[1] == []
    assert (await kept(home, running))[1] == []


async def test_opened_again_it_is_decided_anew(home):
    poll = await decided(home)
    await home.type(f"/statement {poll} {SAID}")
    await home.type(f"/reopen {poll}")
    await settled(home)
    assert told(home) == []  # not delivered by then, and no word on an outcome any more
    follow_up, changes = await kept(home, poll)
    assert follow_up.statement is None
    assert len(changes) == 1
    assert all(card.said == () for card in cards(home))


async def test_what_somebody_did_is_theirs_to_see_and_to_be_forgotten(home):
    poll = await decided(home, owner=ADA)
    await home.type(f"/stage {poll} planned because so", ADA)
    (file,) = [part for part in (await home.type("/mydata", ADA)).parts if isinstance(part, SendFile)]
    data = json.loads(file.content)
    assert data["answers_for"] == [{"poll": poll, "question": "Trees?"}]
    assert [(each["stage"], each["reason"]) for each in data["changes_made"]] == [("planned", "so")]
    await home.fill("forget", who=ADA, sure="yes")
    follow_up, changes = await kept(home, poll)
    assert follow_up.owner is None
    assert [(change.stage, change.by) for change in changes] == [(Stage.PLANNED, None)]


async def test_decisions_are_listed_with_what_became_of_them(home):
    first = await decided(home, owner=ADA, review=10 * WEEK)
    home.clock.advance(seconds=60)
    second = await decided(home, "Run?", closed=False)
    await home.type(f"/statement {first} {SAID}")
    await home.type(f"/stage {first} planned")
    blocks = words(await home.type("/decisions", follower(9))).split("\n\n")
    assert blocks == [
        f"Run? ({second})\nOpen until Wednesday 8 July, 14:01\nbeing voted on · answers for it: Bea",
        f"Trees? ({first})\nDecided: “Plant”.\n"
        "binding, planned · answers for it: Ada · by when: by May · looked at again Wednesday 9 September, 14:00",
        "All of them: http://ascolto.test/decisions",
    ]
    for line, there, away in (
        ("planned", "Trees?", "Run?"),
        ("pianificata", "Trees?", "Run?"),
        ("open", "Run?", "Trees?"),
        ("mine", "Run?", "Trees?"),
        ("waiting", "no such decisions", "Run?"),
        ("done", "no such decisions", "Trees?"),
    ):
        listed = words(await home.type(f"/decisions {line}"))
        assert there in listed
        assert away not in listed
    assert "There is no such stage" in words(await home.type("/decisions nonsense"))


async def test_long_logs_are_read_page_by_page_and_nothing_decided_is_said(home):
    assert "Nothing was decided here yet" in words(await home.type("/decisions"))
    async with home.work.writing() as work:
        author = await met(home)
        for number in range(11):
            new = NewPoll(community=COMMUNITY, question=f"Q{number}?", options=("A", "B"), rules=Rules())
            poll = await home.polls.launch_within(work, new, author, [LOBBY], home.clock.now())
            await begin(work, poll, author, None, home.clock.now())
            home.clock.advance(seconds=1)
    reply = await home.type("/decisions open")
    assert words(reply).startswith("Q10?")
    (further,) = offers(reply)
    last = await home.type(further)
    assert words(last).startswith("Q0?")
    assert offers(last) == []

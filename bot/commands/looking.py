"""Commands that read: polls, results, summary, my votes, export."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.call import Call
from bot.commands.objecting import reasons_said
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.audit import Act
from bot.domain.ballot import Ballot
from bot.domain.commitment import code_of
from bot.domain.conversation import OfferCommand, Part, Reader, Reply, Say, SendFile, ShowCard, Tone
from bot.domain.errors import NotFound, PromiseBroken
from bot.domain.ids import PersonId, VoterKey
from bot.domain.picture import Theme
from bot.domain.poll import Cancelled, Closed, Draft, Poll, ResultsShown
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.text import Text, say
from bot.services.draws import is_drawn
from bot.services.exports import ballots_csv, results_csv
from bot.services.papers import ballot_words
from bot.services.presentation import count_words, hidden_from_all, may_see_results, status_words
from bot.services.reading import Count, onlooker, whole_tally
from bot.services.reasons import NO_REASONS
from bot.services.summaries import result_text, summary_text
from bot.services.undelivered import undelivered

LISTED = 20
PUBLIC = ("open", "scheduled", "closed", "cancelled")
COUNTED = ("open", "closed")


async def polls(call: Call) -> Reply:
    # a draft is its author's alone
    states = (*PUBLIC, "draft") if call.actor.organises and not call.request.aloud else PUBLIC
    async with call.services.work.reading() as work:
        recent = await work.polls.recent(call.actor.community.id, limit=LISTED, states=states)
        voters = {poll.id: (await whole_tally(work, poll)).voters for poll in recent}
    mine = [poll for poll in recent if not isinstance(poll.state, Draft) or poll.author == call.actor.person.id]
    if not mine:
        return Reply((call.info(say("polls-none")),))
    lines = [_line(call, poll, voters[poll.id]) for poll in mine]
    offers: list[Part] = [
        OfferCommand(call.say(say("offer-launch-draft", question=poll.question)), f"/launch {poll.id}")
        for poll in mine
        if isinstance(poll.state, Draft)
    ]
    return Reply((Say("\n".join(lines), Tone.INFO), *offers))


async def results(call: Call) -> Reply:
    """The card and its chart, as far as this person may see them now; aloud, as far as everyone may."""
    poll = await call.poll(COUNTED)
    asking = None if call.request.aloud else call.actor
    reader = Reader(sender=call.request.sender if asking is not None else None, language=call.actor.speech.language)
    card = await call.services.reading.card(poll.id, reader)
    count = await call.services.reading.count(poll.id, asking)
    if not may_see_results(count.poll, onlooker(count, asking)):
        return Reply((ShowCard(card), call.info(_hidden(count.poll))))
    pictures = await call.services.reading.pictures(poll.id, Theme.LIGHT, reader, whole=False)
    # once it is closed the card says it to everyone
    tells = asking is not None and asking.organises and not isinstance(count.poll.state, Closed)
    return Reply((ShowCard(card), *(await reasons_said(call, count.poll) if tells else ()), *pictures))


async def summary(call: Call) -> Reply:
    poll = await call.poll(COUNTED)
    count = await call.services.reading.count(poll.id, call.actor, over_time=True)
    if hidden_from_all(count.poll):
        called_off = isinstance(count.poll.state, Cancelled)
        return Reply((call.info(say("results-never") if called_off else _hidden_count(call, count)),))
    async with call.services.work.reading() as work:
        refusals = await work.ballots.refusals(poll.id)
        missed = await undelivered(work, await work.posts.of_poll(poll.id))
    # all of them are said whole, below
    decision = replace(count.decision, reasons=NO_REASONS) if count.decision is not None else None
    text = summary_text(
        count.poll,
        count.tally,
        refusals,
        count.moments,
        call.actor.speech,
        count.remark,
        missed,
        count.sealed,
        decision,
    )
    brand = call.actor.community.name
    pictures = await call.services.reading.draw(count, call.actor.speech, Theme.LIGHT, brand, split=True)
    return Reply((Say(text, Tone.INFO), *await reasons_said(call, count.poll), *pictures))


def _hidden_count(call: Call, count: Count) -> Text:
    voters = count.tally.voters
    if not count.poll.rules.secret:
        return say("summary-hidden", voters=voters)
    return say("summary-secret-hidden", count=call.say(count_words(count.poll, voters)))


async def notify(call: Call) -> Reply:
    """Ask to be told how a poll ended, or no longer; one that has ended is told at once."""
    poll = await _meant(call)
    if isinstance(poll.state, Closed):
        count = await call.services.reading.count(poll.id, call.actor)
        spoken = call.actor.speech
        text = result_text(count.poll, count.tally, spoken, count.remark, count.sealed, count.decision)
        return Reply((Say(text, Tone.INFO),))
    told = await call.services.following.toggle(poll.id, call.actor.person.id, call.request.event)
    done = say("done-notify", question=poll.question, id=poll.id)
    return call.answer(done if told else say("done-notify-off", question=poll.question, id=poll.id))


async def _meant(call: Call) -> Poll:
    """The poll that was named; else one that runs, or else the last that closed."""
    try:
        return await call.poll(("open", "scheduled"))
    except NotFound:
        if call.text("poll"):
            raise
        return await call.poll(("closed",))


async def my_votes(call: Call) -> Reply:
    async with call.services.work.reading() as work:
        accounts = await work.links.accounts(call.actor.person.id)
        cast = [
            each for account in accounts for each in await work.ballots.of_voter(VoterKey(account.id), limit=LISTED)
        ]
        ballots = sorted(cast, key=lambda ballot: ballot.changed_at, reverse=True)[:LISTED]
        voted = [(await work.polls.get(ballot.poll), ballot) for ballot in ballots]
        secret = (await work.secrecy.took_part(call.actor.person.id))[:LISTED]
        kept = [
            (await work.polls.get(number), await work.secrecy.ballot(number, call.actor.person.id)) for number in secret
        ]
        leaves = {poll.id: await work.ballot_log.leaf(poll.id, call.actor.voter) for poll, _ in voted}
    if not voted and not kept:
        return Reply((call.info(say("myvotes-none")),))
    lines = [_secret_line(call, poll, ballot) for poll, ballot in kept]
    for poll, ballot in voted:
        line = call.say(
            say(
                "myvotes-line",
                question=poll.question,
                choices=ballot_words(poll, ballot.choices, call.actor.speech),
                at=ballot.changed_at,
                status=call.say(status_words(poll)),
                link=_link(call, poll),
            )
        )
        leaf = leaves[poll.id]
        lines.append(call.say(say("myvotes-receipt", line=line, code=code_of(bytes.fromhex(leaf)))) if leaf else line)
    return Reply((Say("\n".join(lines), Tone.INFO),))


def _secret_line(call: Call, poll: Poll, ballot: Ballot | None) -> str:
    """While it runs, what was chosen; without a time, which nobody keeps. Afterwards only that it counts."""
    about = {"question": poll.question, "status": call.say(status_words(poll)), "link": _link(call, poll)}
    if ballot is None:
        return call.say(say("myvotes-secret-over", **about))
    chosen = ballot_words(poll, ballot.choices, call.actor.speech)
    return call.say(say("myvotes-secret-line", choices=chosen, **about))


async def export(call: Call) -> Reply:
    poll = await call.poll(COUNTED)
    if call.ticked("proof") and not poll.rules.receipts and is_drawn(poll):
        content = await call.services.publishing.listing(poll.id)
        await call.services.auditing.note(call.actor, Act.EXPORTED, poll.id, ballots="no")
        return Reply((SendFile(f"{poll.id}-ballots.txt", "text/plain", content),))
    if call.ticked("proof"):
        # everybody can download it: no act of those who organise
        content = await call.services.publishing.ballots(poll.id)
        return Reply((SendFile(f"{poll.id}-ballots.json", "application/json", content),))
    count = await call.services.reading.count(poll.id, call.actor)
    if hidden_from_all(count.poll):
        called_off = isinstance(count.poll.state, Cancelled)
        raise PromiseBroken(say("results-never") if called_off else say("error-promise-export"))
    spoken = call.actor.speech
    await call.services.auditing.note(
        call.actor, Act.EXPORTED, poll.id, ballots="yes" if call.ticked("ballots") else "no"
    )
    if not call.ticked("ballots"):
        eligible = count.aside.eligible if count.aside is not None else None
        content = results_csv(count.poll, count.tally, spoken, count.remark, eligible, count.decision)
        return Reply((SendFile(f"{poll.id}-results.csv", "text/csv", content),))
    if count.poll.rules.secret:
        raise PromiseBroken(say("error-promise-nobody"))
    async with call.services.work.reading() as work:
        ballots = await work.ballots.all(poll.id)
        names = await work.people.names([PersonId(ballot.voter) for ballot in ballots])
    content = ballots_csv(count.poll, ballots, names, spoken, organiser=call.actor.organises)
    return Reply((SendFile(f"{poll.id}-ballots.csv", "text/csv", content),))


def _hidden(poll: Poll) -> Text:
    if isinstance(poll.state, Cancelled):
        return say("results-cancelled")
    return say("results-after-vote") if poll.rules.results is ResultsShown.AFTER_VOTE else say("results-at-close")


def _line(call: Call, poll: Poll, voters: int) -> str:
    if poll.rules.secret and voters < LEAST_VOTERS:
        about = {"question": poll.question, "status": call.say(status_words(poll)), "link": _link(call, poll)}
        return call.say(say("polls-line-secret", id=poll.id, **about))
    return call.say(
        say(
            "polls-line",
            id=poll.id,
            question=poll.question,
            status=call.say(status_words(poll)),
            voters=voters,
            link=_link(call, poll),
        )
    )


def _link(call: Call, poll: Poll) -> str:
    return f"{call.services.public_url}/p/{poll.id}"


_POLL = Parameter(name="poll", kind=Kind.POLL, label=say("field-poll"))
POLLS = Command(name="polls", help=say("help-polls"), usage=say("usage-polls"), permission=Permission.ANYONE, run=polls)
RESULTS = Command(
    name="results",
    help=say("help-results"),
    usage=say("usage-results"),
    permission=Permission.ANYONE,
    run=results,
    parameters=(_POLL,),
)
SUMMARY = Command(
    name="summary",
    help=say("help-summary"),
    usage=say("usage-summary"),
    permission=Permission.MODERATOR,
    run=summary,
    parameters=(_POLL,),
)
NOTIFY = Command(
    name="notify",
    help=say("help-notify"),
    usage=say("usage-notify"),
    permission=Permission.ANYONE,
    run=notify,
    parameters=(_POLL,),
)
MY_VOTES = Command(
    name="myvotes", help=say("help-myvotes"), usage=say("usage-myvotes"), permission=Permission.ANYONE, run=my_votes
)
EXPORT = Command(
    name="export",
    help=say("help-export"),
    usage=say("usage-export"),
    permission=Permission.ORGANISER,
    run=export,
    parameters=(
        _POLL,
        Parameter(name="ballots", kind=Kind.TICK, flag=True, label=say("field-ballots")),
        Parameter(name="proof", kind=Kind.TICK, flag=True, label=say("field-proof")),
    ),
)

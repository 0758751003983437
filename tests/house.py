"""The whole core over a real database, with a fake platform and a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.commands.all import REGISTRY
from bot.commands.call import Services
from bot.commands.desk import FrontDesk
from bot.compose_aftercare import aftercare_of
from bot.compose_broadcast import Broadcaster, broadcaster
from bot.domain.ballot import Action, Choose, Withdraw
from bot.domain.community import Channel, Community, DeletedPosts, Identity, Role
from bot.domain.conversation import Filled, OfferCommand, Reply, Say, Typed, Vote, VoteReply
from bot.domain.ids import ChannelId, EventKey, OptionId, Platform, PollId
from bot.domain.poll import Poll
from bot.locale.speech import speech
from bot.ports import NO_TRACES, Tracer, WebhookSender
from bot.services.access import Access
from bot.services.aftercare import Aftercare
from bot.services.announcing import Announcing
from bot.services.auditing import Auditing
from bot.services.codes import Codes
from bot.services.decision_log import DecisionLog
from bot.services.decisions import Decisions, keep_promise
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.drawing import Drawing
from bot.services.eligibility import Electors
from bot.services.following import Following
from bot.services.followups import FollowUps, begun_anew
from bot.services.invitation_seal import InvitationSeal
from bot.services.invitations import Invitations
from bot.services.jobs import Kind
from bot.services.limits import UNLIMITED, Limits, Rates
from bot.services.linking import Linking
from bot.services.monthly import Monthly
from bot.services.nudges import Nudges, keep_nudges
from bot.services.objections import Objections
from bot.services.places import Places
from bot.services.polls import Polls
from bot.services.privacy import Privacy
from bot.services.publishing import Publishing
from bot.services.quarantine import Quarantine
from bot.services.reading import Reading
from bot.services.recording import record_step
from bot.services.reminders import Reminders, keep_reminder
from bot.services.repeats import Repeats
from bot.services.reporting import Reporting
from bot.services.retention import Kept
from bot.services.roles import Roles
from bot.services.schedule import Schedule
from bot.services.voting import Voting
from bot.services.webhooks import FOR_A_DAY, Webhooks
from bot.tracing import TracedBallotBox
from charts.renderer import MatplotlibRenderer
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import async_engine, parse_url, sync_engine
from storage.migrate import migrate
from storage.poll_keys import WrappedPollKeys
from storage.turns import turns_of
from storage.unit_of_work import PATIENCE_SECONDS, SqlUnitOfWork
from tests.builders import COMMUNITY
from tests.fakes.channel import FakePlatform
from tests.fakes.clock import FakeChance, FakeClock
from tests.fakes.jobs import FakeJobs

BURST = 5
"""So many fresh voters are no burst yet."""
LOBBY, NEWS = ChannelId("fake-lobby"), ChannelId("fake-news")
FAKE = Platform("fake")
SECRET = "known to both sides"
BOSS = Identity(FAKE, "boss", "Bea", "en")


def follower(number: int, language: str = "en") -> Identity:
    return Identity(FAKE, f"f{number}", f"Follower {number}", language)


@dataclass
class House:
    """What a test does and sees."""

    desk: FrontDesk
    work: SqlUnitOfWork
    clock: FakeClock
    platform: FakePlatform
    announcing: Announcing
    schedule: Schedule
    access: Access
    polls: Polls
    box: GroupCommitBallotBox
    jobs: FakeJobs
    broadcaster: Broadcaster
    reading: Reading
    quarantine: Quarantine
    aftercare: Aftercare
    events: int = field(default=0)

    async def type(
        self, line: str, who: Identity = BOSS, channel: ChannelId = LOBBY, event: str | None = None
    ) -> Reply:
        key = EventKey(event) if event else None
        return await self.desk.handle(Typed(sender=who, channel=channel, text=line, event=key))

    async def fill(self, command: str, /, who: Identity = BOSS, event: str | None = None, **fields: str) -> Reply:
        key = EventKey(event) if event else None
        names = {name.rstrip("_"): value for name, value in fields.items()}
        return await self.desk.handle(Filled(sender=who, channel=LOBBY, command=command, fields=names, event=key))

    async def vote(self, poll: PollId, who: int, *options: int, action: Action | None = None) -> VoteReply:
        wanted = action or Choose(tuple(OptionId(option) for option in options))
        return await self.desk.vote(Vote(sender=follower(who), channel=LOBBY, poll=poll, action=wanted))

    async def withdraw(self, poll: PollId, who: int) -> VoteReply:
        return await self.vote(poll, who, action=Withdraw())

    async def latest(self) -> Poll:
        async with self.work.reading() as work:
            return (await work.polls.recent(COMMUNITY, limit=1))[0]

    async def settle(self) -> None:
        """Everything due by now is opened, closed and delivered."""
        await self.schedule.keep()
        await self.schedule.close_early()
        await self.aftercare.keep()
        await self.jobs.keep()
        await self.announcing.sweep()
        await self.broadcaster.digests.tell()
        await self.broadcaster.news.tell()
        await self.broadcaster.nudges.tell()


def words(reply: Reply) -> str:
    return "\n".join(part.text for part in reply.parts if isinstance(part, Say))


def offers(reply: Reply) -> list[str]:
    return [part.line for part in reply.parts if isinstance(part, OfferCommand)]


@asynccontextmanager
async def house(
    url: str,
    *,
    deleted_posts: DeletedPosts = DeletedPosts.REPOST,
    other_communities: bool = True,
    sender: WebhookSender | None = None,
    patience: float = PATIENCE_SECONDS,
    tracer: Tracer = NO_TRACES,
    rates: Rates = UNLIMITED,
    inherited: Role = Role.VOTER,
) -> AsyncIterator[House]:
    """`patience`: the seconds that a silent database is waited for."""
    database = parse_url(url)
    await migrate(database)
    clock, chance, platform = FakeClock(), FakeChance(), FakePlatform()
    async with AsyncExitStack() as stack:
        engine = async_engine(database)
        stack.push_async_callback(engine.dispose)
        writer = sync_engine(database)
        stack.callback(writer.dispose)
        jobs = FakeJobs(clock)
        turns = turns_of(engine.dialect.name)
        keys = WrappedPollKeys(SECRET, chance)
        work = SqlUnitOfWork(engine, jobs=jobs.within, turns=turns, patience=patience, poll_keys=keys)
        async with work.writing() as transaction:
            await transaction.communities.ensure(
                Community(id=COMMUNITY, name="Choir", language="en", timezone="Europe/Rome")
            )
            for channel, title in ((LOBBY, "lobby"), (NEWS, "news")):
                await transaction.channels.ensure(
                    Channel(id=channel, community=COMMUNITY, platform=FAKE, address=title, title=title)
                )
        access = Access(work, clock, chance, COMMUNITY, inherited=inherited)
        drawing = await stack.enter_async_context(Drawing(MatplotlibRenderer()))
        reading = Reading(work, access, drawing, clock)
        places = Places(work, COMMUNITY, clock)
        announcing = Announcing(
            work, reading, {FAKE: platform}, clock, places=places, deleted_posts=deleted_posts, tracer=tracer
        )
        box = await stack.enter_async_context(
            GroupCommitBallotBox(
                writer,
                clock,
                tracer=tracer,
                on_change=lambda polls: [announcing.changed(poll) for poll in polls],
                patience=patience,
                turns=turns,
                poll_keys=keys,
                chance=chance,
            )
        )
        electors = Electors(work, {FAKE: platform}, clock)
        voting = Voting(access, TracedBallotBox(box, tracer), work, electors)

        webhooks = Webhooks(work, clock, sender, secret=SECRET, public_url="http://ascolto.test") if sender else None

        def changed(poll: PollId) -> None:
            announcing.changed(poll)
            voting.changed(poll)

        quarantine = Quarantine(work, {FAKE: platform}, clock, BURST, changed)
        polls = Polls(
            work,
            clock,
            chance,
            changed,
            echoes=(
                keep_reminder,
                keep_nudges,
                record_step,
                begun_anew,
                keep_promise,
                *((webhooks.enqueue,) if webhooks else ()),
            ),
            before_close=quarantine.before_close,
        )
        repeats = Repeats(work, polls, clock, chance)
        digests = Digests(work, clock)
        jobs.serve(
            {
                "remind": Kind(Reminders(work, clock, changed).remind),
                "nudge": Kind(Nudges(work, clock, chance).come_round),
                "repeat": Kind(repeats.come_round),
                "digest": Kind(digests.come_round),
            }
        )
        if webhooks is not None:
            jobs.serve({"webhook": Kind(webhooks.deliver, FOR_A_DAY)})
        subscribers = broadcaster(
            work, access, reading, {FAKE: platform}, clock, chance, electors=electors, public_url="http://ascolto.test"
        )
        services = Services(
            work=work,
            access=access,
            polls=polls,
            drafts=(drafts := Drafts(work, clock, chance)),
            decisions=Decisions(work, polls, drafts, clock),
            objections=Objections(work, voting, clock, chance),
            repeats=repeats,
            digests=digests,
            reading=reading,
            publishing=Publishing(work),
            places=places,
            following=Following(work, clock),
            follow_ups=FollowUps(work, clock, changed),
            decision_log=DecisionLog(work, reading, clock),
            monthly=Monthly(work, clock, changed, reading.rulings),
            reporting=Reporting(work, announcing.changed),
            invitations=Invitations(
                work, access, clock, chance, InvitationSeal(SECRET), "http://ascolto.test", electors.let_in
            ),
            subscribing=subscribers.subscribing,
            broadcasts=subscribers.broadcasts,
            linking=Linking(work, access, clock, chance, changed),
            quarantine=quarantine,
            adapters={FAKE: platform},
            clock=clock,
            public_url="http://ascolto.test",
            privacy=Privacy(work, access, clock, chance, lambda poll: (announcing.changed(poll), voting.changed(poll))),
            roles=Roles(work, clock),
            codes=Codes(work, access, clock, chance),
            auditing=Auditing(work, clock),
            kept=Kept(),
            privacy_contact="privacy@choir.test",
            other_communities=other_communities,
        )
        desk = FrontDesk(services, REGISTRY, voting, speech("en", "Europe/Rome"), tracer, limits=Limits(clock, rates))
        schedule = Schedule(work, polls, clock)
        parts = (desk, work, clock, platform, announcing, schedule, access, polls, box, jobs, subscribers, reading)
        built = House(*parts, quarantine, aftercare_of(work, polls, clock, changed, services.monthly))
        assert (await desk.sign_in(await access.invite_organiser(timedelta(hours=1)), BOSS)).role is Role.OWNER
        yield built

"""The core over its stores, with the platforms around it: everything but the server, and what runs when."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL

from adapters.web.channel import WebChannel
from adapters.web.live import Hub
from bot.commands.all import REGISTRY
from bot.commands.call import Services
from bot.commands.desk import FrontDesk
from bot.compose_aftercare import aftercare_of
from bot.compose_broadcast import Broadcaster, broadcaster
from bot.compose_electorates import electorates_of
from bot.compose_figures import watch
from bot.compose_jobs import JobRoom
from bot.compose_platforms import discord_of, telegram_of
from bot.compose_processes import Neighbours, announcer, announcers_of, first_of, neighbours_of, relay_to, shown_on
from bot.compose_stores import stores_of
from bot.compose_web import first_room
from bot.domain.community import Channel
from bot.domain.ids import CommunityId, Platform, PollId, encode
from bot.locale.speech import speech
from bot.metrics import MeasuredBallotBox, MeasuredChartRenderer, Metrics
from bot.ports import Chance, ChannelAdapter, Clock, Signal, Topic, Tracer, UnitOfWork
from bot.roles import ProcessRole
from bot.services.access import Access
from bot.services.aftercare import Aftercare
from bot.services.announcing import Announcing
from bot.services.auditing import Auditing
from bot.services.codes import Codes
from bot.services.decision_log import DecisionLog
from bot.services.decisions import Decisions, keep_promise
from bot.services.deliveries import Deliveries
from bot.services.drafts import Drafts
from bot.services.drawing import Drawing
from bot.services.following import Following
from bot.services.followups import FollowUps, begun_anew
from bot.services.hearing import Hearing
from bot.services.limits import Limits
from bot.services.linking import Linking
from bot.services.monthly import Monthly
from bot.services.objections import Objections
from bot.services.places import Places
from bot.services.polls import Polls
from bot.services.privacy import Privacy
from bot.services.publishing import Publishing
from bot.services.quarantine import Quarantine
from bot.services.reading import Reading
from bot.services.recording import record_step
from bot.services.reporting import Reporting
from bot.services.retention import Kept, Retention
from bot.services.roles import Roles
from bot.services.schedule import Schedule
from bot.services.voting import Voting
from bot.services.wiping import Wiper
from bot.settings import Settings
from bot.tracing import TracedBallotBox
from charts.renderer import MatplotlibRenderer
from storage.ballot_box import GroupCommitBallotBox
from storage.readiness import SchemaWatch

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform
    from adapters.telegram.platform import TelegramPlatform

COMMUNITY: Final = CommunityId("home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    work: UnitOfWork
    schema: SchemaWatch
    room: Channel
    neighbours: Neighbours
    hub: Hub
    access: Access
    desk: FrontDesk
    decisions: DecisionLog
    announcing: Deliveries
    schedule: Schedule
    aftercare: Aftercare
    wiper: Wiper
    retention: Retention
    quarantine: Quarantine
    hearing: Hearing
    jobs: JobRoom
    senders: Mapping[Platform, Broadcaster]
    adapters: Mapping[Platform, ChannelAdapter]
    telegram: TelegramPlatform | None
    discord: DiscordPlatform | None


@asynccontextmanager
async def core_of(
    settings: Settings,
    url: URL,
    secret: str,
    roles: frozenset[ProcessRole],
    public_url: str,
    *,
    clock: Clock,
    chance: Chance,
    metrics: Metrics,
    tracer: Tracer,
) -> AsyncIterator[Core]:
    """Torn down in the reverse order, the ballot box only after it answered all.

    Raises StoreUnavailable or WrongSealingKey.
    """
    async with AsyncExitStack() as stack:
        stores = await stores_of(settings, url, secret, stack, clock=clock, chance=chance, metrics=metrics)
        jobs = stores.jobs
        work, wiper = stores.work, Wiper(stores.work, stores.wiping, clock)
        await jobs.tell_by(settings, work, public_url, stack)
        room = await first_room(work, settings, COMMUNITY)
        neighbours = neighbours_of(settings, url, stack, clock=clock, chance=chance, metrics=metrics)
        signals = neighbours.signals

        hub = Hub(encode(chance.token(5)), relay_to(signals))
        access = Access(
            work,
            clock,
            chance,
            COMMUNITY,
            lambda: signals.tell(Signal(Topic.PEOPLE)),
            inherited=settings.inherit_roles.role,
        )
        places = Places(work, COMMUNITY, clock, lambda: signals.tell(Signal(Topic.PLACES)))
        drawing = await stack.enter_async_context(Drawing(MeasuredChartRenderer(MatplotlibRenderer(), metrics)))
        reading = Reading(work, access, drawing, clock)
        telegram = telegram_of(settings, secret, work, clock, lambda: desk)
        discord = discord_of(settings, work, clock, lambda: desk, divided=neighbours.leasing is not None)
        adapters = {
            adapter.platform: adapter
            for adapter in (
                WebChannel(work, hub, clock),
                *(each.adapter for each in (telegram, discord) if each is not None),
            )
        }
        announce = partial(
            Announcing,
            work,
            reading,
            places=places,
            deleted_posts=settings.deleted_posts,
            public_url=public_url,
            tracer=tracer,
        )
        announcing = Deliveries(
            {
                name: announcers_of(announce, adapter, clock, discord)
                for name, adapter in adapters.items()
                if announcer(name) in roles
            }
        )

        def votes_changed(polls: frozenset[PollId]) -> None:
            for poll in polls:
                announcing.changed(poll)
                signals.tell(Signal(Topic.COUNTED, poll))

        box = await stack.enter_async_context(
            GroupCommitBallotBox(
                stores.writer,
                clock,
                on_change=votes_changed,
                turns=stores.turns,
                tracer=tracer,
                poll_keys=stores.poll_keys,
                chance=chance,
            )
        )

        def changed_elsewhere(poll: PollId) -> None:
            announcing.changed(poll)
            voting.changed(poll)
            schedule.look_again()
            broadcasts_changed()

        def changed_here(poll: PollId) -> None:
            changed_elsewhere(poll)
            signals.tell(Signal(Topic.POLL, poll))

        electorates = electorates_of(work, access, adapters, secret, public_url, clock=clock, chance=chance)
        voting = Voting(access, TracedBallotBox(MeasuredBallotBox(box, metrics), tracer), work, electorates.electors)
        quarantine = Quarantine(work, adapters, clock, settings.burst_voters, changed_here)
        polls = Polls(
            work,
            clock,
            chance,
            changed_here,
            echoes=(*jobs.echoes, record_step, begun_anew, keep_promise),
            before_close=quarantine.before_close,
            on_unlinked=wiper.look_again,
        )
        schedule = Schedule(work, polls, clock)
        hearing = Hearing(
            clock,
            counted=announcing.changed,
            changed=changed_elsewhere,
            shown=shown_on(hub),
            freed=neighbours.freed,
            look_everywhere=(announcing.look_everywhere, schedule.look_again),
            forget=(places.forget, access.forget, voting.forget),
        )
        signals.listen(hearing.heard)
        sender_of = partial(broadcaster, work, access, reading, electors=electorates.electors, public_url=public_url)
        senders = {
            name: sender_of({name: first_of(adapter, discord)}, clock, chance)
            for name, adapter in adapters.items()
            if announcer(name) in roles
        }

        def broadcasts_changed() -> None:
            for sender in senders.values():
                sender.look_again()

        subscribers = sender_of(adapters, clock, chance, broadcasts_changed)
        drafts = Drafts(work, clock, chance)
        services = Services(
            work=work,
            access=access,
            polls=polls,
            drafts=drafts,
            decisions=Decisions(work, polls, drafts, clock),
            objections=Objections(work, voting, clock, chance),
            repeats=jobs.serve(work, polls, changed_here),
            digests=jobs.digest(work),
            subscribing=subscribers.subscribing,
            broadcasts=subscribers.broadcasts,
            reading=reading,
            publishing=Publishing(work),
            places=places,
            following=Following(work, clock),
            follow_ups=FollowUps(work, clock, changed_here),
            decision_log=DecisionLog(work, reading, clock),
            monthly=Monthly(work, clock, changed_here, reading.rulings),
            reporting=Reporting(work, lambda poll: votes_changed(frozenset({poll}))),
            invitations=electorates.invitations,
            linking=Linking(work, access, clock, chance, changed_here),
            quarantine=quarantine,
            adapters=adapters,
            clock=clock,
            public_url=public_url,
            privacy=Privacy(work, access, clock, chance, changed_here),
            roles=Roles(work, clock),
            codes=Codes(work, access, clock, chance),
            auditing=Auditing(work, clock),
            kept=Kept(settings.keep_words_months, settings.keep_voters_months, settings.keep_audit_months),
            privacy_contact=settings.privacy_contact,
            other_communities=settings.other_communities,
        )
        desk = FrontDesk(
            services,
            REGISTRY,
            voting,
            speech(settings.language, settings.timezone),
            tracer,
            limits=Limits(clock, settings.rates),
        )
        watch(metrics, hub, box, announcing, telegram, discord)
        yield Core(
            work=work,
            schema=SchemaWatch(stores.engine),
            room=room,
            neighbours=neighbours,
            hub=hub,
            access=access,
            desk=desk,
            decisions=services.decision_log,
            announcing=announcing,
            schedule=schedule,
            aftercare=aftercare_of(work, polls, clock, changed_here, services.monthly),
            quarantine=quarantine,
            wiper=wiper,
            retention=Retention(work, clock, chance, services.kept),
            hearing=hearing,
            jobs=jobs,
            senders=senders,
            adapters=adapters,
            telegram=telegram,
            discord=discord,
        )

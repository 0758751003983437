"""The core over its stores, with the platforms around it: everything but the server, and what runs when."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL

from adapters.web.channel import WebChannel, address_of
from adapters.web.limits import WEB
from adapters.web.live import Hub
from bot.commands.all import REGISTRY
from bot.commands.call import Services
from bot.commands.desk import FrontDesk
from bot.compose_broadcast import Broadcaster, broadcaster
from bot.compose_jobs import JobRoom, job_room
from bot.compose_platforms import discord_of, telegram_of
from bot.compose_processes import Neighbours, announcer, announcers_of, first_of, neighbours_of, relay_to, shown_on
from bot.domain.community import Channel, Community
from bot.domain.ids import ChannelId, CommunityId, Platform, PollId, encode
from bot.locale.speech import speech
from bot.metrics import (
    Figure,
    MeasuredBallotBox,
    MeasuredChartRenderer,
    Metrics,
    box_figures,
    chat_figures,
    delivery_figures,
)
from bot.ports import Chance, ChannelAdapter, Clock, Signal, Topic, Tracer, UnitOfWork
from bot.roles import ProcessRole
from bot.services.access import Access
from bot.services.announcing import Announcing
from bot.services.auditing import Auditing
from bot.services.codes import Codes
from bot.services.deliveries import Deliveries
from bot.services.drawing import Drawing
from bot.services.following import Following
from bot.services.hearing import Hearing
from bot.services.limits import Limits
from bot.services.places import Places
from bot.services.polls import Polls
from bot.services.privacy import Privacy
from bot.services.publishing import Publishing
from bot.services.reading import Reading
from bot.services.recording import record_step
from bot.services.reporting import Reporting
from bot.services.retention import Kept, Retention
from bot.services.roles import Roles
from bot.services.schedule import Schedule
from bot.services.voting import Voting
from bot.settings import Settings
from bot.tracing import TracedBallotBox
from charts.renderer import MatplotlibRenderer
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import async_engine, sync_engine
from storage.readiness import SchemaWatch
from storage.sealing_over import settle_identities
from storage.turns import turns_of
from storage.unit_of_work import SqlUnitOfWork

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
    announcing: Deliveries
    schedule: Schedule
    retention: Retention
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
        engine = async_engine(url, await settle_identities(url, secret, sealing=settings.seal_identities))
        stack.push_async_callback(engine.dispose)
        writer = sync_engine(url)
        stack.callback(writer.dispose)
        jobs = await stack.enter_async_context(job_room(url, clock, chance, metrics))
        turns = turns_of(engine.dialect.name)
        work = SqlUnitOfWork(engine, jobs=jobs.within, turns=turns)
        await jobs.tell_by(settings, work, public_url, stack)
        room = await _first_room(work, settings)
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
        renderer = MeasuredChartRenderer(MatplotlibRenderer(), metrics)
        drawing = await stack.enter_async_context(Drawing(renderer))
        reading = Reading(work, access, drawing, clock)
        telegram = telegram_of(settings, secret, work, clock, lambda: desk)
        discord = discord_of(settings, work, clock, lambda: desk, divided=neighbours.leasing is not None)
        chats = [platform.adapter for platform in (telegram, discord) if platform is not None]
        adapters = {adapter.platform: adapter for adapter in (WebChannel(work, hub, clock), *chats)}
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
            GroupCommitBallotBox(writer, clock, on_change=votes_changed, turns=turns, tracer=tracer, chance=chance)
        )

        def changed_elsewhere(poll: PollId) -> None:
            announcing.changed(poll)
            voting.changed(poll)
            schedule.look_again()
            broadcasts_changed()

        def changed_here(poll: PollId) -> None:
            changed_elsewhere(poll)
            signals.tell(Signal(Topic.POLL, poll))

        voting = Voting(access, TracedBallotBox(MeasuredBallotBox(box, metrics), tracer), work)
        polls = Polls(work, clock, chance, changed_here, echoes=(*jobs.echoes, record_step))
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
        senders = {
            name: broadcaster(work, access, reading, {name: first_of(adapter, discord)}, clock, chance)
            for name, adapter in adapters.items()
            if announcer(name) in roles
        }

        def broadcasts_changed() -> None:
            for sender in senders.values():
                sender.look_again()

        subscribers = broadcaster(work, access, reading, adapters, clock, chance, broadcasts_changed)
        services = Services(
            work=work,
            access=access,
            polls=polls,
            repeats=jobs.serve(work, polls, changed_here),
            digests=jobs.digest(work),
            subscribing=subscribers.subscribing,
            broadcasts=subscribers.broadcasts,
            reading=reading,
            publishing=Publishing(work),
            places=places,
            following=Following(work, clock),
            reporting=Reporting(work, lambda poll: votes_changed(frozenset({poll}))),
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
        _watch(metrics, hub, box, announcing, telegram, discord)
        yield Core(
            work=work,
            schema=SchemaWatch(engine),
            room=room,
            neighbours=neighbours,
            hub=hub,
            access=access,
            desk=desk,
            announcing=announcing,
            schedule=schedule,
            retention=Retention(work, clock, chance, services.kept),
            hearing=hearing,
            jobs=jobs,
            senders=senders,
            adapters=adapters,
            telegram=telegram,
            discord=discord,
        )


def _watch(
    metrics: Metrics,
    hub: Hub,
    box: GroupCommitBallotBox,
    announcing: Deliveries,
    telegram: TelegramPlatform | None,
    discord: DiscordPlatform | None,
) -> None:
    metrics.watch(lambda: [Figure("ascolto_streams_open", "Pages that are kept live", hub.looking_on, falls=True)])
    metrics.watch(lambda: box_figures(box.statistics))
    metrics.watch(
        lambda: [each for name, seen in announcing.figures().items() for each in delivery_figures(name, seen)]
    )
    counted = (telegram.figures if telegram is not None else None, discord.figures if discord is not None else None)
    metrics.watch(partial(chat_figures, *counted))


async def _first_room(work: UnitOfWork, settings: Settings) -> Channel:
    """The community and its first web room, made where there are none yet."""
    async with work.writing() as transaction:
        await transaction.communities.ensure(
            Community(
                id=COMMUNITY, name=settings.community_name, language=settings.language, timezone=settings.timezone
            )
        )
        known = await transaction.channels.of_community(COMMUNITY)
        rooms = [channel for channel in known if channel.platform == WEB]
        address = address_of(settings.room_name)
        if rooms:
            # the named room stays the first, however many come before it in the alphabet
            return next((room for room in rooms if room.address == address), rooms[0])
        return await transaction.channels.ensure(
            Channel(
                id=ChannelId(f"{WEB}-{address}"),
                community=COMMUNITY,
                platform=WEB,
                address=address,
                title=settings.room_name,
            )
        )

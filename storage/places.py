"""Channels, posts, handled events and the web's rooms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.community import Channel, Post, PostKind, Trouble
from bot.domain.conversation import OfferCommand
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, CommunityId, EventKey, PersonId, Platform, PollId, PostId
from bot.domain.room import Entry, RoomMessage
from bot.domain.text import say
from storage.dialects import upsert
from storage.tables import channels, handled_events, polls, posts, room_messages


class SqlChannels:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, channel: Channel) -> Channel:
        statement = upsert(self._connection, channels).values(
            id=channel.id,
            community_id=channel.community,
            platform=channel.platform,
            address=channel.address,
            title=channel.title,
            connected=True,
        )
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["platform", "address"], set_={"connected": True, "trouble": None}
            )
        )
        found = await self.find(channel.platform, channel.address)
        assert found is not None
        return found

    async def get(self, channel: ChannelId) -> Channel:
        row = (await self._connection.execute(select(channels).where(channels.c.id == channel))).one_or_none()
        if row is None:
            raise NotFound(say("error-channel-unknown", name=str(channel)[:60]))
        return _channel(row)

    async def find(self, platform: Platform, address: str) -> Channel | None:
        found = select(channels).where(channels.c.platform == platform, channels.c.address == address)
        row = (await self._connection.execute(found)).one_or_none()
        return _channel(row) if row is not None else None

    async def of_community(self, community: CommunityId) -> Sequence[Channel]:
        found = (
            select(channels)
            .where(channels.c.community_id == community, channels.c.connected)
            .order_by(channels.c.title, channels.c.id)
        )
        return [_channel(row) for row in await self._connection.execute(found)]

    async def lost(self, community: CommunityId) -> Sequence[Channel]:
        found = (
            select(channels)
            .where(
                channels.c.community_id == community, channels.c.connected.is_(False), channels.c.trouble.is_not(None)
            )
            .order_by(channels.c.title, channels.c.id)
        )
        return [_channel(row) for row in await self._connection.execute(found)]

    async def within(self, platform: Platform, address: str) -> Sequence[Channel]:
        # not LIKE: to SQLite, small and capital letters are alike there
        inside = func.substr(channels.c.address, 1, len(address) + 1) == f"{address}/"
        found = (
            select(channels)
            .where(channels.c.platform == platform, or_(channels.c.address == address, inside))
            .order_by(channels.c.address)
        )
        return [_channel(row) for row in await self._connection.execute(found)]

    async def save(self, channel: Channel) -> None:
        await self._connection.execute(
            update(channels)
            .where(channels.c.id == channel.id)
            .values(
                address=channel.address,
                title=channel.title,
                connected=channel.connected,
                trouble=channel.trouble.value if channel.trouble is not None else None,
            )
        )


class SqlPosts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, post: Post) -> None:
        statement = upsert(self._connection, posts).values(
            id=post.id,
            poll_id=post.poll,
            channel_id=post.channel,
            kind=post.kind.value,
            person_id=post.person,
            reference=post.reference,
            shown_version=post.shown_version,
            failed=post.failed,
            created_at=post.created_at,
        )
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    async def get(self, post: PostId) -> Post:
        row = (await self._connection.execute(select(posts).where(posts.c.id == post))).one_or_none()
        if row is None:
            raise NotFound(say("error-post-unknown"))
        return _post(row)

    async def of_poll(self, poll: PollId, *, on: Collection[Platform] | None = None) -> Sequence[Post]:
        found = select(posts).where(posts.c.poll_id == poll, _on(on)).order_by(posts.c.created_at, posts.c.id)
        return [_post(row) for row in await self._connection.execute(found)]

    async def stale(
        self, *, limit: int, on: Collection[Platform] | None = None, after: Post | None = None
    ) -> Sequence[Post]:
        behind = and_(posts.c.kind == PostKind.CARD.value, posts.c.shown_version < polls.c.version)
        found = (
            select(posts)
            .join(polls, polls.c.id == posts.c.poll_id)
            .where(posts.c.failed.is_(None), or_(posts.c.reference.is_(None), behind), _on(on))
            .order_by(posts.c.created_at, posts.c.id)
            .limit(limit)
        )
        if after is not None:
            same_time = and_(posts.c.created_at == after.created_at, posts.c.id > after.id)
            found = found.where(or_(posts.c.created_at > after.created_at, same_time))
        return [_post(row) for row in await self._connection.execute(found)]

    async def delivered(self, post: PostId, reference: str, version: int) -> None:
        await self._connection.execute(
            update(posts).where(posts.c.id == post).values(reference=reference, shown_version=version)
        )

    async def failed(self, post: PostId, reason: str) -> None:
        await self._connection.execute(update(posts).where(posts.c.id == post).values(failed=reason))

    async def revive(self, channel: ChannelId, reasons: Collection[str]) -> int:
        running = select(polls.c.id).where(polls.c.state.in_(("open", "scheduled")))
        given_up = and_(
            posts.c.channel_id == channel,
            posts.c.kind == PostKind.CARD.value,
            posts.c.failed.in_(list(reasons)),
            posts.c.poll_id.in_(running),
        )
        # version 0 is behind every poll's: what is still shown is brought up to date, what is not is posted
        revived = update(posts).where(given_up).values(failed=None, shown_version=0)
        return (await self._connection.execute(revived)).rowcount

    async def lost(self, post: PostId) -> None:
        await self._connection.execute(update(posts).where(posts.c.id == post).values(reference=None, shown_version=0))


class SqlEvents:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def first_time(self, event: EventKey, now: datetime) -> bool:
        statement = upsert(self._connection, handled_events).values(key=event, at=now)
        marked = await self._connection.execute(
            statement.on_conflict_do_nothing(index_elements=["key"]).returning(handled_events.c.key)
        )
        return marked.scalar_one_or_none() is not None

    async def forget(self, before: datetime) -> int:
        gone = await self._connection.execute(delete(handled_events).where(handled_events.c.at < before))
        return gone.rowcount


class SqlRooms:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, message: RoomMessage) -> RoomMessage:
        # one writer in a room at a time, until its commit: a sequence hands out numbers in the order of asking, and a
        # reader who has seen the later one would never ask for the earlier. SQLite has one writer anyway
        turn = select(channels.c.id).where(channels.c.id == message.channel).with_for_update(key_share=True)
        await self._connection.execute(turn)
        statement = upsert(self._connection, room_messages).values(
            channel_id=message.channel,
            kind=message.kind.value,
            author_id=message.author,
            author_name=message.author_name,
            text=message.text,
            poll_id=message.poll,
            only_for=message.only_for,
            key=message.key,
            offers=_offers_json(message.offers),
            at=message.at,
        )
        stored = await self._connection.execute(
            statement.on_conflict_do_nothing(index_elements=["key"]).returning(*room_messages.c)
        )
        row = stored.one_or_none()
        if row is None:
            known = select(room_messages).where(room_messages.c.key == message.key)
            row = (await self._connection.execute(known)).one()
        return message_of(row)

    async def renew(self, message: RoomMessage) -> RoomMessage:
        await self._connection.execute(delete(room_messages).where(room_messages.c.key == message.key))
        return await self.add(message)

    async def recent(
        self, channel: ChannelId, *, reader: PersonId | None, limit: int, before: int | None = None
    ) -> Sequence[RoomMessage]:
        found = _visible(channel, reader).order_by(room_messages.c.number.desc()).limit(limit)
        if before is not None:
            found = found.where(room_messages.c.number < before)
        return [message_of(row) for row in reversed((await self._connection.execute(found)).all())]

    async def after(self, channel: ChannelId, *, reader: PersonId | None, number: int) -> Sequence[RoomMessage]:
        found = _visible(channel, reader).where(room_messages.c.number > number).order_by(room_messages.c.number)
        return [message_of(row) for row in await self._connection.execute(found)]


def _on(platforms: Collection[Platform] | None) -> ColumnElement[bool]:
    if platforms is None:
        return true()
    return posts.c.channel_id.in_(select(channels.c.id).where(channels.c.platform.in_(list(platforms))))


def _visible(channel: ChannelId, reader: PersonId | None) -> Select[Any]:
    public = room_messages.c.only_for.is_(None)
    allowed = public if reader is None else or_(public, room_messages.c.only_for == reader)
    return select(room_messages).where(room_messages.c.channel_id == channel, allowed)


def _channel(row: Row[Any]) -> Channel:
    return Channel(
        id=ChannelId(row.id),
        community=CommunityId(row.community_id),
        platform=Platform(row.platform),
        address=row.address,
        title=row.title,
        connected=row.connected,
        trouble=Trouble(row.trouble) if row.trouble is not None else None,
    )


def _post(row: Row[Any]) -> Post:
    return Post(
        id=PostId(row.id),
        poll=PollId(row.poll_id),
        channel=ChannelId(row.channel_id),
        kind=PostKind(row.kind),
        person=PersonId(row.person_id) if row.person_id is not None else None,
        reference=row.reference,
        shown_version=row.shown_version,
        failed=row.failed,
        created_at=row.created_at,
    )


def message_of(row: Row[Any]) -> RoomMessage:
    return RoomMessage(
        number=row.number,
        channel=ChannelId(row.channel_id),
        kind=Entry(row.kind),
        author=PersonId(row.author_id) if row.author_id is not None else None,
        author_name=row.author_name,
        text=row.text,
        poll=PollId(row.poll_id) if row.poll_id is not None else None,
        only_for=PersonId(row.only_for) if row.only_for is not None else None,
        key=row.key,
        offers=_offers_of(row.offers),
        at=row.at,
    )


def _offers_json(offers: tuple[OfferCommand, ...] | None) -> list[Any] | None:
    return None if offers is None else [[offer.label, offer.line, offer.risky] for offer in offers]


def _offers_of(written: list[Any] | None) -> tuple[OfferCommand, ...] | None:
    return None if written is None else tuple(OfferCommand(*each) for each in written)

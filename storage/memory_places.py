"""Channels, posts, handled events and rooms in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.community import Channel, Post, PostKind
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, CommunityId, EventKey, PersonId, Platform, PollId, PostId
from bot.domain.poll import Open, Scheduled
from bot.domain.room import RoomMessage
from bot.domain.text import say

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryChannels:
    def __init__(self, tables: Tables) -> None:
        self._channels = tables.channels

    async def ensure(self, channel: Channel) -> Channel:
        known = await self.find(channel.platform, channel.address)
        kept = replace(known or channel, connected=True, trouble=None)
        self._channels[kept.id] = kept
        return kept

    async def get(self, channel: ChannelId) -> Channel:
        if channel not in self._channels:
            raise NotFound(say("error-channel-unknown", name=str(channel)[:60]))
        return self._channels[channel]

    async def find(self, platform: Platform, address: str) -> Channel | None:
        return next(
            (each for each in self._channels.values() if (each.platform, each.address) == (platform, address)), None
        )

    async def of_community(self, community: CommunityId) -> Sequence[Channel]:
        found = [each for each in self._channels.values() if each.community == community and each.connected]
        return sorted(found, key=lambda channel: (channel.title, channel.id))

    async def lost(self, community: CommunityId) -> Sequence[Channel]:
        found = [
            each
            for each in self._channels.values()
            if each.community == community and not each.connected and each.trouble is not None
        ]
        return sorted(found, key=lambda channel: (channel.title, channel.id))

    async def within(self, platform: Platform, address: str) -> Sequence[Channel]:
        found = [
            each
            for each in self._channels.values()
            if each.platform == platform and (each.address == address or each.address.startswith(f"{address}/"))
        ]
        return sorted(found, key=lambda channel: channel.address)

    async def save(self, channel: Channel) -> None:
        self._channels[channel.id] = channel


class MemoryPosts:
    def __init__(self, tables: Tables) -> None:
        self._posts, self._polls, self._channels = tables.posts, tables.polls, tables.channels

    async def add(self, post: Post) -> None:
        self._posts.setdefault(post.id, post)

    async def get(self, post: PostId) -> Post:
        if post not in self._posts:
            raise NotFound(say("error-post-unknown"))
        return self._posts[post]

    async def of_poll(self, poll: PollId, *, on: Collection[Platform] | None = None) -> Sequence[Post]:
        return _in_order([post for post in self._posts.values() if post.poll == poll and self._is_on(post, on)])

    async def stale(
        self, *, limit: int, on: Collection[Platform] | None = None, after: Post | None = None
    ) -> Sequence[Post]:
        waiting = [post for post in self._posts.values() if post.failed is None and self._lags(post)]
        found = _in_order([post for post in waiting if self._is_on(post, on)])
        if after is not None:
            found = [post for post in found if (post.created_at, post.id) > (after.created_at, after.id)]
        return found[:limit]

    async def delivered(self, post: PostId, reference: str, version: int) -> None:
        if post in self._posts:
            self._posts[post] = replace(self._posts[post], reference=reference, shown_version=version)

    async def failed(self, post: PostId, reason: str) -> None:
        if post in self._posts:
            self._posts[post] = replace(self._posts[post], failed=reason)

    async def revive(self, channel: ChannelId, reasons: Collection[str]) -> int:
        revived = 0
        for post in list(self._posts.values()):
            mine = (post.channel, post.kind) == (channel, PostKind.CARD) and post.failed in reasons
            if mine and isinstance(self._polls[post.poll].state, Open | Scheduled):
                self._posts[post.id] = replace(post, failed=None, shown_version=0)
                revived += 1
        return revived

    async def lost(self, post: PostId) -> None:
        if post in self._posts:
            self._posts[post] = replace(self._posts[post], reference=None, shown_version=0)

    def _is_on(self, post: Post, platforms: Collection[Platform] | None) -> bool:
        return platforms is None or self._channels[post.channel].platform in platforms

    def _lags(self, post: Post) -> bool:
        if post.reference is None:
            return True
        return post.kind is PostKind.CARD and post.shown_version < self._polls[post.poll].version


class MemoryEvents:
    def __init__(self, tables: Tables) -> None:
        self._events = tables.events

    async def first_time(self, event: EventKey, now: datetime) -> bool:
        if event in self._events:
            return False
        self._events[event] = now
        return True

    async def forget(self, before: datetime) -> int:
        old = [event for event, at in self._events.items() if at < before]
        for event in old:
            del self._events[event]
        return len(old)


class MemoryRooms:
    def __init__(self, tables: Tables) -> None:
        self._messages = tables.rooms

    async def add(self, message: RoomMessage) -> RoomMessage:
        for known in self._messages.values():
            if message.key is not None and known.key == message.key:
                return known
        stored = replace(message, number=max(self._messages, default=0) + 1)
        self._messages[stored.number] = stored
        return stored

    async def renew(self, message: RoomMessage) -> RoomMessage:
        before = [number for number, known in self._messages.items() if known.key == message.key]
        stored = replace(message, number=max(self._messages, default=0) + 1)
        self._messages[stored.number] = stored
        for number in before:
            del self._messages[number]
        return stored

    async def recent(
        self, channel: ChannelId, *, reader: PersonId | None, limit: int, before: int | None = None
    ) -> Sequence[RoomMessage]:
        seen = self._visible(channel, reader)
        return [message for message in seen if before is None or message.number < before][-limit:]

    async def after(self, channel: ChannelId, *, reader: PersonId | None, number: int) -> Sequence[RoomMessage]:
        return [message for message in self._visible(channel, reader) if message.number > number]

    def _visible(self, channel: ChannelId, reader: PersonId | None) -> list[RoomMessage]:
        return [
            message
            for message in self._messages.values()
            if message.channel == channel and (message.only_for is None or message.only_for == reader)
        ]


def _in_order(posts: list[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: (post.created_at, post.id))

"""The posts that follow from a step of a poll, written in the transaction that makes them necessary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.community import Post, PostKind
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, PersonId, Platform, PostId
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.ports import Work
from bot.services.undelivered import NO_CHANNEL

SAID_ANEW: Final = "said-anew"
"""Why a statement was not delivered, where another took its place before: nothing went wrong."""


async def announce(work: Work, poll: Poll, channels: Sequence[ChannelId], now: datetime) -> None:
    """A card for each channel. Raises NotFound for one that is not connected, or another community's."""
    for channel in dict.fromkeys(channels):
        found = await work.channels.get(channel)
        if not found.connected or found.community != poll.community:
            raise NotFound(say("error-channel-unknown", name=found.title))
        await work.posts.add(_post(poll, channel, PostKind.CARD, now))


async def follow_close(work: Work, closed: Poll, now: datetime) -> None:
    """The result for every channel, the summary for the author, the outcome for everyone who asked for it."""
    cards = [post for post in await work.posts.of_poll(closed.id) if post.kind is PostKind.CARD]
    shown = [post.channel for post in cards if not post.failed]
    for channel in shown:
        await work.posts.add(_post(closed, channel, PostKind.RESULT, now))
    homes = await _homes(work, closed, shown)
    home = homes.get((await work.people.get(closed.author)).platform)
    if home is not None:
        await work.posts.add(_post(closed, home, PostKind.SUMMARY, now))
    for person in await work.subscriptions.of_poll(closed.id):
        home = homes.get((await work.people.get(person)).platform)
        if home is not None:
            await work.posts.add(_outcome(closed, home, person, None, now))
        elif cards:
            await work.posts.add(_outcome(closed, cards[0].channel, person, NO_CHANNEL, now))


async def follow_statement(work: Work, closed: Poll, number: int, now: datetime) -> None:
    """What is done about it, as change `number` says, for every channel that shows it; an older word stays away."""
    posts = await work.posts.of_poll(closed.id)
    for post in posts:
        if post.kind is PostKind.STATEMENT and post.reference is None and post.failed is None:
            await work.posts.failed(post.id, SAID_ANEW)
    for post in posts:
        if post.kind is PostKind.CARD and not post.failed:
            kind = PostKind.STATEMENT
            name = PostId(f"{closed.id}-{post.channel}-{kind.value}-{number}")
            await work.posts.add(Post(id=name, poll=closed.id, channel=post.channel, kind=kind, created_at=now))


async def homes_of(work: Work, poll: Poll) -> dict[Platform, ChannelId]:
    """By platform, the channel through which its people are told in private."""
    cards = [post for post in await work.posts.of_poll(poll.id) if post.kind is PostKind.CARD]
    return await _homes(work, poll, [post.channel for post in cards if not post.failed])


async def _homes(work: Work, poll: Poll, shown_in: Sequence[ChannelId]) -> dict[Platform, ChannelId]:
    """By platform, the channel through which its people are told in private: one that shows the poll, or any."""
    shown = [await work.channels.get(number) for number in shown_in]
    homes: dict[Platform, ChannelId] = {}
    for channel in (*shown, *await work.channels.of_community(poll.community)):
        if channel.connected:
            homes.setdefault(channel.platform, channel.id)
    return homes


def _post(poll: Poll, channel: ChannelId, kind: PostKind, now: datetime) -> Post:
    """Its id follows from what causes it, so that the same step done twice still posts once."""
    closing = "" if kind is PostKind.CARD else f"-{poll.version}"
    return Post(
        id=PostId(f"{poll.id}-{channel}-{kind.value}{closing}"),
        poll=poll.id,
        channel=channel,
        kind=kind,
        created_at=now,
    )


def _outcome(poll: Poll, channel: ChannelId, person: PersonId, failed: str | None, now: datetime) -> Post:
    return Post(
        id=PostId(f"{poll.id}-{person}-{PostKind.OUTCOME.value}-{poll.version}"),
        poll=poll.id,
        channel=channel,
        kind=PostKind.OUTCOME,
        person=person,
        failed=failed,
        created_at=now,
    )

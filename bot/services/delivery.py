"""One post with all that showing it needs, as of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ballot import Refusal
from bot.domain.community import Channel, Community, Person, Post, PostKind
from bot.domain.ids import Platform, PostId
from bot.domain.text import Text
from bot.locale.speech import Speech, best_language, speech
from bot.ports import Work
from bot.services.monthly import monthly_post
from bot.services.nags import nag_text
from bot.services.quarantine import burst_notice, is_notice
from bot.services.reading import Count, is_closed, read_count
from bot.services.rulings import Rulings
from bot.services.summaries import result_text, summary_text
from bot.services.undelivered import undelivered


@dataclass(slots=True)
class DeliveryFigures:
    """Counted since the start; read by the metrics."""

    posted: int = 0
    edited: int = 0
    coalesced: int = 0
    """Changes of a poll that went out together with a later one."""
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    post: Post
    channel: Channel
    community: Community
    count: Count
    person: Person
    """Whom a private post is for; the author otherwise."""
    refusals: Mapping[Refusal, int]
    undelivered: tuple[Text, ...]
    monthly: str = ""
    """Of a monthly post: its words."""
    awaited: frozenset[Platform] = frozenset()
    """Of a summary: where the result is neither shown nor given up yet."""

    @property
    def is_due(self) -> bool:
        """Not shown yet, or a card that shows an older version."""
        if self.post.failed is not None:  # meanwhile: its poll was opened again
            return False
        if self.post.reference is None:
            return True
        return self.post.kind is PostKind.CARD and self.post.shown_version < self.count.poll.version

    def is_overtaken(self, now: datetime) -> bool:
        """A reminder of a poll that is over; a statement that was taken back; a nag that is late; an empty month."""
        said = self.count.follow_up is not None and self.count.follow_up.statement is not None
        match self.post.kind:
            case PostKind.REMINDER:
                return not self.count.poll.accepts_ballots(now)
            case PostKind.STATEMENT:
                return not said
            case PostKind.MONTHLY:
                return not self.monthly
            case PostKind.NAG:
                return said or not is_closed(self.count.poll)
            case _:
                return False

    @property
    def speech(self) -> Speech:
        return speech(self.community.language, self.community.timezone)


async def read_delivery(work: Work, number: PostId, rulings: Rulings) -> Delivery:
    """Raises NotFound."""
    post = await work.posts.get(number)
    channel = await work.channels.get(post.channel)
    over_time = post.kind in (PostKind.RESULT, PostKind.SUMMARY)
    count = await read_count(work, post.poll, None, rulings, over_time=over_time)
    refusals: Mapping[Refusal, int] = {}
    missed: tuple[Text, ...] = ()
    awaited: list[Platform] = []
    if post.kind is PostKind.SUMMARY:
        refusals = await work.ballots.refusals(post.poll)
        posts = await work.posts.of_poll(post.poll)
        missed = await undelivered(work, posts)
        coming = [each for each in posts if each.kind is PostKind.RESULT and not (each.reference or each.failed)]
        awaited = [(await work.channels.get(each.channel)).platform for each in coming]
    community, monthly = await work.communities.get(channel.community), ""
    if post.kind is PostKind.MONTHLY:
        spoken = speech(community.language, community.timezone)
        monthly = await monthly_post(work, community, post.created_at, spoken, rulings)
    return Delivery(
        post=post,
        channel=channel,
        community=community,
        monthly=monthly,
        count=count,
        person=await work.people.get(post.person or count.poll.author),
        refusals=refusals,
        undelivered=missed,
        awaited=frozenset(awaited),
    )


def whispered(delivery: Delivery) -> str:
    """The summary for the author, or the outcome for somebody who asked for it, in their own language."""
    count, community = delivery.count, delivery.community
    spoken = speech(best_language(delivery.person.language, community.language), community.timezone)
    if delivery.post.kind is PostKind.OUTCOME:
        return result_text(count.poll, count.tally, spoken, count.remark, count.sealed, count.decision)
    if delivery.post.kind is PostKind.NAG:
        return nag_text(count.poll, spoken)
    if is_notice(count.poll):
        return spoken.say(burst_notice(count.poll, count.aside))
    return summary_text(
        count.poll,
        count.tally,
        delivery.refusals,
        count.moments,
        spoken,
        count.remark,
        delivery.undelivered,
        count.sealed,
        count.decision,
    )


def turn(post: Post) -> int:
    """Rooms first, since the author's summary says what did not arrive there; then those who asked for the outcome."""
    return (
        PostKind.CARD,
        PostKind.REMINDER,
        PostKind.RESULT,
        PostKind.STATEMENT,
        PostKind.MONTHLY,
        PostKind.SUMMARY,
        PostKind.NAG,
        PostKind.OUTCOME,
    ).index(post.kind)

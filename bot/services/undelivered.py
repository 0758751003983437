"""Why a post did not arrive, as it is kept and as the organiser reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.community import Channel, Post, PostKind, Trouble
from bot.domain.errors import ChannelGone, NoRight, UnsupportedFeature
from bot.domain.ids import ChannelId
from bot.domain.text import Text, say
from bot.ports import Work

DELETED: Final = "deleted"
"""Somebody deleted it on the platform, and it is not posted anew."""
UNREACHED: Final = (ChannelGone.__name__, NoRight.__name__)
"""Reasons that are over when the channel is connected again."""
NO_CHANNEL: Final = "no-channel"
"""The person's platform has no connected channel to whisper through."""
_IN_ROOMS: Final = frozenset({PostKind.CARD, PostKind.RESULT})
"""What a room was to see: who else was whispered to is nobody's business."""


async def undelivered(work: Work, posts: Sequence[Post]) -> tuple[Text, ...]:
    """One sentence for each room and reason."""
    failed = [post for post in posts if post.failed is not None and post.kind in _IN_ROOMS]
    channels = {number: await work.channels.get(number) for number in dict.fromkeys(post.channel for post in failed)}
    return undelivered_words(failed, channels)


def undelivered_words(failed: Sequence[Post], channels: Mapping[ChannelId, Channel]) -> tuple[Text, ...]:
    told: dict[Text, None] = {}
    for post in failed:
        channel = channels[post.channel]
        reason = _reason(post.failed or "", channel)
        if reason is not None:
            told[say("undelivered", channel=f"#{channel.title}", reason=reason)] = None
    return tuple(told)


def trouble_words(trouble: Trouble | None) -> Text:
    """Why a channel is not reached; None where a delivery found out."""
    return say("trouble-no-right") if trouble is Trouble.NO_RIGHT else say("trouble-gone")


def _reason(kept: str, channel: Channel) -> Text | None:
    """None where nothing is amiss: a result that a reopened poll took back."""
    if kept in UNREACHED:
        return trouble_words(channel.trouble)
    if kept == UnsupportedFeature.__name__:
        return say("undelivered-unsupported")
    return say("undelivered-deleted") if kept == DELETED else None

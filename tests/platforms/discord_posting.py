"""Bringing messages into the world, checked: by the bot in a channel, as an answer to an interaction, by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_channels import FORUM
from tests.platforms.discord_components import stored
from tests.platforms.discord_messages import Attachment, Message, resolved_embeds, whom_it_pings
from tests.platforms.discord_polls import Poll
from tests.platforms.discord_refusals import Refused, missing_access, missing_permissions, wrong_channel_type
from tests.platforms.discord_rules import COMPONENTS_V2, EPHEMERAL, FLAGS_OF_BOTS, LOADING, UPLOAD_BYTES, check_message

if TYPE_CHECKING:
    from tests.platforms.discord_channels import Channel
    from tests.platforms.discord_interactions import Attempt
    from tests.platforms.discord_world import User, World

Files = Sequence[tuple[str, bytes]]


def check_view(channel: Channel) -> None:
    """The bot must be there and see the channel; otherwise it has no access to anything in it."""
    if not channel.bot_may("VIEW_CHANNEL"):
        raise missing_access()


def check_sending(channel: Channel, body: Mapping[str, Any], files: Files) -> None:
    """What the bot needs in a channel to send such a message there."""
    check_view(channel)
    if channel.kind == FORUM:
        raise wrong_channel_type()
    needed = ["SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES"]
    needed += ["EMBED_LINKS"] if body.get("embeds") else []
    needed += ["ATTACH_FILES"] if files else []
    needed += ["SEND_POLLS"] if body.get("poll") else []
    if not channel.bot_may(*needed):
        raise missing_permissions()
    if channel.locked and not channel.bot_may("MANAGE_THREADS"):
        raise Refused(400, 50083, "Thread is archived")


def check_awake(channel: Channel) -> None:
    """Nothing is changed in a thread that is closed, or locked for those who may not manage threads."""
    if channel.locked and not channel.bot_may("MANAGE_THREADS"):
        raise Refused(403, 160005, "Thread is locked")
    if channel.archived:
        raise Refused(400, 50083, "Thread is archived")


def create(
    world: World,
    channel: Channel,
    body: Mapping[str, Any],
    files: Files,
    *,
    author: User | None = None,
    attempt: Attempt | None = None,
    flags: int = 0,
    kind: int = 0,
    under: Sequence[str] = (),
    unchecked: bool = False,
    silent: bool = False,
) -> Message:
    """A new message, after every check of its body. With `attempt` it answers that one; `silent`: told of later."""
    if not flags & LOADING and not unchecked:
        check_message(body, under=under, filenames=[name for name, _ in files])
        check_size(files)
    flags |= int(body.get("flags") or 0) & FLAGS_OF_BOTS
    message = Message(world, world.snowflake(), channel, author or world.bot, world.clock(), flags=flags, kind=kind)
    if attempt is None:
        message.flags &= ~EPHEMERAL
    else:
        message.interaction = attempt.metadata
        message.kind = kind or 20
        message.ephemeral_for = attempt.member.user if flags & EPHEMERAL else None
    message.attachments = _kept_files(message, body, files)
    message.content = body.get("content") or ""
    message.embeds = resolved_embeds(body.get("embeds") or [], message.attachments)
    message.components = stored(body.get("components") or [], message.attachments)
    message.poll = Poll.from_request(world, body["poll"]) if body.get("poll") else None
    message.reference = body.get("message_reference")
    message.nonce = str(body["nonce"]) if body.get("nonce") is not None else None
    message.pings = whom_it_pings(message, body.get("allowed_mentions"))
    channel.every_message.append(message)
    world.messages[message.id] = message
    channel.archived = channel.archived and channel.locked
    if message.ephemeral_for is None and not silent:
        world.emit("MESSAGE_CREATE", message.payload, channel.guild)
    return message


def edit(message: Message, body: Mapping[str, Any], files: Files, *, under: Sequence[str] = ()) -> None:
    """Change a message of the bot, checked as a whole with what stays of it."""
    was_loading = message.loading
    before = {
        "content": message.content, "embeds": message.embeds, "components": message.components, "flags": message.flags,
        "poll": message.poll and message.poll.payload,
    }  # fmt: skip
    kept = {str(each.get("id")) for each in body["attachments"] or []} if "attachments" in body else None
    names = [each.filename for each in message.attachments if kept is None or str(each.id) in kept]
    flags = int(body.get("flags") or 0) | (EPHEMERAL if was_loading and message.ephemeral_for else 0)
    check_message(
        body, under=under, before=None if was_loading else before, filenames=[*names, *(name for name, _ in files)]
    )
    check_size(files)
    if was_loading and body.get("poll"):
        message.poll = Poll.from_request(message.world, body["poll"])
    message.edit(body, _kept_files(message, body, files))
    if was_loading:
        # the first words of a deferred answer: new to people, so it may ring, and is no edit
        message.flags = message.flags & ~LOADING | flags & COMPONENTS_V2
        message.edit_count, message.edited = 0, None
        message.pings = whom_it_pings(message, body.get("allowed_mentions"))
    if message.ephemeral_for is None:
        message.world.emit("MESSAGE_UPDATE", message.payload, message.channel.guild)
    message.world.changed()


def check_size(files: Files) -> None:
    if sum(len(data) for _, data in files) > UPLOAD_BYTES:
        raise Refused(413, 40005, "Request entity too large")


def _kept_files(message: Message, body: Mapping[str, Any], files: Files) -> list[Attachment]:
    world = message.world
    described = {str(each.get("id")): each.get("description") for each in body.get("attachments") or []}
    kept = []
    for index, (name, data) in enumerate(files):
        number = world.snowflake()
        url = f"{world.cdn}/{message.channel.id}/{number}/{name}"
        hidden = message.ephemeral_for is not None
        kept.append(Attachment(number, name, data, url, described.get(str(index)), hidden))
        world.files[number] = kept[-1]
    return kept

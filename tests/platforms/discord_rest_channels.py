"""REST: channels, messages, threads and native polls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.platforms.discord_channels import ANNOUNCEMENT, DM, FORUM, Channel
from tests.platforms.discord_limits import ONE_HOUR
from tests.platforms.discord_posting import check_awake, check_sending, check_view, create, edit
from tests.platforms.discord_refusals import (
    Form,
    Refused,
    cannot_write_to_person,
    missing_access,
    missing_permissions,
    not_your_message,
    too_many_old_edits,
    unknown,
    wrong_channel_type,
)  # fmt: skip
from tests.platforms.discord_rest import Call, Routes

if TYPE_CHECKING:
    from tests.platforms.discord_messages import Message
    from tests.platforms.discord_server import DiscordServer

routes = Routes()
route = routes.route
POLL_RESULT = 46
NONCE_LIVES = 300.0


def channel_of(server: DiscordServer, channel_id: str) -> Channel:
    channel = server.world.channels.get(int(channel_id)) if channel_id.isdecimal() else None
    if channel is None:
        raise unknown("Channel")
    check_view(channel)
    return channel


def message_of(server: DiscordServer, channel_id: str, message_id: str) -> Message:
    channel = channel_of(server, channel_id)
    message = server.world.messages.get(int(message_id)) if message_id.isdecimal() else None
    hidden = message is None or message.deleted or message.ephemeral_for is not None or message.loading
    if message is None or hidden or message.channel is not channel:
        raise unknown("Message")
    return message


@route("GET", "/channels/{channel_id}")
def get_channel(server: DiscordServer, _: Call, channel_id: str) -> Any:
    return channel_of(server, channel_id).payload


@route("PATCH", "/channels/{channel_id}")
def change_channel(server: DiscordServer, call: Call, channel_id: str) -> Any:
    channel = channel_of(server, channel_id)
    # to open one that fell asleep, whoever may write may do
    waking = channel.is_thread and not channel.locked and call.form == {"archived": False}
    needed = "SEND_MESSAGES" if waking else "MANAGE_THREADS" if channel.is_thread else "MANAGE_CHANNELS"
    if not channel.bot_may(needed):
        raise missing_permissions()
    channel.name = call.form.get("name", channel.name)
    channel.archived = call.form.get("archived", channel.archived)
    channel.locked = call.form.get("locked", channel.locked)
    server.world.emit("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel.payload, channel.guild)
    return channel.payload


@route("POST", "/channels/{channel_id}/messages", bucket="message")
def create_message(server: DiscordServer, call: Call, channel_id: str) -> Any:
    channel = channel_of(server, channel_id)
    body = call.form
    if channel.kind == DM and channel.person and channel.person.blocks_dms:
        raise cannot_write_to_person()
    check_sending(channel, body, call.files)
    if body.get("enforce_nonce") and (same := _same_nonce(server, channel, body)):
        return same.payload
    if body.get("message_reference") and not channel.bot_may("READ_MESSAGE_HISTORY"):
        raise Refused(403, 160002, "Cannot reply without permission to read message history")
    if (body.get("message_reference") or {}).get("fail_if_not_exists", True) and body.get("message_reference"):
        _check_reference(server, body["message_reference"])
    message = create(server.world, channel, body, call.files)
    return {**message.payload, "nonce": body.get("nonce")}


def _same_nonce(server: DiscordServer, channel: Channel, body: dict[str, Any]) -> Message | None:
    for message in reversed(channel.every_message):
        fresh = server.clock() - message.sent_at <= NONCE_LIVES
        if message.author is server.world.bot and fresh and message.nonce == str(body.get("nonce")):
            return message
    return None


def _check_reference(server: DiscordServer, reference: dict[str, Any]) -> None:
    target = server.world.messages.get(int(reference["message_id"]))
    if target is None or target.deleted:
        form = Form()
        form.complain(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        form.refuse_if_wrong()


@route("GET", "/channels/{channel_id}/messages")
def list_messages(server: DiscordServer, call: Call, channel_id: str) -> Any:
    channel = channel_of(server, channel_id)
    if not channel.bot_may("READ_MESSAGE_HISTORY"):
        return []
    after, before = int(call.query.get("after", 0)), int(call.query.get("before", 1 << 63))
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        form = Form()
        form.complain(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        form.refuse_if_wrong()
    found = [message for message in channel.public if after < message.id < before]
    chosen = found[:limit] if "after" in call.query else found[-limit:]
    return [message.payload for message in reversed(chosen)]


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(server: DiscordServer, _: Call, channel_id: str, message_id: str) -> Any:
    message = message_of(server, channel_id, message_id)
    if not message.channel.bot_may("READ_MESSAGE_HISTORY"):
        raise missing_access()
    return message.payload


@route("PATCH", "/channels/{channel_id}/messages/{message_id}", bucket="edit")
def edit_message(server: DiscordServer, call: Call, channel_id: str, message_id: str) -> Any:
    message = message_of(server, channel_id, message_id)
    if message.author is not server.world.bot:
        raise not_your_message()
    check_awake(message.channel)
    if call.files and not message.channel.bot_may("ATTACH_FILES"):
        raise missing_permissions()
    if server.clock() - message.sent_at > ONE_HOUR:
        wait = server.limits.wait("old edit", channel_id)
        if wait is not None:
            server.rate_limit_errors += 1
            raise too_many_old_edits(wait)
        server.limits.count("old edit", channel_id)
    edit(message, call.form, call.files)
    return message.payload


@route("DELETE", "/channels/{channel_id}/messages/{message_id}", bucket="delete")
def delete_message(server: DiscordServer, _: Call, channel_id: str, message_id: str) -> None:
    message = message_of(server, channel_id, message_id)
    if message.author is not server.world.bot and not message.channel.bot_may("MANAGE_MESSAGES"):
        raise missing_permissions()
    message.delete()


@route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost(server: DiscordServer, _: Call, channel_id: str, message_id: str) -> Any:
    message = message_of(server, channel_id, message_id)
    if message.channel.kind != ANNOUNCEMENT:
        raise wrong_channel_type()
    own = message.author is server.world.bot
    if not message.channel.bot_may("SEND_MESSAGES" if own else "MANAGE_MESSAGES"):
        raise missing_permissions()
    if message.crossposted:
        raise Refused(400, 40033, "This message has already been crossposted.")
    message.crossposted = True
    server.world.emit("MESSAGE_UPDATE", message.payload, message.channel.guild)
    return message.payload


@route("PUT", "/channels/{channel_id}/messages/pins/{message_id}")
@route("DELETE", "/channels/{channel_id}/messages/pins/{message_id}")
def pin(server: DiscordServer, _: Call, channel_id: str, message_id: str) -> None:
    if not message_of(server, channel_id, message_id).channel.bot_may("MANAGE_MESSAGES"):
        raise missing_permissions()


@route("POST", "/channels/{channel_id}/typing")
def typing(server: DiscordServer, _: Call, channel_id: str) -> None:
    channel_of(server, channel_id)


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def thread_from_message(server: DiscordServer, call: Call, channel_id: str, message_id: str) -> Any:
    message = message_of(server, channel_id, message_id)
    if message.id in server.world.channels:
        raise Refused(400, 160004, "A thread has already been created for this message")
    return _new_thread(server, call, message.channel, id_=message.id)


@route("POST", "/channels/{channel_id}/threads")
def thread_without_message(server: DiscordServer, call: Call, channel_id: str) -> Any:
    """A thread on its own, or a post in a forum, which comes with its first message."""
    parent = channel_of(server, channel_id)
    if parent.kind != FORUM:
        return _new_thread(server, call, parent)
    first = call.form.get("message") or {}
    if not parent.bot_may("SEND_MESSAGES", *(["ATTACH_FILES"] if call.files else [])):
        raise missing_permissions()
    _check_thread(call)
    assert parent.guild is not None
    # the message is checked first: a refused one leaves no empty post behind
    draft = Channel(server.world, 0, 11, "", parent.guild, parent=parent, owner=server.world.bot)
    message = create(server.world, draft, first, call.files, under=("message",), silent=True)
    thread = parent.guild.thread(parent, call.form["name"], id_=message.id)
    thread.applied_tags = [int(tag) for tag in call.form.get("applied_tags") or []]
    message.channel = thread
    thread.every_message.append(message)
    server.world.emit("MESSAGE_CREATE", message.payload, parent.guild)
    return {**thread.payload, "message": message.payload}


def _new_thread(server: DiscordServer, call: Call, parent: Channel, *, id_: int | None = None) -> Any:
    if parent.is_thread or parent.guild is None:
        raise wrong_channel_type()
    private = call.form.get("type") == 12
    if not parent.bot_may("CREATE_PRIVATE_THREADS" if private else "CREATE_PUBLIC_THREADS"):
        raise missing_permissions()
    _check_thread(call)
    return parent.guild.thread(parent, call.form["name"], id_=id_).payload


def _check_thread(call: Call) -> None:
    form = Form()
    form.length(("name",), call.form.get("name"), 1, 100)
    archive = call.form.get("auto_archive_duration")
    if archive is not None:
        form.one_of(("auto_archive_duration",), archive, (60, 1440, 4320, 10080))
    form.refuse_if_wrong()


@route("GET", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}")
def poll_voters(server: DiscordServer, call: Call, channel_id: str, message_id: str, answer_id: str) -> Any:
    message = message_of(server, channel_id, message_id)
    if message.poll is None or int(answer_id) not in message.poll.answers:
        raise unknown("Message")
    limit, after = int(call.query.get("limit", 25)), int(call.query.get("after", 0))
    if not 1 <= limit <= 100:
        form = Form()
        form.complain(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        form.refuse_if_wrong()
    voters = sorted(message.poll.votes.get(int(answer_id), []), key=lambda user: user.id)
    return {"users": [user.payload for user in voters if user.id > after][:limit]}


@route("POST", "/channels/{channel_id}/polls/{message_id}/expire")
def expire_poll(server: DiscordServer, _: Call, channel_id: str, message_id: str) -> Any:
    message = message_of(server, channel_id, message_id)
    if message.poll is None:
        raise unknown("Message")
    if message.author is not server.world.bot:
        raise not_your_message()
    if message.poll.finalized:
        raise Refused(400, 520001, "Poll expired")
    server.finalize(message)
    return message.payload

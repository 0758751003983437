"""Rooms of every kind in the fake Telegram: who hears what, and who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.platforms.conftest import words
from tests.platforms.telegram_server import TelegramServer


async def test_in_groups_privacy_hides_what_is_not_for_the_bot(bot: Bot, server: TelegramServer) -> None:
    ann, room = server.user(1, "Ann"), server.group("Tea room")
    await bot.send_message(room.id, "Hello")
    hello = room.last
    assert await room.says(ann, "lovely tea") is None
    assert await room.says(ann, "/poll@other_bot") is None
    for heard in ("/poll", "/poll@ascolto_bot x", "hey @ascolto_bot"):
        assert await room.says(ann, heard)
    assert await room.says(ann, "me too", reply_to=hello)
    room.make_bot_admin()
    assert await room.says(ann, "lovely tea")
    edited = await room.edits(room.last, "😀 /poll tea")
    *_, last = await bot.get_updates()
    assert last.update_id == edited
    assert last.edited_message
    assert [(each.type, each.offset, each.length) for each in last.edited_message.entities] == [("bot_command", 3, 5)]


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(bot: Bot, server: TelegramServer) -> None:
    ann = server.user(1, "Ann")
    with pytest.raises(Forbidden, match=words("bot can't initiate conversation with a user")):
        await bot.send_message(1, "Hello")
    await ann.starts("payload")
    await bot.send_message(1, "Hello")
    assert server.private(ann).seen() == ["/start payload", "Hello"]
    ann.block()
    with pytest.raises(Forbidden, match=words("bot was blocked by the user")):
        await bot.send_message(1, "Hello")
    start, blocking = await bot.get_updates()
    assert start.message
    assert start.message.text == "/start payload"
    assert blocking.my_chat_member
    assert blocking.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(BadRequest, match=words("Chat not found")):
        await bot.send_message(2, "Hello")


async def test_what_a_bot_may_not_do_in_rooms(bot: Bot, server: TelegramServer, picture: Callable[..., bytes]) -> None:
    room, channel = server.supergroup("Tea room"), server.channel("News", "tea_news")
    room.forbid("send_photos")
    with pytest.raises(BadRequest, match=words("Not enough rights to send photos to the chat")):
        await bot.send_photo(room.id, picture())
    room.forbid("send_messages")
    with pytest.raises(BadRequest, match=words("Not enough rights to send text messages to the chat")):
        await bot.send_message(room.id, "x")
    room.make_bot_admin()
    await bot.send_message(room.id, "x")
    room.kick_bot()
    with pytest.raises(Forbidden, match=words("bot was kicked from the supergroup chat")):
        await bot.send_message(room.id, "x")
    await bot.send_message("@tea_news", "x")
    channel.make_bot_admin(can_edit_messages=True)
    with pytest.raises(BadRequest, match=words("Need administrator rights in the channel chat")):
        await bot.send_message(channel.id, "x")
    await bot.leave_chat(channel.id)
    with pytest.raises(Forbidden, match=words("bot is not a member of the channel chat")):
        await bot.send_message(channel.id, "x")
    room.vanish()
    with pytest.raises(BadRequest, match=words("Chat not found")):
        await bot.send_message(room.id, "x")


async def test_a_group_becomes_a_supergroup(bot: Bot, server: TelegramServer) -> None:
    group = server.group("Tea room")
    new = group.migrate()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id
    await bot.send_message(new.id, "x")
    told = [each.message for each in await bot.get_updates()]
    assert [(each.migrate_to_chat_id, each.migrate_from_chat_id) for each in told if each] == [
        (new.id, None),
        (None, group.id),
    ]


async def test_topics(bot: Bot, server: TelegramServer) -> None:
    ann, forum = server.user(1, "Ann"), server.supergroup("Tea room", forum=True)
    topic = forum.topic("Green tea")
    await forum.says(ann, "/poll", topic=topic)
    (update,) = await bot.get_updates()
    assert update.message
    assert (update.message.message_thread_id, update.message.is_topic_message) == (topic.id, True)
    await bot.send_message(forum.id, "Tea?", message_thread_id=topic.id)
    assert forum.last.topic is topic
    with pytest.raises(BadRequest, match=words("Message thread not found")):
        await bot.send_message(forum.id, "Tea?", message_thread_id=999)
    topic.closed = True
    with pytest.raises(BadRequest, match=words("TOPIC_CLOSED")):
        await bot.send_message(forum.id, "Tea?", message_thread_id=topic.id)


async def test_a_channels_posts_appear_in_its_discussion(bot: Bot, server: TelegramServer) -> None:
    ann, group = server.user(1, "Ann"), server.supergroup("Talk")
    channel = server.channel("News", discussion=group)
    await bot.send_message(channel.id, "Tea?")
    assert group.seen() == ["Tea?"]
    await channel.says(ann, "/poll")
    (update,) = await bot.get_updates()
    assert update.channel_post
    assert update.channel_post.from_user is None
    assert (await bot.get_chat(channel.id)).linked_chat_id == group.id


async def test_members(bot: Bot, server: TelegramServer) -> None:
    ann, ben, room = server.user(1, "Ann"), server.user(2, "Ben"), server.supergroup("Tea room")
    room.make_owner(ann)
    room.join(ben)
    statuses = [(await bot.get_chat_member(room.id, each)).status for each in (1, 2, bot.id)]
    assert statuses == ["creator", "member", "member"]
    assert [each.user.id for each in await bot.get_chat_administrators(room.id)] == [1]
    room.leave(ben)
    assert (await bot.get_chat_member(room.id, 2)).status == "left"
    with pytest.raises(BadRequest, match=words("Member not found")):
        await bot.get_chat_member(room.id, 3)
    assert (await bot.get_chat(room.id)).title == "Tea room"


async def test_files_replies_reactions_and_pins(
    bot: Bot, server: TelegramServer, picture: Callable[..., bytes]
) -> None:
    ann, room = server.user(1, "Ann"), server.supergroup("Tea room")
    sent = await bot.send_photo(room.id, picture())
    assert bytes(await (await sent.photo[-1].get_file()).download_as_bytearray()) == picture()
    await bot.send_photo(room.id, sent.photo[-1].file_id)
    assert room.last.photo == picture()
    await sent.reply_text("Nice", do_quote=True)
    assert room.last.reply_to is room.messages[0]
    with pytest.raises(BadRequest, match=words("Message to be replied not found")):
        await bot.send_message(room.id, "x", reply_to_message_id=999)
    await room.says(ann, "/poll")
    await bot.set_message_reaction(room.id, room.last.id, "👍")
    assert room.last.reaction == ("👍",)
    with pytest.raises(BadRequest, match=words("Not enough rights to manage pinned messages in the chat")):
        await sent.pin()
    room.make_bot_admin(can_pin_messages=True)
    await sent.pin()
    assert room.messages[0].pinned
    await bot.send_chat_action(room.id, "typing")
    assert room.actions == ["typing"]

"""The fake Telegram, driven by the real python-telegram-bot over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter
from telegram.error import TimedOut as TimedOutError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.platforms.conftest import MovedClock, words
from tests.platforms.telegram_errors import NOT_MODIFIED, Impossible
from tests.platforms.telegram_server import FloodLimits, TelegramServer

YES_NO = InlineKeyboardMarkup([[InlineKeyboardButton(word, callback_data=word) for word in ("Yes", "No")]])


async def test_a_whole_story_with_a_running_application(server: TelegramServer) -> None:
    async def ask(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat
        await context.bot.send_message(update.effective_chat.id, "<b>Tea?</b>", "HTML", reply_markup=YES_NO)

    async def count(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.edit_message_text("Tea! 1 voted")
        await update.callback_query.answer("Counted", show_alert=True)

    builder = Application.builder().token(server.token).base_url(server.base_url).base_file_url(server.base_file_url)
    application = builder.build()
    application.add_handler(CommandHandler("poll", ask))
    application.add_handler(CallbackQueryHandler(count))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        ann, room = server.user(1, "Ann"), server.supergroup("Tea room")
        await room.says(ann, "/poll@ascolto_bot Tea?")
        await server.until(lambda: bool(room.last.buttons))
        async with asyncio.timeout(5):
            answer = await (await ann.taps(room.last, "Yes")).answered
        assert (answer.text, answer.show_alert) == ("Counted", True)
        assert room.seen() == ["/poll@ascolto_bot Tea?", "Tea! 1 voted"]
        assert room.last.edit_count == 1
        assert room.last.buttons == []
        await application.updater.stop()
        await application.stop()
    assert server.pending_updates == []
    assert server.spec_violations == []


async def test_updates_come_again_until_they_are_confirmed(bot: Bot, server: TelegramServer) -> None:
    ann = server.user(1, "Ann")
    numbers = [await ann.writes(word) for word in ("a", "b", "c")]
    assert [each.update_id for each in await bot.get_updates()] == numbers
    assert [each.update_id for each in await bot.get_updates(limit=2)] == numbers[:2]
    assert [each.update_id for each in await bot.get_updates(offset=numbers[1])] == numbers[1:]
    assert [each.update_id for each in await bot.get_updates(offset=-1)] == numbers[2:]
    assert await bot.get_updates(offset=numbers[2] + 1) == ()
    server.redeliver(numbers[0])
    assert [each.update_id for each in await bot.get_updates(offset=numbers[2] + 1)] == numbers[:1]
    assert await bot.get_updates() == ()


async def test_updates_wait_are_held_and_lose_their_order(bot: Bot, server: TelegramServer) -> None:
    ann = server.user(1, "Ann")
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await server.until(lambda: bool(server.requests))
    first = await ann.writes("a")
    assert [each.update_id for each in await polling] == [first]
    server.hold()
    second = await ann.writes("b")
    assert await bot.get_updates(timeout=1) == ()
    server.release()
    server.deliver_out_of_order()
    assert [each.update_id for each in await bot.get_updates()] == [second, first]
    server.pause_updates = True
    assert await bot.get_updates() == ()


async def test_only_wanted_kinds_come(bot: Bot, server: TelegramServer) -> None:
    ann, room = server.user(1, "Ann"), server.supergroup("Tea room")
    await bot.get_updates(allowed_updates=["my_chat_member"])
    assert await ann.writes("a") is None
    room.make_bot_admin()
    room.kick_bot()
    room.add_bot()
    seen = [each.my_chat_member for each in await bot.get_updates()]
    assert [each and each.new_chat_member.status for each in seen] == ["administrator", "kicked", "member"]


async def test_the_earlier_of_two_pollers_is_told(bot: Bot, server: TelegramServer) -> None:
    async with Bot(server.token, base_url=server.base_url) as other:
        waiting = asyncio.create_task(other.get_updates(timeout=10))
        await server.until(lambda: bool(server.calls("getUpdates")))
        assert await bot.get_updates() == ()
        with pytest.raises(Conflict, match=words("terminated by other getUpdates request")):
            await waiting


async def test_edits(bot: Bot, server: TelegramServer, picture: Callable[..., bytes]) -> None:
    ann, room = server.user(1, "Ann"), server.supergroup("Tea room")
    sent = await bot.send_message(room.id, "Tea?", reply_markup=YES_NO)
    with pytest.raises(
        BadRequest, match=words("Message is not modified: specified new message content and reply markup are")
    ):
        await sent.edit_text("Tea?", reply_markup=YES_NO)
    await sent.edit_text("Tea?")
    assert (room.last.buttons, room.last.edit_count) == ([], 1)
    await sent.edit_reply_markup(YES_NO)
    assert room.last.buttons == [["Yes", "No"]]
    await sent.edit_media(InputMediaPhoto(picture(), caption="Results"))
    assert (room.seen(), room.last.photo) == (["Results"], picture())
    with pytest.raises(BadRequest, match=words("There is no text in the message to edit")):
        await sent.edit_text("x")
    with pytest.raises(BadRequest, match=words(NOT_MODIFIED)):
        await sent.edit_media(InputMediaPhoto(room.last.photo_file.file_id, caption="Results"))
    await sent.edit_media(InputMediaPhoto(picture(), caption="Results"))
    room.erase(room.last)
    assert room.seen() == []
    with pytest.raises(BadRequest, match=words("Message to edit not found")):
        await sent.edit_text("x")
    with pytest.raises(BadRequest, match=words("Message to delete not found")):
        await sent.delete()
    await room.says(ann, "mine")
    with pytest.raises(BadRequest, match=words("Message can't be edited")):
        await bot.edit_message_text("x", room.id, room.last.id)
    with pytest.raises(BadRequest, match=words("Message can't be deleted")):
        await bot.delete_message(room.id, room.last.id)


async def test_a_bot_deletes_its_messages_for_two_days(bot: Bot, server: TelegramServer, clock: MovedClock) -> None:
    room = server.supergroup("Tea room")
    first, second = [await bot.send_message(room.id, word) for word in ("a", "b")]
    clock.pass_seconds(48 * 3600)
    await first.delete()
    clock.pass_seconds(1)
    with pytest.raises(BadRequest, match=words("Message can't be deleted for everyone")):
        await second.delete()


async def test_taps(bot: Bot, server: TelegramServer, clock: MovedClock) -> None:
    ann, room = server.user(1, "Ann"), server.supergroup("Tea room")
    await bot.send_message(room.id, "Tea?", reply_markup=YES_NO)
    tap = await ann.taps(room.last, "No")
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert (update.callback_query.data, update.update_id) == ("No", tap.update_id)
    with pytest.raises(BadRequest, match=words("MESSAGE_TOO_LONG")):
        await bot.answer_callback_query(tap.id, "x" * 201)
    await bot.answer_callback_query(tap.id, "x" * 200)
    assert (await tap.answered).text == "x" * 200
    late = await ann.taps(room.last, 0)
    clock.pass_seconds(16)
    for query in (tap.id, late.id, "123"):
        with pytest.raises(
            BadRequest, match=words("Query is too old and response timeout expired or query ID is invalid")
        ):
            await bot.answer_callback_query(query)
    assert late.answer is None
    with pytest.raises(LookupError):
        await ann.taps(room.last, "Perhaps")
    message = room.last
    await bot.delete_message(room.id, message.id)
    with pytest.raises(Impossible):
        await ann.taps(message, "Yes")
    await ann.taps_raw(message, "\udcff forged".encode(errors="replace").decode())
    await ann.taps_raw(None, "forged")
    assert len(await bot.get_updates()) == 4


async def test_ordered_misfortunes(bot: Bot, server: TelegramServer) -> None:
    room = server.supergroup("Tea room")
    server.fail_next("sendMessage", 502, "Bad Gateway", times=2)
    server.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", {"retry_after": 7})
    for error in (NetworkError, NetworkError, RetryAfter):
        with pytest.raises(error):
            await bot.send_message(room.id, "never")
    server.drop_next("sendMessage")
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(room.id, "perhaps")
    assert not isinstance(lost.value, TimedOutError)
    await bot.send_message(room.id, "surely")
    assert room.seen() == ["perhaps", "surely"]
    assert [each.code for each in server.calls("sendMessage")] == [502, 502, 429, 200, 200]


async def test_wrong_tokens_and_methods(bot: Bot, server: TelegramServer) -> None:
    stranger = Bot("123:wrong", base_url=server.base_url)
    with pytest.raises(InvalidToken, match="rejected by the server"):
        await stranger.initialize()
    await stranger.shutdown()
    with pytest.raises(Exception, match=words("not found")):
        await bot.do_api_request("launchRocket")
    assert server.requests[-1].code == 404


async def test_a_bot_that_writes_too_fast(bot: Bot, server: TelegramServer, clock: MovedClock) -> None:
    server.flood = FloodLimits(per_second=3, per_chat_second=1, burst=1, per_group_minute=3)
    rooms = [server.supergroup(f"Room {place}") for place in range(4)]
    for room in rooms[:3]:
        await bot.send_message(room.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(rooms[3].id, "over all")
    clock.pass_seconds(1)
    sent = await bot.send_message(rooms[0].id, "second")
    with pytest.raises(RetryAfter):
        await bot.send_message(rooms[0].id, "at once")
    clock.pass_seconds(1)
    await sent.edit_text("third of the minute")
    for wait in (58, 48):
        with pytest.raises(RetryAfter) as refused:
            await sent.edit_text("fourth")
        assert refused.value.retry_after == timedelta(seconds=wait)
        clock.pass_seconds(10)
    assert server.flood_errors == 4
    clock.pass_seconds(38)
    await sent.edit_text("fourth")
    await bot.get_me()


async def test_bursts_and_edits_have_their_own_pace(bot: Bot, server: TelegramServer, clock: MovedClock) -> None:
    server.flood = FloodLimits(burst=3, edits_per_minute=2, per_group_minute=None)
    room = server.supergroup("Tea room")
    sent = [await bot.send_message(room.id, "x") for _ in range(3)]
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(room.id, "x")
    assert refused.value.retry_after == timedelta(seconds=3)
    for word in ("a", "b"):
        await sent[0].edit_text(word)
    with pytest.raises(RetryAfter) as refused:
        await sent[0].edit_text("c")
    assert refused.value.retry_after == timedelta(seconds=60)
    server.flood = None
    await sent[0].edit_text("c")

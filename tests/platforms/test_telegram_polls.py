"""Native polls of the fake Telegram."""

from __future__ import annotations

import pytest
from telegram import Bot, InputPollOption, Message
from telegram.error import BadRequest

from tests.platforms.conftest import MovedClock, words
from tests.platforms.telegram_chat import Chat
from tests.platforms.telegram_errors import Impossible
from tests.platforms.telegram_server import TelegramServer


@pytest.fixture
def room(server: TelegramServer) -> Chat:
    return server.supergroup("Tea room")


async def ask(bot: Bot, chat: Chat, **rules: object) -> Message:
    return await bot.send_poll(chat.id, "Tea?", ["Green", "Black"], **{"is_anonymous": False} | rules)


async def test_votes_arrive_with_places_and_lasting_ids(bot: Bot, server: TelegramServer, room: Chat) -> None:
    ann = server.user(1, "Ann")
    sent = await ask(bot, room, allows_multiple_answers=True)
    assert sent.poll
    ids = [option.persistent_id for option in sent.poll.options]
    number = await ann.votes(room.last, [0, 1])
    await ann.votes(room.last, [])
    cast, counts, withdrawn, none = await bot.get_updates()
    assert cast.update_id == number
    assert cast.poll_answer
    assert cast.poll_answer.user
    assert counts.poll
    assert withdrawn.poll_answer
    assert none.poll
    assert (cast.poll_answer.user.id, cast.poll_answer.option_ids) == (1, (0, 1))
    assert list(cast.poll_answer.option_persistent_ids) == ids
    assert [option.voter_count for option in counts.poll.options] == [1, 1]
    assert (withdrawn.poll_answer.option_ids, none.poll.total_voter_count) == ((), 0)


async def test_anonymous_polls_tell_only_counts(bot: Bot, server: TelegramServer, room: Chat) -> None:
    ann = server.user(1, "Ann")
    await ask(bot, room, is_anonymous=True)
    assert await ann.votes(room.last, [1])
    (update,) = await bot.get_updates()
    assert update.poll
    assert update.poll.total_voter_count == 1


async def test_what_a_poll_does_not_let_people_do(bot: Bot, server: TelegramServer, room: Chat) -> None:
    ann = server.user(1, "Ann")
    await ask(bot, room, allows_revoting=False)
    poll = room.last
    with pytest.raises(Impossible, match="one answer"):
        await ann.votes(poll, [0, 1])
    await ann.votes(poll, [0])
    with pytest.raises(Impossible, match="change their vote"):
        await ann.votes(poll, [1])
    with pytest.raises(Impossible, match="no such option"):
        await ann.adds_option(poll, "White")


async def test_an_option_is_added(bot: Bot, server: TelegramServer, room: Chat) -> None:
    ann = server.user(1, "Ann")
    await ask(bot, room, allow_adding_options=True)
    poll = room.last
    number = await ann.adds_option(poll, "White")
    notice, counts = await bot.get_updates()
    assert notice.update_id == number
    assert counts.poll
    assert notice.message
    assert notice.message.poll_option_added
    assert notice.message.poll_option_added.option_text == "White"
    added = counts.poll.options[2]
    assert added.persistent_id == notice.message.poll_option_added.option_persistent_id
    assert added.added_by_user == notice.message.from_user


async def test_a_poll_is_stopped_once(bot: Bot, server: TelegramServer, room: Chat) -> None:
    ann = server.user(1, "Ann")
    sent = await ask(bot, room)
    await ann.votes(room.last, [0])
    stopped = await bot.stop_poll(room.id, sent.message_id)
    assert (stopped.is_closed, stopped.total_voter_count) == (True, 1)
    with pytest.raises(BadRequest, match=words("poll has already been closed")):
        await bot.stop_poll(room.id, sent.message_id)
    with pytest.raises(BadRequest, match=words("message with poll to stop not found")):
        await bot.stop_poll(room.id, 999)
    await bot.send_message(room.id, "x")
    with pytest.raises(BadRequest, match=words("message is not a poll")):
        await bot.stop_poll(room.id, room.last.id)
    with pytest.raises(Impossible, match="closed"):
        await ann.votes(room.messages[0], [1])


async def test_a_poll_closes_by_itself(bot: Bot, server: TelegramServer, room: Chat, clock: MovedClock) -> None:
    await ask(bot, room, open_period=60)
    clock.pass_seconds(59)
    assert await bot.get_updates() == ()
    clock.pass_seconds(1)
    (update,) = await bot.get_updates()
    assert update.poll
    assert update.poll.is_closed


async def test_limits_of_polls(bot: Bot, server: TelegramServer, room: Chat, clock: MovedClock) -> None:
    options = ["x" * 100] * 12
    await bot.send_poll(room.id, "x" * 300, options, api_kwargs={"description": "x" * 1024}, open_period=2_628_000)
    assert room.last.poll
    assert (len(room.last.poll.options), len(room.last.poll.description)) == (12, 1024)
    await bot.send_poll(room.id, "x", ["x"], open_period=5)
    for question, given, more, why in (
        ("x" * 301, ["x"], {}, "poll question length must not exceed 300"),
        (" ", ["x"], {}, "text must be non-empty"),
        ("x", [], {}, "poll must have at least one answer option"),
        ("x", ["x"] * 13, {}, "poll can't have more than 12 options"),
        ("x", ["x" * 101], {}, "poll options length must not exceed 100"),
        ("x", [InputPollOption(" ")], {}, "text must be non-empty"),
        ("x", ["x"], {"open_period": 4}, "open period"),
        ("x", ["x"], {"open_period": 2_628_001}, "open period"),
        ("x", ["x"], {"open_period": 60, "close_date": int(clock()) + 60}, "can't be used together"),
        ("x", ["x"], {"api_kwargs": {"description": "x" * 1025}}, "must not exceed 1024"),
        ("x", ["x"], {"allow_adding_options": True}, "options can't be added to anonymous polls"),
        ("x", ["x"], {"members_only": True}, "in channel chats only"),
        ("x", ["x"], {"type": "quiz"}, "wrong correct option"),
    ):
        with pytest.raises(BadRequest, match=words(why)):
            await bot.send_poll(room.id, question, given, **more)
    assert len(room.messages) == 2


async def test_channels_take_anonymous_polls_only(bot: Bot, server: TelegramServer) -> None:
    ann, channel = server.user(1, "Ann"), server.channel("News")
    with pytest.raises(BadRequest, match=words("non-anonymous polls can't be sent to channel chats")):
        await ask(bot, channel)
    await ask(bot, channel, is_anonymous=True, members_only=True)
    with pytest.raises(Impossible, match="members only"):
        await ann.votes(channel.last, [0])
    channel.join(ann)
    await ann.votes(channel.last, [0])

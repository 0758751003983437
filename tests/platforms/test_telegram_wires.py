"""The fake Telegram's webhooks, its eye on the specification, and its speed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.platforms.conftest import words
from tests.platforms.telegram_http import Answer, Call, Connection
from tests.platforms.telegram_request import Request
from tests.platforms.telegram_server import NO_SPEC, TelegramServer
from tests.platforms.telegram_spec import Spec

SAY = {"chat_id": "1", "text": "x"}


@dataclass
class Hook:
    """A bot's web server: it answers with the statuses it was given, then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    answer: bytes = b""
    calls: list[Call] = field(default_factory=list)

    def serve(self, call: Call) -> Answer:
        self.calls.append(call)
        status = self.statuses.pop(0) if self.statuses else 200
        return Answer(status, self.answer if status == 200 else b"")


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook, living = Hook(), set()
    listener = await asyncio.get_running_loop().create_server(lambda: Connection(hook.serve, living), "127.0.0.1", 0)
    hook.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/hook"
    yield hook
    listener.close()
    for connection in list(living):
        await connection.close()
    await asyncio.sleep(0)
    await listener.wait_closed()


async def test_a_webhook_gets_each_update_until_it_takes_it(bot: Bot, server: TelegramServer) -> None:
    ann = server.user(1, "Ann")
    async with listening() as hook:
        hook.statuses = [500, 500]
        hook.answer = json.dumps({"method": "sendMessage", "chat_id": 1, "text": "Heard"}).encode()
        await bot.set_webhook(hook.url, secret_token="s3cret")
        number = await ann.writes("Hello")
        await server.until(lambda: server.private(ann).seen() == ["Hello", "Heard"])
        assert len(hook.calls) == 3
        assert {json.loads(call.body)["update_id"] for call in hook.calls} == {number}
        assert {call.secret for call in hook.calls} == {"s3cret"}
        with pytest.raises(Conflict, match=words("can't use getUpdates method while webhook is active")):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert (info.url, info.last_error_message) == (hook.url, "Wrong response from the webhook: 500")
        await bot.delete_webhook()
        assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates() == ()


async def test_webhooks_elsewhere_must_be_safe(bot: Bot, server: TelegramServer) -> None:
    with pytest.raises(BadRequest, match=words("An HTTPS URL must be provided for webhook")):
        await bot.set_webhook("http://example.org/hook")
    with pytest.raises(BadRequest, match=words("secret token contains unallowed characters")):
        await bot.set_webhook("http://127.0.0.1:1/", secret_token="no spaces")


@pytest.fixture
def spec(server: TelegramServer) -> Spec:
    if server.spec is None:
        pytest.skip(NO_SPEC)
    return server.spec


async def test_requests_are_held_against_the_specification(bot: Bot, server: TelegramServer, spec: Spec) -> None:
    server.user(1, "Ann", started=True)
    await bot.send_message(1, "Hello")
    assert server.spec_violations == []
    await bot.send_message(1, "Hello", api_kwargs={"colour": "red"})
    assert server.spec_violations == ["sendMessage: unknown parameter colour"]


@pytest.mark.parametrize(
    ("method", "fields", "violation"),
    [
        ("sendMesage", {}, "sendMesage: no such method"),
        ("sendMessage", {"chat_id": "1"}, "sendMessage: text is required"),
        ("sendMessage", {"chat_id": "1", "text": "x" * 4097}, "sendMessage: text: 4097 characters, 1-4096 are allowed"),
        ("sendMessage", SAY | {"protect_content": "maybe"}, "sendMessage: protect_content"),
        ("sendMessage", SAY | {"message_thread_id": "1.5"}, "sendMessage: message_thread_id"),
        (
            "sendMessage",
            SAY | {"reply_markup": '{"inline_keyboard":[[{"text":"x","data":"y"}]]}'},
            "InlineKeyboardButton has no field data",
        ),
        (
            "sendMessage",
            SAY | {"reply_markup": f'{{"inline_keyboard":[[{{"text":"x","callback_data":"{"é" * 33}"}}]]}}'},
            "66 bytes, 1-64 are allowed",
        ),
        ("sendMessage", SAY | {"entities": '[{"type":"bold","offset":0}]'}, "MessageEntity needs length"),
        ("sendMessage", SAY | {"link_preview_options": '{"is_disabled":1}'}, "Boolean is expected"),
        ("sendPhoto", {"chat_id": "1", "photo": "x", "caption": "x" * 1025}, "1025 characters, 0-1024 are allowed"),
        ("sendPoll", {"chat_id": "1", "question": "x", "options": '["a"]'}, "InputPollOption is expected"),
        ("sendMediaGroup", {"chat_id": "1", "media": '[{"type":"photo","media":"attach://a"}]'}, "names no uploaded"),
        ("setMyCommands", {"commands": '[{"command":"a"}]'}, "BotCommand needs description"),
    ],
)  # fmt: skip
def test_what_the_specification_forbids_is_found(
    spec: Spec, method: str, fields: dict[str, str], violation: str
) -> None:
    found = spec.violations(Request(method, fields, {}, 0.0))
    assert len(found) == 1, found
    assert violation in found[0]


async def test_a_project_without_the_specification_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.platforms import telegram_spec

    monkeypatch.setenv("ASCOLTO_SPECS", "/nowhere")
    assert telegram_spec.find_spec() is None
    assert "ASCOLTO_SPECS" in NO_SPEC


async def test_many_requests_at_once_are_answered_in_order(server: TelegramServer) -> None:
    ann = server.user(1, "Ann", started=True)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    bodies = [json.dumps({"chat_id": 1, "text": str(place)}).encode() for place in range(300)]
    head = (
        f"POST /bot{server.token}/sendMessage HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    writer.write(b"".join((head % len(body)).encode() + body for body in bodies))
    await server.until(lambda: len(server.requests) == 300)
    assert server.private(ann).seen() == [str(place) for place in range(300)]
    assert (await reader.readline()) == b"HTTP/1.1 200 OK\r\n"
    writer.close()
    await writer.wait_closed()

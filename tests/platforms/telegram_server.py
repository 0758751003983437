"""A Telegram Bot API server for tests, as strict as the real one, with people in it.

async with TelegramServer() as server:
    application = Application.builder().token(server.token).base_url(server.base_url)…
    ann = server.user(1, "Ann")
    room = server.supergroup("Tea room")
    await room.says(ann, "/poll Tea? | Yes | No")
    …
    tap = await ann.taps(room.last, "Yes")
    assert (await tap.answered).text == "Counted"
    assert room.seen() == ["/poll Tea? | Yes | No", "Tea?"]
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, unquote

from tests.platforms.telegram_account import Account
from tests.platforms.telegram_chat import Chat
from tests.platforms.telegram_editing import Editing
from tests.platforms.telegram_errors import WEBHOOK_ACTIVE, ApiError, conflict
from tests.platforms.telegram_faults import Faults
from tests.platforms.telegram_http import Answer, Call, Connection
from tests.platforms.telegram_pacing import FloodLimits
from tests.platforms.telegram_poll import close_due
from tests.platforms.telegram_polling import Polling
from tests.platforms.telegram_request import Request, read_body
from tests.platforms.telegram_sending import Sending
from tests.platforms.telegram_spec import NO_SPEC, Spec, load_spec
from tests.platforms.telegram_updates import Update, UpdateQueue
from tests.platforms.telegram_user import User
from tests.platforms.telegram_webhook import Webhook
from tests.platforms.telegram_world import World

__all__ = ["NO_SPEC", "FloodLimits", "TelegramServer"]
_KEPT: Final = 100


class TelegramServer:
    """`clock` drives pacing and the age of taps, `wall` the dates that messages carry."""

    def __init__(
        self,
        *,
        token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0",
        username: str = "ascolto_bot",
        privacy: bool = True,
        flood: FloodLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        longest_poll: float = 0.5,
        callback_seconds: float = 15.0,
    ) -> None:
        self.token = token
        self.updates = UpdateQueue(longest_poll)
        self.world = World((int(token.partition(":")[0]), "Ascolto", username), clock, wall, self.updates)
        self.world.privacy, self.world.pacing.limits = privacy, flood
        self.requests: list[Request] = []
        """Every request, in its order; `getUpdates` too."""
        self.spec: Spec | None = load_spec()
        """None where it is not beside the project; `NO_SPEC` says how to bring it there."""
        self.spec_violations: list[str] = []
        self._faults = Faults()
        self.account = Account(self.world, callback_seconds)
        sending = Sending(self.world)
        self.webhook = Webhook(self.updates, wall, lambda method, fields: self.handle(method, fields, {}))
        groups = (sending, Editing(self.world, sending), self.account, self.webhook, Polling(self.world))
        handlers: dict[str, Callable[[Request], Any]] = {"getUpdates": self._get_updates}
        for group in groups:
            handlers |= group.methods
        self._methods = {name.lower(): (name, handler) for name, handler in handlers.items()}
        self._living: set[Connection] = set()
        self._served = asyncio.Event()
        self._server: asyncio.Server

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self._serve, self._living), "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self.webhook.close()
        for connection in list(self._living):
            await connection.close()
        await asyncio.sleep(0)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        return self._server.sockets[0].getsockname()[1]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    # the people and their chats

    @property
    def bot(self) -> User:
        return self.world.bot

    def user(
        self,
        id: int,  # noqa: A002  # Telegram's own name for it
        first_name: str,
        username: str | None = None,
        language_code: str | None = "en",
        *,
        started: bool = False,
    ) -> User:
        about = {"username": username, "language_code": language_code, "started": started}
        return self.world.new_user(User(world=self.world, id=id, first_name=first_name, **about))

    def private(self, user: User) -> Chat:
        return self.world.private(user)

    def group(self, title: str) -> Chat:
        return self.world.new_chat("group", title)

    def supergroup(self, title: str, *, forum: bool = False, username: str | None = None) -> Chat:
        return self.world.new_chat("supergroup", title, is_forum=forum, username=username)

    def channel(self, title: str, username: str | None = None, discussion: Chat | None = None) -> Chat:
        """The bot may post and edit there; `discussion` is the supergroup where posts are talked about."""
        return self.world.new_chat("channel", title, username=username, discussion=discussion)

    # misfortunes

    def fail_next(
        self, method: str, code: int, description: str, parameters: Mapping[str, Any] | None = None, times: int = 1
    ) -> None:
        """The next calls are refused and have no effect."""
        self._faults.fail(method, code, description, parameters, times)

    def drop_next(self, method: str, times: int = 1) -> None:
        """The next calls have their effect, and the connection is cut before the answer."""
        self._faults.drop(method, times)

    def redeliver(self, update_id: int) -> None:
        """An update comes once more, confirmed or not."""
        self.updates.again(update_id)

    def deliver_out_of_order(self) -> None:
        """The next batch of several updates comes last first."""
        self.updates.reverse_next()

    def hold(self) -> None:
        """Updates are kept back until `release`."""
        self.updates.paused = True

    def release(self) -> None:
        self.updates.paused = False

    @property
    def pause_updates(self) -> bool:
        return self.updates.paused

    @pause_updates.setter
    def pause_updates(self, paused: bool) -> None:
        self.updates.paused = paused

    # looking back

    @property
    def flood(self) -> FloodLimits | None:
        return self.world.pacing.limits

    @flood.setter
    def flood(self, limits: FloodLimits | None) -> None:
        self.world.pacing.limits = limits

    @property
    def flood_errors(self) -> int:
        """Requests that were refused with 429 for their pace."""
        return self.world.pacing.errors

    @property
    def pending_updates(self) -> list[Update]:
        """Sent or not, the bot has not confirmed these."""
        return list(self.updates.pending.values())

    def calls(self, method: str) -> list[Request]:
        return [request for request in self.requests if request.method == method]

    async def until(self, holds: Callable[[], bool], seconds: float = 5.0) -> None:
        """Waits for what the bot's requests bring about; TimeoutError when it does not come."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._served.clear()
                await self._served.wait()

    # serving

    def _serve(self, call: Call) -> Answer | Coroutine[Any, Any, Answer]:
        path = unquote(call.path)
        if path.startswith(f"/file/bot{self.token}/"):
            return self._file(path.removeprefix(f"/file/bot{self.token}/"))
        token, slash, method = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not slash or ":" not in token:
            return _answer(ApiError(404, "Not Found"))
        if token != self.token:
            return _answer(ApiError(401, "Unauthorized"))
        try:
            fields, files = read_body(call.content_type, call.body)
            fields = dict(parse_qsl(call.query, keep_blank_values=True)) | fields
        except ApiError as error:
            return _answer(error)
        return self.handle(method, fields, files)

    def handle(
        self, method: str, fields: dict[str, Any], files: dict[str, Any]
    ) -> Answer | Coroutine[Any, Any, Answer]:
        """One request from its method and parameters, as it came over the socket or in a webhook's answer."""
        name, handler = self._methods.get(method.lower(), (method, None))
        request = Request(name, fields, files, self.world.clock())
        self.requests.append(request)
        if self.spec is not None:
            self.spec_violations += self.spec.violations(request)
        try:
            if refusal := self._faults.refusal(name):
                raise refusal
            if handler is None:
                raise ApiError(404, "Not Found: method not found")
            close_due(self.world)
            result = handler(request)
        except ApiError as error:
            return self._refused(request, error)
        finally:
            self._served.set()
        if asyncio.iscoroutine(result):
            return self._later(request, result)
        return self._done(request, result)

    async def _later(self, request: Request, coming: Coroutine[Any, Any, Any]) -> Answer:
        try:
            return self._done(request, await coming)
        except ApiError as error:
            return self._refused(request, error)

    def _refused(self, request: Request, error: ApiError) -> Answer:
        request.code, request.description = error.code, error.description
        return _answer(error)

    def _done(self, request: Request, result: Any) -> Answer:
        request.code = 200
        dropped = self._faults.is_dropped(request.method)
        return Answer(200, json.dumps({"ok": True, "result": result}).encode(), cut=dropped)

    def _file(self, path: str) -> Answer:
        for file in self.world.files.values():
            if file.path == path:
                return Answer(200, file.content, "application/octet-stream")
        return _answer(ApiError(404, "Not Found"))

    def _get_updates(self, request: Request) -> Any:
        if self.webhook.url:
            raise conflict(WEBHOOK_ACTIVE)
        self.updates.allow(request.json("allowed_updates", list))
        limit = min(max(request.integer("limit", _KEPT), 1), _KEPT)
        return self.updates.poll(request.integer("offset"), limit, request.integer("timeout"))


def _answer(error: ApiError) -> Answer:
    return Answer(error.code, json.dumps(error.to_json()).encode())

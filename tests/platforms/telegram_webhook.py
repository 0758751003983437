"""Webhooks: updates are posted to the bot's address until it takes them; its answer may hold a method call."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from tests.platforms.telegram_errors import ANOTHER_WEBHOOK, bad
from tests.platforms.telegram_request import Request
from tests.platforms.telegram_updates import Update, UpdateQueue

CallMethod = Callable[[str, dict[str, Any]], Any]
_PAUSE: Final = 0.005
"""Real seconds between two attempts; Telegram's grow, a test's need not."""


class Webhook:
    """`http` addresses are taken for this machine only; everywhere else it must be `https`, as in Telegram."""

    def __init__(self, updates: UpdateQueue, wall: Callable[[], float], call: CallMethod) -> None:
        self._updates, self._wall, self._call = updates, wall, call
        self.url = ""
        self._secret = ""
        self._error: tuple[int, str] | None = None
        self._connections = 40
        self._something = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.methods = {
            "setWebhook": self.set, "deleteWebhook": self.delete, "getWebhookInfo": self.info,
        }  # fmt: skip

    def set(self, request: Request) -> Any:
        url, secret = request.text("url"), request.text("secret_token")
        if not url:
            return self.delete(request)
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        if not 1 <= request.integer("max_connections", 40) <= 100:
            raise bad("invalid parameter max_connections specified")
        self._updates.allow(request.json("allowed_updates", list))
        if request.flag("drop_pending_updates"):
            self._updates.drop_pending()
        self._updates.stop_polling(ANOTHER_WEBHOOK)
        self.url, self._secret, self._error = url, secret, None
        self._connections = request.integer("max_connections", 40)
        self._updates.on_push = self._something.set
        self._something.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._deliver())
        return True

    def delete(self, request: Request) -> Any:
        if request.flag("drop_pending_updates"):
            self._updates.drop_pending()
        self.url = self._secret = ""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        return True

    def info(self, _: Request) -> Any:
        told = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self._updates.pending)}
        if self.url:
            told |= {"max_connections": self._connections, "ip_address": "127.0.0.1"}
            if self._updates.allowed:
                told["allowed_updates"] = sorted(self._updates.allowed)
        if self._error:
            told |= {"last_error_date": self._error[0], "last_error_message": self._error[1]}
        return told

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _deliver(self) -> None:
        while True:
            self._something.clear()
            for update in self._updates.batch(100):
                if not await self._post(update):
                    self._something.set()
                    await asyncio.sleep(_PAUSE)
                    break
                self._updates.pending.pop(update["update_id"], None)
            await self._something.wait()

    async def _post(self, update: Update) -> bool:
        """Whether the bot took it."""
        try:
            async with asyncio.timeout(5):
                status, body = await _posted(self.url, self._secret, json.dumps(update).encode())
        except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError) as error:
            self._error = (int(self._wall()), f"Connection failed: {type(error).__name__}")
            return False
        if not 200 <= status < 300:
            self._error = (int(self._wall()), f"Wrong response from the webhook: {status}")
            return False
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and isinstance(answer.get("method"), str):
            method = answer.pop("method")
            self._call(method, answer)
        return True


async def _posted(url: str, secret: str, body: bytes) -> tuple[int, bytes]:
    parts = urlsplit(url)
    if parts.scheme == "https":
        raise OSError("a test's webhook cannot be reached over https")
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        token = f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n" if secret else ""
        head = (
            f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"{token}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
    first, _, rest = answer.partition(b"\r\n")
    headers, _, content = rest.partition(b"\r\n\r\n")
    if b"chunked" in headers.lower():
        content = content.partition(b"\r\n")[2].rpartition(b"\r\n0\r\n")[0]
    return int(first.split()[1]), content

"""One address that is told what happens to polls, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DeliveryUncertain

if TYPE_CHECKING:
    import httpx

SECONDS: Final = 10
"""For each of connecting, sending and waiting for the answer."""


class HttpWebhookSender:
    """Implements `bot.ports.WebhookSender`. Follows no redirect, and reads nothing of an answer but its status."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self._url, self._client = url, client

    async def send(self, body: bytes, headers: Mapping[str, str]) -> int:
        import httpx

        try:
            async with self._client.stream("POST", self._url, content=body, headers=dict(headers)) as answer:
                return answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # without the address, which may hold a secret
            raise DeliveryUncertain(type(error).__name__) from error


@asynccontextmanager
async def webhook_sender(url: str) -> AsyncIterator[HttpWebhookSender]:
    """The library is loaded only where it is used."""
    import httpx

    async with httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
        yield HttpWebhookSender(url, client)

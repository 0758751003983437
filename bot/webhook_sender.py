"""One address that is told what happens to polls, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DeliveryUncertain

if TYPE_CHECKING:
    import httpx

SECONDS: Final = 10
"""For each of connecting, sending and waiting for the answer."""
WHOLE: Final = 30.0
"""Seconds for all of it together: an answer that comes letter by letter is none."""


class HttpWebhookSender:
    """Implements `bot.ports.WebhookSender`. Follows no redirect, and reads nothing of an answer but its status."""

    def __init__(self, url: str, client: httpx.AsyncClient, whole: float) -> None:
        self._url, self._client, self._whole = url, client, whole

    async def send(self, body: bytes, headers: Mapping[str, str]) -> int:
        import httpx

        try:
            async with (
                asyncio.timeout(self._whole),
                self._client.stream("POST", self._url, content=body, headers=dict(headers)) as answer,
            ):
                return answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            # without the address, which may hold a secret
            raise DeliveryUncertain(type(error).__name__) from error


@asynccontextmanager
async def webhook_sender(url: str, whole: float = WHOLE) -> AsyncIterator[HttpWebhookSender]:
    """The library is loaded only where it is used."""
    import httpx

    async with httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
        yield HttpWebhookSender(url, client, whole)

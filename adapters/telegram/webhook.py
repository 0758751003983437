"""Updates that Telegram posts to us, instead of being asked for them: answered once their effect is stored."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update

from adapters.telegram.intake import Intake
from adapters.telegram.sending import Sending

log = structlog.get_logger(__name__)

PATH: Final = "/telegram/updates"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name, not the secret
BODY_BYTES: Final = 1_000_000


def webhook_route(sending: Sending, intake: Callable[[], Intake], secret: str) -> Route:
    """Anything but 200 makes Telegram deliver again, later."""

    async def take(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return PlainTextResponse("wrong secret\n", 403)
        if not sending.ready:
            return PlainTextResponse("starting\n", 503)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES:
                return PlainTextResponse("too large\n", 413)
        try:
            update = Update.de_json(json.loads(body), sending.bot)
            update.update_id + 0  # anything but a number is no update
        except Exception as error:
            # what cannot be read will not get better by coming again
            log.warning("telegram.update-unreadable", error=repr(error))
            return PlainTextResponse("not an update\n")
        return PlainTextResponse("ok\n") if await intake().take(update) else PlainTextResponse("later\n", 503)

    return Route(PATH, take, methods=["POST"])

"""For the doctor: does Telegram know this token, and does anything else use it?"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest


@dataclass(frozen=True, slots=True)
class Seen:
    """`username` is None where Telegram does not know the token; `webhook` is where it delivers, if anywhere."""

    username: str | None
    webhook: str = ""
    waiting: int = 0
    error: str = ""
    """What went wrong with the last delivery, in Telegram's words."""


class Unreachable(Exception):  # named by meaning, as the domain's errors are
    pass


async def look_at(token: str, api_url: str) -> Seen:
    """Raises Unreachable where Telegram does not answer; nothing is changed there."""
    request = HTTPXRequest(connection_pool_size=1, connect_timeout=5, read_timeout=5)
    bot = Bot(token, base_url=f"{api_url}/bot", base_file_url=f"{api_url}/file/bot", request=request)
    try:
        async with bot:
            told = await bot.get_webhook_info()
            return Seen(bot.username, told.url, told.pending_update_count, told.last_error_message or "")
    except InvalidToken:
        return Seen(None)
    except TelegramError as error:
        raise Unreachable(str(error)) from error

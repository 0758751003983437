"""Telegram, on python-telegram-bot. No type of that library leaves this folder."""

import os

# periods as timedelta, which the next major version makes the only way; without it every 429 is also a warning
os.environ.setdefault("PTB_TIMEDELTA", "true")

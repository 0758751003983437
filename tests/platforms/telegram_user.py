"""People: what a test's hands do in Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.telegram_errors import Impossible

if TYPE_CHECKING:
    from tests.platforms.telegram_message import Message
    from tests.platforms.telegram_world import World


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the person sees after a tap: a toast, an alert, or a link that opens."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(eq=False, slots=True)
class Tap:
    """A pressed button. `await tap.answered` is the bot's answer; `tap.answer` is it so far."""

    id: str
    update_id: int | None
    at: float
    answered: asyncio.Future[CallbackAnswer]

    @property
    def answer(self) -> CallbackAnswer | None:
        return self.answered.result() if self.answered.done() else None


@dataclass(eq=False, kw_only=True)
class User:
    world: World = field(repr=False)
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "en"
    is_bot: bool = False
    started: bool = False
    """Has pressed Start: the bot may write first."""
    blocked: bool = False
    gone: bool = False

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            told["username"] = self.username
        if self.language_code and not self.is_bot:
            told["language_code"] = self.language_code
        return told

    def block(self) -> None:
        """The bot may no longer write to this person; it is told."""
        self._blocking(blocked=True)

    def unblock(self) -> None:
        self._blocking(blocked=False)

    def _blocking(self, *, blocked: bool) -> None:
        if self.blocked == blocked:
            return
        self.blocked = blocked
        chat = self.world.private(self)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self.world.tell_membership(chat, self, before, after)

    def deactivate(self) -> None:
        """The account is deleted."""
        self.gone = True

    async def starts(self, payload: str = "") -> int | None:
        """Presses Start, perhaps through a link with a payload."""
        self.started, self.blocked = True, False
        return await self.world.private(self).says(self, f"/start {payload}".rstrip())

    async def writes(self, text: str) -> int | None:
        """Says something to the bot in private."""
        self.started = True
        return await self.world.private(self).says(self, text)

    async def taps(self, message: Message, button: str | int | None = None, *, data: str | None = None) -> Tap:
        """Presses a button, named by its label or its place or its data."""
        if button is None and data is None:
            button = 0
        if message.deleted:
            raise Impossible("the message is deleted")
        if button is None:
            keys = [key for row in message.keys for key in row if key.get("callback_data") == data]
            if not keys:
                raise Impossible(f"no button carries {data!r}; use taps_raw for forged data")
            key = keys[0]
        else:
            key = message.key(button)
        if "callback_data" not in key:
            raise Impossible(f"the button {key['text']!r} sends nothing to the bot")
        return await self.taps_raw(message, key["callback_data"])

    async def taps_raw(self, message: Message | None, data: str) -> Tap:
        """A client that sends whatever data it likes, for a message that may even be gone."""
        tap = self.world.tap(self, message, data)
        await asyncio.sleep(0)
        return tap

    async def votes(self, message: Message, options: Sequence[int]) -> int | None:
        """Chooses options of a native poll by their places; nothing chosen takes the vote back."""
        number = self.world.vote(self, message, options)
        await asyncio.sleep(0)
        return number

    async def adds_option(self, message: Message, text: str) -> int | None:
        """Adds an option to a native poll that allows it."""
        number = self.world.add_option(self, message, text)
        await asyncio.sleep(0)
        return number

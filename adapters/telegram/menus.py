"""The command menu behind the slash: per language, and longer for those who have a role."""

from __future__ import annotations

import structlog
from telegram import BotCommand, BotCommandScopeChat, BotCommandScopeDefault, InlineKeyboardButton

from adapters.telegram.faults import telegrams_errors
from adapters.telegram.limits import TELEGRAM
from adapters.telegram.sending import Sending
from bot.domain.community import Identity, Role
from bot.domain.errors import DeliveryError
from bot.locale.speech import LANGUAGES
from bot.ports import Desk

log = structlog.get_logger(__name__)


class Menus:
    def __init__(self, sending: Sending, desk: Desk) -> None:
        self._sending, self._desk = sending, desk

    async def publish(self) -> None:
        """Everyone's menu, then that of each who has a role. Raises DeliveryError for the first only."""
        for language in (None, *LANGUAGES):
            with telegrams_errors():
                await self._sending.bot.set_my_commands(
                    _commands(self._desk, language or LANGUAGES[0], Role.VOTER),
                    scope=BotCommandScopeDefault(),
                    language_code=language,
                )
        for person, role in (await self._desk.team(TELEGRAM)).items():
            await self.for_one(Identity(TELEGRAM, person.native_id, person.name, person.language), role)

    async def for_one(self, person: Identity, role: Role) -> None:
        """The menu of their role in their private chat; nothing where there is no such chat any more."""
        language = await self._desk.language_of(person)
        try:
            with telegrams_errors():
                await self._sending.bot.set_my_commands(
                    _commands(self._desk, language, role), scope=BotCommandScopeChat(int(person.native_id))
                )
        except DeliveryError as error:
            log.info("telegram.menu-not-set", error=repr(error))

    @staticmethod
    def link_button(label: str, address: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(label, url=address)


def _commands(desk: Desk, language: str, role: Role) -> list[BotCommand]:
    return [BotCommand(name, words) for name, words in desk.menu(language, role)]

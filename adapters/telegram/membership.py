"""Who belongs to a chat: Telegram is asked about one person at a time, and does not tell since when they are there."""

from __future__ import annotations

from datetime import datetime

from telegram import ChatMember, ChatMemberRestricted
from telegram.error import BadRequest

from adapters.telegram.faults import telegrams_errors
from adapters.telegram.places import spot_of
from adapters.telegram.sending import Sending
from bot.domain.community import Channel
from bot.domain.electorate import Standing
from bot.domain.errors import NotFound, Unsent
from bot.domain.text import say

_IN = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_STRANGERS = ("user not found", "participant_id_invalid", "user_id_invalid", "member not found")


class TelegramMembership:
    """Implements `bot.ports.Membership`. In a channel Telegram only tells while the bot is an administrator there."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending

    async def standing(self, channel: Channel, native_id: str) -> Standing:
        with telegrams_errors():
            try:
                member = await self._sending.bot.get_chat_member(spot_of(channel.address).chat, int(native_id))
            except BadRequest as error:
                if any(words in str(error).lower() for words in _STRANGERS):
                    return Standing(belongs=False)
                raise
            restricted = isinstance(member, ChatMemberRestricted) and member.is_member
            return Standing(belongs=member.status in _IN or restricted)
        raise Unsent("Telegram said nothing about that person")

    def account_since(self, native_id: str) -> datetime | None:  # noqa: ARG002  # Telegram does not tell
        return None

    async def role(self, channel: Channel, name: str) -> tuple[str, str]:  # noqa: ARG002  # there are none
        raise NotFound(say("error-no-roles"))

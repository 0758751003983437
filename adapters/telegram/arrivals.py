"""The bot comes into a chat, leaves it, loses a right, or the chat becomes another: the core is told."""

from __future__ import annotations

from typing import Final

import structlog
from telegram import Chat, ChatMember, ChatMemberUpdated
from telegram import ChatMemberAdministrator as Administrator
from telegram import ChatMemberRestricted as Restricted

from adapters.telegram.limits import TELEGRAM
from adapters.telegram.places import PRIVATE, Spot, identity_of, place_of
from adapters.telegram.replies import Replies
from adapters.telegram.sending import Stored
from bot.domain.community import Trouble
from bot.domain.errors import DeliveryError
from bot.domain.text import Text, say
from bot.locale.speech import speech
from bot.ports import Desk

log = structlog.get_logger(__name__)

_OUT: Final = (ChatMember.LEFT, ChatMember.BANNED)


class Arrivals:
    def __init__(self, replies: Replies, desk: Desk) -> None:
        self._replies, self._desk = replies, desk

    async def changed(self, change: ChatMemberUpdated, stored: Stored) -> None:
        """Our own membership changed. An organiser who added us is asked whether to connect the chat."""
        chat = change.chat
        if chat.type == PRIVATE:
            # blocked, or unblocked
            person = identity_of(change.from_user)
            await self._desk.reachable(person, now=change.new_chat_member.status not in _OUT)
            return
        spot = Spot(chat.id)
        now, before = change.new_chat_member, change.old_chat_member
        if now.status in _OUT or (isinstance(now, Restricted) and not now.is_member):
            await self._desk.lost(TELEGRAM, spot.address, Trouble.GONE)
            return
        missing = missing_rights(chat, now)
        came = before.status in _OUT or (isinstance(before, Restricted) and not before.is_member)
        gained = bool(missing_rights(chat, before)) and not missing
        place = place_of(chat, spot)
        if place is None or not (came or gained or missing):
            return
        person = identity_of(change.from_user)
        spoken = speech(await self._desk.language_of(person), "UTC")
        reply = await self._desk.arrived(place, person, tuple(spoken.say(right) for right in missing))
        await stored()
        where = (Spot(change.from_user.id), spot) if chat.type == Chat.CHANNEL else (spot, Spot(change.from_user.id))
        for target in where:
            if chat.type == Chat.CHANNEL and target == spot:
                # a channel's readers are not to be bothered with this
                continue
            try:
                await self._replies.deliver(target, reply)
            except DeliveryError as error:
                log.info("telegram.greeting-not-delivered", chat=chat.id, error=repr(error))
            else:
                return


def missing_rights(chat: Chat, member: ChatMember) -> tuple[Text, ...]:
    """What the bot would need there and has not, in words."""
    if chat.type == Chat.CHANNEL:
        if not isinstance(member, Administrator) or not member.can_post_messages:
            return (say("telegram-right-post"),)
        return ()
    if isinstance(member, Restricted):
        wanted = (
            (member.can_send_messages, say("telegram-right-messages")),
            (member.can_send_photos, say("telegram-right-photos")),
            (member.can_send_polls, say("telegram-right-polls")),
        )
        return tuple(words for allowed, words in wanted if not allowed)
    return ()

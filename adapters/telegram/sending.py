"""Every message that leaves: one place for how it is sent, and for what its errors mean."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog
from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from adapters.telegram.faults import Offline, telegrams_errors
from adapters.telegram.limits import ALBUM, CAPTION_UNITS, TOAST_UNITS
from adapters.telegram.markup import cut, escaped, shown_units
from adapters.telegram.pacing import ANNOUNCEMENT, BROADCAST
from adapters.telegram.places import Spot
from adapters.telegram.render import Message
from bot.domain.conversation import ShowPicture
from bot.domain.errors import DeliveryError, DeliveryUncertain

log = structlog.get_logger(__name__)

TelegramBot = ExtBot[str]
Stored = Callable[[], Awaitable[None]]
"""Called once an update's effect is stored: it may be confirmed, and its answers wait their turn. Raises Throttled
where the person asks faster than may be answered.
"""
_TOAST_TRIES: Final = 3
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


class Sending:
    """Raises DeliveryError only. `announcement`: may be refused now, as Throttled, and come again later."""

    def __init__(self, bot: TelegramBot) -> None:
        self.bot = bot
        self.connected = asyncio.Event()
        """Set once Telegram has said who the bot is; until then nothing is sent."""

    @property
    def ready(self) -> bool:
        return self.connected.is_set()

    @property
    def username(self) -> str:
        self._must_be_ready()
        return self.bot.username

    async def text(
        self, spot: Spot, message: Message, *, reply_to: int | None = None, announcement: bool = False
    ) -> int:
        """The number of the new message. A message that is answered and gone is no obstacle."""
        self._must_be_ready()
        with telegrams_errors():
            sent = await self.bot.send_message(
                spot.chat,
                message.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=spot.topic,
                reply_markup=message.keyboard,
                reply_parameters=_answering(reply_to),
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=ANNOUNCEMENT if announcement else None,
            )
            return int(sent.message_id)
        raise AssertionError("a sent message cannot be unmodified")

    async def letter(self, chat: int, message: Message, photo: InputFile | str | None = None) -> str | None:
        """To a subscriber, when nothing else waits; under `photo`, new or by its file id, where given.

        The file id of the photo, by which Telegram shows it again without another upload.
        """
        self._must_be_ready()
        with telegrams_errors():
            if photo is None:
                await self.bot.send_message(
                    chat,
                    message.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=message.keyboard,
                    link_preview_options=_NO_PREVIEW,
                    rate_limit_args=BROADCAST,
                )
                return None
            sent = await self.bot.send_photo(
                chat,
                photo,
                caption=message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=message.keyboard,
                rate_limit_args=BROADCAST,
            )
            return sent.photo[-1].file_id if sent.photo else None
        raise AssertionError("a sent message cannot be unmodified")

    async def edit(self, chat: int, number: int, message: Message, *, announcement: bool = False) -> None:
        """The same again is harmless. Raises PostGone where there is nothing to edit any more."""
        self._must_be_ready()
        with telegrams_errors():
            await self.bot.edit_message_text(
                message.html,
                chat_id=chat,
                message_id=number,
                parse_mode=ParseMode.HTML,
                reply_markup=message.keyboard,
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=ANNOUNCEMENT if announcement else None,
            )

    async def keyboard(self, chat: int, number: int, keyboard: InlineKeyboardMarkup | None) -> None:
        self._must_be_ready()
        with telegrams_errors():
            await self.bot.edit_message_reply_markup(chat_id=chat, message_id=number, reply_markup=keyboard)

    async def pictures(
        self,
        spot: Spot,
        pictures: Sequence[ShowPicture],
        caption: str,
        *,
        reply_to: int | None = None,
        announcement: bool = False,
    ) -> int:
        """One photo or an album, `caption` (HTML) under the first, the others with their own words."""
        self._must_be_ready()
        limit = ANNOUNCEMENT if announcement else None
        with telegrams_errors():
            if len(pictures) == 1:
                sent = await self.bot.send_photo(
                    spot.chat,
                    InputFile(pictures[0].png, pictures[0].name),
                    caption=caption,
                    parse_mode=ParseMode.HTML,
                    message_thread_id=spot.topic,
                    reply_parameters=_answering(reply_to),
                    rate_limit_args=limit,
                )
                return int(sent.message_id)
            album = await self.bot.send_media_group(
                spot.chat,
                [
                    InputMediaPhoto(
                        InputFile(picture.png, picture.name, attach=True),
                        caption=caption if place == 0 else escaped(cut(picture.alt, CAPTION_UNITS)),
                        parse_mode=ParseMode.HTML,
                        filename=picture.name,
                    )
                    for place, picture in enumerate(pictures[:ALBUM])
                ],
                message_thread_id=spot.topic,
                reply_parameters=_answering(reply_to),
                rate_limit_args=limit,
            )
            return int(album[0].message_id)
        raise AssertionError("a sent picture cannot be unmodified")

    async def file(self, spot: Spot, name: str, content: bytes, *, reply_to: int | None = None) -> None:
        self._must_be_ready()
        with telegrams_errors():
            await self.bot.send_document(
                spot.chat,
                InputFile(content, name),
                message_thread_id=spot.topic,
                reply_parameters=_answering(reply_to),
            )

    async def toast(self, query: str, text: str = "", *, alert: bool = False) -> None:
        """The small answer to a tap. A tap whose time has run out can no longer be answered: that is harmless.

        Answering twice is harmless as well, so that it is tried again at once; what fails then is given up.
        """
        self._must_be_ready()
        words = cut(text, TOAST_UNITS) or None
        for _ in range(_TOAST_TRIES):
            try:
                with telegrams_errors():
                    await self.bot.answer_callback_query(query, text=words, show_alert=alert or None)
            except (DeliveryUncertain, Offline) as error:
                log.info("telegram.tap-not-answered", error=repr(error))
            except DeliveryError as error:
                log.warning("telegram.tap-not-answered", error=repr(error))
                return
            else:
                return

    async def delete(self, chat: int, number: int) -> None:
        self._must_be_ready()
        with telegrams_errors():
            await self.bot.delete_message(chat, number)

    def _must_be_ready(self) -> None:
        if not self.ready:
            raise Offline("Telegram has not answered yet")


def fits_caption(html: str) -> bool:
    return shown_units(html) <= CAPTION_UNITS


def _answering(number: int | None) -> ReplyParameters | None:
    return ReplyParameters(number, allow_sending_without_reply=True) if number is not None else None

"""What a subscriber gets in private: a poll's card with its buttons, or an outcome under its chart."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from typing import Final

import structlog
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram import InputFile

from adapters.telegram.limits import BUTTON_CHARS, CAPTION_UNITS, PHOTO_BYTES, TEXT_UNITS
from adapters.telegram.markup import cut, escaped, shown_units
from adapters.telegram.render import Message, caption_and_rest, private_card, words
from adapters.telegram.sending import Sending
from adapters.telegram.tokens import Unsubscribe, encode
from bot.domain.conversation import ShowPicture
from bot.domain.errors import UnsupportedFeature
from bot.locale.speech import speech
from bot.ports import CardContent, Letter, ResultContent

log = structlog.get_logger(__name__)

STOP: Final = encode(Unsubscribe())
"""What the button carries that ends these messages, and by which they are known."""
FILES_KEPT: Final = 64


class PictureRefused(UnsupportedFeature):
    """Telegram does not take this picture from anybody."""


class Letters:
    """Raises DeliveryError only. A picture is uploaded once, and then shown by its file id."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._files: dict[bytes, str] = {}
        self._refused: set[bytes] = set()
        self._uploading = asyncio.Lock()

    async def send(self, chat: int, sent: Letter) -> None:
        match sent.content:
            case CardContent(card):
                spoken = speech(card.language, "UTC")
                shown = private_card(card, 0, self._sending.username, spoken)
                await self._sending.letter(chat, letter(shown, sent.note, sent.stop))
            case ResultContent(_, text, pictures):
                picture = pictures[0] if pictures else None
                if picture is not None and len(picture.png) > PHOTO_BYTES:
                    raise UnsupportedFeature("picture too large")
                if picture is None or _digest(picture) in self._refused:
                    await self._words(chat, words(text), sent)
                    return
                try:
                    await self._outcome(chat, text, picture, sent)
                except PictureRefused as error:
                    log.warning("telegram.picture-refused", error=repr(error))
                    self._refused.add(_digest(picture))
                    await self._words(chat, words(text), sent)

    async def _outcome(self, chat: int, text: str, picture: ShowPicture, sent: Letter) -> None:
        room = CAPTION_UNITS - shown_units(sent.note) - 2
        caption, rest = caption_and_rest(text)
        if not rest and shown_units(caption) <= room:
            await self._photo(chat, picture, letter(Message(caption), sent.note, sent.stop))
            return
        # too long to stand under a picture: the chart first, then all the words
        await self._photo(chat, picture, Message(_short(caption)))
        await self._words(chat, rest or words(text), sent)

    async def _words(self, chat: int, parts: tuple[str, ...], sent: Letter) -> None:
        *first, last = parts
        for part in first:
            await self._sending.letter(chat, Message(part))
        if shown_units(last) + shown_units(sent.note) + 2 > TEXT_UNITS:
            await self._sending.letter(chat, Message(last))
            last = ""
        await self._sending.letter(chat, letter(Message(last), sent.note, sent.stop))

    async def _photo(self, chat: int, picture: ShowPicture, message: Message) -> None:
        digest = _digest(picture)
        if digest not in self._files:
            # of all who are to get it, the first uploads it, and the others wait for that
            async with self._uploading:
                if digest in self._refused:
                    raise PictureRefused("refused before")
                if digest not in self._files:
                    try:
                        number = await self._sending.letter(chat, message, InputFile(picture.png, picture.name))
                    except UnsupportedFeature as error:
                        raise PictureRefused(str(error)) from error
                    self._keep(digest, number)
                    return
        await self._sending.letter(chat, message, self._files[digest])

    def _keep(self, digest: bytes, number: str | None) -> None:
        if number is not None:
            self._files[digest] = number
            while len(self._files) > FILES_KEPT:
                del self._files[next(iter(self._files))]


def _digest(picture: ShowPicture) -> bytes:
    return hashlib.sha256(picture.png).digest()


def letter(message: Message, note: str, stop: str) -> Message:
    """With a line that says how to stop, as far as there is room for it, and always with the button."""
    line = f"<i>{escaped(note)}</i>"
    fits = shown_units(message.html) + shown_units(line) + 2 <= TEXT_UNITS
    html = "\n\n".join(part for part in (message.html, line if fits else "") if part)
    rows = message.keyboard.inline_keyboard if message.keyboard is not None else ()
    button = Button(f"🔕 {cut(stop, BUTTON_CHARS)}", callback_data=STOP)
    return replace(message, html=html, keyboard=Keyboard([*rows, [button]]))


def _short(caption: str) -> str:
    """A caption is HTML, which must not be cut in the middle of a mark: its first line stands for it."""
    return caption if shown_units(caption) <= CAPTION_UNITS else caption.split("\n", 1)[0]

"""What messages are made of: texts, pictures, buttons in rows. Pure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from adapters.discord.limits import ALT_CHARS, BUTTON_CHARS, BUTTONS_PER_ROW, ROWS
from adapters.discord.markup import cut
from adapters.discord.tokens import Token, encode
from bot.domain.conversation import SendFile, ShowPicture

Style = discord.ButtonStyle
Item = ui.Item[Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What a message consists of. A view is made of it once, when it is sent."""

    items: tuple[Item, ...]
    pictures: tuple[ShowPicture, ...] = ()
    file: SendFile | None = None
    bare: Message | None = None
    """The same without pictures, for where files may not be attached."""

    def view(self) -> ui.LayoutView:
        """The library need not watch it: our buttons are told by their custom ids, also after a restart."""
        view = ui.LayoutView(timeout=None)
        for item in self.items:
            view.add_item(item)
        view.stop()
        return view

    def files(self) -> list[discord.File]:
        made = [
            discord.File(io.BytesIO(picture.png), picture.name, description=cut(picture.alt, ALT_CHARS))
            for picture in self.pictures
        ]
        if self.file is not None:
            made.append(discord.File(io.BytesIO(self.file.content), self.file.name))
        return made


def gallery(pictures: Sequence[ShowPicture]) -> Item:
    return ui.MediaGallery(
        *(
            discord.MediaGalleryItem(f"attachment://{picture.name}", description=cut(picture.alt, ALT_CHARS))
            for picture in pictures
        )
    )


def words(marked: str) -> Message:
    """Words that are marked up already."""
    return Message((ui.TextDisplay(marked or "…"),))


def in_rows(buttons: Sequence[ui.Button[Any]]) -> list[Item]:
    """Five a row, as many rows as there may be."""
    rows = [buttons[at : at + BUTTONS_PER_ROW] for at in range(0, len(buttons), BUTTONS_PER_ROW)]
    return [ui.ActionRow(*row) for row in rows[:ROWS]]


def button(
    label: str, token: Token, style: discord.ButtonStyle = Style.secondary, emoji: str | None = None
) -> ui.Button[Any]:
    return ui.Button(label=cut(label, BUTTON_CHARS), custom_id=encode(token), style=style, emoji=emoji)

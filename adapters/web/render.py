"""Pages and fragments from templates. Pure: everything shown is handed in."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from adapters.web.papers import overvotes
from bot.domain.conversation import AskForm, OfferCommand, Part, Say, SendFile, ShowCard, ShowPicture
from bot.domain.text import Arg, Text
from bot.locale.speech import Speech

_FOLDER: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"
_KINDS: Final = {
    Say: "say",
    ShowCard: "card",
    ShowPicture: "picture",
    SendFile: "file",
    AskForm: "form",
    OfferCommand: "offer",
}

_environment = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def kind_of(part: Part) -> str:
    return _KINDS[type(part)]


def data_url(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def linked(text: str, own: str) -> Markup:
    """`text` escaped, its lines kept, and links to our own pages made clickable; nobody else's ever are."""
    escaped = Markup.escape(text)
    if not own:
        return escaped
    parts = str(escaped).split(str(Markup.escape(own)) + "/p/")
    out = parts[0]
    for part in parts[1:]:
        poll = ""
        while len(poll) < len(part) and len(poll) < 32 and part[len(poll)].isascii() and part[len(poll)].isalnum():
            poll += part[len(poll)]
        shown = f"{Markup.escape(own)}/p/{poll}"
        out += f'<a href="/p/{poll}">{shown}</a>{part[len(poll) :]}' if poll else f"{shown}{part}"
    return Markup(out)  # noqa: S704  # every piece of it was escaped above


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a page shows it; its size is told beforehand, so that nothing jumps when it arrives."""

    number: int
    alt: str
    width: int
    height: int


def charts_of(pictures: Sequence[ShowPicture]) -> list[Chart]:
    return [Chart(number, picture.alt, *_size_of(picture.png)) for number, picture in enumerate(pictures)]


def _size_of(png: bytes) -> tuple[int, int]:
    """Width and height from the header that every PNG begins with."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def initial(name: str) -> str:
    """What stands in the circle before a name: its first letter, an emoji with all its parts left out."""
    return next((letter.upper() for letter in name if letter.isalnum()), "·")[:1]


def hue(identity: str) -> int:
    """One of six colours, always the same for the same person."""
    return zlib.crc32(identity.encode()) % 6


_environment.globals.update(
    kind_of=kind_of, data_url=data_url, linked=linked, initial=initial, hue=hue, overvotes=overvotes
)


def translator(speech: Speech) -> Callable[..., str]:
    """`t("key", name=value)` for the templates."""

    def t(key: str, **args: Arg) -> str:
        return speech.say(Text(key, tuple(args.items())))

    return t


def page(name: str, speech: Speech, **values: Any) -> str:
    return _environment.get_template(name).render(t=translator(speech), speech=speech, **values)

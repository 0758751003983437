"""Pictures to draw, and a way to look at them: colours counted, edges found."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.domain.picture import (
    Bar,
    ByPlatform,
    ChoiceBars,
    Frame,
    Picture,
    PlatformRow,
    PlatformShare,
    Theme,
    Tick,
    TimePoint,
    VotesOverTime,
)
from charts.renderer import MatplotlibRenderer

OPENED = datetime(2026, 11, 10, 9, tzinfo=UTC)
Image3 = npt.NDArray[np.int16]

HOSTILE = (
    "",
    "\u3164\u200b\u2800",
    "$\\frac{a}{b}$ $5 {_^% \\",
    "\u202eevil\u202c \u2066isolated",
    "Z̸̢̧̛̛̖̗A̷̡̛L̴̢G̵O" + "\u0301" * 300,
    "nul\x00 bell\x07 \ud800 lone \udfff",
    "W" * 4096,
    "𝕱𝖆𝖓𝖈𝖞 Ⓐ ＦＵＬＬ",
    "line\nbreak\ttab\r\n",
    "🜀 reserved \ue000 \U000e0041 𒐫 ﷽",
    "👨\u200d\u200d👩🏽\u200d\ufe0f🇮🇹🇮 ⃣1⃣ 👍" * 40,
    "कक्ष\u200d\u200cक्\u0301 ক্ষ ಕ್ಷ ပ်ိုး ខ្មែរ",
)


def choice(
    labels: Sequence[str] = ("Yes", "No"),
    votes: Sequence[int] = (3, 1),
    *,
    title: str = "Shall we?",
    subtitle: str = "",
    footer: str = "",
    brand: str = "",
    closed: bool = True,
    theme: Theme = Theme.LIGHT,
    language: str = "en",
) -> ChoiceBars:
    total, most = sum(votes), max(votes, default=0)
    frame = Frame(title=title, subtitle=subtitle, footer=footer, brand=brand, theme=theme, language=language)
    bars = tuple(
        Bar(
            label=label,
            fraction=count / total if total else 0.0,
            share=f"{count / total:.0%}" if total else "0%",
            votes=str(count),
            leads=0 < count == most,
        )
        for label, count in zip(labels, votes, strict=True)
    )
    return ChoiceBars(frame=frame, bars=bars, closed=closed)


def over_time(hours: Sequence[float], totals: Sequence[int], *, title: str = "Shall we?") -> VotesOverTime:
    return VotesOverTime(
        frame=Frame(title=title),
        points=tuple(
            TimePoint(at=OPENED + timedelta(hours=hour), total=total) for hour, total in zip(hours, totals, strict=True)
        ),
        ticks=(Tick(at=OPENED, label="09:00"), Tick(at=OPENED + timedelta(hours=8), label="17:00")),
        total=f"{totals[-1] if totals else 0} voters",
    )


def split_by_platform(votes: Sequence[Sequence[int]], platforms: Sequence[str]) -> ByPlatform:
    longest = max((sum(parts) for parts in votes), default=0) or 1
    return ByPlatform(
        frame=Frame(title="Where from?"),
        platforms=tuple(platforms),
        rows=tuple(
            PlatformRow(
                label=f"Option {place}",
                shares=tuple(
                    PlatformShare(platform=name, fraction=count / longest, votes=str(count))
                    for name, count in zip(platforms, parts, strict=True)
                ),
                votes=str(sum(parts)),
                leads=not place,
            )
            for place, parts in enumerate(votes)
        ),
    )


def every_kind() -> tuple[Picture, ...]:
    return (
        choice(subtitle="Closed", footer="4 votes", brand="Ascolto"),
        over_time((0, 1, 5, 8), (0, 4, 9, 9)),
        split_by_platform(((9, 4, 1), (2, 3, 0)), ("Telegram", "Discord", "Web")),
    )


def in_theme(picture: Picture, theme: Theme) -> Picture:
    return replace(picture, frame=replace(picture.frame, theme=theme))


def drawn(picture: Picture) -> Image3:
    """Height × width × RGB, signed so that differences do not wrap."""
    with Image.open(io.BytesIO(MatplotlibRenderer().render(picture))) as image:
        return np.asarray(image.convert("RGB")).astype(np.int16)


def near(image: Image3, colour: str, tolerance: int = 2) -> npt.NDArray[np.bool_]:
    """Where the picture has that colour."""
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return np.asarray(np.abs(image - wanted).max(axis=2) <= tolerance)


def colourful(image: Image3) -> int:
    """Pixels far from grey and from the blues of the theme: what only emoji bring."""
    red, green, blue = image[..., 0], image[..., 1], image[..., 2]
    return int(np.sum((red - blue > 60) | (green - np.maximum(red, blue) > 40)))


def ink_in_margin(image: Image3, band: int = 24) -> int:
    """Pixels unlike the background within `band` of an edge."""
    inked = np.abs(image - image[0, 0]).max(axis=2) > 8
    inside = inked.copy()
    inside[band:-band, band:-band] = False
    return int(inside.sum())

"""Pictures to draw, and a way to look at them: colours counted, edges found."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.domain.picture import (
    Bar,
    ByPlatform,
    ChoiceBars,
    Duel,
    Frame,
    Lane,
    PairCell,
    PairKey,
    PairMatrix,
    PairRow,
    Part,
    Picture,
    PlatformRow,
    PlatformShare,
    RoundBar,
    RoundsFlow,
    RunoffBar,
    Scale,
    ScoreBars,
    ScoreRow,
    Theme,
    Tick,
    TimePoint,
    Transfer,
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


def rounds(
    standings: Sequence[Sequence[int]],
    moves: Mapping[int, Mapping[int | None, int]],
    exhausted: Sequence[int] = (),
    *,
    labels: Sequence[str] = (),
) -> RoundsFlow:
    """Lanes by their votes in each round; `moves`: where those of a lane go that ends; the first lane wins."""
    total = sum(votes[0] for votes in standings) + sum(exhausted[:1])
    columns = max(len(votes) for votes in standings)

    def bars(votes: Sequence[int]) -> tuple[RoundBar, ...]:
        return tuple(RoundBar(fraction=each / total if total else 0.0, votes=str(each)) for each in votes)

    return RoundsFlow(
        frame=Frame(title="Round by round"),
        rounds=tuple(f"Round {number}" for number in range(1, columns + 1)),
        lanes=tuple(
            Lane(
                label=labels[place] if labels else f"Option {place}",
                note="" if len(votes) == columns else f"out after round {len(votes)}",
                bars=bars(votes),
                transfers=tuple(
                    Transfer(to=to, fraction=moved / total, votes=f"+{moved}")
                    for to, moved in moves.get(place, {}).items()
                ),
                leads=not place,
            )
            for place, votes in enumerate(standings)
        ),
        exhausted=Lane(label="Exhausted", note="", bars=bars(exhausted)) if exhausted else None,
    )


def three_rounds(**options: Sequence[str]) -> RoundsFlow:
    """Of 100 ballots: 10 move to the winner, then 20 to the winner and 5 nowhere; the second keeps its 35."""
    standings = ((30, 40, 60), (35, 35, 35), (25, 25), (10,))
    return rounds(standings, {3: {0: 10}, 2: {0: 20, None: 5}}, (0, 0, 5), **options)


def staircase(options: int, label: str = "Option") -> RoundsFlow:
    """As many options as there are, each leaving a tenth of its ballots with everybody above."""
    votes = [[1000 - 10 * place] for place in range(options)]
    moves: dict[int, dict[int | None, int]] = {}
    exhausted = [0]
    for last in range(options - 1, 1, -1):
        share, left = divmod(votes[last][-1], last + 1)
        moves[last] = {**dict.fromkeys(range(last), share), None: share + left}
        for place in range(last):
            votes[place].append(votes[place][-1] + share)
        exhausted.append(exhausted[-1] + share + left)
    return rounds(votes, moves, exhausted, labels=[f"{label} {place}" for place in range(options)])


def pairs(
    duels: Sequence[Sequence[Duel]], *, margin: float = 1.0, label: str = "Option", votes: str = "9"
) -> PairMatrix:
    """Who does how against whom; what is said of an option against itself is left out."""
    return PairMatrix(
        frame=Frame(title="Head to head"),
        rows=tuple(
            PairRow(
                place=str(row + 1),
                label=f"{label} {row}",
                cells=tuple(
                    None if row == column else PairCell(votes=votes, duel=duel, margin=margin)
                    for column, duel in enumerate(cells)
                ),
            )
            for row, cells in enumerate(duels)
        ),
        key=PairKey(won="The row beats the column"),
    )


def in_order(options: int, **fields: object) -> PairMatrix:
    """Each beats all that come after it."""
    cells = [[Duel.WON if row < column else Duel.LOST for column in range(options)] for row in range(options)]
    return pairs(cells, **fields)


def scores(
    distributions: Sequence[Sequence[int]],
    *,
    label: str = "Option",
    scale: Scale = Scale.DIVERGING,
    middle: str = "",
    runoff: tuple[int, int, int] | None = None,
) -> ScoreBars:
    """How many gave the best level, the next … the worst; the first option wins."""

    def parts(counts: Sequence[int]) -> tuple[Part, ...]:
        total = sum(counts)
        return tuple(Part(fraction=each / total if total else 0.0, share=f"{each}%") for each in counts)

    levels = len(distributions[0]) if distributions else 5
    ended = parts(runoff) if runoff else None
    return ScoreBars(
        frame=Frame(title="How much?"),
        levels=tuple(f"Level {level}" for level in range(levels, 0, -1)),
        rows=tuple(
            ScoreRow(label=f"{label} {place}", parts=parts(counts), value="4.20", note="9 ratings", leads=not place)
            for place, counts in enumerate(distributions)
        ),
        scale=scale,
        middle=middle,
        runoff=RunoffBar(
            heading="Runoff", winner="This", loser="That", preferred=ended[0], equal=ended[1], opposed=ended[2]
        )
        if ended
        else None,
    )


def every_kind() -> tuple[Picture, ...]:
    return (
        choice(subtitle="Closed", footer="4 votes", brand="Ascolto"),
        over_time((0, 1, 5, 8), (0, 4, 9, 9)),
        split_by_platform(((9, 4, 1), (2, 3, 0)), ("Telegram", "Discord", "Web")),
        three_rounds(),
        in_order(4),
        scores(((50, 30, 20), (20, 30, 50)), middle="Half", runoff=(60, 10, 30)),
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

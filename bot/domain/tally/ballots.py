"""What the counting methods count: how often each kind of ballot was cast.

A *kind* is a ballot's content, its number how many people cast it: `group` makes the one of the other. Counting kinds
gives the same as counting ballots, in any order and in any batches, and a million ballots over five options have at
most a few thousand kinds. Where every ballot differs, the work is cut so that the loops over them stay in C.

Two contents cover the methods that are not plain choices:

- a `Ranking`, best first: `(3, 1)` ranks option 3 above option 1, and everything else below both. A place may hold
  several options, `(3, (1, 2))`: an overvote.
- `Marks`, one for each option by its number: an option's mark is `marks[option - 1]`, None or missing where none was
  given. Options are numbered once and for all, so ballots stay right when options are added or removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import countOf, itemgetter
from typing import TypeVar

from bot.domain.ids import OptionId

Place = OptionId | tuple[OptionId, ...]
Ranking = tuple[Place, ...]
Strict = tuple[OptionId, ...]
Mark = int | None
Marks = tuple[Mark, ...]

Content = TypeVar("Content")
Ranked = TypeVar("Ranked", bound=Ranking)


def group(ballots: Iterable[Content]) -> Counter[Content]:
    """How often each kind was cast. Groups of parts add up to the group of the whole."""
    return Counter(ballots)


def by_number(kinds: Mapping[Content, int]) -> dict[int, list[Content]]:
    """The kinds that were cast once, twice …; a negative number is a mistake of the caller's."""
    classes: dict[int, list[Content]] = {}
    for kind, number in kinds.items():
        try:
            classes[number].append(kind)
        except KeyError:
            classes[number] = [kind]
    if any(number < 0 for number in classes):
        raise ValueError("a kind of ballot was cast less than never")
    classes.pop(0, None)
    return classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rankings:
    """Ballots as the ranked methods read them: no option twice, only options that stand, one at a place."""

    options: Strict
    classes: Mapping[int, Sequence[Strict]]
    """Rankings by how often they were cast; none is empty."""
    ballots: int
    blank: int
    """Ballots that rank no option that stands: cast, and exhausted from the start."""

    @property
    def voters(self) -> int:
        """Ballots that say something."""
        return self.ballots - self.blank


def rankings(kinds: Mapping[Ranked, int], options: Iterable[OptionId]) -> Rankings:
    """`kinds` by the rules of the ranked methods.

    An overvoted place is skipped, an option that does not stand is passed over, and an option ranked twice counts at
    its best place; what comes after moves up. So no ballot is lost for a slip, and none counts for two.
    """
    standing = tuple(dict.fromkeys(options))
    known = frozenset(standing)
    classes: dict[int, list[Strict]] = {}
    clean: Counter[Strict] = Counter()
    for number, kept in by_number(kinds).items():
        # an intersection as long as the ranking has all of it, once: this asks it of all rankings at C's speed
        if sum(map(len, map(known.intersection, kept))) == sum(map(len, kept)) and () not in kept:
            classes[number] = kept  # type: ignore[assignment]  # as just seen, every place holds one option
        else:
            for kind in kept:
                clean[_strict(kind, known)] += number
    blank = clean.pop((), 0)
    for number, cleaned in by_number(clean).items():
        classes.setdefault(number, []).extend(cleaned)
    return Rankings(
        options=standing,
        classes=classes,
        ballots=blank + sum(number * len(kept) for number, kept in classes.items()),
        blank=blank,
    )


def _strict(ranking: Ranking, known: frozenset[OptionId]) -> Strict:
    places: dict[OptionId, None] = {}
    for place in ranking:
        if isinstance(place, tuple):
            alone = set(place)
            if len(alone) != 1:
                continue
            place = alone.pop()  # noqa: PLW2901  # the same option twice at one place is no overvote
        if place in known:
            places.setdefault(place)
    return tuple(places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Ballots of marks, as columns: one for each option that stands."""

    options: tuple[OptionId, ...]
    classes: Mapping[int, Mapping[OptionId, Sequence[Mark]]]
    ballots: int
    """All that were cast, spoilt and blank ones included."""
    blank: int
    """Ballots without a mark for an option that stands."""
    spoilt: int
    """Ballots with a mark that the rules do not know, or with more points than there were: not counted."""

    @property
    def voters(self) -> int:
        return self.ballots - self.blank - self.spoilt

    def distribution(self, option: OptionId) -> Counter[Mark]:
        """How many voters gave which mark; None: those who marked others only."""
        found: Counter[Mark] = Counter()
        for number, columns in self.classes.items():
            for mark, count in Counter(columns[option]).items():
                found[mark] += count * number
        return self._without_blank(found, None)

    def joint(self, first: OptionId, second: OptionId) -> Counter[tuple[Mark, Mark]]:
        """The same for two options at once."""
        found: Counter[tuple[Mark, Mark]] = Counter()
        for number, columns in self.classes.items():
            for pair, count in Counter(zip(columns[first], columns[second], strict=True)).items():
                found[pair] += count * number
        return self._without_blank(found, (None, None))

    def _without_blank(self, found: Counter[Content], nothing: Content) -> Counter[Content]:
        if self.blank:
            found[nothing] -= self.blank
            if not found[nothing]:
                del found[nothing]
        return found


def sheet(
    kinds: Mapping[Marks, int], options: Iterable[OptionId], allowed: range, *, budget: int | None = None
) -> Sheet:
    """`kinds` as columns. A ballot with a mark outside `allowed`, or with more than `budget` in all, is spoilt."""
    standing = tuple(dict.fromkeys(options))
    if any(option < 1 for option in standing):
        raise ValueError("options are numbered from 1")
    classes: dict[int, dict[OptionId, Sequence[Mark]]] = {}
    ballots = blank = spoilt = 0
    nothing = (None,) * len(standing)
    for number, kept in by_number(kinds).items():
        ballots += number * len(kept)
        columns = _columns(kept, standing)
        unknown = {mark for column in columns for mark in set(column)} - {None, *allowed}
        if unknown or (budget is not None and _spent(columns) > budget):
            rows = [
                row
                for row in zip(*columns, strict=True)
                if unknown.isdisjoint(row) and (budget is None or sum(filter(None, row)) <= budget)
            ]
            spoilt += number * (len(kept) - len(rows))
            columns = _columns(rows, range(1, len(standing) + 1))
        if not standing:
            blank += number * len(kept)
        elif all(None in column for column in columns):
            blank += number * countOf(zip(*columns, strict=True), nothing)
        classes[number] = dict(zip(standing, columns, strict=True))
    return Sheet(options=standing, classes=classes, ballots=ballots, blank=blank, spoilt=spoilt)


def _columns(rows: Sequence[Marks], options: Sequence[int]) -> list[Sequence[Mark]]:
    width = max(options, default=0)
    if min(map(len, rows), default=width) < width:
        rows = [row + (None,) * (width - len(row)) for row in rows]
    # column by column: turning all rows at once would make an iterator for each of a million
    return [list(map(itemgetter(option - 1), rows)) for option in options]


def _spent(columns: Iterable[Sequence[Mark]]) -> int:
    """The most points on one ballot."""
    given = [column if None not in column else [mark or 0 for mark in column] for column in columns]
    return max(map(sum, zip(*given, strict=True)), default=0)

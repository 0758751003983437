"""A watch as plain values, for whoever keeps it between hours: what JSON can say, and back again without loss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.domain.warning.baseline import HOURS, Baseline
from bot.domain.warning.cusum import Cusum, Rise, Step
from bot.domain.warning.triggers import Category
from bot.domain.warning.watch import Track, Watch

VERSION: Final = 1
Plain = dict[str, Any]
"""Of strings, numbers, booleans, None, lists and the like."""


class Unreadable(ValueError):
    """Kept by another version, or not by this program: begin anew, and learn for two weeks."""


def to_plain(watch: Watch) -> Plain:
    return {
        "version": VERSION,
        "negative": _track(watch.negative),
        "volume": _track(watch.volume),
        "last": watch.last.isoformat() if watch.last else None,
        "told": {category.value: at.isoformat() for category, at in watch.told},
    }


def from_plain(plain: Mapping[str, Any]) -> Watch:
    try:
        if plain["version"] != VERSION:
            raise Unreadable(f"version {plain['version']}")
        told = {Category(name): datetime.fromisoformat(at) for name, at in plain["told"].items()}
        return Watch(
            negative=_track_of(plain["negative"]),
            volume=_track_of(plain["volume"]),
            last=_moment(plain["last"]),
            told=tuple(sorted(told.items())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(str(error)) from error
    except ValueError as error:
        raise error if isinstance(error, Unreadable) else Unreadable(str(error)) from error


def _track(track: Track) -> Plain:
    baseline = track.baseline
    return {
        "means": list(baseline.means),
        "seen": list(baseline.seen),
        "hours": baseline.hours,
        "excess": baseline.excess,
        "squares": baseline.squares,
        "swing": baseline.swing,
        "swing_square": baseline.swing_square,
        "weekend_counts": list(baseline.weekend_counts),
        "weekend_usuals": list(baseline.weekend_usuals),
        "fast": _cusum(track.fast),
        "slow": _cusum(track.slow),
        "loud": track.loud,
    }


def _track_of(plain: Mapping[str, Any]) -> Track:
    means, seen = tuple(map(float, plain["means"])), tuple(map(int, plain["seen"]))
    counts, usuals = tuple(map(float, plain["weekend_counts"])), tuple(map(float, plain["weekend_usuals"]))
    if not len(means) == len(seen) == len(counts) == len(usuals) == HOURS:
        raise Unreadable(f"{len(means)} hours in a day")
    return Track(
        baseline=Baseline(
            means=means,
            seen=seen,
            hours=int(plain["hours"]),
            excess=float(plain["excess"]),
            squares=float(plain["squares"]),
            swing=float(plain["swing"]),
            swing_square=float(plain["swing_square"]),
            weekend_counts=counts,
            weekend_usuals=usuals,
        ),
        fast=_cusum_of(plain["fast"]),
        slow=_cusum_of(plain["slow"]),
        loud=bool(plain["loud"]),
    )


def _cusum(cusum: Cusum) -> Plain:
    rise, step = cusum.rise, cusum.step
    return {
        "grain": cusum.grain,
        "score": cusum.score,
        "told": cusum.told,
        "rise": rise
        and {
            "since": rise.since.isoformat(),
            "count": rise.count,
            "expected": rise.expected,
            "added": dict(rise.added),
        },
        "step": step
        and {
            "since": step.since.isoformat(),
            "count": step.count,
            "expected": step.expected,
            "variance": step.variance,
            "presence": dict(step.presence),
        },
    }


def _cusum_of(plain: Mapping[str, Any]) -> Cusum:
    rise, step = plain["rise"], plain["step"]
    return Cusum(
        grain=float(plain["grain"]),
        score=float(plain["score"]),
        told=bool(plain["told"]),
        rise=rise
        and Rise(
            since=datetime.fromisoformat(rise["since"]),
            count=int(rise["count"]),
            expected=float(rise["expected"]),
            added={str(author): float(much) for author, much in rise["added"].items()},
        ),
        step=step
        and Step(
            since=datetime.fromisoformat(step["since"]),
            count=int(step["count"]),
            expected=float(step["expected"]),
            variance=float(step["variance"]),
            presence={str(author): int(hours) for author, hours in step["presence"].items()},
        ),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

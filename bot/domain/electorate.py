"""Who may vote in a poll, and the rule that says whether somebody does. Pure: what a platform knows is asked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from bot.domain.ids import ChannelId

MOST_DAYS: Final = 3650
"""Of `OlderThan`."""


@dataclass(frozen=True, slots=True)
class Anyone:
    """Whoever reaches the poll."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of any of these rooms. `fixed`: only those who were there when the poll opened."""

    channels: tuple[ChannelId, ...]
    names: tuple[str, ...]
    """The rooms' titles, as printed on the poll."""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class HasRole:
    """Those who have a role where `channel` lies. `fixed`: and were there when the poll opened."""

    channel: ChannelId
    role: str
    """As the platform numbers it; `name` as it was called when the poll was made."""
    name: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class OlderThan:
    """Those who had been known for so many days when the poll opened, to us or in any of these rooms."""

    days: int
    channels: tuple[ChannelId, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """Those who came with an invitation of their own."""


ANYONE: Final = Anyone()
Eligibility = Anyone | Members | HasRole | OlderThan | Invited


def is_settled(who: Eligibility) -> bool:
    """Whether those who may vote are certain people, from the opening on."""
    return isinstance(who, Invited) or (isinstance(who, Members | HasRole) and who.fixed)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a platform says of somebody in one room, now."""

    belongs: bool
    since: datetime | None = None
    """When they came; None where the platform does not tell."""
    roles: frozenset[str] = frozenset()
    open_door: bool = False
    """Whoever comes belongs: it only means something to have been there before the poll opened."""


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ONE = "not-one"
    """Not a member, without the role, or not invited."""
    TOO_NEW = "too-new"
    """One now, and not yet when it mattered."""


def judge(
    who: Eligibility,
    standings: Iterable[Standing],
    first_seen: datetime | None,
    opened_at: datetime,
    *,
    invited: bool = False,
) -> Verdict:
    """Whether somebody of whom the platforms say `standings` may vote in a poll that opened then.

    `first_seen` is when we first met them, and stands in where no platform tells when they came; None: not before now.
    `invited`: they used an invitation to this poll.
    """
    match who:
        case Anyone():
            return Verdict.ELIGIBLE
        case Invited():
            return Verdict.ELIGIBLE if invited else Verdict.NOT_ONE
        case OlderThan(days=days):
            came = [each.since for each in standings if each.belongs and each.since is not None]
            earliest = min([*came, *([first_seen] if first_seen is not None else [])], default=None)
            old_enough = earliest is not None and earliest <= opened_at - timedelta(days=days)
            return Verdict.ELIGIBLE if old_enough else Verdict.TOO_NEW
        case Members():
            ones = [each for each in standings if each.belongs]
        case HasRole(role=role):
            ones = [each for each in standings if each.belongs and role in each.roles]
        case never:
            assert_never(never)
    if not ones:
        return Verdict.NOT_ONE
    return Verdict.ELIGIBLE if any(_in_time(who, each, first_seen, opened_at) for each in ones) else Verdict.TOO_NEW


def _in_time(who: Members | HasRole, standing: Standing, first_seen: datetime | None, opened_at: datetime) -> bool:
    if not (who.fixed or standing.open_door):
        return True
    came = standing.since if standing.since is not None else first_seen
    return came is not None and came <= opened_at

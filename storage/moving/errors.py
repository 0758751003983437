"""What can stand in the way of a move, a backup or a restore. `str()` is what the operator should read and do."""

from __future__ import annotations


class CannotCarry(Exception):
    """Nothing was changed, neither where the data comes from nor where it should go."""


class Holds(CannotCarry):
    """There is something already where the data should go, and it was not said that it may be replaced."""


class UnderWay(CannotCarry):
    """Somebody else is moving, restoring or using what is to be filled at this moment."""


class Damaged(CannotCarry):
    """The backup is not whole, or is none."""


class Differs(CannotCarry):
    """What arrived is not what was sent, or the kept counts are not those of the ballots."""

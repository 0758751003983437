"""What is written down of every privileged act: who did what to which thing in which community, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.community import Role
from bot.domain.ids import CommunityId, PersonId


class Act(StrEnum):
    """Kept under these words; what people read is in the catalogues."""

    LAUNCHED = "launched"
    CLOSED = "closed"
    REOPENED = "reopened"
    MOVED = "moved"
    """Another deadline, or another time to remind."""
    CANCELLED = "cancelled"
    FIXED = "fixed"
    """Words, options or rules."""
    EXPORTED = "exported"
    REPEAT_BEGUN = "repeat-begun"
    REPEAT_ENDED = "repeat-ended"
    BROADCAST_STARTED = "broadcast-started"
    BROADCAST_PAUSED = "broadcast-paused"
    BROADCAST_RESUMED = "broadcast-resumed"
    BROADCAST_CANCELLED = "broadcast-cancelled"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    FOUNDED = "founded"
    DESCRIBED = "described"
    """The community's name, time zone or language."""
    GRANTED = "granted"
    """A role, given or taken."""
    CODE_MADE = "code-made"
    CODE_USED = "code-used"
    INVITED = "invited"
    """Links made for invited people."""
    DECIDED = "decided"
    """About ballots that were set aside."""
    STAGED = "staged"
    """A decision, or an idea, moved to another stage."""
    STATED = "stated"
    """The word on a decision's outcome."""
    MONTHLY = "monthly"
    """The monthly post on decisions, turned on or off in a room."""
    LOG_READ = "log-read"
    """This log, taken away as a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Never changed once it is written.

    Names are not in it: they are looked up, and gone when somebody is forgotten.
    """

    at: datetime
    community: CommunityId
    person: PersonId | None
    """None: the operator, at the machine."""
    role: Role | None
    """As which the person acted."""
    act: Act
    subject: str = ""
    """The poll, channel, person or repeat that it was done to, by its id."""
    detail: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    """Given when it is written: counts up."""

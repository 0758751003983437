"""What people do, and what they get back, in terms that every platform shares.

An adapter turns whatever arrived into one Request and hands it to the dispatcher; it turns the Reply that comes
back into its platform's own form. Texts in a reply are already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.ballot import Action
from bot.domain.card import Card
from bot.domain.community import Identity, Place, Role
from bot.domain.ids import ChannelId, EventKey, OptionId, PollId


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`channel` is where it was said, None in private; `event` identifies the delivery, so that it acts once.

    `place` is the room as its platform names it, also where it is not connected; None in private.
    """

    sender: Identity
    channel: ChannelId | None
    event: EventKey | None = None
    place: Place | None = None
    aloud: bool = False
    """Everyone in the room reads the reply: nothing in it may be the sender's alone."""
    manages: bool = False
    """The platform says that the sender runs what the room lies within, such as a whole server."""
    named: bool = False
    """The platform asks for a command's options by name: examples are written so, and not as a line to be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Request):
    """A typed command, `/poll …`, as the person wrote it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Request):
    """A form came back: the command's name without the slash, and its fields as typed."""

    command: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Tone(StrEnum):
    DONE = "done"
    INFO = "info"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Say:
    """Plain words, possibly several lines. Only the sender sees them where the channel can do that."""

    text: str
    tone: Tone = Tone.INFO


@dataclass(frozen=True, slots=True)
class ShowCard:
    card: Card


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """A PNG with its alternative text (≤ 1,024 characters). `name` ends in .png."""

    name: str
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class SendFile:
    name: str
    media_type: str
    content: bytes


class FieldKind(StrEnum):
    LINE = "line"
    LINES = "lines"
    """One item a line."""
    CHOICE = "choice"
    TICK = "tick"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field, labelled in the reader's language; `value` is what stands in it at first."""

    name: str
    label: str
    kind: FieldKind
    hint: str = ""
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, words) of a CHOICE."""
    required: bool = False
    most_chars: int = 0
    """0: no limit of its own."""
    file: str = ""
    """The ending of a file that the lines may be read from, where the platform can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForm:
    """A guided form: sent back as `Filled(command=…)`."""

    command: str
    title: str
    fields: tuple[FormField, ...]
    submit: str
    error: str = ""
    """What was wrong with the last attempt."""


@dataclass(frozen=True, slots=True)
class OfferCommand:
    """A next step as a button: `line` is the command it stands for."""

    label: str
    line: str
    risky: bool = False
    """Ask once more before doing it."""


Part = Say | ShowCard | ShowPicture | SendFile | AskForm | OfferCommand


@dataclass(frozen=True, slots=True)
class Reply:
    """What the sender gets back, in order. Empty for an event that was already handled."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteReply:
    """A voter's receipt in words, and the poll's card as this voter may now see it."""

    text: str
    tone: Tone
    poll: PollId
    chosen: tuple[OptionId, ...]
    stored: bool = True
    """False where the database was away: nothing was changed, and the same event may come again."""
    notice: str = ""
    """At first contact: what is kept about this person, and where to read more. Shown where there is room."""
    receipt: str = ""
    """In a poll that gives receipts: the ballot's code in a sentence, which is never cut."""
    brief: str = ""
    """Of a paper with many marks, `text` with what the last press changed alone; empty: `text` is short by itself."""
    why: str = ""
    """Of an objection, how to type its reason; for where there is neither a button nor a field for it."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What became of a one-time code, in the bearer's words."""

    text: str
    role: Role | None
    """What the person is now; None: the code gave nothing, and `text` says why."""

    @property
    def good(self) -> bool:
        return self.role is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Request):
    """A tap, or a voting form: what this person now wants. `poll` and `action` are as the platform sent them."""

    poll: PollId
    action: Action
    shown_already: bool = False
    """The platform's own poll holds it: refused for its haste, the count would differ from what people see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Someone who looks at a poll: their own choices and results are theirs to see; None: a whole room."""

    sender: Identity | None
    language: str | None = None

"""An entry of the audit log in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bot.commands.roles import ROLES
from bot.domain.audit import Act
from bot.domain.community import Role
from bot.domain.followup import Stage, Standing
from bot.domain.text import Text, say
from bot.ports.quarantine import Decision
from bot.services.auditing import Line
from bot.services.followup_words import STAGES, STANDINGS

Subject = Text | str
Detail = Mapping[str, str]


def who(line: Line) -> Subject:
    if line.entry.person is None:
        return say("audit-operator")
    return line.who or say("person-forgotten")


def role_words(line: Line) -> Text:
    """As which somebody acted."""
    if line.entry.role is None:
        return say("role-operator")
    held = ROLES[line.entry.role]
    return say("role-inherited", role=held) if line.entry.detail.get("inherited") else held


def what(line: Line) -> Text:
    """What was done."""
    act, subject = line.entry.act, line.subject or say("person-forgotten")
    plain = _PLAIN.get(act)
    return plain(subject) if plain is not None else _TELLING[act](subject, line.entry.detail)


def _moved(subject: Subject, detail: Detail) -> Text:
    if "closes_at" not in detail:
        return say("audit-moved-by-hand", subject=subject)
    return say("audit-moved", subject=subject, at=datetime.fromisoformat(detail["closes_at"]))


def _exported(subject: Subject, detail: Detail) -> Text:
    if detail.get("ballots") == "yes":
        return say("audit-exported-ballots", subject=subject)
    return say("audit-exported", subject=subject)


def _broadcast(subject: Subject, detail: Detail) -> Text:
    return say("audit-broadcast-started", subject=subject, people=int(detail["people"]))


def _granted(subject: Subject, detail: Detail) -> Text:
    return say("audit-granted", subject=subject, before=_role(detail, "before"), after=_role(detail, "after"))


def _code_made(_subject: Subject, detail: Detail) -> Text:
    if "role" not in detail:
        return say("audit-code-made")
    return say("audit-code-made-for", role=_role(detail, "role"))


def _code_used(_subject: Subject, detail: Detail) -> Text:
    return say("audit-code-used", role=_role(detail, "after"))


def _invited(subject: Subject, detail: Detail) -> Text:
    return say("audit-invited", subject=subject, people=int(detail["people"]))


def _decided(subject: Subject, detail: Detail) -> Text:
    ballots = int(detail["ballots"])
    if detail["decision"] == Decision.KEPT.value:
        return say("audit-kept-aside", subject=subject, ballots=ballots)
    return say("audit-accepted", subject=subject, ballots=ballots)


def _staged(subject: Subject, detail: Detail) -> Text:
    return say("audit-staged", subject=subject, stage=STAGES[Stage(detail["stage"])])


def _monthly(subject: Subject, detail: Detail) -> Text:
    on = detail.get("on") == "yes"
    return say("audit-monthly-on", subject=subject) if on else say("audit-monthly-off", subject=subject)


def _stated(subject: Subject, detail: Detail) -> Text:
    return say("audit-stated", subject=subject, standing=STANDINGS[Standing(detail["standing"])])


def _role(detail: Detail, name: str) -> Text:
    return ROLES[Role(detail[name])]


_PLAIN: Final[Mapping[Act, Callable[[Subject], Text]]] = {
    Act.LAUNCHED: lambda subject: say("audit-launched", subject=subject),
    Act.CLOSED: lambda subject: say("audit-closed", subject=subject),
    Act.REOPENED: lambda subject: say("audit-reopened", subject=subject),
    Act.CANCELLED: lambda subject: say("audit-cancelled", subject=subject),
    Act.FIXED: lambda subject: say("audit-fixed", subject=subject),
    Act.REPEAT_BEGUN: lambda subject: say("audit-repeat-begun", subject=subject),
    Act.REPEAT_ENDED: lambda subject: say("audit-repeat-ended", subject=subject),
    Act.BROADCAST_PAUSED: lambda subject: say("audit-broadcast-paused", subject=subject),
    Act.BROADCAST_RESUMED: lambda subject: say("audit-broadcast-resumed", subject=subject),
    Act.BROADCAST_CANCELLED: lambda subject: say("audit-broadcast-cancelled", subject=subject),
    Act.CONNECTED: lambda subject: say("audit-connected", subject=subject),
    Act.DISCONNECTED: lambda subject: say("audit-disconnected", subject=subject),
    Act.FOUNDED: lambda _: say("audit-founded"),
    Act.DESCRIBED: lambda _: say("audit-described"),
    Act.LOG_READ: lambda _: say("audit-log-read"),
}
_TELLING: Final[Mapping[Act, Callable[[Subject, Detail], Text]]] = {
    Act.MOVED: _moved,
    Act.EXPORTED: _exported,
    Act.BROADCAST_STARTED: _broadcast,
    Act.GRANTED: _granted,
    Act.CODE_MADE: _code_made,
    Act.CODE_USED: _code_used,
    Act.INVITED: _invited,
    Act.DECIDED: _decided,
    Act.STAGED: _staged,
    Act.STATED: _stated,
    Act.MONTHLY: _monthly,
}
"""Both together know every act; a test holds them to it."""

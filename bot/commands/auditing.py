"""/audit: what was done with privilege in the community, by whom and when; for its owners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.commands.audit_words import role_words, what, who
from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.audit import Act
from bot.domain.conversation import OfferCommand, Reply, Say, SendFile, Tone
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.text import Text, say
from bot.services.auditing import Line
from bot.services.exports import safe, written

LISTED: Final = 20
_EXPORT: Final = frozenset({"export", "file", "csv", "esporta"})


async def audit(call: Call) -> Reply:
    """The last acts; `/audit export`: all of them as a file, which is itself written down."""
    word = call.text("what").lower()
    if word in _EXPORT:
        if call.request.aloud:
            raise NotAllowed(say("error-audit-aloud"))
        await call.services.auditing.note(call.actor, Act.LOG_READ)
        content = audit_csv(await call.services.auditing.all(call.actor), call)
        return Reply((SendFile("audit.csv", "text/csv", content),))
    if word:
        raise BadInput(say("error-audit-what"), part=word[:40])
    lines = await call.services.auditing.recent(call.actor, limit=LISTED)
    if not lines:
        return Reply((call.info(say("audit-none")),))
    said = [
        call.say(say("audit-line", at=line.entry.at, who=who(line), role=role_words(line), what=what(line)))
        for line in lines
    ]
    text = "\n".join([call.say(say("audit-title", community=call.actor.community.name)), *said])
    return Reply((Say(text, Tone.INFO), OfferCommand(call.say(say("offer-audit-export")), "/audit export")))


def audit_csv(lines: Sequence[Line], call: Call) -> bytes:
    """One row an act, the oldest first: for people in words, for machines as it is kept."""
    titles = (
        say("csv-number"),
        say("csv-at"),
        say("csv-who"),
        say("csv-role"),
        say("csv-what"),
        say("csv-act"),
        say("csv-subject"),
        say("csv-detail"),
    )
    rows: list[list[str | int]] = [[call.say(title) for title in titles]]
    rows += [
        [
            line.entry.number,
            line.entry.at.isoformat(timespec="seconds"),
            safe(_spoken(call, who(line))),
            _spoken(call, role_words(line)),
            safe(call.say(what(line))),
            line.entry.act.value,
            safe(line.entry.subject),
            safe(" ".join(f"{key}={value}" for key, value in sorted(line.entry.detail.items()))),
        ]
        for line in lines
    ]
    return written(rows)


def _spoken(call: Call, words: Text | str) -> str:
    return words if isinstance(words, str) else call.say(words)


AUDIT = Command(
    name="audit",
    help=say("help-audit"),
    usage=say("usage-audit"),
    permission=Permission.OWNER,
    run=audit,
    parameters=(Parameter(name="what", kind=Kind.LINE, label=say("field-audit"), most_chars=20),),
)

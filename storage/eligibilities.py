"""Who may vote ↔ the JSON it is kept as; None for everybody, as in polls that are older than the question."""

from __future__ import annotations

from typing import Any, assert_never

from bot.domain.electorate import Anyone, Eligibility, HasRole, Invited, Members, OlderThan
from bot.domain.ids import ChannelId


def eligibility_json(who: Eligibility) -> dict[str, Any] | None:
    match who:
        case Anyone():
            return None
        case Members(channels, names, fixed):
            return {"who": "members", "channels": list(channels), "names": list(names), "fixed": fixed}
        case HasRole(channel, role, name, fixed):
            return {"who": "role", "channel": channel, "role": role, "name": name, "fixed": fixed}
        case OlderThan(days, channels):
            return {"who": "older", "days": days, "channels": list(channels)}
        case Invited():
            return {"who": "invited"}
        case never:
            assert_never(never)


def eligibility_of(written: Any) -> Eligibility:
    """Raises ValueError for what is not known here: nobody may be let in by mistake."""
    match written:
        case None:
            return Anyone()
        case {"who": "members", "channels": list(channels), "names": list(names), "fixed": bool(fixed)}:
            return Members(tuple(ChannelId(each) for each in channels), tuple(names), fixed)
        case {"who": "role", "channel": str(channel), "role": str(role), "name": str(name), "fixed": bool(fixed)}:
            return HasRole(ChannelId(channel), role, name, fixed)
        case {"who": "older", "days": int(days), "channels": list(channels)}:
            return OlderThan(days, tuple(ChannelId(each) for each in channels))
        case {"who": "invited"}:
            return Invited()
        case other:
            raise ValueError(f"nobody knows who {other!r} are")

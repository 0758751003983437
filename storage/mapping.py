"""Rows ↔ domain objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.domain.ballot import Ballot, Choices
from bot.domain.ids import ChannelId, CommunityId, OptionId, PersonId, Platform, PollId, VoterKey
from bot.domain.poll import (
    Cancelled,
    Closed,
    Draft,
    Electorate,
    ElectorateKind,
    Note,
    Open,
    Option,
    Poll,
    ResultsShown,
    Rules,
    Scheduled,
    Secrecy,
    State,
)
from bot.domain.text import Arg, Text
from storage.countings import counting_json, counting_of
from storage.eligibilities import eligibility_json, eligibility_of
from storage.tables import EPOCH

Values = dict[str, Any]


def poll_values(poll: Poll) -> Values:
    rules = poll.rules
    return {
        "id": poll.id,
        "community_id": poll.community,
        "author_id": poll.author,
        "question": poll.question,
        "description": poll.description,
        "most_choices": rules.most_choices,
        "secrecy": rules.secrecy.value,
        "results": rules.results.value,
        "may_change": rules.may_change,
        "may_add_options": rules.may_add_options,
        "receipts": rules.receipts,
        "electorate_kind": rules.electorate.kind.value,
        "electorate_size": rules.electorate.size,
        "eligibility": eligibility_json(rules.eligibility),
        "counting": counting_json(rules.counting),
        "closes_at": poll.closes_at,
        "notes": [_note_json(note) for note in poll.notes],
        "native": poll.native,
        "remind_seconds": int(poll.remind.total_seconds()) if poll.remind is not None else None,
        "created_at": poll.created_at,
        "version": poll.version,
        **_state_values(poll.state),
    }


def _state_values(state: State) -> Values:
    empty: Values = dict.fromkeys(
        ("opens_at", "opened_at", "closed_at", "closed_by_deadline", "cancelled_at", "cancel_reason")
    )
    match state:
        case Draft():
            return {**empty, "state": "draft"}
        case Scheduled(opens_at):
            return {**empty, "state": "scheduled", "opens_at": opens_at}
        case Open(since):
            return {**empty, "state": "open", "opened_at": since}
        case Closed(since, at, by_deadline):
            return {
                **empty,
                "state": "closed",
                "opened_at": since,
                "closed_at": at,
                "closed_by_deadline": by_deadline,
            }
        case Cancelled(at, reason):
            return {**empty, "state": "cancelled", "cancelled_at": at, "cancel_reason": reason}


def poll_of(row: Row[Any], options: Sequence[Row[Any]]) -> Poll:
    return Poll(
        id=PollId(row.id),
        community=CommunityId(row.community_id),
        author=PersonId(row.author_id),
        question=row.question,
        description=row.description,
        options=tuple(option_of(option) for option in options),
        rules=Rules(
            most_choices=row.most_choices,
            secrecy=Secrecy(row.secrecy),
            results=ResultsShown(row.results),
            may_change=row.may_change,
            may_add_options=row.may_add_options,
            receipts=row.receipts,
            electorate=Electorate(ElectorateKind(row.electorate_kind), row.electorate_size),
            eligibility=eligibility_of(row.eligibility),
            counting=counting_of(row.counting),
        ),
        state=_state_of(row),
        closes_at=row.closes_at,
        notes=tuple(_note_of(note) for note in row.notes),
        native=row.native,
        remind=timedelta(seconds=row.remind_seconds) if row.remind_seconds is not None else None,
        created_at=row.created_at,
        version=row.version,
    )


def _state_of(row: Row[Any]) -> State:
    match row.state:
        case "draft":
            return Draft()
        case "scheduled":
            return Scheduled(row.opens_at)
        case "open":
            return Open(row.opened_at)
        case "closed":
            return Closed(row.opened_at, row.closed_at, row.closed_by_deadline)
        case "cancelled":
            return Cancelled(row.cancelled_at, row.cancel_reason)
        case other:
            raise ValueError(f"a poll cannot be {other!r}")


def option_values(poll: Poll) -> list[Values]:
    return [
        {
            "poll_id": poll.id,
            "number": option.id,
            "label": option.label,
            "added_by": option.added_by,
            "removed": option.removed,
            "merged_into": option.merged_into,
        }
        for option in poll.options
    ]


def option_of(row: Row[Any]) -> Option:
    return Option(
        id=OptionId(row.number),
        label=row.label,
        added_by=PersonId(row.added_by) if row.added_by is not None else None,
        removed=row.removed,
        merged_into=OptionId(row.merged_into) if row.merged_into is not None else None,
    )


def ballot_of(row: Row[Any]) -> Ballot:
    return Ballot(
        poll=PollId(row.poll_id),
        voter=VoterKey(row.voter_key),
        choices=choices_of(row.choices),
        platform=Platform(row.platform),
        channel=ChannelId(row.channel_id) if row.channel_id is not None else None,
        cast_at=row.cast_at,
        changed_at=row.changed_at,
    )


def choices_of(written: str) -> Choices:
    return tuple(OptionId(int(number)) for number in written.split("."))


def choices_written(choices: Iterable[int]) -> str:
    return ".".join(str(number) for number in choices)


# A note is a sentence in no language yet; its arguments are kept with their kinds.


def _note_json(note: Note) -> Values:
    return {"at": _micros(note.at), **_text_json(note.text)}


def _note_of(written: Values) -> Note:
    return Note(_from_micros(written["at"]), _text_of(written))


def _text_json(text: Text) -> Values:
    return {"key": text.key, "args": {name: _arg_json(value) for name, value in text.args}}


def _text_of(written: Values) -> Text:
    return Text(written["key"], tuple((name, _arg_of(value)) for name, value in written["args"].items()))


def _arg_json(value: Arg) -> Any:
    match value:
        case datetime():
            return {"moment": _micros(value)}
        case timedelta():
            return {"span": value // timedelta(microseconds=1)}
        case Text():
            return {"text": _text_json(value)}
        case tuple():
            return [_arg_json(item) for item in value]
        case _:
            return value


def _arg_of(written: Any) -> Arg:
    match written:
        case {"moment": int(micros)}:
            return _from_micros(micros)
        case {"span": int(micros)}:
            return timedelta(microseconds=micros)
        case {"text": dict(text)}:
            return _text_of(text)
        case list():
            return tuple(_arg_of(item) for item in written)
        case str() | int() | float():
            return written
        case other:
            raise ValueError(f"a note cannot hold {other!r}")


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _from_micros(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)

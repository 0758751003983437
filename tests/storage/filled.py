"""A database with something in every table, ballots by the hundred, and letters that are easily broken on the way."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Engine, text

from storage.engine import parse_url, sync_engine
from storage.migrate import migrate
from storage.moving.jobs import enqueue_jobs, prepare_jobs, waiting_jobs
from storage.tables import metadata
from tests.builders import NOON

VOTERS = 700
WORDS = 'Grüße, "città" \\ \\n \t 🏳️‍🌈 漢字 نعم %s {} \'; \x1f \u2028 end'

ROWS: dict[str, list[dict[str, Any]]] = {
    "communities": [{"id": "home", "name": WORDS, "language": "it", "timezone": "Europe/Rome"}],
    "people": [
        {
            "id": "bea",
            "platform": "web",
            "native_id": "b",
            "name": WORDS,
            "language": None,
            "first_seen_at": NOON,
            "same_as": None,
        },
        {
            "id": "ugo",
            "platform": "telegram",
            "native_id": "7",
            "name": "Ugo",
            "language": "it",
            "first_seen_at": None,
            "same_as": "bea",
        },
    ],
    "roles": [{"community_id": "home", "person_id": "bea", "role": "organiser"}],
    "sign_in_links": [
        {"digest": "d", "expires_at": NOON, "used_at": None, "community_id": "home", "role": "owner", "made_by": "bea"}
    ],
    "audit": [
        {
            "at": NOON,
            "community_id": "home",
            "person_id": "bea" if number % 2 else None,
            "role": "owner" if number % 2 else None,
            "act": "closed",
            "subject": "p1",
            "detail": {"reason": WORDS},
        }
        for number in range(3)
    ],
    "channels": [
        {
            "id": "lobby",
            "community_id": "home",
            "platform": "web",
            "address": "lobby",
            "title": WORDS,
            "connected": True,
            "trouble": None,
        },
        {
            "id": "tg",
            "community_id": "home",
            "platform": "telegram",
            "address": "-1",
            "title": "T",
            "connected": False,
            "trouble": "gone",
        },
    ],
    "polls": [
        {
            "id": poll,
            "community_id": "home",
            "author_id": "bea",
            "question": "Where?",
            "description": WORDS,
            "most_choices": 3,
            "secrecy": "owner",
            "results": "live",
            "may_change": True,
            "may_add_options": False,
            "electorate_kind": "census",
            "electorate_size": 2**40,
            "eligibility": {"who": "members", "channels": ["lobby"], "names": [WORDS], "fixed": True},
            "state": "closed" if poll == "p3" else "open",
            "opened_at": NOON,
            "closed_at": NOON if poll == "p3" else None,
            "closed_by_deadline": False if poll == "p3" else None,
            "notes": [{"at": 1, "key": "note", "args": {"a": WORDS, "b": 2, "c": []}}],
            "native": poll == "p2",
            "created_at": NOON,
            "version": 9,
        }
        for poll in ("p1", "p2", "p3")
    ],
    "options": [
        {"poll_id": poll, "number": number, "label": f"{number} {WORDS}", "removed": number == 3, "merged_into": None}
        for poll in ("p1", "p2", "p3")
        for number in (1, 2, 3)
    ],
    "refusals": [{"poll_id": "p1", "reason": "too-late", "count": 4}],
    "posts": [
        {
            "id": "p1-lobby-card",
            "poll_id": "p1",
            "channel_id": "lobby",
            "kind": "card",
            "reference": "1",
            "shown_version": 7,
            "created_at": NOON,
        }
    ],
    "handled_events": [{"key": f"telegram-1-{number}", "at": NOON} for number in range(20)],
    "room_messages": [
        {"channel_id": "lobby", "kind": "words", "author_name": WORDS, "text": WORDS, "key": f"k{number}", "at": NOON}
        for number in range(5)
    ],
    "notes": [{"key": "half-filled", "text": WORDS, "expires_at": None}],
    "reports": [{"poll_id": "p2", "channel_id": "tg", "platform": "telegram", "voters": 3, "at": NOON}],
    "report_votes": [{"poll_id": "p2", "channel_id": "tg", "option_number": 1, "votes": 3}],
    "leases": [{"name": "telegram-1", "holder": "a-process", "fence": 4, "until": 1}],
    "detached_polls": [{"poll_id": "p3", "at": NOON}],
    "quarantined": [
        {"poll_id": "p1", "voter_key": "v1", "at": NOON, "decision": None, "decided_at": None},
        {"poll_id": "p1", "voter_key": "v2", "at": NOON, "decision": "kept", "decided_at": NOON},
    ],
    "link_codes": [{"person_id": "ugo", "digest": "c", "expires_at": NOON}],
    "invitations": [
        {"poll_id": "p1", "guest": "g1", "digest": "d1", "made_at": NOON, "used_at": None, "used_by": None},
        {"poll_id": "p1", "guest": "g2", "digest": "d2", "made_at": NOON, "used_at": NOON, "used_by": "ugo"},
    ],
    "draws": [{"poll_id": "p3", "nonce": "0" * 64, "made_at": NOON}],
    "poll_keys": [{"poll_id": "p1", "wrapped": "AAAA"}],
    "participations": [{"poll_id": "p1", "person_id": "ugo"}],
    "held_ballots": [{"poll_id": "p1", "voter_key": "v", "choices": "1.2"}],
    "held_counts": [{"poll_id": "p1", "option_number": 0, "held": 9, "shown": 5}],
    "objections": [
        {"number": "n1", "poll_id": "p1", "voter_key": "v1", "reason": WORDS, "at": NOON},
        {"number": "n2", "poll_id": "p1", "voter_key": None, "reason": "too dear", "at": None},
    ],
    "objectors": [{"poll_id": "p1", "voter_key": "v2"}],
    "subscriptions": [{"poll_id": "p1", "person_id": "ugo", "at": NOON}],
    "job_workers": [{"id": "a-worker", "beat": 3}],
    "repeats": [
        {
            "id": "again",
            "community_id": "home",
            "author_id": "bea",
            "asked": {"question": WORDS, "options": ["1", WORDS], "most_choices": 1, "remind_seconds": None},
            "channels": ["lobby", "tg"],
            "every": "week",
            "day": 6,
            "minute": 630,
            "runs_for": [0, 2, 0.5],
            "next_at": NOON,
            "created_at": NOON,
        }
    ],
    "follow_ups": [
        {
            "subject": "p1",
            "topic": "decision",
            "community_id": "home",
            "owner_id": "bea",
            "stage": "started",
            "standing": "overruled",
            "reason": WORDS,
            "what": WORDS,
            "why": WORDS,
            "who": "Ugo",
            "by_when": "presto",
            "stated_at": NOON,
            "review_at": NOON,
            "review": "p3",
            "nagged": 2,
            "began_at": NOON,
        },
    ],
    "monthly_rooms": [{"channel_id": "lobby", "next_at": NOON}],
    "news_told": [{"community_id": "home", "person_id": "ugo", "told_at": NOON}],
    "nudges": [
        {"poll_id": "p1", "person_id": "ugo", "at": NOON, "key": "nudge-x", "due_at": NOON},
    ],
    "follow_up_changes": [
        {
            "subject": "p1",
            "number": number,
            "deed": "staged",
            "stage": "planned",
            "reason": WORDS,
            "at": NOON,
            "by_id": "bea" if number % 2 else None,
        }
        for number in (1, 2)
    ],
    "digests": [
        {
            "community_id": "home",
            "person_id": "bea",
            "channel_id": "lobby",
            "every": "day",
            "day": 0,
            "minute": 540,
            "next_at": NOON,
            "due_at": NOON,
            "told_at": NOON,
        }
    ],
    "subscribers": [{"community_id": "home", "platform": "telegram", "person_id": "ugo", "since": NOON}],
    "broadcasts": [
        {
            "id": "b1",
            "community_id": "home",
            "poll_id": "p1",
            "kind": "poll",
            "state": "paused",
            "created_by": "bea",
            "channel_id": "lobby",
            "created_at": NOON,
            "started_at": NOON,
            "told": True,
        }
    ],
    "broadcast_legs": [
        {
            "broadcast_id": "b1",
            "platform": "telegram",
            **{"recipients": 10**6, "sent": 5, "blocked": 1, "failed": 0, "skipped": 0, "waiting": 1},
            "cursor": "ugo",
            "exhausted": False,
        }
    ],
    "broadcast_exceptions": [
        {
            "broadcast_id": "b1",
            "person_id": "ugo",
            "platform": "telegram",
            "what": "retry",
            "tries": 2,
            "due_at": NOON,
        }
    ],
}


JOBS = [
    ("remind-p1", "reminder", f"p1 {WORDS}", 4_000_000_000_000_000, 1, 0, ""),
    ("webhook-7", "webhook", "p2", 1_000_000, 3, 2, "refused"),
]
"""One that waits for its time, and one that was tried twice already and is due."""


LEAVES = [f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}" * 4 for number in range(1, 9)]


def sealed(cast: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Six ballots of a poll in its log and two that wait, two heads, and two that are opened."""
    mine = [ballot for ballot in cast if ballot["poll_id"] == "p1"][:8]
    return {
        "ballot_keys": [
            {
                "poll_id": "p1",
                "voter_key": ballot["voter_key"],
                "choices": ballot["choices"],
                "key": f"{place:032x}",
                "leaf": leaf,
            }
            for place, (ballot, leaf) in enumerate(zip(mine, LEAVES, strict=True))
        ],
        "leaves": [{"poll_id": "p1", "position": position, "leaf": leaf} for position, leaf in enumerate(LEAVES[:6])],
        "waiting_leaves": [{"poll_id": "p1", "leaf": leaf} for leaf in LEAVES[6:]],
        "heads": [
            {"poll_id": "p1", "size": 4, "root": "ab" * 32, "at": NOON, "path": []},
            {"poll_id": "p1", "size": 6, "root": "cd" * 32, "at": NOON, "path": ["ef" * 32]},
        ],
        "openings": [
            {"poll_id": "p1", "position": position, "choices": "1.2", "key": "01" * 16} for position in (0, 5)
        ],
    }


def ask_for_jobs(url: str) -> None:
    """As a program that runs would, in the engine's own tables."""
    prepare_jobs(parse_url(url))
    engine = opened(url)
    with engine.begin() as connection:
        enqueue_jobs(connection, JOBS, NOON)
    engine.dispose()


def jobs_of(url: str) -> list[tuple[Any, ...]]:
    engine = opened(url)
    with engine.connect() as connection:
        found = list(waiting_jobs(connection))
    engine.dispose()
    return found


def ballots() -> list[dict[str, Any]]:
    return [
        {
            "poll_id": f"p{1 + voter % 2}",
            "voter_key": f"{voter * 0x9E3779B97F4A7C15 % 2**64:016x}",
            "choices": ("1", "2", "1.2")[voter % 3],
            "platform": ("web", "telegram")[voter % 5 == 0],
            "channel_id": "lobby" if voter % 2 else None,
            "cast_at": NOON,
            "changed_at": NOON,
        }
        for voter in range(VOTERS)
    ]


async def fill(url: str) -> None:
    """The newest tables with all of it; the last of the rooms' messages was deleted again."""
    await migrate(parse_url(url))
    engine = sync_engine(parse_url(url))
    cast = ballots()
    voters = Counter((ballot["poll_id"], ballot["platform"]) for ballot in cast)
    votes = Counter(
        (ballot["poll_id"], ballot["platform"], int(option))
        for ballot in cast
        for option in ballot["choices"].split(".")
    )
    rows = {
        **ROWS,
        **sealed(cast),
        "ballots": cast,
        "turnouts": [{"poll_id": poll, "platform": on, "voters": count} for (poll, on), count in voters.items()],
        "tallies": [
            {"poll_id": poll, "platform": on, "option_number": option, "votes": count}
            for (poll, on, option), count in votes.items()
        ],
    }
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name in rows:
                connection.execute(table.insert(), rows[table.name])
        connection.execute(text("DELETE FROM room_messages WHERE number = 5"))
    engine.dispose()


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, as the program reads them."""
    engine = opened(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def opened(url: str) -> Engine:
    return sync_engine(parse_url(url))

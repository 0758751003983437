"""Whoever has the whole database of a secret poll that is over, files included, cannot tell whose a reason is."""

from __future__ import annotations

from pathlib import Path

from bot.clock import SystemChance
from bot.domain.ids import VoterKey, encode
from bot.domain.lifecycle import close
from bot.domain.method import AGAINST
from storage.engine import parse_url
from storage.wiping import wiping
from tests.attack.loot import backup_of, raw_of, tables_of
from tests.storage.secret_hall import OWNER, SECRET, secret_hall

VOTERS = 12
"""That chance alone puts them in the order of writing happens once in half a billion times."""


def reason_of(number: int) -> str:
    return f"voice {number:05}"


async def test_nothing_ties_a_reason_to_its_voter(database: str, tmp_path: Path) -> None:
    async with secret_hall(database, VOTERS) as hall:
        chance, keys, numbers = SystemChance(), [], []
        for place, person in enumerate(hall.people):
            await hall.cast(person, AGAINST)
            await hall.cast(person, AGAINST, OWNER)
            async with hall.work.writing() as work:
                key = await work.secrecy.voter_key(SECRET, person)
                assert key is not None
                keys.append(key)
                numbers.append(encode(chance.token(10)))
                assert await work.objections.keep_apart(SECRET, key, numbers[-1], reason_of(place))
                await work.objections.keep(OWNER, VoterKey(person), f"o{place}", f"open {place}", hall.clock.now())
        # while it runs no backup holds any of it
        running = backup_of(database, tmp_path / "running")
        assert b"open 3" in running
        assert not [place for place in range(VOTERS) if reason_of(place).encode() in running]
        assert not [key for key in keys if f'"{SECRET}","{key}"'.encode() in running]

        async with hall.work.writing() as work:
            await work.polls.save(close(await work.polls.lock(SECRET), hall.clock.now(), by_deadline=False))
            await work.secrecy.unlink(SECRET, hall.clock.now())
        assert await wiping(parse_url(database), hall.engine, hall.turns).wipe()

    tables = tables_of(database)
    assert tables["objectors"] == []
    rows = [row for row in tables["objections"] if row["poll_id"] == SECRET]
    written = [reason_of(place) for place in range(VOTERS)]
    assert sorted(row["reason"] for row in rows) == written
    assert {(row["voter_key"], row["at"]) for row in rows} == {(None, None)}
    # neither where they stand nor how old they are says in which order they came
    by_number = sorted(rows, key=lambda each: str(each["number"]))
    for order in ([row["reason"] for row in rows], [row["reason"] for row in by_number]):
        assert order not in (written, written[::-1])
    assert len({row.get("age") for row in rows}) == 1
    # a number that stands beside something else would tie the two
    others = [row for name, those in tables.items() if name != "objections" for row in those]
    values = [str(value) for row in others for value in row.values()]
    assert not [row["number"] for row in rows if any(row["number"] in value for value in values)]
    for name, content in raw_of(database).items():
        # under which numbers they stood while their voters were known
        assert not [number for number in numbers if number.encode() in content], name
        places = [content.find(reason.encode()) for reason in written]
        assert -1 in places or places not in (sorted(places), sorted(places, reverse=True)), name

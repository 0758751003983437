"""What is kept about a person: told, and forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import lifecycle
from bot.domain.commitment import code_of
from bot.domain.community import Role
from bot.domain.ids import EventKey, PollId, VoterKey
from bot.domain.poll import Open, Poll
from bot.ports import Chance, Clock, PersonalData, UnitOfWork, Work
from bot.services.access import Access, Actor
from bot.services.once import once
from bot.services.retention import stranger
from bot.services.roles import must_not_be_the_last

FORMAT = 1
"""Of the file with a person's data; raised where a field changes its meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    withdrawn: int
    """Ballots taken out of polls that still ran."""
    detached: int
    """Ballots that stay counted in polls that are over, and are nobody's."""
    words: int
    """What was deleted of what they wrote in rooms here."""


class Privacy:
    """Both may raise StoreUnavailable; then nothing was changed. `on_change` is told which polls changed."""

    def __init__(
        self, work: UnitOfWork, access: Access, clock: Clock, chance: Chance, on_change: Callable[[PollId], None]
    ) -> None:
        self._work, self._access, self._clock, self._chance = work, access, clock, chance
        self._on_change = on_change

    async def data(self, actor: Actor) -> bytes:
        """All of it as JSON, with the words of what was voted on: readable by people and by machines."""
        async with self._work.reading() as work:
            about = await work.personal.about(actor.person.id)
            numbers = {ballot.poll for ballot in about.ballots} | {*about.told, *about.polls}
            numbers |= {poll for poll, _ in about.options}
            polls = {number: await work.polls.get(number) for number in numbers}
            sealed = {
                ballot.poll: await work.ballot_log.leaf(ballot.poll, ballot.voter)
                for ballot in about.ballots
                if polls[ballot.poll].rules.receipts
            }
            named = {*about.roles, *about.subscribed, *about.digests, *(entry.community for entry in about.acts)}
            communities = {number: (await work.communities.get(number)).name for number in named}
        names = {str(key): name for key, name in communities.items()}
        codes = {number: code_of(bytes.fromhex(leaf)) for number, leaf in sealed.items() if leaf}
        written = _written(about, polls, names, codes, self._clock.now())
        return json.dumps(written, ensure_ascii=False, indent=2).encode()

    async def forget(self, actor: Actor, event: EventKey | None) -> Forgotten:
        """All of it in one transaction. Raises NotAllowed for a community's last owner."""
        now, person = self._clock.now(), actor.person
        voter = VoterKey(person.id)
        changed: list[PollId] = []
        detached = 0
        async with self._work.writing() as work:
            await once(work, event, now)
            await _may_leave(work, actor)
            ballots = (await work.personal.about(person.id)).ballots
            # in one order, so that two transactions that lock several polls wait for each other in it
            for number in sorted(ballot.poll for ballot in ballots):
                poll = lifecycle.as_of(await work.polls.lock(number), now)
                if isinstance(poll.state, Open):
                    # also where a vote is final: else who comes back as a stranger would count twice
                    if await work.personal.withdraw(number, voter):
                        changed.append(number)
                elif await work.personal.detach(number, voter, stranger(self._chance)):
                    detached += 1
            words = await work.personal.erase(person.id, stranger(self._chance))
        self._access.forgotten(person)
        for number in changed:
            self._on_change(number)
        return Forgotten(withdrawn=len(changed), detached=detached, words=words)


async def _may_leave(work: Work, actor: Actor) -> None:
    held = await work.people.roles_of(actor.person.id)
    for number in sorted(number for number, role in held.items() if role is Role.OWNER):
        await work.communities.lock(number)
        await must_not_be_the_last(work, number, actor.person.id)


def _written(
    about: PersonalData,
    polls: dict[PollId, Poll],
    communities: dict[str, str],
    codes: dict[PollId, str],
    now: datetime,
) -> Any:
    person = about.person

    def poll(number: PollId) -> dict[str, str]:
        return {"poll": number, "question": polls[number].question}

    def chosen(number: PollId, choices: tuple[int, ...]) -> list[str]:
        labels = {option.id: option.label for option in polls[number].options}
        return [labels[choice] for choice in choices if choice in labels]  # type: ignore[index]  # numbers are ids

    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "person": {
            "platform": person.platform,
            "number_there": person.native_id,
            "name": person.name,
            "language": person.language,
        },
        "roles": [
            {"community": communities[number], "role": role.value}
            for number, role in about.roles.items()
            if role is not Role.VOTER
        ],
        "votes": [
            {
                **poll(ballot.poll),
                "chosen": chosen(ballot.poll, ballot.choices),
                **({"receipt": codes[ballot.poll]} if ballot.poll in codes else {}),
                "platform": ballot.platform,
                "cast_at": ballot.cast_at.isoformat(),
                "changed_at": ballot.changed_at.isoformat(),
            }
            for ballot in about.ballots
        ],
        "outcomes_asked_for": [{**poll(number), "at": at.isoformat()} for number, at in about.told.items()],
        "polls_in_private_of": [communities[number] for number in about.subscribed],
        "digests_of": [communities[number] for number in about.digests],
        "options_added": [{**poll(number), "label": label} for number, label in about.options],
        "polls_launched": [poll(number) for number in about.polls],
        "acts": [
            {
                "at": entry.at.isoformat(),
                "community": communities[entry.community],
                "act": entry.act.value,
                "to": entry.subject,
                **entry.detail,
            }
            for entry in about.acts
        ],
        "words": [{"at": message.at.isoformat(), "text": message.text} for message in about.words],
    }

"""What is kept about a person: told, and forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import lifecycle
from bot.domain.ballot import Ballot, Choices
from bot.domain.commitment import code_of
from bot.domain.community import Role
from bot.domain.followup import Topic
from bot.domain.ids import EventKey, PersonId, PollId, Subject, VoterKey
from bot.domain.poll import Open, Poll
from bot.locale.speech import Speech
from bot.ports import Chance, Clock, PersonalData, UnitOfWork, Work
from bot.services.access import Access, Actor
from bot.services.once import once
from bot.services.papers import ballot_words
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
            about = await _about(work, actor)
            numbers = {ballot.poll for ballot in about.ballots} | {*about.told, *about.polls, *about.invited_to}
            numbers |= {poll for poll, _ in (*about.options, *about.objections)}
            secret = {number: await work.secrecy.ballot(number, actor.person.id) for number in about.took_part}
            numbers |= secret.keys()
            # an idea is no poll, and told by its id
            followed = {*about.answers_for, *(change.subject for change in about.changes)}
            kept = [await work.follow_ups.find(subject) for subject in sorted(followed)]
            numbers |= {PollId(each.subject) for each in kept if each is not None and each.topic is Topic.DECISION}
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
        written = _written(about, polls, secret, names, codes, self._clock.now(), actor.speech)
        return json.dumps(written, ensure_ascii=False, indent=2).encode()

    async def forget(self, actor: Actor, event: EventKey | None) -> Forgotten:
        """All of it in one transaction. Raises NotAllowed for a community's last owner."""
        now, person = self._clock.now(), actor.person
        changed: list[PollId] = []
        detached = 0
        async with self._work.writing() as work:
            await once(work, event, now)
            await _may_leave(work, actor)
            accounts = await work.links.accounts(person.id)
            about = [await work.personal.about(account.id) for account in accounts]
            held = {(ballot.poll, ballot.voter) for each in about for ballot in each.ballots}
            held |= {(number, VoterKey(each.person.id)) for each in about for number in each.took_part}
            # in one order, so that two transactions that lock several polls wait for each other in it
            for number, voter in sorted(held):
                poll = lifecycle.as_of(await work.polls.lock(number), now)
                # before the ballot is nobody's, and takes it along
                await work.objections.drop(number, voter)
                if isinstance(poll.state, Open):
                    # also where a vote is final: else who comes back as a stranger would count twice
                    if await _withdraw(work, poll, voter):
                        changed.append(number)
                elif poll.rules.secret:
                    # whose that ballot is nobody can tell; due to close, it is unlinked in a moment
                    detached += 1
                elif await work.personal.detach(number, voter, stranger(self._chance)):
                    detached += 1
            words = 0
            for account in accounts:
                await work.secrecy.forget(account.id)
                await work.objections.forget(VoterKey(account.id))
                words += await work.personal.erase(account.id, stranger(self._chance))
        for account in accounts:
            self._access.forgotten(account)
        for number in changed:
            self._on_change(number)
        return Forgotten(withdrawn=len(changed), detached=detached, words=words)


async def _about(work: Work, actor: Actor) -> PersonalData:
    """Of this account, with the ballots and all else of those that are linked with it: they are one person's."""
    accounts = await work.links.accounts(actor.person.id)
    own, *others = [
        await work.personal.about(each.id)
        for each in sorted(accounts, key=lambda account: account.id != actor.person.id)
    ]
    for other in others:
        own = own.together(other)
    return own


async def _withdraw(work: Work, poll: Poll, voter: VoterKey) -> bool:
    if poll.rules.secret:
        return await work.secrecy.withdraw(poll.id, PersonId(voter))
    return await work.personal.withdraw(poll.id, voter)


async def _may_leave(work: Work, actor: Actor) -> None:
    """With all their accounts, which are forgotten together."""
    accounts = {account.id for account in await work.links.accounts(actor.person.id)}
    owned = {
        number
        for account in accounts
        for number, role in (await work.people.roles_of(account)).items()
        if role is Role.OWNER
    }
    for number in sorted(owned):
        await work.communities.lock(number)
        await must_not_be_the_last(work, number, accounts)


def _written(
    about: PersonalData,
    polls: dict[PollId, Poll],
    secret: dict[PollId, Ballot | None],
    communities: dict[str, str],
    codes: dict[PollId, str],
    now: datetime,
    speech: Speech,
) -> Any:
    person = about.person

    def poll(number: PollId) -> dict[str, str]:
        return {"poll": number, "question": polls[number].question}

    def followed(subject: Subject) -> dict[str, str]:
        return poll(PollId(subject)) if PollId(subject) in polls else {"subject": subject}

    def chosen(number: PollId, choices: Choices) -> list[str]:
        return list(ballot_words(polls[number], choices, speech))

    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "person": {
            "platform": person.platform,
            "number_there": person.native_id,
            "name": person.name,
            "language": person.language,
            "linked_accounts": [
                {"platform": account.platform, "number_there": account.native_id, "name": account.name}
                for account in about.linked
            ],
            "first_seen_at": person.first_seen.isoformat() if person.first_seen is not None else None,
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
        "secret_votes": [
            # once the poll is over nobody knows what was chosen, and when is never kept
            {**poll(number), "chosen": chosen(number, ballot.choices) if ballot is not None else None}
            for number, ballot in secret.items()
        ],
        "outcomes_asked_for": [{**poll(number), "at": at.isoformat()} for number, at in about.told.items()],
        "polls_in_private_of": [communities[number] for number in about.subscribed],
        "digests_of": [communities[number] for number in about.digests],
        "options_added": [{**poll(number), "label": label} for number, label in about.options],
        "objections": [{**poll(number), "reason": reason} for number, reason in about.objections],
        "invited_to": [poll(number) for number in about.invited_to],
        "polls_launched": [poll(number) for number in about.polls],
        "answers_for": [followed(subject) for subject in about.answers_for],
        "changes_made": [
            {
                **followed(change.subject),
                "what": change.deed.value,
                "stage": change.stage.value,
                "reason": change.reason,
                "at": change.at.isoformat(),
            }
            for change in about.changes
        ],
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

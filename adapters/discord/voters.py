"""What comes back of Discord's own polls: each vote becomes a ballot like any other.

They are always public: each voter is told, one event an answer. What happened while nobody listened, or while the
database was away, is made good by asking for all the voters.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

import structlog

from adapters.discord.faults import discords_errors
from adapters.discord.limits import DISCORD, VOTERS_A_PAGE
from adapters.discord.places import identity_of, spot_of
from adapters.discord.sending import Sending
from adapters.discord.sent import Sent, SentPolls
from adapters.discord.turns import Turns
from bot.domain.ballot import Action, Choose, Settle, Withdraw
from bot.domain.community import Identity, PostKind
from bot.domain.conversation import Reader, Vote
from bot.domain.errors import DeliveryError, NotFound, StoreUnavailable
from bot.domain.ids import OptionId, PersonId
from bot.ports import Desk, UnitOfWork

log = structlog.get_logger(__name__)

_RUNNING_AT_MOST: Final = 1000
_NAMES_KEPT: Final = 5000


class NativeVoters:
    """`desk` is asked for when it is needed: the desk knows the adapters, and is made after them."""

    def __init__(self, sending: Sending, sent: SentPolls, work: UnitOfWork, desk: Callable[[], Desk]) -> None:
        self._sending, self._sent, self._work, self._desk = sending, sent, work, desk
        self._turns = Turns()
        self._names: OrderedDict[int, str] = OrderedDict()
        self._asking: dict[int, list[set[str]]] = {}
        """By message, who voted since its voters began to be asked for."""
        self._missed = False
        """Some vote could not be stored, or not be asked for."""

    async def changed(self, number: int, person: int, answer: int, *, added: bool) -> None:
        """Somebody chose an answer, or took it back. Nothing can be said to them; the poll itself shows it."""
        for heard in self._asking.get(number, ()):
            heard.add(str(person))
        async with self._turns.of(person) as turn:
            await turn()
            note = await self._sent.find_soon(number)
            if note is None or answer not in note.options:
                log.info("discord.vote-on-a-poll-not-ours", message=number)
                return
            try:
                await self._change(note, person, note.options[answer], added=added)
            except StoreUnavailable:
                # nobody can be told to vote again: the voters are asked for once the database is back
                self._missed = True
                raise

    async def _change(self, note: Sent, person: int, option: OptionId, *, added: bool) -> None:
        sender = await self._identity(person)
        try:
            card = await self._desk().card(note.poll, Reader(sender=sender))
        except NotFound:
            return
        held = {row.option for row in card.rows if row.chosen}
        if added:
            wanted = {*held, option} if card.most_choices > 1 else {option}
        elif option in held:
            wanted = held - {option}
        else:
            # taken back in one room what was chosen anew in another
            return
        await self._cast(note, sender, wanted)

    async def make_good(self, guilds: frozenset[int]) -> None:
        """Ask for the voters where some vote could not be stored."""
        if self._missed:
            self._missed = False
            try:
                await self.reconcile(guilds)
            except (DeliveryError, StoreUnavailable):
                self._missed = True
                raise

    async def reconcile(self, guilds: frozenset[int]) -> None:
        """Every running poll's voters in these servers, as Discord has them now, become ballots of that channel."""
        async with self._work.reading() as work:
            running = [
                poll
                for community in await work.communities.all()
                for poll in await work.polls.recent(community.id, limit=_RUNNING_AT_MOST, states=("open",))
            ]
            posts = [post for poll in running if poll.native for post in await work.posts.of_poll(poll.id)]
            shown = [post for post in posts if post.kind is PostKind.CARD and (post.reference or "").startswith("n:")]
            rooms = {each: await work.channels.get(each) for each in {post.channel for post in shown}}
        for post in shown:
            if (
                not post.failed
                and rooms[post.channel].platform == DISCORD
                and spot_of(rooms[post.channel].address).guild in guilds
            ):
                _, room, number = (post.reference or "").split(":")
                try:
                    await self._reconcile(int(room), int(number))
                except (DeliveryError, StoreUnavailable) as error:
                    self._missed = True
                    log.warning("discord.not-reconciled", post=post.id, error=repr(error))

    async def settle(self, room: int, number: int) -> None:
        """Discord's poll has ended: what it holds now is final, and counts. Raises DeliveryError, StoreUnavailable.

        The lists of voters are complete at once; only the totals beside them are counted anew for some time.
        """
        note = await self._sent.find(number)
        if note is not None:
            await self._bring_in_line(note, room, number, set(), ended=True)

    # ------------------------------------------------------------

    async def _reconcile(self, room: int, number: int) -> None:
        note = await self._sent.find(number)
        if note is None:
            return
        # whoever votes while the lists are read is told in an event, which is newer than what the lists say
        heard: set[str] = set()
        self._asking.setdefault(number, []).append(heard)
        try:
            await self._bring_in_line(note, room, number, heard, ended=False)
        finally:
            self._asking[number].remove(heard)
            if not self._asking[number]:
                del self._asking[number]

    async def _bring_in_line(self, note: Sent, room: int, number: int, heard: set[str], *, ended: bool) -> None:
        """Who has a ballot from another channel is passed over: as far as can be told, it was chosen anew there."""
        people: dict[str, Identity] = {}
        choices: dict[str, set[OptionId]] = {}
        for answer, option in note.options.items():
            for person in await self._voters(room, number, answer):
                people[person.native_id] = person
                choices.setdefault(person.native_id, set()).add(option)
        async with self._work.reading() as work:
            ballots = [each for each in await work.ballots.all(note.poll) if each.platform == DISCORD]
            names = {each.voter: await work.people.get(PersonId(each.voter)) for each in ballots}
        held: dict[str, set[OptionId]] = {}
        passed_over = set(heard)
        for each in ballots:
            known = names[each.voter]
            if each.channel != note.channel:
                passed_over.add(known.native_id)
                continue
            held[known.native_id] = set(each.choices)
            people.setdefault(known.native_id, Identity(DISCORD, known.native_id, known.name))
        for native_id in dict.fromkeys([*choices, *held]):
            wanted = choices.get(native_id, set())
            if native_id not in passed_over and held.get(native_id) != wanted:
                await self._cast(note, people[native_id], wanted, ended=ended)

    async def _voters(self, room: int, number: int, answer: int) -> list[Identity]:
        found: list[Identity] = []
        after: int | None = None
        while True:
            page: Any = None
            with discords_errors():
                page = await self._sending.ready.http.get_poll_answer_voters(room, number, answer, after, VOTERS_A_PAGE)
            users = (page or {}).get("users") or []
            for user in users:
                name = user.get("global_name") or user.get("username") or user["id"]
                found.append(Identity(DISCORD, str(user["id"]), str(name)))
            if len(users) < VOTERS_A_PAGE:
                return found
            after = int(users[-1]["id"])

    async def _cast(self, note: Sent, sender: Identity, wanted: set[OptionId], *, ended: bool = False) -> None:
        choices = tuple(sorted(wanted))
        action: Action = Settle(choices) if ended else Choose(choices) if choices else Withdraw()
        reply = await self._desk().vote(
            Vote(sender=sender, channel=note.channel, poll=note.poll, action=action, shown_already=True)
        )
        if not reply.stored:
            raise StoreUnavailable("a vote in Discord's own poll")
        log.debug("discord.native-ballot", poll=note.poll, tone=reply.tone.value)

    async def _identity(self, person: int) -> Identity:
        """The event tells a number only; the name is asked for once."""
        if person not in self._names:
            try:
                with discords_errors():
                    user = await self._sending.ready.fetch_user(person)
                    self._names[person] = identity_of(user).name
            except DeliveryError as error:
                log.info("discord.name-unknown", error=repr(error))
                return Identity(DISCORD, str(person), str(person))
            while len(self._names) > _NAMES_KEPT:
                self._names.popitem(last=False)
        return Identity(DISCORD, str(person), self._names[person])

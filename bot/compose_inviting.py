"""`python -m bot invite`: links for a list of people, made by whoever runs the program."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from bot.clock import SystemChance
from bot.compose_electorates import electorates_of
from bot.domain.errors import DomainError
from bot.domain.guest_list import decoded
from bot.domain.ids import CommunityId, PollId, is_poll_id
from bot.domain.text import say
from bot.locale.speech import speech
from bot.maintenance import DONE, FAILED, MISCONFIGURED
from bot.ports import Clock
from bot.secret import secret_of
from bot.services.access import Access
from bot.services.invitations import Guests
from bot.settings import Settings
from storage.engine import async_engine, parse_url
from storage.unit_of_work import SqlUnitOfWork

Say = Callable[[str], None]


async def invite(arguments: Namespace, settings: Settings, clock: Clock, tell: Say, complain: Say) -> int:
    """`tell` gets the list with its links, `complain` how many there are. Raises StoreUnavailable."""
    spoken = speech(settings.language, settings.timezone)
    try:
        text = decoded(arguments.file.read_bytes())
    except OSError as error:
        complain(f"{arguments.file} cannot be read ({error.strerror}).")
        return MISCONFIGURED
    try:
        guests = await _invited(arguments.poll.lower(), text, settings, clock)
    except DomainError as error:
        complain(spoken.say(error.text))
        return FAILED
    tell(guests.file.decode("utf-8-sig").rstrip("\r\n"))
    complain(f"{guests.made:,} links, {guests.used:,} used before, {guests.broken:,} lines that could not be used.")
    return DONE


async def _invited(number: str, text: str, settings: Settings, clock: Clock) -> Guests:
    chance = SystemChance()
    engine = async_engine(parse_url(settings.database_url.get_secret_value()))
    try:
        work = SqlUnitOfWork(engine)
        access = Access(work, clock, chance, CommunityId("home"))
        secret = secret_of(settings, chance)
        invitations = electorates_of(
            work, access, {}, secret, settings.public_url, clock=clock, chance=chance
        ).invitations
        if not is_poll_id(number):
            raise DomainError(say("error-poll-unknown", id=number[:40]))
        async with work.reading() as reading:
            poll = await reading.polls.get(PollId(number))
        spoken = speech(settings.language, settings.timezone)
        return await invitations.invite(poll, text, spoken, None, at_the_machine=True)
    finally:
        await engine.dispose()

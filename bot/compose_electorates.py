"""Who may vote, put together: what the platforms know of people, and invitations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import Platform
from bot.ports import Chance, ChannelAdapter, Clock, UnitOfWork
from bot.services.access import Access
from bot.services.eligibility import Electors
from bot.services.invitation_seal import InvitationSeal
from bot.services.invitations import Invitations


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorates:
    electors: Electors
    invitations: Invitations


def electorates_of(
    work: UnitOfWork,
    access: Access,
    adapters: Mapping[Platform, ChannelAdapter],
    secret: str,
    public_url: str,
    *,
    clock: Clock,
    chance: Chance,
) -> Electorates:
    electors = Electors(work, adapters, clock)
    invitations = Invitations(work, access, clock, chance, InvitationSeal(secret), public_url, electors.let_in)
    return Electorates(electors=electors, invitations=invitations)

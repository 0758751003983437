"""Who acts: a person in a community, with a role there and a language."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.community import Community, Person, Role
from bot.domain.ids import VoterKey
from bot.locale.speech import Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A recognised person within a community, and how to speak to them."""

    person: Person
    community: Community
    role: Role
    speech: Speech
    on_free_ground: bool = False
    """The room this was said in belongs to no community yet."""
    inherits: bool = False
    """The role is not granted here: the platform says that the person runs the place."""

    @property
    def organises(self) -> bool:
        return self.role.covers(Role.ORGANISER)

    @property
    def owns(self) -> bool:
        return self.role is Role.OWNER

    @property
    def voter(self) -> VoterKey:
        """One key per person: the count and `/myvotes` find a person's ballots by it, and never by a name."""
        return VoterKey(self.person.id)

"""Native polls: options, votes, and what the bot is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.platforms.telegram_errors import Impossible
from tests.platforms.telegram_html import Entity

if TYPE_CHECKING:
    from tests.platforms.telegram_message import Message
    from tests.platforms.telegram_user import User
    from tests.platforms.telegram_world import World

OPTIONS: Final = 12
OPTION_CHARS: Final = 100


@dataclass(eq=False, kw_only=True)
class PollOption:
    key: str
    """The persistent id: it stays when options are added."""
    text: str
    entities: tuple[Entity, ...] = ()
    added_by: User | None = None
    added_at: int = 0


@dataclass(eq=False, kw_only=True)
class NativePoll:
    id: str
    question: str
    options: list[PollOption]
    question_entities: tuple[Entity, ...] = ()
    description: str = ""
    description_entities: tuple[Entity, ...] = ()
    kind: str = "regular"
    is_anonymous: bool = True
    allows_multiple_answers: bool = False
    allows_revoting: bool = True
    allow_adding_options: bool = False
    hide_results_until_closes: bool = False
    shuffle_options: bool = False
    members_only: bool = False
    country_codes: tuple[str, ...] = ()
    correct: tuple[int, ...] = ()
    explanation: str = ""
    open_period: int | None = None
    close_date: int | None = None
    is_closed: bool = False
    votes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Who chose which options, by their keys."""

    def count(self, option: PollOption) -> int:
        return sum(option.key in chosen for chosen in self.votes.values())

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id,
            "question": self.question,
            "options": [self._option_json(option) for option in self.options],
            "total_voter_count": len(self.votes),
            "is_closed": self.is_closed,
            "is_anonymous": self.is_anonymous,
            "type": self.kind,
            "allows_multiple_answers": self.allows_multiple_answers,
            "allows_revoting": self.allows_revoting,
            "members_only": self.members_only,
        }
        optional = {
            "question_entities": list(self.question_entities),
            "description": self.description,
            "description_entities": list(self.description_entities),
            "country_codes": list(self.country_codes),
            "correct_option_ids": list(self.correct),
            "explanation": self.explanation,
            "open_period": self.open_period,
            "close_date": self.close_date,
        }
        return told | {name: value for name, value in optional.items() if value}

    def _option_json(self, option: PollOption) -> dict[str, Any]:
        told: dict[str, Any] = {"persistent_id": option.key, "text": option.text, "voter_count": self.count(option)}
        if option.entities:
            told["text_entities"] = list(option.entities)
        if option.added_by is not None:
            told |= {"added_by_user": option.added_by.to_json(), "addition_date": option.added_at}
        return told


def close_due(world: World) -> None:
    """Polls whose time is over are closed, and the bot is told."""
    for poll in world.polls.values():
        if poll.close_date is not None and not poll.is_closed and world.wall() >= poll.close_date:
            poll.is_closed = True
            world.updates.push("poll", poll.to_json())


def vote(world: World, user: User, message: Message, places: Sequence[int]) -> int | None:
    """The id of the `poll_answer` update, of the `poll` update when the poll is anonymous."""
    close_due(world)
    poll = _open_poll(message)
    chosen = tuple(dict.fromkeys(poll.options[place].key for place in places))
    before = poll.votes.get(user.id, ())
    if len(chosen) > 1 and not poll.allows_multiple_answers:
        raise Impossible("the poll takes one answer")
    if before and not poll.allows_revoting:
        raise Impossible("the poll does not let anybody change their vote")
    if poll.members_only and not message.chat.member(user).is_in:
        raise Impossible("the poll is for members only")
    if chosen == before:
        return None
    if chosen:
        poll.votes[user.id] = chosen
    else:
        del poll.votes[user.id]
    answer = None
    if not poll.is_anonymous:
        places = [place for place, option in enumerate(poll.options) if option.key in chosen]
        keys = [poll.options[place].key for place in places]
        told = {"poll_id": poll.id, "user": user.to_json(), "option_ids": places, "option_persistent_ids": keys}
        answer = world.updates.push("poll_answer", told)
    counted = world.updates.push("poll", poll.to_json())
    return counted if poll.is_anonymous else answer


def add_option(world: World, user: User, message: Message, text: str) -> int | None:
    """The id of the update with the service message; the poll's own update follows it."""
    close_due(world)
    poll = _open_poll(message)
    if not poll.allow_adding_options or len(poll.options) >= OPTIONS or not 1 <= len(text) <= OPTION_CHARS:
        raise Impossible("the poll takes no such option")
    option = PollOption(key=option_key(poll.id, len(poll.options)), text=text, added_by=user, added_at=world.now())
    poll.options.append(option)
    added = {"option_persistent_id": option.key, "option_text": text, "poll_message": message.to_json(shallow=True)}
    notice = message.chat.add(user, service={"poll_option_added": added}, topic=message.topic)
    number = world.tell_message(notice)
    world.updates.push("poll", poll.to_json())
    return number


def option_key(poll: str, place: int) -> str:
    """Not the place itself, so that nobody takes one for the other."""
    return f"{int(poll) % 9973:x}{place + 10:x}o"


def _open_poll(message: Message) -> NativePoll:
    if message.poll is None or message.deleted:
        raise Impossible("there is no poll")
    if message.poll.is_closed:
        raise Impossible("the poll is closed")
    return message.poll

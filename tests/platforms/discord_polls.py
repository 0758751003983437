"""Discord's own polls: who voted for what, until it is finalized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.platforms.discord_messages import Message
    from tests.platforms.discord_world import User, World


@dataclass(eq=False)
class Poll:
    world: World
    question: str
    answers: dict[int, str]
    multiple: bool
    closes_at: float
    emoji: dict[int, dict[str, Any]] = field(default_factory=dict)
    votes: dict[int, list[User]] = field(default_factory=dict)
    finalized: bool = False

    @classmethod
    def from_request(cls, world: World, body: Mapping[str, Any]) -> Poll:
        media = [answer["poll_media"] for answer in body["answers"]]
        hours = body.get("duration") or 24
        return cls(
            world,
            body["question"]["text"],
            {number: each["text"] for number, each in enumerate(media, 1)},
            bool(body.get("allow_multiselect")),
            world.clock() + hours * 3600,
            emoji={number: each["emoji"] for number, each in enumerate(media, 1) if each.get("emoji")},
        )

    @property
    def is_over(self) -> bool:
        return self.finalized or self.world.clock() >= self.closes_at

    def number_of(self, answer: int | str) -> int:
        """An answer's number, by itself or by the answer's text."""
        if isinstance(answer, int):
            assert answer in self.answers, f"the poll has no answer {answer}: {self.answers}"
            return answer
        return next(number for number, text in self.answers.items() if text == answer)

    def counts(self) -> dict[str, int]:
        return {text: len(self.votes.get(number, [])) for number, text in self.answers.items()}

    @property
    def payload(self) -> dict[str, Any]:
        answers = []
        for number, text in self.answers.items():
            emoji = {"emoji": self.emoji[number]} if number in self.emoji else {}
            answers.append({"answer_id": number, "poll_media": {"text": text, **emoji}})
        counts = [
            {"id": number, "count": len(voters), "me_voted": False} for number, voters in self.votes.items() if voters
        ]
        return {
            "question": {"text": self.question}, "answers": answers, "expiry": self.world.timestamp(self.closes_at),
            "allow_multiselect": self.multiple, "layout_type": 1,
            "results": {"is_finalized": self.finalized, "answer_counts": counts},
        }  # fmt: skip


def finalize(message: Message) -> dict[str, Any]:
    """Close a poll for good; gives the embed of the notice that Discord posts below it."""
    poll = message.poll
    assert poll is not None
    poll.finalized = True
    poll.closes_at = min(poll.closes_at, poll.world.clock())
    counts = {number: len(voters) for number, voters in poll.votes.items() if voters}
    best = max(counts.values(), default=0)
    winners = [number for number, count in counts.items() if count == best]
    fields = {
        "poll_question_text": poll.question,
        "victor_answer_votes": best,
        "total_votes": len({user.id for voters in poll.votes.values() for user in voters}),
    }
    if len(winners) == 1:
        fields |= {"victor_answer_id": winners[0], "victor_answer_text": poll.answers[winners[0]]}
    shown = [{"name": name, "value": str(value), "inline": False} for name, value in fields.items()]
    return {"type": "poll_result", "fields": shown}

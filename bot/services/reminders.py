"""Reminding the channels of a poll before it closes.

The wish stands on the poll; what is queued is the moment. A job that comes and finds that the deadline was moved, or
the poll is over, does nothing: moving it has enqueued another job for the new moment.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.domain.community import Post, PostKind
from bot.domain.ids import JobId, PollId, PostId
from bot.domain.poll import Open, Poll
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Clock, Done, Job, UnitOfWork, Work
from bot.services.jobs import stamp
from bot.services.steps import Step

KIND: Final = "remind"
OVERTAKEN: Final = "overtaken"
"""Why a reminder was not delivered, where its poll was over before: nothing went wrong."""
_SETS: Final = frozenset({Step.LAUNCHED, Step.MOVED, Step.REOPENED})


async def keep_reminder(work: Work, step: Step, poll: Poll, now: datetime) -> None:
    """Enqueue the moment, where the step gave the poll one that lies ahead. A `bot.services.steps.Echo`."""
    at = poll.remind_at
    if step not in _SETS or at is None or at <= now:
        return
    # the same moment twice is one job: whoever takes a reminder back and asks for it again means the same one
    number = JobId(f"{KIND}-{poll.id}-{stamp(at)}")
    await work.jobs.enqueue(Job(id=number, kind=KIND, about=f"{poll.id} {stamp(at)}", due=at))


class Reminders:
    def __init__(self, work: UnitOfWork, clock: Clock, on_change: Callable[[PollId], None]) -> None:
        self._work, self._clock, self._on_change = work, clock, on_change

    async def restore(self) -> None:
        """Enqueue every reminder anew: a database that was moved or restored brings no queue with it."""
        now = self._clock.now()
        async with self._work.writing() as work:
            for poll in await work.polls.to_remind():
                await keep_reminder(work, Step.MOVED, poll, now)

    async def remind(self, about: str) -> Done:
        """A post for every channel that shows the poll. Raises NotFound where it is gone."""
        number, _, run = about.partition(" ")
        now = self._clock.now()
        async with self._work.writing() as work:
            poll = await work.polls.lock(PollId(number))
            at = poll.remind_at
            if at is None or stamp(at) != run or not poll.accepts_ballots(now):
                return Done()
            for post in await work.posts.of_poll(poll.id):
                if post.kind is PostKind.CARD and post.failed is None:
                    await work.posts.add(
                        Post(
                            id=PostId(f"{poll.id}-{post.channel}-{PostKind.REMINDER.value}-{run}"),
                            poll=poll.id,
                            channel=post.channel,
                            kind=PostKind.REMINDER,
                            created_at=now,
                        )
                    )
        self._on_change(poll.id)
        return Done()


def reminder_text(poll: Poll, voters: int, speech: Speech, link: str) -> str:
    """The question, when it closes, how many have voted, and where one votes."""
    assert isinstance(poll.state, Open)
    lines = [poll.question]
    if poll.closes_at is not None:
        lines.append(speech.say(say("reminder-closes", at=poll.closes_at)))
    lines.append(speech.say(say("card-count", voters=voters)))
    lines.append(speech.say(say("reminder-link", link=link) if link else say("reminder-vote")))
    return "\n".join(lines)

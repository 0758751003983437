"""`python -m bot demo`: a simulated community, so that the product can be seen in a minute.

Some dozens of followers vote over half a minute through the same front desk as everyone else, some of them change
their minds, one withdraws; then the poll closes by its deadline, and the chart and the summary arrive.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ballot import Action, Choose, Withdraw
from bot.domain.community import Identity
from bot.domain.conversation import Typed, Vote
from bot.domain.ids import ChannelId, EventKey, OptionId, Platform, PollId
from bot.ports import Clock, Desk, UnitOfWork

LASTS = timedelta(seconds=30)
FOLLOWERS = 48
_NAMES = (
    "Ada",
    "Bea",
    "Carlo",
    "Dina",
    "Elio",
    "Fabio",
    "Gaia",
    "Ivo",
    "Lea",
    "Marco",
    "Nina",
    "Olga",
    "Pia",
    "Rocco",
    "Sara",
    "Teo",
    "Ugo",
    "Vera",
    "Zoe",
    "Amir",
    "Chloé",
    "Diego",
    "Emma",
    "Freya",
    "Goran",
    "Hanna",
    "Igor",
    "Jun",
    "Kofi",
    "Liam",
    "Maya",
    "Noor",
    "Oscar",
    "Priya",
    "Quentin",
    "Rosa",
    "Samir",
    "Tara",
    "Uma",
    "Viktor",
    "Wanda",
    "Xenia",
    "Yusuf",
    "Zara",
    "Anton",
    "Bruno",
    "Clara",
    "Dario",
)
LINES = {
    "en": "/poll Where should the summer party be? | Lake 🏖️ | City 🏙️ | Mountains ⛰️ | Anywhere with pizza 🍕 "
    "--about Saturday 5 July, families welcome. --for 1 hour",
    "it": "/poll Dove facciamo la festa d’estate? | Lago 🏖️ | Città 🏙️ | Montagna ⛰️ | Ovunque ci sia pizza 🍕 "
    "--about Sabato 5 luglio, famiglie benvenute. --for 1 ora",
}
_TASTE = (38, 14, 27, 21)
"""How the crowd leans, per cent."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One simulated tap, `after` the launch."""

    after: timedelta
    follower: int
    action: Action


def plan(chance: random.Random) -> tuple[Deed, ...]:
    """Who taps what and when: everyone once, every sixth changes their mind, one withdraws; in order of time."""
    deeds: list[Deed] = []
    seconds = LASTS.total_seconds()
    for follower in range(FOLLOWERS):
        first = timedelta(seconds=chance.betavariate(1.6, 2.2) * seconds * 0.9)
        deeds.append(Deed(first, follower, _taste(chance)))
        if follower % 6 == 5:
            again = first + timedelta(seconds=chance.uniform(0.5, 1.0) * (seconds - first.total_seconds()))
            deeds.append(Deed(again, follower, _taste(chance)))
    deeds.append(Deed(timedelta(seconds=seconds * 0.95), 0, Withdraw()))
    return tuple(sorted(deeds, key=lambda deed: deed.after))


def _taste(chance: random.Random) -> Choose:
    return Choose((OptionId(chance.choices(range(1, len(_TASTE) + 1), _TASTE)[0]),))


class Demo:
    """Launches one poll in `channel` and lets the crowd vote."""

    def __init__(self, desk: Desk, work: UnitOfWork, clock: Clock, channel: ChannelId, organiser: Identity) -> None:
        self._desk, self._work, self._clock = desk, work, clock
        self._channel, self._organiser = channel, organiser

    async def run(self, language: str, token: str, chance: random.Random | None = None) -> PollId:
        """Return the closed poll's id once everybody has voted and it is closed."""
        await self._desk.sign_in(token, self._organiser)
        await self._say(LINES[language])
        async with self._work.reading() as work:
            channel = await work.channels.get(self._channel)
            poll = (await work.polls.recent(channel.community, limit=1, states=("open",)))[0].id
        await self._vote(poll, plan(chance or random.Random()))
        await self._say(f"/close {poll}")
        return poll

    async def _vote(self, poll: PollId, deeds: Sequence[Deed]) -> None:
        start = self._clock.now()
        for number, deed in enumerate(deeds):
            wait = deed.after - (self._clock.now() - start)
            await self._clock.sleep(max(0.0, wait.total_seconds()))
            name = _NAMES[deed.follower % len(_NAMES)]
            await self._desk.vote(
                Vote(
                    sender=Identity(Platform("web"), f"demo-{poll}-{deed.follower}", name),
                    channel=self._channel,
                    event=EventKey(f"demo-{poll}-{number}"),
                    poll=poll,
                    action=deed.action,
                )
            )

    async def _say(self, line: str) -> None:
        await self._desk.handle(Typed(sender=self._organiser, channel=self._channel, text=line))

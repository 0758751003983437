"""Connecting to Telegram: who the bot is, its updates one after another, and the order in which they are confirmed.

An update is confirmed, and with that forgotten by Telegram, only once its effect is stored: the offset moves past an
update when it and all before it are done. What a crash interrupts is delivered again, and its event key makes that
harmless.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Final

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram.inbound import WANTED
from adapters.telegram.intake import Intake
from adapters.telegram.limits import UPDATES
from adapters.telegram.menus import Menus
from adapters.telegram.sending import Sending
from bot.domain.errors import DeliveryError, StoreUnavailable
from bot.ports import Clock

log = structlog.get_logger(__name__)

RESTARTED: Final = 100_000
"""An update so far behind the offset is none that comes again, but the first of a new numbering."""
LONG_POLL: Final = timedelta(seconds=25)
PATIENCE: Final = timedelta(milliseconds=300)
"""How long a slow update keeps the next ones waiting before they are asked for too."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)


class TelegramClient:
    """Runs until cancelled. `webhook`: the address Telegram posts to, and the secret it proves itself with."""

    def __init__(
        self,
        sending: Sending,
        intake: Intake,
        menus: Menus,
        clock: Clock,
        webhook: tuple[str, str] | None = None,
    ) -> None:
        self._sending, self._intake, self._menus, self._clock = sending, intake, menus, clock
        self._webhook = webhook
        self._offset = 0
        self._under_way: dict[int, asyncio.Task[bool]] = {}
        self._done: set[int] = set()
        """Done, but after one that is not: not to be done again when it comes again."""
        self._failed: set[int] = set()

    async def run(self) -> None:
        """Connect, and serve; whatever Telegram or the network does, try again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.connect())
            group.create_task(self.lead())

    async def connect(self) -> None:
        """Connect, and take what is posted to us. Of one bot's processes any number may do this."""
        async with AsyncExitStack() as stack:
            await self._forever(self._sending.bot.initialize)
            stack.push_async_callback(self._sending.bot.shutdown)
            stack.callback(self._sending.connected.clear)
            await stack.enter_async_context(self._intake)
            self._sending.connected.set()
            log.info("telegram.connected", username=self._sending.username)
            await asyncio.Event().wait()

    async def lead(self) -> None:
        """What one process of a bot does, while it is connected: its menus, its webhook's address or its polling."""
        await self._sending.connected.wait()
        try:
            await self._menus.publish()
        except (DeliveryError, StoreUnavailable) as error:
            log.warning("telegram.menu-not-published", error=repr(error))
        if self._webhook is not None:
            await self._forever(self._set_webhook)
            await asyncio.Event().wait()
        await self._forever(self._delete_webhook)
        # of an earlier time of leading nothing is known any more: others have led since
        self._offset = 0
        for forgotten in (self._under_way, self._done, self._failed):
            forgotten.clear()
        await self._poll()

    async def _set_webhook(self) -> None:
        assert self._webhook is not None
        address, secret = self._webhook
        await self._sending.bot.set_webhook(address, allowed_updates=WANTED, secret_token=secret, max_connections=40)

    async def _delete_webhook(self) -> None:
        await self._sending.bot.delete_webhook()

    async def _poll(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                new: list[asyncio.Task[bool]] = []
                updates = sorted(await self._next(), key=lambda each: each.update_id)
                for update in updates:
                    number = update.update_id
                    if number < self._offset - RESTARTED and not self._under_way:
                        # after a week of silence Telegram numbers from anywhere: #update_id in its documentation
                        self._offset = 0
                        self._done.clear()
                    if number >= self._offset and number not in self._under_way and number not in self._done:
                        self._under_way[number] = group.create_task(self._intake.take(update))
                        new.append(self._under_way[number])
                if new:
                    await asyncio.wait(new, timeout=PATIENCE.total_seconds())
                elif self._under_way:
                    # Telegram gives the same slow ones again at once: wait a little for the first of them
                    waiting = self._under_way.values()
                    await asyncio.wait(waiting, timeout=PATIENCE.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
                elif updates:
                    await asyncio.sleep(PATIENCE.total_seconds())  # confirmed ones again: not to be asked for at once
                await self._settle()

    async def _settle(self) -> None:
        """Move the offset past all that is done without a gap; what failed is left for Telegram to deliver again."""
        failed = False
        for number in [number for number, task in self._under_way.items() if task.done()]:
            if self._under_way.pop(number).result():
                self._done.add(number)
            else:
                failed = True
                self._failed.add(number)
        for number in sorted(self._done | self._under_way.keys() | self._failed):
            if number not in self._done:
                break
            self._done.remove(number)
            self._offset = number + 1
        self._failed.clear()
        if failed:
            await self._clock.sleep(FIRST_PAUSE.total_seconds())

    async def _next(self) -> Sequence[Update]:
        pause, one_by_one = FIRST_PAUSE, False
        while True:
            try:
                if one_by_one:
                    return await self._one_by_one()
                return await self._sending.bot.get_updates(
                    offset=self._offset or None,
                    limit=UPDATES,
                    timeout=LONG_POLL,
                    allowed_updates=WANTED,
                    read_timeout=LONG_POLL.total_seconds() + 10,
                )
            except TelegramError as error:
                _complain(error)
                await self._clock.sleep(pause.total_seconds())
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception:
                # one update that the library cannot read fails its whole batch
                log.exception("telegram.updates-unreadable")
                one_by_one = True

    async def _one_by_one(self) -> Sequence[Update]:
        """The batch again, each update read by itself; what cannot be read will not get better by coming again."""
        bot, readable = self._sending.bot, []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it wants its own method used, which is the one that failed
            raw = await bot.do_api_request("get_updates", {"offset": self._offset, "limit": UPDATES, "timeout": 0})
        for each in raw:
            try:
                readable.append(Update.de_json(each, bot))
            except Exception as error:
                log.warning("telegram.update-unreadable", update=each["update_id"], error=repr(error))
                if each["update_id"] >= self._offset:
                    self._done.add(each["update_id"])
        return readable

    async def _forever(self, step: Callable[[], Awaitable[object]]) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await step()
            except TelegramError as error:
                _complain(error)
                await self._clock.sleep(pause.total_seconds())
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return


def _complain(error: TelegramError) -> None:
    match error:
        case InvalidToken():
            log.error("telegram.token-refused", advice="Look at TELEGRAM_TOKEN; @BotFather knows the right one.")
        case Conflict():
            log.error(
                "telegram.second-program", advice="Another program uses this token: stop it, or take another token."
            )
        case _:
            log.warning("telegram.unreachable", error=repr(error))

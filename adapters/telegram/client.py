"""Connecting to Telegram: who the bot is, its updates one after another, and the order in which they are confirmed.

An update is confirmed, and with that forgotten by Telegram, only once its effect is stored: the offset moves past an
update when it and all before it are done. What a crash interrupts is delivered again, and its event key makes that
harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from types import TracebackType
from typing import Final

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram.inbound import WANTED, Inbound
from adapters.telegram.limits import UPDATES
from adapters.telegram.menus import Menus
from adapters.telegram.sending import Sending
from bot.domain.errors import DeliveryError, StoreUnavailable
from bot.ports import Clock

log = structlog.get_logger(__name__)

LONG_POLL: Final = timedelta(seconds=25)
PATIENCE: Final = timedelta(milliseconds=300)
"""How long a slow update keeps the next ones waiting before they are asked for too."""
MOST_ANSWERS: Final = 2_000
"""Answers under way; beyond that an update is confirmed only with its answer, which slows Telegram down."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)


class Intake:
    """Takes updates, those of one person in their order. An answer that has to wait its turn keeps nobody waiting."""

    def __init__(self, inbound: Inbound) -> None:
        self._inbound = inbound
        self._turns: dict[int, tuple[asyncio.Lock, int]] = {}
        self._group = asyncio.TaskGroup()
        self._answering = 0
        self._open = False

    async def __aenter__(self) -> Intake:
        await self._group.__aenter__()
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        await self._group.__aexit__(kind, error, trace)

    async def take(self, update: Update) -> bool:
        """True once its effect is stored, so that it may be confirmed; false where it must be delivered again."""
        if not self._open:
            return False  # posted to us while we start or stop
        stored = asyncio.Event()
        task = self._group.create_task(self._carry_out(update, stored))
        if self._answering > MOST_ANSWERS:
            return await task
        waiting = asyncio.ensure_future(stored.wait())
        try:
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        return task.result() if task.done() else True

    async def _carry_out(self, update: Update, stored: asyncio.Event) -> bool:
        person = update.effective_user.id if update.effective_user is not None else 0
        lock, waiting = self._turns.get(person, (asyncio.Lock(), 0))
        self._turns[person] = (lock, waiting + 1)
        self._answering += 1
        try:
            async with lock:
                await self._inbound.take(update, stored.set)
        except StoreUnavailable as error:
            log.warning("telegram.store-unavailable", update=update.update_id, reason=error.reason)
            return False
        except Exception:
            # an update that cannot be handled must not stand in the way of all that follow
            log.exception("telegram.update-broken", update=update.update_id)
            return True
        finally:
            self._answering -= 1
            lock, waiting = self._turns[person]
            if waiting == 1:
                del self._turns[person]
            else:
                self._turns[person] = (lock, waiting - 1)
        return True


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
        async with AsyncExitStack() as stack:
            await self._connect(stack)
            await stack.enter_async_context(self._intake)
            if self._webhook is not None:
                await self._forever(self._set_webhook)
                await asyncio.Event().wait()
            await self._forever(self._delete_webhook)
            await self._poll()

    async def _connect(self, stack: AsyncExitStack) -> None:
        await self._forever(self._sending.bot.initialize)
        stack.push_async_callback(self._sending.bot.shutdown)
        self._sending.connected.set()
        log.info("telegram.connected", username=self._sending.username)
        try:
            await self._menus.publish()
        except (DeliveryError, StoreUnavailable) as error:
            log.warning("telegram.menu-not-published", error=repr(error))

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
                for update in sorted(await self._next(), key=lambda each: each.update_id):
                    number = update.update_id
                    if number >= self._offset and number not in self._under_way and number not in self._done:
                        self._under_way[number] = group.create_task(self._intake.take(update))
                        new.append(self._under_way[number])
                if new:
                    await asyncio.wait(new, timeout=PATIENCE.total_seconds())
                elif self._under_way:
                    # Telegram gives the same slow ones again at once: wait a little for the first of them
                    waiting = self._under_way.values()
                    await asyncio.wait(waiting, timeout=PATIENCE.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
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
        pause = FIRST_PAUSE
        while True:
            try:
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

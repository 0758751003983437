"""The answer to one interaction: within three seconds, once, and seen by nobody but who acted.

Discord voids an interaction that is not acknowledged in time, so whatever may take longer is announced first ("is
thinking") and given after, for which there are fifteen minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Final, TypeVar

import discord
from discord import ui

from adapters.discord.faults import AlreadyAnswered, discords_errors
from adapters.discord.figures import counting
from adapters.discord.limits import ACKNOWLEDGED_WITHIN
from adapters.discord.markup import NOBODY
from adapters.discord.message import Message
from adapters.discord.rush import Rush
from adapters.discord.tokens import Unsubscribe, encode
from bot.domain.errors import DeliveryUncertain

Result = TypeVar("Result")
ACKNOWLEDGEMENTS: Final = 3
"""How often it is tried, where nobody knows whether it arrived."""
STOP: Final = encode(Unsubscribe())


class Answer:
    """Raises DeliveryError only."""

    def __init__(self, interaction: discord.Interaction[Any], rush: Rush) -> None:
        self._interaction, self._rush = interaction, rush
        self._acknowledged = False
        """Discord took our acknowledgement, though its answer was lost on the way."""
        self._waiting = False
        """Something was announced that has not been said yet."""

    @property
    def begun(self) -> bool:
        return self._acknowledged or self._interaction.response.is_done()

    @property
    def is_private(self) -> bool:
        """Whether what was acted upon is a message that only this person sees."""
        message = self._interaction.message
        return message is not None and (message.flags.ephemeral or self._interaction.guild_id is None)

    @property
    def is_letter(self) -> bool:
        """Whether it is a message that a subscriber was sent, by its button that stops such messages."""
        message = self._interaction.message
        return message is not None and any(_carries(each, STOP) for each in message.components)

    async def later(self, *, over: bool = False) -> None:
        """Acknowledge now, if that was not done. `over`: what is said replaces the message that was acted upon.

        Only where nobody but this person sees that message: everyone's post is not theirs to change.
        """
        if self.begun:
            return
        over = over and self.is_private
        with self._rush.acknowledging():
            await self._acknowledge(over)
        self._waiting = True
        await self._rush.over()

    async def _acknowledge(self, over: bool) -> None:
        """Raises AlreadyAnswered where another did; where a try of ours came through unseen, it is as good as seen."""
        tried = 0
        for left_over in reversed(range(ACKNOWLEDGEMENTS)):
            with counting() as left:
                try:
                    with discords_errors():
                        await self._interaction.response.defer(ephemeral=not over, thinking=not over)
                except AlreadyAnswered:
                    if tried + left.requests < 2:
                        raise
                    self._acknowledged = True
                except DeliveryUncertain:
                    if not left_over:
                        raise
                    tried += left.requests
                    continue
            return

    async def after(self, work: Awaitable[Result]) -> Result:
        """The result of `work`; acknowledged on the way if it takes too long. Then no form can be opened any more."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=ACKNOWLEDGED_WITHIN.total_seconds())
            if not task.done() and not self.begun:
                await self.later()
            return await task
        finally:
            task.cancel()

    async def say(self, *messages: Message) -> None:
        """To the person alone, in this order."""
        for message in messages:
            more: dict[str, Any] = {}
            files = message.files()
            with discords_errors():
                if not self.begun:
                    if files:
                        more["files"] = files
                    await self._interaction.response.send_message(
                        view=message.view(), ephemeral=True, allowed_mentions=NOBODY, **more
                    )
                elif self._waiting:
                    if files:
                        more["attachments"] = files
                    await self._interaction.edit_original_response(view=message.view(), allowed_mentions=NOBODY, **more)
                    self._waiting = False
                else:
                    if files:
                        more["files"] = files
                    await self._interaction.followup.send(
                        view=message.view(), ephemeral=True, allowed_mentions=NOBODY, **more
                    )

    async def form(self, modal: ui.Modal) -> None:
        """Open a form; only as the very first answer."""
        modal.stop()
        with discords_errors():
            await self._interaction.response.send_modal(modal)

    async def choices(self, offered: list[tuple[str, str]]) -> None:
        """What completes what is being typed: (shown, sent)."""
        with discords_errors():
            await self._interaction.response.autocomplete(
                [discord.app_commands.Choice(name=shown, value=sent) for shown, sent in offered]
            )

    async def nothing(self) -> None:
        """Take the announcement back: there is nothing to say."""
        if self._waiting:
            with discords_errors():
                await self._interaction.delete_original_response()
            self._waiting = False


def _carries(component: Any, custom_id: str) -> bool:
    if getattr(component, "custom_id", None) == custom_id:
        return True
    return any(_carries(each, custom_id) for each in getattr(component, "children", ()))

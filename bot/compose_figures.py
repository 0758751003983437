"""Which figures of the running parts the metrics read, and where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from adapters.web.live import Hub
from bot.metrics import Figure, Metrics, box_figures, chat_figures, delivery_figures
from bot.services.deliveries import Deliveries
from storage.ballot_box import GroupCommitBallotBox

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform
    from adapters.telegram.platform import TelegramPlatform


def watch(
    metrics: Metrics,
    hub: Hub,
    box: GroupCommitBallotBox,
    announcing: Deliveries,
    telegram: TelegramPlatform | None,
    discord: DiscordPlatform | None,
) -> None:
    metrics.watch(lambda: [Figure("ascolto_streams_open", "Pages that are kept live", hub.looking_on, falls=True)])
    metrics.watch(lambda: box_figures(box.statistics))
    metrics.watch(
        lambda: [each for name, seen in announcing.figures().items() for each in delivery_figures(name, seen)]
    )
    counted = (telegram.figures if telegram is not None else None, discord.figures if discord is not None else None)
    metrics.watch(partial(chat_figures, *counted))

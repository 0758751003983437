"""Stages and standings in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain.followup import Stage, Standing
from bot.domain.text import Text, say

STAGES: Final[Mapping[Stage, Text]] = {
    Stage.OPEN: say("stage-open"),
    Stage.REVIEWING: say("stage-reviewing"),
    Stage.PLANNED: say("stage-planned"),
    Stage.STARTED: say("stage-started"),
    Stage.DONE: say("stage-done"),
    Stage.DECLINED: say("stage-declined"),
    Stage.DUPLICATE: say("stage-duplicate"),
}
STANDINGS: Final[Mapping[Standing, Text]] = {
    Standing.BINDING: say("standing-binding"),
    Standing.ADVISORY: say("standing-advisory"),
    Standing.OVERRULED: say("standing-overruled"),
}

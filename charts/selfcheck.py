"""What charts need to be drawn, looked at before the first poll rather than during it. Serves `python -m bot
doctor`.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast


def missing_assets() -> list[str]:
    """One sentence for an operator per thing that is missing or broken; empty when every chart can be drawn.

    A sentence that begins with "optional:" does not stop charts from being drawn.
    """
    # loads all that draws: only who asks for it waits for that
    return cast(list[str], import_module("charts.assets_check").missing_assets())

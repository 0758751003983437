"""How long a test waits, in real time, for what must happen, until it calls it missing.

Nothing is measured by it: a test that passes never waits so long, and a machine that is busy with other things, or much
slower, must not fail one.
"""

from __future__ import annotations

from typing import Final

PATIENCE: Final = 90.0
"""Seconds."""

"""What a platform knows of its people: an optional power, for polls that not everybody may vote in."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.community import Channel
from bot.domain.electorate import Standing


class Membership(Protocol):
    async def standing(self, channel: Channel, native_id: str) -> Standing:
        """How that person stands in the room now. Raises DeliveryError where the platform does not say."""
        ...

    def account_since(self, native_id: str) -> datetime | None:
        """When the account was made on the platform; None where nobody tells."""
        ...

    async def role(self, channel: Channel, name: str) -> tuple[str, str]:
        """Number and name of the role that is called, numbered or mentioned so where the room lies.

        Raises NotFound, saying which roles there are.
        """
        ...

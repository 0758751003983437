"""What each channel will make of a poll, before its launch and after it: nothing else is shown in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.commands.call import Call
from bot.domain.card import Control
from bot.domain.community import Channel
from bot.domain.poll import Open, Poll, Scheduled
from bot.domain.text import Text, say
from bot.services.capacity import choose, why_not_native
from bot.services.platforms import platform_name

_CONTROLS: Final = {
    Control.BUTTONS: say("preview-buttons"),
    Control.PAGED_BUTTONS: say("preview-paged-buttons"),
    Control.MENU: say("preview-menu"),
    Control.FORM: say("preview-form"),
    Control.NATIVE_POLL: say("preview-native-poll"),
    Control.LINK: say("preview-link"),
    Control.NONE: say("preview-none"),
}
_PAPERS: Final = {
    **_CONTROLS,
    Control.BUTTONS: say("preview-paper-buttons"),
    Control.PAGED_BUTTONS: say("preview-paper-private"),
    Control.FORM: say("preview-paper-form"),
}
"""Where a ballot is more than ticks."""


async def shown_where(call: Call, draft: Poll, channels: Sequence[Channel], opens_at: datetime | None) -> list[str]:
    """A line for each channel: how it will be voted on there."""
    now = call.services.clock.now()
    launched = replace(draft, state=Open(now) if opens_at is None else Scheduled(opens_at))
    return [await _shown(call, launched, channel) for channel in channels]


async def put_elsewise(call: Call, poll: Poll, channels: Sequence[Channel]) -> list[str]:
    """The channels where the platform's own poll was asked for and something else is shown, and why."""
    lines = []
    for channel in channels if poll.native else ():
        adapter = call.services.adapters.get(channel.platform)
        if adapter is not None and why_not_native(poll, await adapter.capabilities(channel)) is not None:
            lines.append(await _shown(call, poll, channel))
    return lines


async def _shown(call: Call, poll: Poll, channel: Channel) -> str:
    place = f"#{channel.title} ({platform_name(channel.platform)})"
    adapter = call.services.adapters.get(channel.platform)
    if adapter is None:
        return call.say(say("preview-channel", channel=place, shown=call.say(say("preview-off"))))
    capabilities = await adapter.capabilities(channel)
    reason: Text | None = why_not_native(poll, capabilities)
    # whatever the platform's own poll cannot hold is asked with ours
    asked = replace(poll, native=poll.native and reason is None)
    controls = _CONTROLS if poll.rules.counting.method.chooses else _PAPERS
    shown = call.say(controls[choose(asked, capabilities)])
    if reason is None:
        return call.say(say("preview-channel", channel=place, shown=shown))
    return call.say(say("preview-instead", channel=place, shown=shown, reason=call.say(reason)))

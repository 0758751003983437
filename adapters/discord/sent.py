"""What is noted of a poll of Discord's that was sent, so that its votes are understood after a restart too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ChannelId, OptionId, PollId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A poll of Discord's that shows one of ours: `options` by the number of Discord's answer."""

    poll: PollId
    channel: ChannelId
    question: str
    options: Mapping[int, OptionId]
    labels: Mapping[OptionId, str]
    expires: datetime
    """When Discord ends it by itself; that cannot be changed."""

    def written(self) -> str:
        return json.dumps(
            {
                "poll": self.poll,
                "channel": self.channel,
                "question": self.question,
                "options": {str(answer): option for answer, option in self.options.items()},
                "labels": {str(option): label for option, label in self.labels.items()},
                "expires": self.expires.isoformat(),
            },
            ensure_ascii=False,
        )

    @staticmethod
    def read(text: str) -> Sent:
        raw = json.loads(text)
        return Sent(
            poll=PollId(raw["poll"]),
            channel=ChannelId(raw["channel"]),
            question=raw["question"],
            options={int(answer): OptionId(option) for answer, option in raw["options"].items()},
            labels={OptionId(int(option)): label for option, label in raw["labels"].items()},
            expires=datetime.fromisoformat(raw["expires"]),
        )

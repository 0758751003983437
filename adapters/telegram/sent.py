"""What is remembered of a poll of Telegram's own: which of ours it shows, and which of its options is which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import ChannelId, OptionId, PollId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A poll of Telegram's that shows one of ours: `options` by Telegram's own persistent ids."""

    native: str
    poll: PollId
    channel: ChannelId
    public: bool
    question: str
    options: Mapping[str, OptionId]
    labels: Mapping[OptionId, str]
    closes: float | None = None
    """When Telegram closes it by itself; that cannot be changed."""

    def written(self) -> str:
        return json.dumps(
            {
                "native": self.native,
                "poll": self.poll,
                "channel": self.channel,
                "public": self.public,
                "question": self.question,
                "options": self.options,
                "closes": self.closes,
                "labels": {str(number): label for number, label in self.labels.items()},
            },
            ensure_ascii=False,
        )

    @staticmethod
    def read(text: str) -> Sent:
        raw = json.loads(text)
        return Sent(
            native=raw["native"],
            poll=PollId(raw["poll"]),
            channel=ChannelId(raw["channel"]),
            public=raw["public"],
            question=raw["question"],
            closes=raw.get("closes"),
            options={persistent: OptionId(number) for persistent, number in raw["options"].items()},
            labels={OptionId(int(number)): label for number, label in raw["labels"].items()},
        )

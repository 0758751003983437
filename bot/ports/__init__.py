"""What the core needs of the world, as Protocols; `storage`, `charts` and `adapters` implement them.

`bot/compose.py` is the only module that knows which class stands behind each of them.
"""

from bot.ports.broadcasts import BroadcastStore, LegStore, PrivateDelivery, SubscriberStore
from bot.ports.platforms import CardContent, ChannelAdapter, Content, Desk, Letter, ResultContent
from bot.ports.stores import (
    BallotStore,
    ChannelStore,
    CommunityStore,
    EventStore,
    MomentCount,
    NoteStore,
    PeopleStore,
    PollStore,
    PostStore,
    ReportStore,
    RoomStore,
    SignInStore,
    SubscriptionStore,
)
from bot.ports.work import BallotBox, UnitOfWork, Work
from bot.ports.world import Chance, ChartRenderer, Clock

__all__ = [
    "BallotBox",
    "BallotStore",
    "BroadcastStore",
    "CardContent",
    "Chance",
    "ChannelAdapter",
    "ChannelStore",
    "ChartRenderer",
    "Clock",
    "CommunityStore",
    "Content",
    "Desk",
    "EventStore",
    "LegStore",
    "Letter",
    "MomentCount",
    "NoteStore",
    "PeopleStore",
    "PollStore",
    "PostStore",
    "PrivateDelivery",
    "ReportStore",
    "ResultContent",
    "RoomStore",
    "SignInStore",
    "SubscriberStore",
    "SubscriptionStore",
    "UnitOfWork",
    "Work",
]

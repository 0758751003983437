"""What the core needs of the world, as Protocols; `storage`, `charts` and `adapters` implement them.

`bot/compose.py` is the only module that knows which class stands behind each of them.
"""

from bot.ports.leases import Lease, LeaseStore
from bot.ports.personal import STRANGER, PersonalData, PersonalStore
from bot.ports.platforms import CardContent, ChannelAdapter, Content, Desk, ResultContent
from bot.ports.signals import Signal, Signals, Topic
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
    "STRANGER",
    "BallotBox",
    "BallotStore",
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
    "Lease",
    "LeaseStore",
    "MomentCount",
    "NoteStore",
    "PeopleStore",
    "PersonalData",
    "PersonalStore",
    "PollStore",
    "PostStore",
    "ReportStore",
    "ResultContent",
    "RoomStore",
    "SignInStore",
    "Signal",
    "Signals",
    "SubscriptionStore",
    "Topic",
    "UnitOfWork",
    "Work",
]

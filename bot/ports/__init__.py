"""What the core needs of the world, as Protocols; `storage`, `charts` and `adapters` implement them.

`bot/compose.py` is the only module that knows which class stands behind each of them.
"""

from bot.ports.audit import AuditStore
from bot.ports.ballot_log import BallotLogStore
from bot.ports.broadcasts import BroadcastStore, LegStore, PrivateDelivery, SubscriberStore
from bot.ports.codes import SignInStore
from bot.ports.followups import FollowUpStore, Owing
from bot.ports.jobs import (
    Again,
    Attempt,
    Done,
    GivenUp,
    Handler,
    Job,
    JobCounts,
    JobEngine,
    JobReport,
    JobState,
    JobStore,
    Next,
    Verdict,
)
from bot.ports.leases import Lease, LeaseStore
from bot.ports.membership import Membership
from bot.ports.nudges import Nudge, NudgeStore
from bot.ports.objections import ObjectionStore
from bot.ports.personal import STRANGER, PersonalData, PersonalStore
from bot.ports.platforms import CardContent, ChannelAdapter, Content, Desk, Letter, ReminderContent, ResultContent
from bot.ports.secrecy import SecrecyStore, Wiping
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
    SubscriptionStore,
)
from bot.ports.times import DigestStore, RepeatStore
from bot.ports.tracing import NO_TRACES, Tracer
from bot.ports.work import BallotBox, UnitOfWork, Work
from bot.ports.world import Chance, ChartRenderer, Clock, WebhookSender

__all__ = [
    "NO_TRACES",
    "STRANGER",
    "Again",
    "Attempt",
    "AuditStore",
    "BallotBox",
    "BallotLogStore",
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
    "DigestStore",
    "Done",
    "EventStore",
    "FollowUpStore",
    "GivenUp",
    "Handler",
    "Job",
    "JobCounts",
    "JobEngine",
    "JobReport",
    "JobState",
    "JobStore",
    "Lease",
    "LeaseStore",
    "LegStore",
    "Letter",
    "Membership",
    "MomentCount",
    "Next",
    "NoteStore",
    "Nudge",
    "NudgeStore",
    "ObjectionStore",
    "Owing",
    "PeopleStore",
    "PersonalData",
    "PersonalStore",
    "PollStore",
    "PostStore",
    "PrivateDelivery",
    "ReminderContent",
    "RepeatStore",
    "ReportStore",
    "ResultContent",
    "RoomStore",
    "SecrecyStore",
    "SignInStore",
    "Signal",
    "Signals",
    "SubscriberStore",
    "SubscriptionStore",
    "Topic",
    "Tracer",
    "UnitOfWork",
    "Verdict",
    "WebhookSender",
    "Wiping",
    "Work",
]

"""Every command of the product, in the order of the help."""

from __future__ import annotations

from bot.commands import (
    broadcasts,
    community,
    inviting,
    launching,
    looking,
    places,
    privacy,
    repeating,
    steering,
    welcome,
)
from bot.commands.registry import Registry

REGISTRY = Registry(
    launching.POLL,
    looking.POLLS,
    looking.RESULTS,
    looking.SUMMARY,
    inviting.INVITE,
    steering.CLOSE,
    steering.EXTEND,
    repeating.REMIND,
    steering.CANCEL,
    steering.FIX,
    steering.REOPEN,
    steering.ADD,
    repeating.REPEATS,
    repeating.STOP,
    looking.MY_VOTES,
    looking.NOTIFY,
    broadcasts.SUBSCRIBE,
    broadcasts.UNSUBSCRIBE,
    broadcasts.BROADCAST,
    broadcasts.BROADCASTS,
    looking.EXPORT,
    places.CONNECT,
    places.DISCONNECT,
    places.CHANNELS,
    community.COMMUNITY,
    places.LANGUAGE,
    privacy.PRIVACY,
    privacy.MY_DATA,
    privacy.FORGET,
    places.HELP,
    launching.LAUNCH,
    launching.EDIT,
    launching.DISCARD,
    welcome.START,
)

"""What a running process lends to the engine's workflows, and how a workflow ends that does not end well.

Apart from them, so that the engine itself is loaded only where there is something to do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.ports import Job, Verdict


class Released(BaseException):
    """The process is stopping: the job stays as it is, for another to do. No Exception, which the engine would keep."""


class Abandoned(Exception):  # named by meaning
    """A job was given up; `str()` is the last failure."""


class Host(Protocol):
    """What a running process lends to its workflows. Both block, and may raise Released."""

    def attempt(self, job: Job, failures: int) -> Verdict: ...

    def enqueue(self, job: Job, wait: timedelta, *, serial: int, failures: int, reason: str) -> None:
        """The same `serial` twice is once."""
        ...


_hosts: list[Host] = []
"""The engine has one place for all of a process; so at most one."""


def welcome(host: Host) -> None:
    if _hosts:
        raise RuntimeError("a process has one job engine at work at a time")
    _hosts.append(host)


def farewell(host: Host) -> None:
    _hosts.remove(host)


def host_here() -> Host:
    """Raises Released where none is at work."""
    if not _hosts:
        raise Released
    return _hosts[0]

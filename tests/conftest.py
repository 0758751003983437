"""What holds for every test: nothing reaches beyond this machine."""

from __future__ import annotations

import ipaddress
import sys


class BeyondThisMachine(AssertionError):
    """A test, or what it tests, wanted to talk to another machine."""


def _stays_here(event: str, arguments: tuple[object, ...]) -> None:
    match event, arguments:
        case "socket.connect" | "socket.sendto", (_, (str(host), *_)):
            where = host
        case "socket.getaddrinfo", (str(host), *_):
            where = host
        case _:
            return
    if not _is_here(where, looked_up=event == "socket.getaddrinfo"):
        raise BeyondThisMachine(f"{event} to {where!r}: tests talk to this machine only")


def _is_here(host: str, *, looked_up: bool) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        # a name that stands for this machine, or one that nobody can have: it is asked for to see it refused
        return host in ("", "localhost") or host.endswith((".localhost", ".invalid"))
    # looking up a number asks nobody
    return looked_up or address.is_loopback or address.is_unspecified


sys.addaudithook(_stays_here)

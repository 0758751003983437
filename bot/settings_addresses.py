"""What an address says: of how to be reached, and of what it holds that nobody must see."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def derived_url(host: str, port: int) -> str:
    # an address that means "every network of this machine" cannot be opened in a browser
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # not bound
    return f"http://{reachable}:{port}"


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def password_in(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""

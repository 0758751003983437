"""Rate limits: buckets with their headers, the limit of all requests together, and 429."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

ONE_HOUR = 3_600.0


@dataclass(frozen=True)
class Quota:
    """So many requests in so many seconds."""

    count: int
    per: float


@dataclass
class _Window:
    started: float
    used: int = 0


@dataclass(frozen=True)
class Verdict:
    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False


def usual() -> dict[str, Quota]:
    return {
        "message": Quota(5, 5.0),
        "edit": Quota(5, 5.0),
        "delete": Quota(5, 1.0),
        "webhook": Quota(5, 2.0),
        "commands": Quota(20, 20.0),
        "other": Quota(50, 1.0),
        "global": Quota(50, 1.0),
        "old edit": Quota(30, ONE_HOUR),
    }


@dataclass
class Limits:
    """`quotas` may be changed at any time: `server.limits.quotas["edit"] = Quota(1, 60.0)`."""

    clock: Callable[[], float]
    now: Callable[[], datetime]
    quotas: dict[str, Quota] = field(default_factory=usual)
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def take(self, name: str, major: str, *, counts_globally: bool) -> Verdict:
        """Count one request in its bucket (one per `major` parameter) and in the global one, or turn it away."""
        if counts_globally:
            wait = self.wait("global", "")
            if wait is not None:
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global", **self._back_off(wait)}
                return Verdict(headers, wait, everywhere=True)
        wait = self.wait(name, major)
        if wait is not None:
            headers = {**self._headers(name, major), "X-RateLimit-Scope": "user", **self._back_off(wait)}
            return Verdict(headers, wait)
        self.count(name, major)
        if counts_globally:
            self.count("global", "")
        return Verdict(self._headers(name, major))

    def wait(self, name: str, major: str) -> float | None:
        """How long until the bucket takes another request; None: at once."""
        window, quota = self._window(name, major), self.quotas[name]
        if window.used < quota.count:
            return None
        return max(0.001, round(window.started + quota.per - self.clock(), 3))

    def count(self, name: str, major: str) -> None:
        self._window(name, major).used += 1

    def _window(self, name: str, major: str) -> _Window:
        window = self._windows.get((name, major))
        if window is None or self.clock() >= window.started + self.quotas[name].per:
            window = self._windows[name, major] = _Window(self.clock())
        return window

    def _headers(self, name: str, major: str) -> dict[str, str]:
        window, quota = self._window(name, major), self.quotas[name]
        after = max(0.0, window.started + quota.per - self.clock())
        return {
            "X-RateLimit-Limit": str(quota.count),
            "X-RateLimit-Remaining": str(max(0, quota.count - window.used)),
            "X-RateLimit-Reset": f"{self.now().timestamp() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": name.encode().hex(),
        }

    @staticmethod
    def _back_off(wait: float) -> dict[str, str]:
        # discord.py takes a 429 without Via for a ban by the proxy, and gives up
        return {"Retry-After": str(int(wait) + 1), "Via": "1.1 fake"}

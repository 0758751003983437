"""Numbers for Prometheus: counted here, or read from the parts that count for themselves when they are asked.

No label ever holds what a person is called, wrote or chose, and every label has few values: a route is the
pattern of an address, never the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.domain.ballot import Cast, Deed, Receipt
from bot.domain.errors import StoreUnavailable
from bot.domain.picture import Picture
from bot.ports import BallotBox, ChartRenderer, JobCounts

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_CAST_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_CHART_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_REQUEST_SECONDS: Final = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number read at the moment of asking; `falls` where it can go down (a gauge)."""

    name: str
    help: str
    value: float
    falls: bool = False
    of: tuple[tuple[str, str], ...] = ()
    """Labels, the same names for every figure of one name."""


class BoxFigures(Protocol):
    """What a ballot box counts, as `storage.ballot_box` does."""

    @property
    def batches(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def largest_batch(self) -> int: ...
    @property
    def casts(self) -> int: ...
    @property
    def seconds_writing(self) -> float: ...
    @property
    def waiting(self) -> int: ...


class DeliveryFigures(Protocol):
    """What is counted where posts are delivered, as `bot.services.announcing` does."""

    @property
    def posted(self) -> int: ...
    @property
    def edited(self) -> int: ...
    @property
    def coalesced(self) -> int: ...
    @property
    def failed(self) -> int: ...


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "ascolto_requests", "Requests answered by the web page.", ("route", "status"), registry=self._registry
        )
        self._request_seconds = Histogram(
            "ascolto_request_seconds",
            "Seconds from request to answer.",
            ("route",),
            buckets=_REQUEST_SECONDS,
            registry=self._registry,
        )
        casts = Counter("ascolto_casts", "Votes answered, by what they did.", ("deed",), registry=self._registry)
        # resolved once: a vote's way is no place for looking up labels; and a deed that never happened shows as 0
        self._casts = {deed: casts.labels(deed.value) for deed in Deed}
        self._lost = casts.labels("store-unavailable")
        self._cast_seconds = Histogram(
            "ascolto_cast_seconds",
            "Seconds from a vote's arrival to its receipt, commit included.",
            buckets=_CAST_SECONDS,
            registry=self._registry,
        )
        self._chart_seconds = Histogram(
            "ascolto_chart_seconds", "Seconds to draw one chart.", buckets=_CHART_SECONDS, registry=self._registry
        )

    def watch(self, figures: Callable[[], Iterable[Figure]]) -> None:
        """Ask `figures` whenever the numbers are asked for. It must not block."""
        self._registry.register(_Watched(figures))

    def request(self, route: str, status: int, seconds: float) -> None:
        """`route` is a pattern like "/p/{poll}"; where nothing matched, one word for all such addresses."""
        self._requests.labels(route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def cast(self, deed: Deed, seconds: float) -> None:
        self._casts[deed].inc()
        self._cast_seconds.observe(seconds)

    def cast_lost(self) -> None:
        """A vote that the database could not take; its voter was told."""
        self._lost.inc()

    def chart(self, seconds: float) -> None:
        """May be called from any thread."""
        self._chart_seconds.observe(seconds)

    def exposition(self) -> bytes:
        """Everything, in the text format that CONTENT_TYPE names."""
        return generate_latest(self._registry)


class MeasuredBallotBox:
    """A ballot box whose casts are counted. Implements `bot.ports.BallotBox`."""

    def __init__(self, box: BallotBox, metrics: Metrics) -> None:
        self._box, self._metrics = box, metrics

    async def cast(self, cast: Cast) -> Receipt:
        started = perf_counter()
        try:
            receipt = await self._box.cast(cast)
        except StoreUnavailable:
            self._metrics.cast_lost()
            raise
        self._metrics.cast(receipt.deed, perf_counter() - started)
        return receipt


class MeasuredChartRenderer:
    """A chart renderer whose work is timed. Implements `bot.ports.ChartRenderer`."""

    def __init__(self, renderer: ChartRenderer, metrics: Metrics) -> None:
        self._renderer, self._metrics = renderer, metrics

    def render(self, picture: Picture) -> bytes:
        started = perf_counter()
        drawn = self._renderer.render(picture)
        self._metrics.chart(perf_counter() - started)
        return drawn


def box_figures(box: BoxFigures) -> Sequence[Figure]:
    return (
        Figure("ascolto_batches", "Transactions that stored votes.", box.batches),
        Figure("ascolto_batch_casts", "Votes stored by them; divided by the batches, their mean size.", box.casts),
        Figure("ascolto_batch_lost_casts", "Votes that the database could not take.", box.failed),
        Figure("ascolto_batch_seconds", "Seconds spent in those transactions, commits included.", box.seconds_writing),
        Figure("ascolto_batch_largest_casts", "Votes in the largest of them.", box.largest_batch, falls=True),
        Figure("ascolto_waiting_casts", "Votes not answered yet.", box.waiting, falls=True),
    )


def delivery_figures(platform: str, deliveries: DeliveryFigures) -> Sequence[Figure]:
    there = (("platform", platform),)
    together = "Changes that went out together with a later one."
    return (
        Figure("ascolto_posts_delivered", "Posts shown in a channel.", deliveries.posted, of=there),
        Figure("ascolto_posts_edited", "Edits of shown posts.", deliveries.edited, of=there),
        Figure("ascolto_edits_coalesced", together, deliveries.coalesced, of=there),
        Figure("ascolto_posts_failed", "Posts given up.", deliveries.failed, of=there),
    )


class LeaseFigures(Protocol):
    """What is counted of a lease, as `bot.services.leasing` does."""

    @property
    def held(self) -> bool: ...
    @property
    def won(self) -> int: ...
    @property
    def lost(self) -> int: ...


def lease_figures(lease: str, figures: LeaseFigures) -> Sequence[Figure]:
    name = (("lease", lease),)
    return (
        Figure("ascolto_lease_held", "1 where this process holds the lease.", figures.held, falls=True, of=name),
        Figure("ascolto_leases_won", "Times that this process got the lease.", figures.won, of=name),
        Figure("ascolto_leases_lost", "Times that it lost the lease without giving it back.", figures.lost, of=name),
    )


class SignalFigures(Protocol):
    """What is counted of signals between processes, as `storage.signals` does."""

    @property
    def sent(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def broken(self) -> int: ...
    @property
    def listening(self) -> bool: ...


def signal_figures(signals: SignalFigures) -> Sequence[Figure]:
    return (
        Figure("ascolto_signals_sent", "Signals told to other processes.", signals.sent),
        Figure("ascolto_signals_received", "Signals heard of other processes.", signals.received),
        Figure("ascolto_signals_broken", "Times that the listening connection broke.", signals.broken),
        Figure("ascolto_signals_listening", "1 while other processes are heard.", signals.listening, falls=True),
    )


def job_figures(jobs: JobCounts) -> Sequence[Figure]:
    return (
        Figure("ascolto_jobs_queued", "Jobs that wait for their time or their next attempt.", jobs.queued, falls=True),
        Figure("ascolto_jobs_running", "Jobs under way, in all processes.", jobs.running, falls=True),
        Figure("ascolto_jobs_given_up", "Jobs given up in the last 30 days.", jobs.given_up, falls=True),
    )


class Pacing(Protocol):
    @property
    def held_back(self) -> int: ...
    @property
    def seconds_held_back(self) -> float: ...
    @property
    def refused(self) -> int: ...


def telegram_figures(pacing: Pacing) -> Sequence[Figure]:
    return (
        Figure("ascolto_telegram_held_back", "Messages that waited for Telegram's limits.", pacing.held_back),
        Figure(
            "ascolto_telegram_held_back_seconds", "How long answers waited, all together.", pacing.seconds_held_back
        ),
        Figure("ascolto_telegram_refused", "429 answers of Telegram's.", pacing.refused),
    )


class Discord(Protocol):
    @property
    def held_back(self) -> int: ...
    @property
    def seconds_held_back(self) -> float: ...
    @property
    def postponed(self) -> int: ...
    @property
    def refused(self) -> int: ...
    @property
    def cuts(self) -> int: ...
    @property
    def resumed(self) -> int: ...
    @property
    def sessions(self) -> int: ...


def discord_figures(seen: Discord) -> Sequence[Figure]:
    return (
        Figure("ascolto_discord_held_back", "Messages and edits that waited for Discord's limits.", seen.held_back),
        Figure("ascolto_discord_held_back_seconds", "How long they waited, all together.", seen.seconds_held_back),
        Figure("ascolto_discord_edits_postponed", "Edits left for later, with a newer state.", seen.postponed),
        Figure("ascolto_discord_refused", "429 answers of Discord's.", seen.refused),
        Figure("ascolto_discord_gateway_cuts", "Gateway connections that ended.", seen.cuts),
        Figure("ascolto_discord_gateway_resumes", "Of those, the ones that went on where they were.", seen.resumed),
        Figure("ascolto_discord_gateway_sessions", "Gateway sessions that began.", seen.sessions),
    )


def chat_figures(telegram: Pacing | None, discord: Discord | None) -> Sequence[Figure]:
    """What the chat platforms count for themselves; None: that one is not used."""
    return (
        *(telegram_figures(telegram) if telegram is not None else ()),
        *(discord_figures(discord) if discord is not None else ()),
    )


class _Watched(Collector):
    def __init__(self, figures: Callable[[], Iterable[Figure]]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        families: dict[str, GaugeMetricFamily | CounterMetricFamily] = {}
        for figure in self._figures():
            if figure.name not in families:
                family = GaugeMetricFamily if figure.falls else CounterMetricFamily
                families[figure.name] = family(figure.name, figure.help, labels=[name for name, _ in figure.of])
            families[figure.name].add_metric([value for _, value in figure.of], figure.value)
        yield from families.values()

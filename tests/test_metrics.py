"""Metrics: what Prometheus reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.discord.figures import DiscordFigures
from adapters.telegram.pacing import PacingFigures
from bot.domain.ballot import Cast, Choose, Deed, Receipt
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import OptionId, Platform, PollId, VoterKey
from bot.domain.picture import ChoiceBars, Frame, Picture
from bot.metrics import (
    CONTENT_TYPE,
    Figure,
    MeasuredBallotBox,
    MeasuredChartRenderer,
    Metrics,
    box_figures,
    chat_figures,
    delivery_figures,
    job_figures,
    lease_figures,
    signal_figures,
)
from bot.ports import JobCounts
from bot.services.delivery import DeliveryFigures
from bot.services.leasing import LeaseFigures
from storage.signals import SignalFigures

CAST = Cast(poll=PollId("p"), voter=VoterKey("secret-voter"), action=Choose((OptionId(1),)), platform=Platform("web"))


@dataclass
class Box:
    """A ballot box that answers as it is told, and its own figures."""

    answer: Receipt | StoreUnavailable
    batches: int = 2
    casts: int = 30
    failed: int = 1
    largest_batch: int = 29
    seconds_writing: float = 0.5
    waiting: int = 3

    async def cast(self, cast: Cast) -> Receipt:
        if isinstance(self.answer, StoreUnavailable):
            raise self.answer
        return self.answer


class Renderer:
    def render(self, picture: Picture) -> bytes:
        return b"png"


def read(metrics: Metrics) -> dict[str, float]:
    """Every sample by its name and labels, as "name{label=value}"."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(metrics.exposition().decode()):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


async def test_casts_are_counted_by_what_they_did() -> None:
    metrics = Metrics()
    receipt = Receipt(Deed.CAST, (OptionId(1),), ())
    assert await MeasuredBallotBox(Box(receipt), metrics).cast(CAST) is receipt

    with pytest.raises(StoreUnavailable):
        await MeasuredBallotBox(Box(StoreUnavailable("locked")), metrics).cast(CAST)

    seen = read(metrics)
    assert seen["ascolto_casts_total{deed=cast}"] == 1
    assert seen["ascolto_casts_total{deed=store-unavailable}"] == 1
    assert seen["ascolto_casts_total{deed=withdrawn}"] == 0
    assert seen["ascolto_cast_seconds_count"] == 1
    assert b"secret-voter" not in metrics.exposition()


def test_charts_and_requests_are_counted() -> None:
    metrics = Metrics()
    picture = ChoiceBars(frame=Frame(title="Lunch?"), bars=(), closed=False)
    assert MeasuredChartRenderer(Renderer(), metrics).render(picture) == b"png"
    metrics.request("/p/{poll}", 200, 0.01)
    metrics.request("/p/{poll}", 200, 0.01)
    metrics.request("none", 404, 0.01)

    seen = read(metrics)
    assert seen["ascolto_chart_seconds_count"] == 1
    assert seen["ascolto_requests_total{route=/p/{poll},status=200}"] == 2
    assert seen["ascolto_requests_total{route=none,status=404}"] == 1
    assert seen["ascolto_request_seconds_count{route=/p/{poll}}"] == 2


def test_the_parts_that_count_for_themselves_are_read_when_asked() -> None:
    metrics, box, deliveries = Metrics(), Box(StoreUnavailable("")), DeliveryFigures()
    metrics.watch(lambda: box_figures(box))
    metrics.watch(lambda: delivery_figures("web", deliveries))
    box.waiting, deliveries.posted = 7, 4

    seen = read(metrics)
    assert seen["ascolto_waiting_casts"] == 7
    assert seen["ascolto_batches_total"] == 2
    assert seen["ascolto_batch_casts_total"] == 30
    assert seen["ascolto_batch_largest_casts"] == 29
    assert seen["ascolto_posts_delivered_total{platform=web}"] == 4
    assert seen["ascolto_posts_failed_total{platform=web}"] == 0


def test_the_operators_page_names_every_number() -> None:
    metrics = Metrics()
    metrics.watch(lambda: box_figures(Box(StoreUnavailable(""))))
    metrics.watch(lambda: delivery_figures("web", DeliveryFigures()))
    metrics.watch(lambda: lease_figures("schedule", LeaseFigures()))
    metrics.watch(lambda: signal_figures(SignalFigures()))
    metrics.watch(lambda: job_figures(JobCounts()))
    metrics.watch(lambda: chat_figures(PacingFigures(), DiscordFigures()))
    page = (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8")
    names = {sample.partition("{")[0] for sample in read(metrics) if sample.startswith("ascolto_")}
    told = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in names if not name.endswith("_created")}
    assert len(told) > 30
    assert {name for name in told if name not in page} == set()


def test_two_programs_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.watch(lambda: [Figure("ascolto_polls_open", "Open polls.", 2, falls=True)])
    assert read(first)["ascolto_polls_open"] == 2
    assert "ascolto_polls_open" not in read(second)


def test_the_format_is_told() -> None:
    assert CONTENT_TYPE.startswith("text/plain")
    assert read(Metrics())["process_resident_memory_bytes"] > 0

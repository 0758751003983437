"""Traces: what a vote and a delivery are made of, and that nobody is named in them."""

from __future__ import annotations

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.ports import NO_TRACES
from bot.settings import Settings, SettingsError
from bot.tracing import OpenTelemetryTracer, traced, tracer_of
from tests.house import house


@pytest.fixture
def seen() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(seen: InMemorySpanExporter) -> OpenTelemetryTracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(seen))
    return OpenTelemetryTracer(provider)


async def test_a_vote_is_traced_to_its_transaction_and_names_nobody(database, seen, tracer):
    async with house(database, tracer=tracer) as home:
        await home.type("/poll Where? | Lake | City")
        poll = await home.latest()
        await home.vote(poll.id, 1, 2)
        await home.settle()
    spans = seen.get_finished_spans()
    by_name = {span.name: span for span in spans}
    assert {"command", "vote", "ballot.cast", "ballots.transaction", "delivery"} <= by_name.keys()
    assert by_name["ballot.cast"].parent.span_id == by_name["vote"].context.span_id
    assert by_name["ballots.transaction"].attributes == {"ballots": 1}
    assert by_name["delivery"].attributes == {"platform": "fake", "kind": "card"}
    told = " ".join(str(dict(span.attributes)) + span.name for span in spans)
    for nobody in (poll.id, "Follower", "f1", "Where", "Lake"):
        assert nobody not in told


async def test_a_request_stands_around_what_it_caused_and_its_fault_shows(seen, tracer):
    async def page(request: Request) -> Response:
        with tracer.span("within"):
            if request.path_params["poll"] == "bad":
                raise ZeroDivisionError
        return PlainTextResponse("ok")

    app = traced(Starlette(routes=[Route("/p/{poll}", page)]), tracer)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ascolto.test") as client:
        assert (await client.get("/p/secret-poll?token=x")).text == "ok"
        assert (await client.get("/p/bad")).status_code == 500
    within, around, failed, _ = seen.get_finished_spans()
    assert within.parent.span_id == around.context.span_id
    assert dict(around.attributes) == {"method": "GET", "page": "/p"}
    assert failed.status.status_code is StatusCode.ERROR


async def test_where_nobody_looks_on_nothing_is_made(seen):
    with NO_TRACES.span("anything", kind="x"):
        pass
    with tracer_of(Settings.model_validate({})) as off:
        assert off is NO_TRACES
    assert seen.get_finished_spans() == ()


def test_without_the_extra_the_operator_is_told_what_to_install():
    with (
        pytest.raises(SettingsError, match=r"pip install 'ascolto\[otel\]'"),
        tracer_of(Settings.model_validate({"tracing": True})),
    ):
        pass

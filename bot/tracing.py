"""Traces by OpenTelemetry: an extra, switched on by TRACING, sent where the OTEL_EXPORTER_OTLP_* variables say.

What people asked for is one span ("vote", "command"), with its wait for the ballot box within; each transaction of the
ballot box is one, and so is each delivery to a platform. A web request stands around what it caused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.domain.ballot import Cast, Receipt
from bot.ports import NO_TRACES, BallotBox, Tracer
from bot.settings import Problem, Settings, SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

SERVICE = "ascolto"
_MISSING = Problem("TRACING", "needs OpenTelemetry: pip install 'ascolto[otel]', or leave it off.", "TRACING=no")


class OpenTelemetryTracer:
    """Implements `bot.ports.Tracer`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer(SERVICE)

    def span(self, name: str, **facts: str | int) -> AbstractContextManager[object]:
        return self._tracer.start_as_current_span(name, attributes=facts)


@contextmanager
def tracer_of(settings: Settings) -> Iterator[Tracer]:
    """What is under way is sent off at the end. Raises SettingsError where the extra is not installed."""
    if not settings.tracing:
        yield NO_TRACES
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # type: ignore[import-not-found]  # an extra
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError([_MISSING]) from error
    # OTEL_SERVICE_NAME and the other variables of OpenTelemetry's own have the last word
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield OpenTelemetryTracer(provider)
    finally:
        provider.shutdown()


class TracedBallotBox:
    """A ballot box whose callers' waiting is a span."""

    def __init__(self, box: BallotBox, tracer: Tracer) -> None:
        self._box, self._tracer = box, tracer

    async def cast(self, cast: Cast) -> Receipt:
        with self._tracer.span("ballot.cast", platform=cast.platform):
            return await self._box.cast(cast)


def traced(app: ASGIApp, tracer: Tracer) -> ASGIApp:
    """The same application with a span around each request; of its address only the kind of page is told."""

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or tracer is NO_TRACES:
            await app(scope, receive, send)
            return
        page = str(scope["path"]).split("/")[1][:20]
        with tracer.span("http", method=str(scope["method"]), page=f"/{page}"):
            await app(scope, receive, send)

    return within

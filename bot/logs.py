"""The program's log: structlog for our own lines, and the same road for those of every library.

A log is read by more people than a ballot may be. So every line passes two gates: keys that hold what people
are called, wrote or chose are dropped, and whatever looks like a token is blotted out wherever it stands.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from io import TextIOWrapper
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat

HIDDEN: Final = "[hidden]"
LONGEST: Final = 8_000
DEEPEST: Final = 6
DROPPED: Final = frozenset(
    (
        "name",
        "names",
        "person",
        "sender",
        "voter",
        "voters",
        "identity",
        "native_id",
        "email",
        "phone",
        "ip",
        "client",
        "text",
        "question",
        "description",
        "label",
        "labels",
        "option",
        "options",
        "choice",
        "choices",
        "chosen",
        "ballot",
        "ballots",
        "body",
        "form",
        "fields",
        "cookie",
        "cookies",
        "headers",
        "password",
        "secret",
        "token",
        "authorization",
    )
)
"""Keys that are left out, whoever passed them."""

_TOKENS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<keep>[a-z][a-z0-9+.-]{0,20}://)[^\s/@:'\"]{0,200}:[^\s@'\"]{0,200}(?=@)",  # user:password@ in a URL
        r"(?P<keep>https?://[^\s?'\"<>]{1,500}|(?<![\w/])/[^\s?'\"<>]{0,500})\?[^\s'\"<>]+",  # a query string
        r"(?P<keep>\b(?:bearer|basic)\s+)[a-z0-9._~+/=-]{16,}",
        r"(?P<keep>\b[\w-]{0,40}(?:token|secret|password|passwd|api[_-]?key|signature|cookie)['\"]?\s{0,3}[=:]\s{0,3}['\"]?)"
        r"[^\s'\"&,;)}\]]+",
        r"(?P<keep>/(?:sign-?in|enter|organise|i)/)[^\s/?#'\"]+",
        r"(?P<keep>)(?<!\d)\d{6,12}:[\w-]{30,}",  # Telegram
        r"(?P<keep>)(?<![\w-])[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}",  # Discord
        r"(?P<keep>)(?<![0-9a-z])(?:[0-9a-hjkmnp-tv-z]{32}|[0-9a-hjkmnp-tv-z]{50})(?![0-9a-z])",  # our own
        r"(?P<keep>)(?<![\w-])ey[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}",  # JSON web tokens
        r"(?P<keep>\[parameters: ).*",  # the values of a failed SQL statement
    )
)
OURS: Final = ("bot", "adapters", "storage", "charts")
"""The loggers that may say everything, since it is known what they say."""
_OF_LINES: Final = frozenset({"exception", "stack"})
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def configure(
    level: str,
    form: LogFormat,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    file: Path | None = None,
    days: int = 90,
) -> None:
    """Send everything, libraries and warnings included, to `stream` (standard error), scrubbed.

    And as JSON to `file`, a new one each day (UTC), of which the last `days` are kept. Raises OSError for a file that
    cannot be written.
    """
    out = stream if stream is not None else sys.stderr
    as_json = form is LogFormat.JSON or (form is LogFormat.AUTO and not out.isatty())
    scrubber = Scrubber(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    json = structlog.processors.JSONRenderer()
    handlers: list[tuple[logging.Handler, Processor]] = [
        (_Handler(out), json if as_json else _console(colours=out.isatty()))
    ]
    if file is not None:
        handlers.append((_DailyFile(file, days), json))
    for handler, renderer in handlers:
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=shared,
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    scrubber,
                    renderer,
                ],
            )
        )
        handler.addFilter(_not_an_access_log)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old, _Handler | _DailyFile):
            root.removeHandler(old)
            if isinstance(old, _DailyFile):
                old.close()
    for handler, _ in handlers:
        root.addHandler(handler)
    # what libraries say below "info" holds what people sent: each tap, each parameter of each statement
    wanted = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(wanted, logging.INFO))
    for ours in OURS:
        logging.getLogger(ours).setLevel(wanted)
    # at info they tell every request with its whole address, or what nobody asked
    for chatty in ("alembic", "asyncio", "httpcore", "httpx", "matplotlib", "PIL", "uvicorn"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)


class Scrubber:
    """The processor that leaves out what a log must not hold. Never raises, whatever it is given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # the longest first, since one secret may begin like another; very short ones would blot out plain words
        self._secrets = tuple(sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True))

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {
            str(key): self.lines(str(value)) if key in _OF_LINES else self._value(value, 0)
            for key, value in event.items()
            if not _dropped(key)
        }

    def lines(self, raw: str) -> str:
        """A traceback: each of its lines scrubbed."""
        return "\n".join(self.text(line) for line in self._without_secrets(raw[: 10 * LONGEST]).split("\n"))

    def text(self, raw: str) -> str:
        """`raw` as one line, without tokens, secrets and control characters, cut at a length nobody reads beyond."""
        clean = self._without_secrets(
            raw[: 2 * LONGEST]
        )  # cut once more at the end, so that no half of a token is left at the edge
        for pattern in _TOKENS:
            clean = pattern.sub(rf"\g<keep>{HIDDEN}", clean)
        clean = _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", clean)
        return clean if len(clean) <= LONGEST else clean[:LONGEST] + "…"

    def _without_secrets(self, raw: str) -> str:
        for secret in self._secrets:
            raw = raw.replace(secret, HIDDEN)
        return raw

    def _value(self, value: object, depth: int) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.text(str(value))
        if depth >= DEEPEST:
            return "…"
        if isinstance(value, Mapping):
            return {
                self.text(str(key)): self._value(inner, depth + 1) for key, inner in value.items() if not _dropped(key)
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(inner, depth + 1) for inner in value]
        return self.text(_shown(value))


def _dropped(key: object) -> bool:
    return str(key).lower().replace("-", "_") in DROPPED


def _shown(value: object) -> str:
    try:
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value)
    except Exception as error:  # a log line must come out, whatever a stranger's __repr__ does
        return f"<{type(value).__name__}: {type(error).__name__} in repr>"


def _console(*, colours: bool) -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )


def _not_an_access_log(record: logging.LogRecord) -> bool:
    """Addresses people asked for hold tokens and tell who looked at what; requests are counted in the metrics."""
    return record.name not in ("uvicorn.access", "aiohttp.access")


class _DailyFile(TimedRotatingFileHandler):
    """Readable by its owner alone, also the new one of each day."""

    def __init__(self, file: Path, days: int) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(file, when="midnight", utc=True, backupCount=days, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name is logging's
        sys.stderr.write(f"A log line of {record.name} could not be written to the log file.\n")


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name is logging's
        # the standard one prints the arguments of the line that failed, unscrubbed
        sys.stderr.write(f"A log line of {record.name} could not be written.\n")

"""What the doctor looks at, put together: beside the composition root the only module that names concrete classes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.checkups import (
    DatabaseState,
    database_check,
    discord_finding,
    fonts_check,
    jobs_findings,
    own_checks,
    telegram_finding,
)
from bot.clock import SystemClock
from bot.doctor import Check, Finding, Level
from bot.settings import Settings
from charts.selfcheck import missing_assets
from storage.checkup import look_at
from storage.engine import parse_url


def doctor_checks(settings: Settings) -> list[Check]:
    """Everything `python -m bot doctor` looks at."""

    async def database() -> DatabaseState:
        facts = await look_at(parse_url(settings.database_url.get_secret_value()))
        return DatabaseState(
            kind=facts.kind,
            writable=facts.writable,
            revision=facts.revision,
            newest=facts.newest,
            known=facts.known,
            journal=facts.journal,
            lack=facts.lack,
            moved=facts.moved,
        )

    async def jobs() -> Sequence[Finding]:
        from storage.jobs_look import standing

        return jobs_findings(*await standing(parse_url(settings.database_url.get_secret_value()), SystemClock()))

    async def telegram() -> Sequence[Finding]:
        if settings.telegram_token is None:
            return [Finding("telegram", Level.OK, "Not used: TELEGRAM_TOKEN is empty.")]
        from adapters.telegram import checkup

        try:
            seen = await checkup.look_at(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
        except checkup.Unreachable as error:
            return [Finding("telegram", Level.WARNING, f"No answer: {error}.", "Look at the network, or try again.")]
        return [telegram_finding(seen.username, seen.webhook, seen.error, wanted=settings.telegram_webhook)]

    async def discord() -> Sequence[Finding]:
        if settings.discord_token is None:
            return [Finding("discord", Level.OK, "Not used: DISCORD_TOKEN is empty.")]
        from adapters.discord import checkup

        try:
            seen = await checkup.look_at(settings.discord_token.get_secret_value())
        except checkup.Unreachable as error:
            return [Finding("discord", Level.WARNING, f"No answer: {error}.", "Look at the network, or try again.")]
        return [discord_finding(seen.name, seen.servers)]

    return [
        *own_checks(settings, SystemClock()),
        database_check(database),
        Check("jobs", jobs),
        fonts_check(missing_assets),
        Check("telegram", telegram),
        Check("discord", discord),
    ]

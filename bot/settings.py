"""Every setting of the program, read from the environment and an optional `.env` file: nothing else reads them.

`.env.example` lists them for operators; `tests/test_settings.py` holds the two together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.community import DeletedPosts, Inherited
from bot.services.limits import Rates
from bot.settings_addresses import derived_url, is_address, password_in
from bot.settings_advice import ADVICE, NOT_REPEATED

ENV_FILE: Final = Path(".env")
_DATA: Final = Path("data")
_DATABASE: Final = re.compile(r"sqlite(?:\+\w+)?:///(?!:memory:).+|postgres(?:ql)?(?:\+\w+)?://.+", re.DOTALL)
_TELEGRAM_TOKEN: Final = re.compile(r"\d{5,15}:[A-Za-z0-9_-]{20,60}")
_DISCORD_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{15,40}\.[A-Za-z0-9_-]{4,12}\.[A-Za-z0-9_-]{20,80}")
WEBHOOK_SECRET_CHARS: Final = 16
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.?")


class LogFormat(StrEnum):
    AUTO = "auto"
    """Console where a person is looking on, JSON otherwise."""
    JSON = "json"
    CONSOLE = "console"


class Settings(BaseSettings):
    """What an operator may choose. Names in the environment are these names in capitals, or the alias."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: str = Field("", validate_default=True)
    """Where people reach the pages, without a slash at the end; never empty once read."""
    trusted_proxies: str = "127.0.0.1"
    database_url: SecretStr = SecretStr("sqlite:///data/ascolto.db")
    secret_key: SecretStr | None = Field(None, min_length=32)
    community_name: str = Field("Ascolto", max_length=60)
    # not LANGUAGE: desktops set that one for gettext, as in "de_DE:de"
    language: str = Field("en", pattern="^(en|it)$", validation_alias="COMMUNITY_LANGUAGE")
    timezone: str = Field("auto", validate_default=True)
    """An IANA name, once read."""
    room_name: str = Field("general", pattern=r"^\S{1,60}$")
    sign_in_hours: int = Field(24, ge=1, le=24 * 30)
    other_communities: bool = True
    """Whoever runs a server of their own may found a community there."""
    inherit_roles: Inherited = Inherited.NOTHING
    """As which a platform's own administrators act in the rooms they run."""
    limit_person_commands: int = Field(Rates().person_commands, ge=0, le=10_000)
    limit_person_votes: int = Field(Rates().person_votes, ge=0, le=10_000)
    limit_channel_commands: int = Field(Rates().channel_commands, ge=0, le=1_000_000)
    privacy_contact: str = Field("", max_length=200)
    """Whom people write to about their data."""
    seal_identities: bool = False
    """Numbers and names of people are encrypted in the database, with a key made of the secret key."""
    keep_words_months: int = Field(12, ge=0, le=1200)
    """What people wrote in rooms here; 0: for ever."""
    keep_voters_months: int = Field(12, ge=0, le=1200)
    """Who cast a ballot, after its poll is over; 0: for ever."""
    keep_audit_months: int = Field(24, ge=0, le=1200)
    """The log of privileged acts; 0: for ever."""
    log_file: str = ""
    """A file beside standard error: a new one each day."""
    log_days: int = Field(90, ge=1, le=3650)
    deleted_posts: DeletedPosts = DeletedPosts.REPOST
    lease_seconds: int = Field(15, ge=2, le=30)
    """Only where several processes share a database: so long one is waited for that shows no sign of life."""
    telegram_token: SecretStr | None = None
    telegram_webhook: bool = False
    telegram_api_url: str = Field("https://api.telegram.org", pattern=r"^https?://[^\s/]+(/\S*[^\s/])?$")
    discord_token: SecretStr | None = None
    discord_shards: int = Field(0, ge=0, le=1000)
    """0: as many as Discord recommends."""
    webhook_url: SecretStr | None = None
    """Told what happens to polls. A secret, since such addresses often hold one."""
    webhook_secret: SecretStr | None = Field(None, validate_default=True)
    tracing: bool = False
    """Traces by OpenTelemetry, where its extra is installed."""
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")
    log_format: LogFormat = LogFormat.AUTO

    @field_validator("host")
    @classmethod
    def _can_be_listened_on(cls, host: str) -> str:
        if not is_address(host) and not all(map(_LABEL.fullmatch, host.rstrip(".").split("."))):
            raise ValueError
        return host

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, url: str, info: ValidationInfo) -> str:
        if not url:
            return derived_url(info.data.get("host", "127.0.0.1"), info.data.get("port", 8080))
        parts = urlsplit(url)  # raises ValueError where brackets or the port make no sense
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError
        if parts.query or parts.fragment or parts.username or parts.port == 0:
            raise ValueError
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _a_database_we_speak(cls, url: SecretStr) -> SecretStr:
        if not _DATABASE.fullmatch(url.get_secret_value()):
            raise ValueError
        return url

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        zone = system_zone() if name == "auto" else name
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):  # a folder, a path that climbs, a name nobody knows
            raise ValueError from None
        return zone

    @field_validator("telegram_token")
    @classmethod
    def _token_of_botfathers(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TELEGRAM_TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError
        return token

    @field_validator("telegram_webhook")
    @classmethod
    def _reachable_by_telegram(cls, wanted: bool, info: ValidationInfo) -> bool:
        # https://core.telegram.org/bots/api#setwebhook takes nothing but https
        if wanted and not str(info.data.get("public_url", "")).startswith("https://"):
            raise ValueError
        return wanted

    @field_validator("discord_token")
    @classmethod
    def _token_of_the_developer_portal(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _DISCORD_TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError
        return token

    @field_validator("webhook_url")
    @classmethod
    def _can_be_told(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            parts = urlsplit(url.get_secret_value())  # raises ValueError where brackets or the port make no sense
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment or parts.username:
                raise ValueError
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _signs_what_is_told(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        wanted = info.data.get("webhook_url") is not None
        if wanted and (secret is None or len(secret.get_secret_value()) < WEBHOOK_SECRET_CHARS):
            raise ValueError
        return secret

    @field_validator("deleted_posts", "inherit_roles", "log_level", "log_format", "language", mode="before")
    @classmethod
    def _case_does_not_matter(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def rates(self) -> Rates:
        return Rates(
            person_commands=self.limit_person_commands,
            person_votes=self.limit_person_votes,
            channel_commands=self.limit_channel_commands,
        )

    @property
    def sqlite_file(self) -> Path | None:
        """The database file; None for PostgreSQL."""
        scheme, _, rest = self.database_url.get_secret_value().partition(":///")
        return Path(rest.partition("?")[0]) if scheme.startswith("sqlite") else None

    @property
    def data_folder(self) -> Path:
        """Where the program keeps what must outlive it."""
        return self.sqlite_file.parent if self.sqlite_file is not None else _DATA

    @property
    def secret_file(self) -> Path:
        return self.data_folder / "secret.key"

    @property
    def secure(self) -> bool:
        """People come by https, so cookies may insist on it."""
        return self.public_url.startswith("https://")

    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in a log."""
        password = password_in(self.database_url.get_secret_value())
        key = self.secret_key.get_secret_value() if self.secret_key is not None else ""
        kept = (self.telegram_token, self.discord_token, self.webhook_url, self.webhook_secret)
        tokens = [each.get_secret_value() for each in kept if each is not None]
        return tuple(secret for secret in (password, key, *tokens) if secret)


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting that cannot be used: its name, what is wrong, and a line that works."""

    setting: str
    what: str
    example: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.what} For example: {self.example}"


class SettingsError(Exception):
    """The program cannot start with these settings; `str()` is what the operator should read."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def read_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of the environment; what it leaves out is taken from `env_file` where there is one.

    Raises SettingsError with a sentence for every setting that is wrong.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError([_problem(each["loc"], each["input"]) for each in error.errors()]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([Problem(str(env_file), "is not UTF-8 text.", f"iconv -t UTF-8 {env_file}")]) from error
    except OSError as error:
        reason = f"cannot be read ({error.strerror})."
        raise SettingsError([Problem(str(env_file), reason, f"chmod u+r {env_file}")]) from error


def setting_names() -> dict[str, str]:
    """Each setting's name in the environment, and its default as it would be written there."""
    return {_name(field): _written(info.default) for field, info in Settings.model_fields.items()}


def unknown_names(env_file: Path = ENV_FILE) -> tuple[str, ...]:
    """Names set in `env_file` that mean nothing here: most likely misspelt."""
    if not env_file.is_file():
        return ()
    found = re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", env_file.read_text("utf-8", "replace"), re.MULTILINE)
    return tuple(name for name in dict.fromkeys(found) if name.upper() not in setting_names())


def system_zone() -> str:
    """The IANA name of this machine's zone; UTC where it has none or does not tell."""
    named = os.environ.get("TZ", "").lstrip(":")
    for name in (named, os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]):
        try:
            return ZoneInfo(name).key if name else "UTC"
        except (OSError, ValueError, KeyError):
            continue
    return "UTC"


def _problem(where: Sequence[int | str], given: object) -> Problem:
    name = _name(str(where[0])) if where else "settings"
    what, example = ADVICE.get(name, ("cannot be used.", f"{name}="))
    shown = "" if name in NOT_REPEATED or not isinstance(given, str) else f"{given[:60]!r} "
    return Problem(name, shown + what, example)


def _name(field: str) -> str:
    info = Settings.model_fields.get(field)
    return str(info.validation_alias) if info is not None and info.validation_alias else field.upper()


def _written(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)

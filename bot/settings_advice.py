"""What an operator is told of a setting that cannot be used: what is wrong, and a line that works."""

from __future__ import annotations

from typing import Final

ADVICE: Final = {
    "HOST": ("is not an address to listen on.", "HOST=127.0.0.1"),
    "PORT": ("must be a whole number from 0 to 65535 (0: any free port).", "PORT=8080"),
    "PUBLIC_URL": ("must be http:// or https:// and a host, without a path.", "PUBLIC_URL=https://polls.example.org"),
    "DATABASE_URL": (
        "must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE.",
        "DATABASE_URL=sqlite:///data/ascolto.db",
    ),
    "SECRET_KEY": (
        "is too short: it needs at least 32 characters, or leave it empty and one is made for you.",
        "SECRET_KEY=",
    ),
    "COMMUNITY_NAME": ("may have at most 60 characters.", "COMMUNITY_NAME=Lakeside choir"),
    "COMMUNITY_LANGUAGE": ("must be en or it.", "COMMUNITY_LANGUAGE=it"),
    "TIMEZONE": ("is not a time zone that this machine knows.", "TIMEZONE=Europe/Rome"),
    "ROOM_NAME": ("must be one word of at most 60 characters.", "ROOM_NAME=general"),
    "SIGN_IN_HOURS": ("must be a whole number from 1 to 720.", "SIGN_IN_HOURS=24"),
    "OTHER_COMMUNITIES": ("must be yes or no.", "OTHER_COMMUNITIES=yes"),
    "INHERIT_ROLES": ("must be nothing, moderator or organiser; never owner.", "INHERIT_ROLES=moderator"),
    "LIMIT_PERSON_COMMANDS": ("must be a whole number from 0 (no limit) to 10000.", "LIMIT_PERSON_COMMANDS=60"),
    "LIMIT_PERSON_VOTES": ("must be a whole number from 0 (no limit) to 10000.", "LIMIT_PERSON_VOTES=30"),
    "LIMIT_CHANNEL_COMMANDS": ("must be a whole number from 0 (no limit) to 1000000.", "LIMIT_CHANNEL_COMMANDS=600"),
    "KEEP_AUDIT_MONTHS": ("must be a whole number from 0 (for ever) to 1200.", "KEEP_AUDIT_MONTHS=24"),
    "PRIVACY_CONTACT": ("may have at most 200 characters.", "PRIVACY_CONTACT=privacy@example.org"),
    "SEAL_IDENTITIES": ("must be yes or no.", "SEAL_IDENTITIES=no"),
    "KEEP_WORDS_MONTHS": ("must be a whole number from 0 (for ever) to 1200.", "KEEP_WORDS_MONTHS=12"),
    "KEEP_VOTERS_MONTHS": ("must be a whole number from 0 (for ever) to 1200.", "KEEP_VOTERS_MONTHS=12"),
    "LOG_DAYS": ("must be a whole number from 1 to 3650.", "LOG_DAYS=90"),
    "DELETED_POSTS": ("must be repost or retire.", "DELETED_POSTS=repost"),
    "LEASE_SECONDS": ("must be a whole number from 2 to 30.", "LEASE_SECONDS=15"),
    "TELEGRAM_TOKEN": (
        "is not a token of @BotFather's: digits, a colon, and some 35 letters.",
        "TELEGRAM_TOKEN=110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    ),
    "TELEGRAM_WEBHOOK": (
        "must be yes or no; yes needs PUBLIC_URL to begin with https://.",
        "TELEGRAM_WEBHOOK=no",
    ),
    "TELEGRAM_API_URL": (
        "must be http:// or https:// and a host, without a slash at the end.",
        "TELEGRAM_API_URL=https://api.telegram.org",
    ),
    "DISCORD_TOKEN": (
        "is not a bot’s token of Discord's developer portal: three parts with full stops between.",
        "DISCORD_TOKEN=",
    ),
    "DISCORD_SHARDS": ("must be a whole number from 0 to 1000 (0: as Discord recommends).", "DISCORD_SHARDS=0"),
    "WEBHOOK_URL": (
        "must be http:// or https:// and a host, without a user's name before it.",
        "WEBHOOK_URL=https://example.org/ascolto",
    ),
    "WEBHOOK_SECRET": (
        "must be there where WEBHOOK_URL is, with at least 16 characters: it signs what is sent.",
        "WEBHOOK_SECRET=b3f1c07a92d84e6f",
    ),
    "TRACING": ("must be yes or no.", "TRACING=no"),
    "LOG_LEVEL": ("must be debug, info, warning or error.", "LOG_LEVEL=info"),
    "LOG_FORMAT": ("must be auto, json or console.", "LOG_FORMAT=auto"),
}
NOT_REPEATED: Final = frozenset(
    {"DATABASE_URL", "SECRET_KEY", "TELEGRAM_TOKEN", "DISCORD_TOKEN", "WEBHOOK_URL", "WEBHOOK_SECRET"}
)
"""Settings whose value may be a secret."""

"""A message as people see it, whom it pings, and as the API shows it."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_components import (
    Button,
    Select,
    buttons_of,
    media_of,
    selects_of,
    stored,
    texts_of,
    walk,
)
from tests.platforms.discord_permissions import bits
from tests.platforms.discord_rules import COMPONENTS_V2, EPHEMERAL, FLAGS_OF_BOTS, LOADING

if TYPE_CHECKING:
    from tests.platforms.discord_channels import Channel
    from tests.platforms.discord_polls import Poll
    from tests.platforms.discord_world import User, World


@dataclass(eq=False)
class Attachment:
    """A file on a message: its bytes are kept."""

    id: int
    filename: str
    data: bytes
    url: str
    description: str | None = None
    ephemeral: bool = False

    @property
    def type(self) -> str:
        return mimetypes.guess_type(self.filename)[0] or "application/octet-stream"

    @property
    def payload(self) -> dict[str, Any]:
        shown = {"id": str(self.id), "filename": self.filename, "size": len(self.data), "url": self.url}
        shown |= {"proxy_url": self.url, "content_type": self.type, "ephemeral": self.ephemeral}
        return {**shown, "description": self.description} if self.description else shown


@dataclass(eq=False)
class Message:
    world: World
    id: int
    channel: Channel
    author: User
    sent_at: float
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    poll: Poll | None = None
    flags: int = 0
    kind: int = 0
    ephemeral_for: User | None = None
    reference: dict[str, Any] | None = None
    interaction: dict[str, Any] | None = None
    nonce: str | None = None
    pings: list[str] = field(default_factory=list)
    edit_count: int = 0
    edited: str | None = None
    crossposted: bool = False
    deleted: bool = False

    @property
    def loading(self) -> bool:
        """Only "… is thinking" so far."""
        return bool(self.flags & LOADING)

    @property
    def components_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)

    @property
    def texts(self) -> list[str]:
        """Every piece of text on it, in reading order."""
        pieces = [self.content] if self.content else []
        for embed in self.embeds:
            pieces += [embed[name] for name in ("title", "description") if embed.get(name)]
            pieces += [f"{each['name']}: {each['value']}" for each in embed.get("fields") or []]
            pieces += [embed["footer"]["text"]] if embed.get("footer") else []
        pieces += texts_of(self.components)
        if self.poll:
            pieces += [self.poll.question, *self.poll.answers.values()]
        return pieces

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def buttons(self) -> list[Button]:
        return buttons_of(self.components)

    @property
    def pictures(self) -> list[str]:
        """Where the pictures lie that its galleries show."""
        return [media["url"] for _, each in walk(self.components) for media in media_of(each)]

    @property
    def selects(self) -> list[Select]:
        return selects_of(self.components)

    def delete(self) -> None:
        """Taken down, by whoever may: the bot is told."""
        self.deleted = True
        data = {"id": str(self.id), "channel_id": str(self.channel.id)}
        if self.channel.guild:
            data["guild_id"] = str(self.channel.guild.id)
        if self.ephemeral_for is None:
            self.world.emit("MESSAGE_DELETE", data, self.channel.guild)

    def edit(self, body: Mapping[str, Any], new_files: Sequence[Attachment]) -> None:
        """What a checked body changes; what it does not name stays."""
        if "attachments" in body:
            kept = {str(each["id"]): each.get("description") for each in body["attachments"] or []}
            self.attachments = [each for each in self.attachments if str(each.id) in kept]
        self.attachments = [*self.attachments, *new_files]
        if "content" in body:
            self.content = body["content"] or ""
        if "embeds" in body:
            self.embeds = resolved_embeds(body["embeds"] or [], self.attachments)
        if "components" in body:
            self.components = stored(body["components"] or [], self.attachments)
        if body.get("flags") is not None:
            fixed = EPHEMERAL | LOADING
            self.flags = (int(body["flags"]) & FLAGS_OF_BOTS & ~fixed) | (self.flags & fixed)
        self.edit_count += 1
        self.edited = self.world.now().isoformat()

    @property
    def payload(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": str(self.id), "channel_id": str(self.channel.id), "author": self.author.payload,
            "content": self.content, "timestamp": self.world.timestamp(self.sent_at), "edited_timestamp": self.edited,
            "tts": False, "pinned": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [each.payload for each in self.attachments], "embeds": self.embeds,
            "components": self.components, "type": self.kind, "flags": self.flags,
            "reactions": [], "nonce": self.nonce,
        }  # fmt: skip
        if self.channel.guild:
            shown["guild_id"] = str(self.channel.guild.id)
        if self.poll:
            shown["poll"] = self.poll.payload
        if self.reference:
            shown["message_reference"] = self.reference
        if self.interaction:
            shown |= {"interaction_metadata": self.interaction, "application_id": str(self.world.application_id)}
            shown["webhook_id"] = str(self.world.application_id)
        if self.crossposted:
            shown["flags"] |= 1
        return shown

    @property
    def payload_without_content(self) -> dict[str, Any]:
        """As a bot without the Message Content intent is shown what others write."""
        return {**self.payload, "content": "", "embeds": [], "attachments": [], "components": []}


def resolved_embeds(embeds: Sequence[Mapping[str, Any]], attachments: Sequence[Attachment]) -> list[dict[str, Any]]:
    by_name = {f"attachment://{each.filename}": each.url for each in attachments}
    shown = []
    for embed in embeds:
        copy = {"type": "rich", **embed}
        for name in ("image", "thumbnail"):
            url = (copy.get(name) or {}).get("url")
            if url in by_name:
                copy[name] = {"url": by_name[url], "proxy_url": by_name[url]}
        shown.append(copy)
    return shown


def whom_it_pings(message: Message, allowed: Mapping[str, Any] | None) -> list[str]:
    """The people whose phone rings, by name: what is mentioned, and may be (`allowed_mentions`, permissions)."""
    guild = message.channel.guild
    if guild is None:
        return []
    text = "\n".join([message.content, *texts_of(message.components)])
    rights = guild.permissions_of(message.author, message.channel)
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    users, roles = ({str(each) for each in (allowed or {}).get(kind) or []} for kind in ("users", "roles"))
    rung: set[int] = set()
    for found in re.findall(r"<@!?(\d+)>", text):
        if "users" in parse or found in users:
            rung.add(int(found))
    for found in re.findall(r"<@&(\d+)>", text):
        role = guild.roles.get(int(found))
        free = role is not None and (role.mentionable or rights & bits("MENTION_EVERYONE"))
        if free and ("roles" in parse or found in roles):
            rung |= {each.id for each in guild.members.values() if role in each.roles}
    if "everyone" in parse and re.search(r"@(everyone|here)", text) and rights & bits("MENTION_EVERYONE"):
        rung |= set(guild.members)
    rung.discard(message.author.id)
    present = [each for each in guild.members.values() if each.id in rung and not each.user.bot]
    seeing = [each for each in present if message.channel.permissions_of(each.user)]
    return sorted(each.name for each in seeing if message.ephemeral_for in (None, each.user))

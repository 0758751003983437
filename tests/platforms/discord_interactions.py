"""Interactions: what a person's action sends to the bot, and every way the bot may answer it, within 3 s and 15 min."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_component_rules import check_choices, check_modal
from tests.platforms.discord_modals import Modal
from tests.platforms.discord_posting import create, edit
from tests.platforms.discord_refusals import Form, already_acknowledged, invalid_webhook_token, unknown
from tests.platforms.discord_rules import EPHEMERAL, LOADING

if TYPE_CHECKING:
    from tests.platforms.discord_channels import Channel
    from tests.platforms.discord_messages import Message
    from tests.platforms.discord_people import Member
    from tests.platforms.discord_world import World

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
SAY, DEFER_SAY, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ANSWERS = {
    COMMAND: (SAY, DEFER_SAY, MODAL),
    COMPONENT: (SAY, DEFER_SAY, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (SAY, DEFER_SAY, DEFER_UPDATE, UPDATE),
}
ACKNOWLEDGE_WITHIN, TOKEN_LIVES = 3.0, 15 * 60.0


@dataclass(eq=False)
class Attempt:
    """One action of a person, and what came back for it so far."""

    world: World
    member: Member
    channel: Channel
    kind: int
    data: dict[str, Any]
    source: Message | None = None
    id: int = 0
    token: str = ""
    started: float = 0.0
    lost: bool = False
    ack_type: int | None = None
    delay: float | None = None
    ephemeral: bool = False
    every_answer: list[Message] = field(default_factory=list)
    original: Message | None = None
    modal: Modal | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id, self.token = self.world.snowflake(), secrets.token_urlsafe(24)
        self.started = self.world.clock()

    @property
    def acknowledged(self) -> bool:
        return self.ack_type is not None

    @property
    def failed(self) -> bool:
        """The person reads "The application did not respond" / "This interaction failed"."""
        return not self.acknowledged

    @property
    def thinking(self) -> bool:
        return any(each.loading and not each.deleted for each in self.every_answer)

    @property
    def answers(self) -> list[Message]:
        """The messages that answered, deferred ones and follow-ups included, as they stand now."""
        return [each for each in self.every_answer if not each.loading and not each.deleted]

    @property
    def answer(self) -> Message:
        assert self.answers, f"nothing answered {self}"
        return self.answers[0]

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.answers)

    @property
    def updated(self) -> bool:
        """The message that was acted upon was rewritten as the answer."""
        return self.ack_type == UPDATE or (self.ack_type == DEFER_UPDATE and bool(self.source and self.source.edited))

    async def answered(self, count: int = 1, *, within: float = 5.0) -> Message:
        """Wait (in real time) until so many answers stand there; gives the last of them."""
        await self.world.until(lambda: len(self.answers) >= count, within=within, what=f"{count} answers to {self}")
        return self.answers[count - 1]

    def __str__(self) -> str:
        what = self.data.get("name") or self.data.get("custom_id")
        return f"{self.member.name}'s {what!r} in #{self.channel.name}"

    @property
    def payload(self) -> dict[str, Any]:
        """INTERACTION_CREATE."""
        guild = self.channel.guild
        shown: dict[str, Any] = {
            "id": str(self.id), "application_id": str(self.world.application_id), "type": self.kind, "version": 1,
            "token": self.token, "data": self.data, "channel_id": str(self.channel.id), "entitlements": [],
            "channel": {**self.channel.payload, "permissions": str(self.channel.permissions_of(self.member.user))},
            "locale": self.member.user.locale, "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
            "app_permissions": str(self.channel.permissions_of(self.world.bot)), "context": 0 if guild else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }  # fmt: skip
        if guild:
            rights = str(self.channel.permissions_of(self.member.user))
            shown |= {"guild_id": str(guild.id), "guild_locale": guild.locale}
            shown["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
            shown["member"] = {**guild.members[self.member.id].payload, "permissions": rights}
        else:
            shown["user"] = self.member.user.payload
        if self.source:
            shown["message"] = self.source.payload
        return shown

    @property
    def metadata(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "type": self.kind, "user": self.member.user.payload,
            "authorizing_integration_owners": {"0": str(self.channel.guild.id if self.channel.guild else 0)},
        }  # fmt: skip


class Interactions:
    """The bot's side: callbacks and follow-ups to the attempts that reached it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.attempts: dict[int, Attempt] = {}

    def add(self, attempt: Attempt) -> None:
        self.attempts[attempt.id] = attempt

    def callback(self, id_: int, token: str, body: Mapping[str, Any], files: Sequence[tuple[str, bytes]]) -> Any:
        """POST /interactions/{id}/{token}/callback: gives the callback object that `with_response` asks for."""
        attempt = self.attempts.get(id_)
        waited = self.world.clock() - attempt.started if attempt else 0.0
        if attempt is None or attempt.token != token or attempt.lost:
            raise unknown("Interaction")
        if attempt.acknowledged:
            raise already_acknowledged()
        if waited > ACKNOWLEDGE_WITHIN:
            raise unknown("Interaction")
        form = Form()
        nothing_to_update = () if attempt.source else (UPDATE, DEFER_UPDATE)
        allowed = [kind for kind in ANSWERS[attempt.kind] if kind not in nothing_to_update]
        form.one_of(("type",), body.get("type"), allowed)
        form.refuse_if_wrong()
        self._act(attempt, body["type"], dict(body.get("data") or {}), files)
        attempt.ack_type, attempt.delay = body["type"], waited
        return self._callback_object(attempt)

    def _act(self, attempt: Attempt, kind: int, data: dict[str, Any], files: Sequence[tuple[str, bytes]]) -> None:
        if kind == SAY:
            attempt.original = self._say(attempt, data, files, under=("data",))
        elif kind == DEFER_SAY:
            attempt.ephemeral = bool(int(data.get("flags") or 0) & EPHEMERAL)
            attempt.original = create(
                self.world, attempt.channel, {}, [], attempt=attempt, flags=LOADING | EPHEMERAL * attempt.ephemeral
            )
            attempt.every_answer.append(attempt.original)
        elif kind == DEFER_UPDATE:
            attempt.original = attempt.source
        elif kind == UPDATE:
            assert attempt.source is not None
            edit(attempt.source, data, files, under=("data",))
            attempt.original = attempt.source
        elif kind == CHOICES:
            check_choices(data.get("choices") or [])
            attempt.choices = data.get("choices") or []
        elif kind == MODAL:
            check_modal(data)
            attempt.modal = Modal(data, attempt)

    def _say(
        self, attempt: Attempt, data: dict[str, Any], files: Sequence[tuple[str, bytes]], under: Sequence[str] = ()
    ) -> Message:
        message = create(self.world, attempt.channel, data, files, attempt=attempt, under=under)
        attempt.every_answer.append(message)
        return message

    def _callback_object(self, attempt: Attempt) -> dict[str, Any]:
        shown: dict[str, Any] = {"interaction": {"id": str(attempt.id), "type": attempt.kind}}
        shown["resource"] = {"type": attempt.ack_type}
        if attempt.original and attempt.ack_type in (SAY, DEFER_SAY, UPDATE):
            shown["resource"]["message"] = attempt.original.payload
            shown["interaction"] |= {
                "response_message_id": str(attempt.original.id),
                "response_message_loading": attempt.original.loading,
                "response_message_ephemeral": attempt.original.ephemeral_for is not None,
            }
        return shown

    def by_token(self, application: int, token: str) -> Attempt:
        """The attempt that a webhook token belongs to, as long as the token lives."""
        found = [each for each in self.attempts.values() if each.token == token]
        if application != self.world.application_id or not found:
            raise invalid_webhook_token()
        attempt = found[0]
        if self.world.clock() - attempt.started > TOKEN_LIVES:
            raise invalid_webhook_token()
        if not attempt.acknowledged:
            raise unknown("Webhook")
        return attempt

    def follow_up(self, attempt: Attempt, data: dict[str, Any], files: Sequence[tuple[str, bytes]]) -> Message:
        """The first follow-up to a deferred answer completes it; any other is a message of its own."""
        if attempt.original and attempt.original.loading:
            edit(attempt.original, data, files)
            return attempt.original
        return self._say(attempt, data, files)

    @staticmethod
    def change(message: Message, data: Mapping[str, Any], files: Sequence[tuple[str, bytes]]) -> Message:
        edit(message, data, files)
        return message

    def message_of(self, attempt: Attempt, name: str) -> Message:
        if name == "@original":
            message = attempt.original
        else:
            mine = [*attempt.every_answer, *([attempt.source] if attempt.source else [])]
            message = next((each for each in mine if str(each.id) == name), None)
        if message is None or message.deleted:
            raise unknown("Message")
        return message

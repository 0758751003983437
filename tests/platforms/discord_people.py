"""People: what they do (hands) and what they see (eyes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_commands import CHAT, MESSAGE, USER, Schema
from tests.platforms.discord_components import BUTTON, STRING_SELECT, Select
from tests.platforms.discord_interactions import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Attempt
from tests.platforms.discord_messages import Attachment, Message
from tests.platforms.discord_modals import Modal
from tests.platforms.discord_options import filled, leaf_of, refer, wrapped
from tests.platforms.discord_posting import create

if TYPE_CHECKING:
    from tests.platforms.discord_channels import Channel
    from tests.platforms.discord_world import Guild, Role, User, World


@dataclass(eq=False)
class Member:
    """A person in a server (or in a conversation with the bot)."""

    world: World
    user: User
    guild: Guild
    roles: list[Role] = field(default_factory=list)
    joined: str = ""

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    @property
    def payload(self) -> dict[str, Any]:
        return {
            "user": self.user.payload, "roles": [str(role.id) for role in self.roles], "nick": None, "avatar": None,
            "joined_at": self.joined, "premium_since": None, "deaf": False, "mute": False, "pending": False,
            "flags": 0, "communication_disabled_until": None, "banner": None,
        }  # fmt: skip

    # Eyes

    @property
    def dm_channel(self) -> Channel:
        return self.world.dm_with(self.user)

    @property
    def dms(self) -> list[Message]:
        """What the bot wrote to this person directly."""
        return [each for each in self.dm_channel.messages if each.author is self.world.bot]

    def sees(self, channel: Channel) -> list[str]:
        """The texts in a channel as this person sees them, ephemeral ones to them included."""
        return [each.text for each in self.sees_messages(channel)]

    def sees_messages(self, channel: Channel) -> list[Message]:
        if not channel.permissions_of(self.user):
            return []
        return [each for each in channel.messages if each.ephemeral_for in (None, self.user)]

    def _sees(self, message: Message) -> None:
        seen = message in self.sees_messages(message.channel)
        assert seen, f"{self.name} does not see the message {message.text!r}"

    # Hands: each gives an Attempt once the bot has acknowledged it, or did not

    async def slash(self, channel: Channel, command: str, /, **options: Any) -> Attempt:
        """`await ada.slash(general, "poll create", question="Lunch?")`: checked against what is registered."""
        data = self._command(channel, command, options)
        return await self._act(COMMAND, channel, data)

    async def autocomplete(self, channel: Channel, command: str, option: str, typed: Any, /, **others: Any) -> Attempt:
        """What the bot offers while the person types into an option: `.choices`."""
        data = self._command(channel, command, {**others, option: typed}, typing=option)
        return await self._act(AUTOCOMPLETE, channel, data)

    def _command(
        self, channel: Channel, command: str, options: Mapping[str, Any], *, typing: str | None = None
    ) -> dict[str, Any]:
        name, *path = command.removeprefix("/").split()
        schema = self._offered(channel, CHAT, name)
        leaf, levels = leaf_of(schema, path)
        sent, resolved = filled(self, leaf, options, channel, typing=typing)
        data = {"id": schema["id"], "name": name, "type": CHAT, "options": wrapped(levels, sent)}
        return self._completed(data, schema, resolved)

    async def context_menu(self, name: str, target: Message | Member) -> Attempt:
        """Choose a command from the menu of a message or a person."""
        resolved: dict[str, Any] = {}
        if isinstance(target, Message):
            self._sees(target)
            kind, channel = MESSAGE, target.channel
            resolved["messages"] = {str(target.id): target.payload}
        else:
            kind, channel = USER, next(iter(self.guild.channels.values()))
            refer(self, target, resolved, 6, channel_types=[])
        schema = self._offered(channel, kind, name)
        data = {"id": schema["id"], "name": name, "type": kind, "target_id": str(target.id)}
        return await self._act(COMMAND, channel, self._completed(data, schema, resolved))

    def _offered(self, channel: Channel, kind: int, name: str) -> Schema:
        return self.world.commands.offered_to(self, kind, name, in_dm=channel.guild is None)

    @staticmethod
    def _completed(data: dict[str, Any], schema: Schema, resolved: dict[str, Any]) -> dict[str, Any]:
        data |= {"guild_id": schema["guild_id"]} if "guild_id" in schema else {}
        return data | ({"resolved": resolved} if resolved else {})

    async def presses(self, message: Message, label: str | None = None, *, custom_id: str | None = None) -> Attempt:
        """Press a button, by its label or its custom id, if it is there and not greyed out."""
        self._sees(message)
        fitting = [
            each for each in message.buttons if (custom_id is None or each.custom_id == custom_id) and
            (label is None or label in (each.label, each.emoji))
        ]  # fmt: skip
        shown = [each.label for each in message.buttons]
        assert len(fitting) == 1, f"{len(fitting)} buttons fit {label or custom_id!r}; the message shows {shown}"
        button = fitting[0]
        assert not button.disabled, f"the button {button.label!r} is disabled"
        assert button.custom_id is not None, f"the button {button.label!r} is a link to {button.url}"
        data = {"custom_id": button.custom_id, "component_type": BUTTON, "id": button.number}
        return await self._act(COMPONENT, message.channel, data, message)

    async def presses_raw(self, channel: Channel, message: Message | None, custom_id: str) -> Attempt:
        """A forged press, as a changed client may send it: any custom id, on any message or none."""
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": 1}
        return await self._act(COMPONENT, channel, data, message)

    async def selects_raw(self, channel: Channel, message: Message, custom_id: str, values: list[str]) -> Attempt:
        """A forged choice: values that the menu may never have offered, in any number."""
        data = {"custom_id": custom_id, "component_type": STRING_SELECT, "id": 1, "values": values}
        return await self._act(COMPONENT, channel, data, message)

    async def selects(self, message: Message, *values: Any, custom_id: str | None = None) -> Attempt:
        """Choose in a menu: options by value or label; people, roles or channels themselves."""
        self._sees(message)
        menus = [each for each in message.selects if custom_id in (None, each.custom_id)]
        assert len(menus) == 1, (
            f"{len(menus)} menus fit; the message shows {[each.custom_id for each in message.selects]}"
        )
        menu = menus[0]
        assert not menu.disabled, f"the menu {menu.custom_id!r} is disabled"
        assert menu.lowest <= len(values) <= menu.highest, f"the menu takes {menu.lowest}–{menu.highest} options"
        data: dict[str, Any] = {"custom_id": menu.custom_id, "component_type": menu.kind, "id": menu.number}
        data |= self._chosen(menu, values)
        return await self._act(COMPONENT, message.channel, data, message)

    def _chosen(self, menu: Select, values: tuple[Any, ...]) -> dict[str, Any]:
        if menu.kind == STRING_SELECT:
            by_label, known = dict(menu.options), {value for _, value in menu.options}
            wrong = [value for value in values if value not in known and value not in by_label]
            assert not wrong, f"the menu offers {menu.options}, not {wrong}"
            return {"values": [value if value in known else by_label[value] for value in values]}
        resolved: dict[str, Any] = {}
        for value in values:
            refer(self, value, resolved, {5: 6, 6: 8, 7: 9, 8: 7}[menu.kind], channel_types=[])
        return {"values": [str(value.id) for value in values], "resolved": resolved}

    async def submits(self, form: Attempt | Modal, values: Mapping[str, Any], *, forged: bool = False) -> Attempt:
        """Fill in a form that the bot opened, by label or custom id; forged: without what the client insists on."""
        modal = form.modal if isinstance(form, Attempt) else form
        assert modal is not None, "the bot opened no form"
        assert modal.attempt.member.user is self.user, "the form was opened for somebody else"
        components, resolved = modal.filled(values, forged=forged)
        data = {"custom_id": modal.custom_id, "components": components}
        data |= {"resolved": resolved} if resolved else {}
        return await self._act(SUBMIT, modal.attempt.channel, data, modal.attempt.source)

    async def _act(self, kind: int, channel: Channel, data: dict[str, Any], source: Message | None = None) -> Attempt:
        if channel.guild:
            assert channel.permissions_of(self.user), f"{self.name} does not see #{channel.name}"
        return await self.world.deliver(Attempt(self.world, self, channel, kind, data, source))

    async def says(self, channel: Channel, text: str, *, files: tuple[tuple[str, bytes], ...] = ()) -> Message:
        """Write an ordinary message."""
        return create(self.world, channel, {"content": text}, files, author=self.user, unchecked=True)

    def upload(self, filename: str, data: bytes, channel: Channel) -> Attachment:
        number = self.world.snowflake()
        url = f"{self.world.cdn}/{channel.id}/{number}/{filename}"
        self.world.files[number] = Attachment(number, filename, data, url, ephemeral=True)
        return self.world.files[number]

    async def votes(self, message: Message, answer: int | str) -> None:
        """Vote in a native poll; in one that takes a single answer, the vote before is withdrawn."""
        self._sees(message)
        assert message.poll is not None, "the message carries no poll"
        assert not message.poll.is_over, "the poll is over"
        number = message.poll.number_of(answer)
        if not message.poll.multiple:
            for other in [key for key, voters in message.poll.votes.items() if self.user in voters and key != number]:
                await self.unvotes(message, other)
        voters = message.poll.votes.setdefault(number, [])
        if self.user not in voters:
            voters.append(self.user)
            self._vote_event("MESSAGE_POLL_VOTE_ADD", message, number)

    async def unvotes(self, message: Message, answer: int | str) -> None:
        assert message.poll is not None, "the message carries no poll"
        assert not message.poll.is_over, "the poll is over"
        number = message.poll.number_of(answer)
        message.poll.votes[number].remove(self.user)
        self._vote_event("MESSAGE_POLL_VOTE_REMOVE", message, number)

    def _vote_event(self, event: str, message: Message, number: int) -> None:
        where = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
        data = {"user_id": str(self.id), "answer_id": number, **where}
        if message.channel.guild:
            data["guild_id"] = str(message.channel.guild.id)
        self.world.emit(event, data, message.channel.guild)

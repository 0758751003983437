"""Every limit of the fake Discord from both sides: what just fits passes, one more is refused in its own words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.platforms.discord_home import Home, codes, home
from tests.platforms.discord_spec import NO_SPEC

V2 = 1 << 15
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


@pytest.fixture
async def here() -> AsyncIterator[Home]:
    async with home() as found:
        yield found


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": f"b{number}", **more}


def row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


def rows(count: int, each: int = 1) -> list[dict[str, Any]]:
    return [row(*(button(number * 10 + place) for place in range(each))) for number in range(count)]


def menu(count: int, *, same: bool = False, **more: Any) -> dict[str, Any]:
    options = [{"label": "o", "value": "same" if same else str(number)} for number in range(count)]
    return row({"type": 3, "custom_id": "m", "options": options, **more})


def text(size: int = 1) -> dict[str, Any]:
    return {"type": 10, "content": "t" * size}


def v2(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components), **more}


def poll(question: int = 1, answers: int = 1, size: int = 1, hours: int = 24) -> dict[str, Any]:
    media = [{"poll_media": {"text": "a" * size}} for _ in range(answers)]
    return {"poll": {"question": {"text": "q" * question}, "answers": media, "duration": hours, "layout_type": 1}}


def embed(**parts: Any) -> dict[str, Any]:
    return {"embeds": [parts]}


FIELD = {"name": "n", "value": "v"}
TOO_LONG, BAD_LENGTH = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_BAD_LENGTH"
BOTH_SIDES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("content", {"content": "x" * 2000}, {"content": "x" * 2001}, TOO_LONG),
    ("embeds", {"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, TOO_LONG),
    ("title", embed(title="x" * 256), embed(title="x" * 257), TOO_LONG),
    ("description", embed(description="x" * 4096), embed(description="x" * 4097), TOO_LONG),
    ("fields", embed(fields=[FIELD] * 25), embed(fields=[FIELD] * 26), TOO_LONG),
    (
        "all embeds",
        {"embeds": [{"description": "x" * 3000}] * 2},
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]},
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    ("rows", {"components": rows(5), "content": "x"}, {"components": rows(6), "content": "x"}, TOO_LONG),
    ("buttons", {"components": rows(1, 5)}, {"components": rows(1, 6)}, BAD_LENGTH),
    ("label", v2(row(button(label="x" * 80))), v2(row(button(label="x" * 81))), TOO_LONG),
    ("custom id", v2(row(button(custom_id="x" * 100))), v2(row(button(custom_id="x" * 101))), BAD_LENGTH),
    ("no custom id", v2(row(button(custom_id="x"))), v2(row(button(custom_id=""))), BAD_LENGTH),
    ("unique", v2(row(button(1), button(2))), v2(row(button(1), button(1))), "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ("options", v2(menu(25)), v2(menu(26)), BAD_LENGTH),
    ("values", v2(menu(2)), v2(menu(2, same=True)), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
    (
        "menu beside a button",
        v2(menu(1), row(button())),
        v2(row(button(), *menu(1)["components"])),
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    ("total", v2(*[text()] * 40), v2(*[text()] * 41), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    ("text", v2(text(4000)), v2(text(2000), text(2001)), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    ("v2 alone", v2(text()), v2(text(), content="x"), LEGACY),
    ("v2 without embeds", v2(text()), v2(text(), embeds=[{"title": "t"}]), LEGACY),
    ("v2 without poll", v2(text()), v2(text(), **poll()), LEGACY),
    ("flag", v2(text()), {"components": [text()]}, "UNION_TYPE_CHOICES"),
    ("question", poll(question=300), poll(question=301), BAD_LENGTH),
    ("answers", poll(answers=10), poll(answers=11), BAD_LENGTH),
    ("answer", poll(size=55), poll(size=56), BAD_LENGTH),
    ("hours", poll(hours=768), poll(hours=769), "NUMBER_TYPE_MAX"),
    (
        "mentions",
        {"content": "x", "allowed_mentions": {"parse": ["users"]}},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
]


@pytest.mark.parametrize(
    ("fits", "too_much", "code"), [each[1:] for each in BOTH_SIDES], ids=[e[0] for e in BOTH_SIDES]
)
async def test_messages(here: Home, fits: dict[str, Any], too_much: dict[str, Any], code: str) -> None:
    await here.say(**fits)
    assert here.server.spec_violations == []
    with pytest.raises(discord.HTTPException) as refused:
        await here.say(**too_much)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert code in codes_of(here)
    assert len(here.general.messages) == 1


def codes_of(here: Home) -> set[str]:
    return codes(here.server.refusals[-1].answer["errors"])


async def test_empty_messages_are_refused_and_noted(here: Home) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await here.say(content="")
    assert refused.value.code == 50006
    assert "an empty message" in {each.what for each in here.server.spec_violations}


async def test_the_v2_flag_stays(here: Home) -> None:
    sent = await here.say(**v2(text()))
    path = f"/channels/{here.general.id}/messages/{sent['id']}"
    await here.post(path, {"components": [text(3)]}, "PATCH")
    assert here.general.messages[0].texts == ["ttt"]
    for wrong in ({"flags": 0, "components": [text()]}, {"content": "legacy"}):
        with pytest.raises(discord.HTTPException) as refused:
            await here.post(path, wrong, "PATCH")
        assert refused.value.code == 50035


async def test_alternative_text_of_a_file(here: Home) -> None:
    for size, fits in ((1024, True), (1025, False)):
        file = discord.File(__file__, "a.py", description="d" * size)
        if fits:
            await here.room.send(file=file)
            continue
        with pytest.raises(discord.HTTPException) as refused:
            await here.room.send(file=file)
        assert refused.value.code == 50035
    with pytest.raises(discord.HTTPException) as refused:
        await here.say(**v2({"type": 12, "items": [{"media": {"url": "attachment://none.png"}}]}))
    assert codes_of(here) == {"UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"}


def command(name: str = "poll", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "d", "type": 1, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [{"type": 3, "name": f"o{number}", "description": "d"} for number in range(count)]


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        (command("x" * 32), command("x" * 33)),
        (command("sondaggio"), command("Sondaggio")),
        (command(description="x" * 100), command(description="x" * 101)),
        (command(description="x"), command(description="")),
        (command(options=options(25)), command(options=options(26))),
        (command(options=options(2)), command(options=options(1) * 2)),
        (command(name_localizations={"it": "sondaggio"}), command(name_localizations={"xx": "sondaggio"})),
        (command(name_localizations={"it": "sondaggio"}), command(name_localizations={"it": "Due Parole"})),
        (command(contexts=[0, 1]), command(contexts=[3])),
        (command(default_member_permissions="32"), command(default_member_permissions="manage")),
    ],
)
async def test_commands(here: Home, fits: dict[str, Any], too_much: dict[str, Any]) -> None:
    path = f"/applications/{here.server.world.application_id}/commands"
    await here.post(path, [fits], "PUT")
    assert len(here.server.commands()) == 1
    with pytest.raises(discord.HTTPException) as refused:
        await here.post(path, [too_much], "PUT")
    assert refused.value.code == 50035
    assert here.server.commands()[0]["name"] == fits["name"]


async def test_registering_keeps_ids_and_guild_commands_apart(here: Home) -> None:
    path = f"/applications/{here.server.world.application_id}"
    first = await here.post(f"{path}/commands", command())
    again = await here.post(f"{path}/commands", command(description="other"))
    assert (first["id"], len(here.server.commands())) == (again["id"], 1)
    changed = await here.post(f"{path}/commands/{first['id']}", {"description": "third"}, "PATCH")
    assert changed["description"] == "third"
    local = await here.post(f"{path}/guilds/{here.guild.id}/commands", command("local"))
    assert [each["name"] for each in here.server.commands(here.guild)] == ["local"]
    await here.post(f"{path}/guilds/{here.guild.id}/commands/{local['id']}", None, "DELETE")
    assert here.server.commands(here.guild) == []


@pytest.mark.parametrize(
    ("permission", "body"),
    [
        ("SEND_MESSAGES", {"content": "x"}),
        ("EMBED_LINKS", {"embeds": [{"title": "t"}]}),
        ("SEND_POLLS", poll()),
    ],
)
async def test_permissions(here: Home, permission: str, body: dict[str, Any]) -> None:
    await here.say(**body)
    here.general.forbid(permission)
    with pytest.raises(discord.Forbidden) as refused:
        await here.say(**body)
    assert refused.value.code == 50013
    here.general.allow(permission)
    await here.say(**body)


async def test_rooms_unseen_unknown_and_left(here: Home) -> None:
    here.general.forbid("ATTACH_FILES")
    with pytest.raises(discord.Forbidden) as no_files:
        await here.room.send(file=discord.File(__file__))
    here.general.forbid("VIEW_CHANNEL")
    with pytest.raises(discord.Forbidden) as unseen:
        await here.say(content="x")
    second = here.guild.text_channel("second")
    room = here.client.get_partial_messageable(second.id)
    with pytest.raises(discord.NotFound) as no_message:
        await room.fetch_message(1)
    second.delete()
    with pytest.raises(discord.NotFound) as no_channel:
        await room.send("x")
    here.guild.kick_bot()
    with pytest.raises(discord.Forbidden) as left:
        await here.client.fetch_guild(here.guild.id)
    found = [error.value.code for error in (no_files, unseen, no_message, no_channel, left)]
    assert found == [50013, 50001, 10008, 10003, 50001]


async def test_what_the_specification_forbids_is_noted(here: Home) -> None:
    if here.server.spec is None:
        pytest.skip(NO_SPEC)
    await here.say(content="fine")
    assert here.server.spec_violations == []
    await here.say(content="fine", tts="perhaps")
    assert [each.where for each in here.server.spec_violations] == ["tts"]

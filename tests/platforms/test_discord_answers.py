"""The limits of what may answer an interaction, from both sides: forms, choices, kinds of answer, updates."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.platforms.discord_home import Home, codes, home
from tests.platforms.discord_interactions import Attempt


@pytest.fixture
async def here() -> AsyncIterator[Home]:
    async with home(patience=0.2) as found:
        yield found


async def answered(here: Home, kind: int, data: dict[str, Any]) -> Attempt:
    """A press that the bot answers with just this body."""

    async def answer(interaction: discord.Interaction) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        refused.clear()
        try:
            await here.post(path, {"type": kind, "data": data})
        except discord.HTTPException as error:
            refused.append(error.code)

    refused: list[int] = []
    here.client.on_interaction = answer
    return await here.ada.presses_raw(here.general, None, "x")


def label(number: int = 0, text: str = "l", **component: Any) -> dict[str, Any]:
    return {"type": 18, "label": text, "component": {"custom_id": f"f{number}", **component}}


def text_field(number: int = 0, text: str = "l", **more: Any) -> dict[str, Any]:
    return label(number, text, type=4, style=1, **more)


def choices(kind: int, count: int, *, same: bool = False) -> dict[str, Any]:
    options = [{"label": "o", "value": "v" if same else str(number)} for number in range(count)]
    return label(type=kind, options=options)


def modal(*components: dict[str, Any], title: str = "t") -> dict[str, Any]:
    return {"custom_id": "m", "title": title, "components": list(components)}


LENGTH = "BASE_TYPE_BAD_LENGTH"


@pytest.mark.parametrize(
    ("fits", "too_much", "code"),
    [
        (modal(text_field(), title="x" * 45), modal(text_field(), title="x" * 46), LENGTH),
        (modal(*map(text_field, range(5))), modal(*map(text_field, range(6))), LENGTH),
        (modal(text_field(0)), modal(), LENGTH),
        (modal(text_field(0, "x" * 45)), modal(text_field(0, "x" * 46)), LENGTH),
        (modal(text_field(max_length=4000)), modal(text_field(max_length=4001)), "NUMBER_TYPE_MAX"),
        (modal(text_field(0), text_field(1)), modal(text_field(0), text_field(0)), "COMPONENT_CUSTOM_ID_DUPLICATED"),
        (modal(choices(3, 25)), modal(choices(3, 26)), LENGTH),
        (modal(choices(21, 10)), modal(choices(21, 11)), LENGTH),
        (modal(choices(21, 2)), modal(choices(21, 1)), LENGTH),
        (modal(choices(22, 10)), modal(choices(22, 11)), LENGTH),
        (modal(choices(22, 2)), modal(choices(22, 2, same=True)), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        (modal(label(type=23)), modal({"type": 2, "style": 1, "label": "x", "custom_id": "b"}), "UNION_TYPE_CHOICES"),
    ],
)
async def test_forms(here: Home, fits: dict[str, Any], too_much: dict[str, Any], code: str) -> None:
    opened = await answered(here, 9, fits)
    assert opened.modal
    assert here.server.spec_violations == []
    refused = await answered(here, 9, too_much)
    assert refused.modal is None
    assert refused.failed
    assert code in codes(here.server.refusals[-1].answer["errors"])


async def test_only_fitting_kinds_of_answer(here: Home) -> None:
    for kind in (6, 7, 8):
        refused = await answered(here, kind, {"content": "x"})
        assert refused.failed
        assert here.server.refusals[-1].answer["code"] == 50035
    assert (await answered(here, 4, {"content": "x" * 2000})).acknowledged
    assert (await answered(here, 4, {"content": "x" * 2001})).failed
    assert "data" in here.server.refusals[-1].answer["errors"]


async def test_at_most_25_choices_while_typing(here: Home) -> None:
    option = {"type": 3, "name": "topic", "description": "d", "autocomplete": True}
    command = {"name": "poll", "description": "d", "type": 1, "options": [option]}
    await here.post(f"/applications/{here.server.world.application_id}/commands", command)

    async def answer(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        count = int(data["options"][0]["value"])
        body = {"type": 8, "data": {"choices": [{"name": "n", "value": "v"}] * count}}
        with contextlib.suppress(discord.HTTPException):
            await here.post(f"/interactions/{interaction.id}/{interaction.token}/callback", body)

    here.client.on_interaction = answer
    assert len((await here.ada.autocomplete(here.general, "poll", "topic", "25")).choices) == 25
    assert (await here.ada.autocomplete(here.general, "poll", "topic", "26")).failed
    assert here.server.refusals[-1].answer["code"] == 50035


async def test_a_press_may_rewrite_its_message_even_an_ephemeral_one(here: Home) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Again", custom_id="again"))

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.message is None:
            await interaction.response.send_message("first", view=view, ephemeral=True)
        else:
            await interaction.response.defer()
            await interaction.edit_original_response(content="second", view=None)

    here.client.on_interaction = answer
    first = (await here.ada.presses_raw(here.general, None, "x")).answer
    with pytest.raises(AssertionError, match="does not see"):
        await here.bruno.presses(first, "Again")
    attempt = await here.ada.presses(first, "Again")
    await here.server.until(lambda: attempt.updated)
    assert here.ada.sees(here.general) == ["second"]
    assert first.buttons == []
    assert here.bruno.sees(here.general) == []

"""The fake Discord against the real client: commands, answers in every form, what people see, faults on the way."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from tests.platforms.discord_home import Home, home


@pytest.fixture
async def here() -> AsyncIterator[Home]:
    async with home() as found:
        yield found
        assert found.server.spec_violations == []


def layout(*texts: str, buttons: tuple[str, ...] = (), prefix: str = "b") -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    for text in texts:
        view.add_item(ui.TextDisplay(text))
    if buttons:
        view.add_item(ui.ActionRow(*(ui.Button(label=each, custom_id=f"{prefix}:{each}") for each in buttons)))
    return view


async def offer(here: Home, callback: Any, name: str = "poll", **options: Any) -> None:
    here.tree.command(name=name, description="ask", **options)(callback)
    await here.tree.sync()


async def test_a_command_is_answered_with_buttons_that_answer_privately(here: Home) -> None:
    async def ask(interaction: discord.Interaction, question: str, seats: app_commands.Range[int, 1, 9] = 1) -> None:
        await interaction.response.send_message(view=layout(question, f"{seats} of us", buttons=("Yes", "No")))

    async def pressed(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            words = f"{interaction.user.display_name} {interaction.locale.value}: {interaction.data['custom_id']}"
            await interaction.response.send_message(words, ephemeral=True)

    here.client.event(pressed)
    here.client.on_interaction = pressed
    await offer(here, ask)
    attempt = await here.ada.slash(here.general, "poll", question="Lunch?", seats=4)
    assert attempt.text == "Lunch?\n4 of us"
    assert attempt.delay is not None
    assert attempt.delay < 3
    message = here.general.messages[0]
    assert [(button.label, button.custom_id) for button in message.buttons] == [("Yes", "b:Yes"), ("No", "b:No")]
    await here.ada.presses(message, "Yes")
    assert here.ada.sees(here.general) == ["Lunch?\n4 of us", "Ada it: b:Yes"]
    assert here.bruno.sees(here.general) == ["Lunch?\n4 of us"]
    forged = await here.bruno.presses_raw(here.general, message, "b:forged")
    assert forged.text == "Bruno en-US: b:forged"


async def test_input_is_held_against_what_is_registered(here: Home) -> None:
    async def ask(interaction: discord.Interaction, question: app_commands.Range[str, 1, 10]) -> None:
        await interaction.response.send_message(question, ephemeral=True)

    await offer(here, ask)
    for name, options in (("other", {}), ("poll", {}), ("poll", {"question": "x" * 11}), ("poll", {"wrong": "x"})):
        with pytest.raises(AssertionError):
            await here.ada.slash(here.general, name, **options)
    assert (await here.ada.slash(here.general, "poll", question="x" * 10)).acknowledged


async def test_sub_commands_people_and_files_as_options(here: Home) -> None:
    group = app_commands.Group(name="poll", description="polls")

    @group.command(description="ask somebody")
    async def put(
        interaction: discord.Interaction, to: discord.Member, where: discord.TextChannel, file: discord.Attachment
    ) -> None:
        await interaction.response.send_message(f"{to.name} {where.name} {(await file.read()).decode()}")

    here.tree.add_command(group)
    await here.tree.sync()
    options = {"to": here.bruno, "where": here.general, "file": ("a.txt", b"bytes")}
    assert (await here.ada.slash(here.general, "poll put", **options)).text == "bruno general bytes"


async def test_deferred_answers_follow_ups_and_the_original(here: Home) -> None:
    finish = asyncio.Event()

    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await finish.wait()
        await interaction.followup.send("counted")
        public = await interaction.followup.send("for all", wait=True)
        await public.edit(content="for all to see")
        await interaction.edit_original_response(content="counted twice")
        assert (await interaction.original_response()).content == "counted twice"

    await offer(here, ask)
    attempt = await here.ada.slash(here.general, "poll")
    assert attempt.thinking
    assert here.general.messages == []
    finish.set()
    await here.server.until(lambda: attempt.text == "counted twice\nfor all to see")
    assert here.bruno.sees(here.general) == ["for all to see"]


async def test_one_acknowledgement_only_and_in_time() -> None:
    now = [1000.0]
    seen: list[int] = []

    async def ask(interaction: discord.Interaction, late: bool) -> None:
        now[0] += 3.5 if late else 0
        for _ in range(2):
            again = discord.InteractionResponse(interaction)
            try:
                await again.send_message("hello")
            except discord.HTTPException as refused:
                seen.append(refused.code)
        now[0] += 901
        try:
            await interaction.followup.send("too late")
        except discord.HTTPException as refused:
            seen.append(refused.code)

    async with home(clock=lambda: now[0], patience=0.3) as here:
        await offer(here, ask)
        assert (await here.ada.slash(here.general, "poll", late=False)).acknowledged
        await here.server.until(lambda: len(seen) == 2)
        assert (await here.ada.slash(here.general, "poll", late=True)).failed
        await here.server.until(lambda: len(seen) == 5)
    assert seen == [40060, 50027, 10062, 10062, 50027]


async def test_forms_menus_and_what_is_typed(here: Home) -> None:
    class Form(ui.Modal, title="New poll"):
        question = ui.Label(text="Question", component=ui.TextInput(custom_id="q", max_length=20))
        kind = ui.Label(
            text="Kind",
            component=ui.RadioGroup(
                custom_id="k",
                options=[
                    discord.RadioGroupOption(label="One", value="1"),
                    discord.RadioGroupOption(label="Many", value="2"),
                ],
            ),
        )

        async def on_submit(self, interaction: discord.Interaction) -> None:
            view = ui.LayoutView(timeout=None)
            menu = ui.Select(custom_id="menu", options=[discord.SelectOption(label="A", value="a")])
            view.add_item(ui.TextDisplay(f"{self.question.component.value} {self.kind.component.value}"))
            view.add_item(ui.ActionRow(menu))
            menu.callback = self.chosen
            await interaction.response.send_message(view=view)

        async def chosen(self, interaction: discord.Interaction) -> None:
            await interaction.response.edit_message(view=layout(f"chose {interaction.data['values']}"))

    async def ask(interaction: discord.Interaction, topic: str) -> None:
        await interaction.response.send_modal(Form())

    async def complete(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed * 2, value=typed)]

    command = app_commands.Command(name="poll", description="ask", callback=ask)
    command.autocomplete("topic")(complete)
    here.tree.add_command(command)
    await here.tree.sync()
    assert (await here.ada.autocomplete(here.general, "poll", "topic", "lu")).choices == [
        {"name": "lulu", "value": "lu"}
    ]
    opened = await here.ada.slash(here.general, "poll", topic="x")
    assert opened.modal
    assert [field.label for field in opened.modal.fields] == ["Question", "Kind"]
    for wrong in ({"Question": "x" * 21, "Kind": "One"}, {"Question": "x"}, {"Question": "x", "Kind": "None"}):
        with pytest.raises(AssertionError):
            await here.ada.submits(opened, wrong)
    await here.ada.submits(opened, {"Question": "Lunch?", "k": "Many"})
    message = here.general.messages[0]
    assert message.text == "Lunch? 2"
    chosen = await here.ada.selects(message, "A")
    assert chosen.updated
    assert here.general.messages[0].text == "chose ['a']"


async def test_context_menus_and_messages_of_people(here: Home) -> None:
    async def make(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"from {message.content!r}", ephemeral=True)

    here.tree.add_command(app_commands.ContextMenu(name="Make a poll", callback=make))
    await here.tree.sync()
    said = await here.bruno.says(here.general, "Pizza?")
    assert (await here.ada.context_menu("Make a poll", said)).text == "from 'Pizza?'"


async def test_commands_are_offered_to_those_who_may(here: Home) -> None:
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("yes")

    command = app_commands.Command(name="poll", description="ask", callback=ask)
    command.default_permissions = discord.Permissions(manage_guild=True)
    command.guild_only = True
    here.tree.add_command(command)
    await here.tree.sync()
    boss = here.guild.member("Carla", permissions=["MANAGE_GUILD"])
    with pytest.raises(AssertionError, match="not offered"):
        await here.ada.slash(here.general, "poll")
    with pytest.raises(AssertionError, match="not offered"):
        await boss.slash(boss.dm_channel, "poll")
    assert (await boss.slash(here.general, "poll")).text == "yes"


async def test_files_keep_their_bytes_and_stay_or_go_with_an_edit(here: Home) -> None:
    file = discord.File(io.BytesIO(b"\x89PNG"), "chart.png", description="bars")
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="bars")))
    sent = await here.room.send(view=view, file=file)
    kept = here.general.messages[0].attachments[0]
    assert (kept.filename, kept.data, kept.description) == ("chart.png", b"\x89PNG", "bars")
    assert await sent.attachments[0].read() == b"\x89PNG"
    await sent.edit(view=layout("gone"), attachments=[])
    message = here.general.messages[0]
    assert (message.attachments, message.text, message.edit_count) == ([], "gone", 1)


async def test_only_allowed_mentions_ring(here: Home) -> None:
    words = f"@everyone {here.ada.mention}"
    await here.room.send(words)
    await here.room.send(words, allowed_mentions=discord.AllowedMentions.none())
    await here.room.send(words, allowed_mentions=discord.AllowedMentions(everyone=False, users=True))
    assert [message.pings for message in here.general.messages] == [["Ada", "Bruno"], [], ["Ada"]]


async def test_a_nonce_makes_a_second_sending_harmless(here: Home) -> None:
    for _ in range(2):
        await here.room.send("once", nonce="n1")
    await here.room.send("twice", nonce="n2")
    assert [message.content for message in here.general.messages] == ["once", "twice"]


async def test_direct_messages_unless_the_person_blocks_them(here: Home) -> None:
    person = await here.client.fetch_user(here.ada.id)
    await person.send("hello")
    assert [message.text for message in here.ada.dms] == ["hello"]
    here.ada.user.blocks_dms = True
    with pytest.raises(discord.Forbidden) as refused:
        await person.send("again")
    assert refused.value.code == 50007


async def test_failures_and_lost_answers(here: Home) -> None:
    here.server.fail_next("POST /channels/*/messages", 403, 50001, "Missing Access")
    with pytest.raises(discord.Forbidden):
        await here.room.send("no")
    here.server.drop_next("POST /channels/{id}/messages")
    with pytest.raises(aiohttp.ClientError):
        await here.room.send("arrived all the same")
    assert here.ada.sees(here.general) == ["arrived all the same"]
    here.server.fail_next("POST /channels/*/messages", 429, message="slower", retry_after=0.01)
    await here.room.send("later")
    assert here.ada.sees(here.general)[-1] == "later"

"""Hostile words and hostile clients: nothing rings, nothing breaks, everything fits, every press is answered."""

from __future__ import annotations

import pytest

from bot.domain.community import Identity
from bot.domain.conversation import Typed
from bot.domain.ids import Platform
from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_messages import Message
from tests.platforms.discord_people import Member


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


@pytest.fixture
async def ada(house: DiscordHouse) -> Member:
    boss = await house.organiser()
    await house.connect(boss)
    return boss


def worst(count: int) -> dict[str, str]:
    """The longest poll there can be, of characters that are doubled to be plain."""
    return {
        "question": "*" * 299 + "?",
        "options": "\n".join(f"{number:02}" + "_" * 198 for number in range(1, count + 1)),
        "about": "~" * 1000,
    }


async def launched(house: DiscordHouse, ada: Member, fields: dict[str, str], **more: object) -> Message:
    given = {**fields, "options": fields["options"].replace("\n", " | "), **more}
    given = {name: value for name, value in given.items() if len(str(value)) < 6000}
    preview = await ada.slash(house.general, "poll", **given)
    if preview.modal is not None:
        preview = await ada.submits(preview, {"options": fields["options"]})
    await preview.answered()
    before = len(house.general.public)
    await (await ada.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: len(house.general.public) > before)
    return house.general.public[-1]


@pytest.mark.parametrize("count", [18, 25])
@pytest.mark.parametrize("multi", [1, 18])
async def test_the_longest_poll_from_launch_to_result(house: DiscordHouse, ada: Member, count: int, multi: int):
    fields = worst(count)
    post = await launched(house, ada, fields, multi=multi, names=True)
    number = (await house.poll()).id
    bruno = house.guild.member("*" * 32)
    view = await bruno.presses(post, "Vote")
    await view.answered()
    pressed = 0
    for page in range(1, 30):
        here = [each for each in view.answer.buttons if each.label.isdigit()]
        for each in here:
            before = view.answer.edit_count
            await bruno.presses(view.answer, each.label)
            await house.until(lambda before=before: view.answer.edit_count > before)
            pressed += 1
        if "▶" not in [each.label for each in view.answer.buttons]:
            break
        await bruno.presses(view.answer, "▶")
        await house.until(lambda page=page: f"Page {page + 1} of" in view.answer.text)
    assert pressed == count
    held = tuple(range(1, min(multi, count) + 1)) if multi > 1 else (count,)
    assert (await house.ballots())["*" * 32] == held, "what was chosen on other pages is kept"
    for change in (f"1: 01{'|' * 190}", f"2: 02{'|' * 190}", f"3: 03{'|' * 190}", "#" * 290):
        fixed = await ada.slash(house.general, "fix", poll=number, change=change)
        await fixed.answered()
        assert "⚠️" not in fixed.text, fixed.text
    await house.until(lambda: "####" in post.text)
    await (await bruno.slash(house.general, "myvotes")).answered()
    await (await ada.slash(house.general, "results", poll=number)).answered()
    await (await ada.slash(house.general, "summary", poll=number)).answered()
    await (await ada.slash(house.general, "close", poll=number)).answered()
    await house.result(post)
    await house.until(lambda: post.attachments)
    assert len(post.attachments[0].description or "") <= 1024
    await house.until(lambda: ada.dms)


async def test_all_of_fifty_options_of_two_hundred_characters(house: DiscordHouse, ada: Member):
    """Too long for one of Discord's forms and commands, so it is launched from elsewhere."""
    sender = Identity(Platform("discord"), str(ada.id), "Ada", "en")
    options = " | ".join(f"{number:02}" + "_" * 198 for number in range(1, 51))
    room = f"#{house.guild.id}/{house.general.id}"
    line = f'/poll {"*" * 299}? | {options} --multi 50 --names --about "{"~" * 1000}" --in {room}'
    reply = await house.ascolto.desk.handle(Typed(sender=sender, channel=None, text=line))
    assert "Launched" in str(reply), reply
    await house.until(lambda: [each for each in house.general.public if "02" in each.text])
    post = next(each for each in house.general.public if "02" in each.text)
    assert "press “Vote”" in post.text
    bruno = house.guild.member("Bruno")
    view = await bruno.presses(post, "Vote")
    await view.answered()
    pages = 1
    while True:
        for each in [each for each in view.answer.buttons if each.label.isdigit()]:
            before = view.answer.edit_count
            await bruno.presses(view.answer, each.label)
            await house.until(lambda before=before: view.answer.edit_count > before)
        if "▶" not in [each.label for each in view.answer.buttons]:
            break
        pages += 1
        await bruno.presses(view.answer, "▶")
        await house.until(lambda page=pages: f"Page {page} of" in view.answer.text)
    assert (await house.ballots())["Bruno"] == tuple(range(1, 51))
    receipt = await bruno.presses_raw(house.general, post, f"v:{(await house.poll()).id}:1")
    await receipt.answered()
    assert len(receipt.answer.text) <= 4000


async def test_changing_a_poll_that_is_too_long_for_one_entry_loses_nothing(house: DiscordHouse, ada: Member):
    labels = [f"{number:02}" + "_" * 180 for number in range(1, 31)]
    preview = await ada.slash(house.general, "poll", question="Which?", options=" | ".join(labels))
    await preview.answered()
    change = await ada.presses(preview.answer, "Change")
    await house.server.until(lambda: change.modal is not None)
    assert change.modal is not None
    entries = [field.custom_id for field in change.modal.fields]
    assert entries[:3] == ["question", "options.1", "options.2"]
    changed = await ada.submits(change, {"question": "Which one?"})
    await changed.answered()
    assert [option.label for option in (await house.poll()).options] == labels
    assert (await house.poll()).question == "Which one?"


RTL = "\u202egnp.exe\u202c שלום עולם \u2066مرحبا"
NASTY = [
    "@everyone @here",
    "<@{person}> <@&{role}> <#{room}> </poll:1> <id:customize> <t:0:R> <:e:1>",
    "# *_~~`||[x](https://evil.example)||`~~_*",
    "```\nblock",
    "> quote - list 1. one",
    "https://x.org/<@{person}>@everyone",
    RTL,
    "a\u0336\u0337\u0338\u0339\u033a\u033b\u033cb",
    "back\\\\slash\\",
]


@pytest.mark.parametrize("nasty", NASTY)
async def test_whatever_people_write_it_rings_nobody_and_marks_nothing(house: DiscordHouse, ada: Member, nasty: str):
    bruno = house.guild.member("Bruno")
    role = house.guild.role("choir", mentionable=True)
    bruno.roles.append(role)
    house.guild.everyone.permissions |= 1 << 17  # MENTION_EVERYONE
    words = nasty.format(person=bruno.id, role=role.id, room=house.general.id)
    named = house.guild.member(words.replace("\n", " ")[:32])
    opened = await ada.slash(house.general, "poll", names=True, add=True, about=words)
    preview = await ada.submits(opened, {"question": f"q {words}", "options": f"a {words}\nb"})
    await preview.answered()
    before = len(house.general.public)
    await (await ada.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: len(house.general.public) > before)
    post = house.general.public[-1]
    number = (await house.poll()).id
    first = post.buttons[0]
    receipt = await named.presses(post, custom_id=first.custom_id)
    await receipt.answered()
    added = await named.presses(post, "Add an option")
    await (await named.submits(added, {"label": f"c {words}"})).answered()
    mine = await named.presses(post, "My vote")
    await mine.answered()
    await (await ada.slash(house.general, "fix", poll=number, change=f"fixed {words}")).answered()
    await house.until(lambda: "✏️" in post.text)
    for command in ("results", "summary", "polls", "myvotes"):
        shown = await named.slash(house.general, command) if command == "myvotes" else None
        await (shown or await ada.slash(house.general, command)).answered()
    await (await ada.slash(house.general, "cancel", poll=number, reason=words)).answered()
    await house.until(lambda: "Cancelled" in post.text)
    everything = [*house.general.every_message, *ada.dm_channel.every_message]
    assert [each.pings for each in everything if each.pings] == []
    for message in everything:
        text = message.text.replace("\\<", "")
        assert "@everyone" not in text
        assert f"<@{bruno.id}>" not in text
        assert f"<@&{role.id}>" not in text
        assert f"<#{house.general.id}>" not in text
        assert "](https" not in text.replace("\\]", "")
        assert "\u202e" not in text
        assert "```" not in text


@pytest.mark.parametrize(
    "values", [[], ["1", "1"], ["99"], ["0"], ["-1"], ["x"], ["1", "99"], ["٣"], ["1"] * 30, ["00000001"]]
)
async def test_menus_that_send_what_they_never_offered(house: DiscordHouse, ada: Member, values: list[str]):
    post = await house.launch(ada, question="Which?", options="a | b | c", multi=2)
    bruno = house.guild.member("Bruno")
    await (await bruno.selects(post, "c")).answered()
    attempt = await bruno.selects_raw(house.general, post, f"s:{(await house.poll()).id}", values)
    await attempt.answered()
    held = (await house.ballots()).get("Bruno")
    assert held in ((3,), (1,)), held
    if held == (1,):
        assert set(values) == {"1"}


async def test_a_draft_is_nobodys_to_vote_on(house: DiscordHouse, ada: Member):
    preview = await ada.slash(house.general, "poll", question="Secret plan?", options="a | b")
    await preview.answered()
    number = (await house.poll()).id
    eve = house.guild.member("Eve")
    for custom_id in (f"v:{number}:1", f"p:{number}:0", f"w:{number}:0:1", f"a:{number}", f"n:{number}", f"s:{number}"):
        attempt = await eve.presses_raw(house.general, None, custom_id)
        assert not attempt.failed
        if attempt.modal is None:
            await attempt.answered()
            assert "Secret plan" not in attempt.text
    offered = [each.custom_id for each in preview.answer.buttons]
    for custom_id in offered:
        attempt = await eve.presses_raw(house.general, None, custom_id or "")
        await attempt.answered()
        assert "Launched" not in attempt.text
        assert "Secret plan" not in attempt.text
    assert not house.posts(house.general, "Secret plan")


async def test_a_form_kept_by_another_version_is_said_to_be_too_old(house: DiscordHouse, ada: Member):
    async with house.ascolto.work.writing() as work:
        await work.notes.keep(f"discord-form-{'0' * 16}", '{"fields": [{"unknown": 1}]}', None)
        await work.notes.keep(f"discord-offer-{'0' * 16}", "[[1]]", None)
    for custom_id in (f"f:{'0' * 16}:0", f"o:{'0' * 16}:0", f"b:{'0' * 16}", f"k:{'0' * 16}:0"):
        attempt = await ada.presses_raw(house.general, None, custom_id)
        await attempt.answered()
        assert ("out of date" if custom_id.startswith("f:") else "too old") in attempt.text, custom_id

"""Each limit both ways: what just fits is shown, one more is refused in Telegram's words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, MessageEntity
from telegram.error import BadRequest, TelegramError

from tests.platforms.conftest import words
from tests.platforms.telegram_chat import Chat
from tests.platforms.telegram_html import Formatted, parse_html, render_html
from tests.platforms.telegram_server import TelegramServer


@pytest.fixture
def room(server: TelegramServer) -> Chat:
    return server.supergroup("Tea room")


def keys(*rows: int, label: str = "Yes", data: str = "y") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)] * count for count in rows])


@pytest.mark.parametrize(
    "full", ["x" * 4096, "😀" * 2048, "<b>" + "x" * 4096 + "</b>", "&amp;" * 4096, " x" + "y" * 4095]
)
async def test_a_text_has_4096_utf16_units_after_parsing(bot: Bot, room: Chat, full: str) -> None:
    sent = await bot.send_message(room.id, full, parse_mode="HTML")
    with pytest.raises(BadRequest, match=words("Message is too long")):
        await bot.send_message(room.id, full + "!", parse_mode="HTML")
    with pytest.raises(BadRequest, match=words("MESSAGE_TOO_LONG")):
        await bot.edit_message_text(full + "!", room.id, sent.message_id, parse_mode="HTML")
    assert len(room.messages) == 1


async def test_an_empty_text_is_refused_and_white_space_around_is_cut(bot: Bot, room: Chat) -> None:
    with pytest.raises(BadRequest, match=words("Message text is empty")):
        await bot.send_message(room.id, "")
    for empty in (" \n ", "<b> </b>"):
        with pytest.raises(BadRequest, match=words("Text must be non-empty")):
            await bot.send_message(room.id, empty, parse_mode="HTML")
    await bot.send_message(room.id, "  <b> tea</b>\n", parse_mode="HTML")
    assert (room.last.text, room.last.html) == ("tea", "<b>tea</b>")


async def test_a_caption_has_1024(bot: Bot, room: Chat, picture: Callable[..., bytes]) -> None:
    await bot.send_photo(room.id, picture(), caption="x" * 1024)
    with pytest.raises(BadRequest, match=words("Message caption is too long")):
        await bot.send_photo(room.id, picture(), caption="x" * 1025)
    await bot.edit_message_caption(room.id, room.last.id, caption="")
    assert room.last.caption is None
    assert room.last.edit_count == 1


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<b>a</b><strong>b</strong>", ["bold", "bold"]),
        ("<i>a</i><u>b</u><s>c</s>", ["italic", "underline", "strikethrough"]),
        ('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', ["spoiler", "spoiler"]),
        ("<blockquote>a</blockquote>", ["blockquote"]),
        ("<blockquote expandable>a</blockquote>", ["expandable_blockquote"]),
        ('<pre><code class="language-python">a</code></pre>', ["pre"]),
        ("<code>a<b>x</b></code>", ["code"]),
        ('<a href="https://example.org/?a=1&amp;b=2">a</a>', ["text_link"]),
        ('<a href="tg://user?id=7">a</a>', ["text_mention"]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', ["custom_emoji"]),
        ('<tg-time unix="1647531900" format="wDT">now</tg-time>', ["date_time"]),
    ],
)
async def test_all_of_telegrams_html_is_understood(bot: Bot, room: Chat, source: str, kinds: list[str]) -> None:
    sent = await bot.send_message(room.id, source, parse_mode="HTML")
    assert [entity.type for entity in sent.entities] == kinds == [each["type"] for each in room.last.entities]


def test_offsets_are_utf16_and_html_comes_back() -> None:
    assert parse_html("😀<b>é</b>&lt;") == Formatted("😀é<", ({"type": "bold", "offset": 2, "length": 1},))
    for source in ("<b>a<i>b</i></b> &lt;c&gt;", "😀<u>x</u>y"):
        assert render_html(*parse_html(source)) == source


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("è <b>a", "Can't find end tag corresponding to start tag b"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("è <3>", 'Unsupported start tag "3" at byte offset 3'),
        ("a & b", "unescaped '&' at byte offset 2"),
        ("a &nbsp; b", 'Unsupported HTML entity "&nbsp;" at byte offset 2'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
async def test_what_is_not_its_html_is_refused(
    bot: Bot, server: TelegramServer, room: Chat, source: str, why: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(room.id, source, parse_mode="HTML")
    assert refused.value.message.lower() == f"can't parse entities: {why}".lower()
    assert server.requests[-1].description == f"Bad Request: can't parse entities: {why}"
    assert room.messages == []
    await bot.send_message(room.id, source)
    assert room.seen() == [source]


async def test_a_hundred_entities_fit(bot: Bot, room: Chat) -> None:
    await bot.send_message(room.id, "<b>x</b> " * 100, parse_mode="HTML")
    with pytest.raises(BadRequest, match=words("ENTITIES_TOO_LONG")):
        await bot.send_message(room.id, "<b>x</b> " * 101, parse_mode="HTML")


async def test_given_entities_must_lie_in_the_text(bot: Bot, room: Chat) -> None:
    await bot.send_message(room.id, "😀x", entities=[MessageEntity("bold", 2, 1)])
    assert room.last.html == "😀<b>x</b>"
    with pytest.raises(BadRequest, match=words("ends after the end of the text")):
        await bot.send_message(room.id, "😀x", entities=[MessageEntity("bold", 2, 2)])


@pytest.mark.parametrize(
    ("fits", "refused", "why"),
    [
        (keys(1, data="é" * 32), keys(1, data="é" * 32 + "x"), "BUTTON_DATA_INVALID"),
        (keys(8), keys(9), "Reply markup is too long"),
        (keys(*[4] * 25), keys(*[4] * 25, 1), "Reply markup is too long"),
        (keys(1), keys(1, label=" "), "Inline keyboard button text must be non-empty"),
        (keys(1), InlineKeyboardMarkup([[InlineKeyboardButton("x")]]), "text buttons are unallowed"),
        (
            keys(1),
            InlineKeyboardMarkup([[InlineKeyboardButton("x", url="https://a.b", callback_data="x")]]),
            "exactly one",
        ),
    ],
)
async def test_keyboards(
    bot: Bot, room: Chat, fits: InlineKeyboardMarkup, refused: InlineKeyboardMarkup, why: str
) -> None:
    await bot.send_message(room.id, "Tea?", reply_markup=fits)
    assert room.last.buttons == [[key.text for key in row] for row in fits.inline_keyboard]
    with pytest.raises(BadRequest, match=words(why)):
        await bot.send_message(room.id, "Tea?", reply_markup=refused)
    assert len(room.messages) == 1


@pytest.mark.parametrize(("fits", "refused"), [((9000, 1000), (9000, 1001)), ((20, 1), (21, 1)), ((1, 20), (1, 21))])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
async def test_pictures_have_a_shape(
    bot: Bot, room: Chat, picture: Callable[..., bytes], fits: tuple[int, int], refused: tuple[int, int], kind: str
) -> None:
    content = picture(*fits, kind=kind)
    sent = await bot.send_photo(room.id, content)
    assert (sent.photo[-1].width, sent.photo[-1].height) == fits
    assert room.last.photo == content
    with pytest.raises(BadRequest, match=words("PHOTO_INVALID_DIMENSIONS")):
        await bot.send_photo(room.id, picture(*refused, kind=kind))


async def test_what_is_no_picture_is_refused(bot: Bot, room: Chat, picture: Callable[..., bytes]) -> None:
    for broken in (b"GIF89a", picture()[:-20]):
        with pytest.raises(BadRequest, match=words("IMAGE_PROCESS_FAILED")):
            await bot.send_photo(room.id, broken)
    with pytest.raises(BadRequest, match=words("File must be non-empty")):
        await bot.send_photo(room.id, b"")
    with pytest.raises(BadRequest, match=words("Wrong file identifier/HTTP URL specified")):
        await bot.send_photo(room.id, "no-such-file")


async def test_files_have_a_size(bot: Bot, room: Chat, picture: Callable[..., bytes]) -> None:
    small = picture()
    full = small[:-12] + b"\0" * ((10 << 20) - len(small)) + small[-12:]
    await bot.send_photo(room.id, full)
    with pytest.raises(BadRequest, match=words("is too big for a photo; the maximum size is 10485760 bytes")):
        await bot.send_photo(room.id, full[:-12] + b"\0" + full[-12:])
    await bot.send_document(room.id, b"x" * (50 << 20), filename="results.csv")
    assert len(room.last.document or b"") == 50 << 20
    with pytest.raises(TelegramError, match=words("Request Entity Too Large")):
        await bot.send_document(room.id, b"x" * ((50 << 20) + 1))


async def test_an_album_has_two_to_ten(bot: Bot, room: Chat, picture: Callable[..., bytes]) -> None:
    photos = [InputMediaPhoto(picture(10 + place, 10)) for place in range(11)]
    for count in (2, 10):
        sent = await bot.send_media_group(room.id, photos[:count])
        assert len({message.media_group_id for message in sent}) == 1
    for count in (1, 11):
        with pytest.raises(BadRequest):
            await bot.send_media_group(room.id, photos[:count])
    assert len(room.messages) == 12


async def test_the_menu(bot: Bot, server: TelegramServer) -> None:
    await bot.set_my_commands([BotCommand(f"c{place}", "x" * 256) for place in range(100)], language_code="it")
    assert len(await bot.get_my_commands(language_code="it")) == 100
    for wrong, why in (
        ([("c", "x")] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ([("Poll", "x")], "BOT_COMMAND_INVALID"),
        ([("c" * 33, "x")], "BOT_COMMAND_INVALID"),
        ([("c", "x" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("c", " ")], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ):
        with pytest.raises(BadRequest, match=words(why)):
            await bot.set_my_commands(wrong)
    with pytest.raises(BadRequest, match=words("language code")):
        await bot.set_my_commands([("c", "x")], language_code="ita")
    await bot.delete_my_commands(language_code="it")
    assert server.account.commands == {}

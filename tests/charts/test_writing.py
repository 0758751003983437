"""What strangers type, made drawable: sanitised, covered by a font, emoji recognised, lines broken where they may."""

from __future__ import annotations

import pytest

from charts import fonts
from charts.emoji import catalogue, picture, split
from charts.fonts import CJK, SCRIPTS, Weight, chain, font_file, font_for
from charts.lines import balanced, ellipsize, phrased, wrap
from charts.sanitise import RAW_CHARS, printable, reads_right_to_left
from charts.shaping import Style, shape, width
from charts.writing import BOX, clusters, write

REGULAR = Style(35)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("  plain   text ", "plain text"),
        ("line\nbreak\ttab\r\n", "line break tab"),
        ("\u202eevil\u202c \u2066a\u2069 \u200f\u061cb", "evil a b"),
        ("nul\x00\x07\ud800\udfff\ufffe", "nul"),
        ("41\u00a0% \u00a0 of\u202f9\u2003\u00a0", "41\u00a0% of\u202f9"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("\u3164\u115f\u2800", ""),
        ("e\u0301", "é"),
        ("𝕱𝖆𝖓𝖈𝖞 Ⓐ Ｆ", "Fancy A F"),
        ("\ue000\U0010ffff🜀", ""),
        ("a" + "\u0335" * 50, "a\u0335\u0335"),
    ],
)
def test_text_becomes_one_printable_line(raw: str, seen: str) -> None:
    assert printable(raw) == seen


def test_only_the_beginning_of_a_flood_is_read() -> None:
    assert len(printable("W" * 1_000_000)) == RAW_CHARS
    assert len(write("W" * 4096).glyphs) == 140
    assert write("W" * 4096).glyphs.endswith("…")


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("Hello", False), ("שלום", True), ("«مرحبا» Hello", True), ("42 Hello مرحبا", False), ("42?", False)],
)
def test_direction_follows_the_first_letter(text: str, rtl: bool) -> None:
    assert reads_right_to_left(text) is rtl
    assert reads_right_to_left("42?", "ar-EG")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("👍", ["1f44d"]),
        ("👍🏽", ["1f44d-1f3fd"]),
        ("🇮🇹🇦🇪", ["1f1ee-1f1f9", "1f1e6-1f1ea"]),
        ("👨‍👩‍👧‍👦", ["1f468-200d-1f469-200d-1f467-200d-1f466"]),
        ("🏳️‍🌈", ["1f3f3-fe0f-200d-1f308"]),
        ("1️⃣", ["31-20e3"]),
        ("❤️", ["2764"]),
        ("✔ © 1 # * ❤", ["2764"]),
        ("👍︎", []),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", ["1f3f4-e0067-e0062-e0073-e0063-e0074-e007f"]),
    ],
)
def test_emoji_sequences_are_found_whole(text: str, names: list[str]) -> None:
    assert [name for _, name in split(text) if name] == names
    assert "".join(piece for piece, _ in split(text)) == text


def test_every_picture_of_the_archive_opens() -> None:
    names = sorted(catalogue().names.values())
    assert len(names) > 3900
    for name in names[::200]:
        assert picture(name, 40).shape == (40, 40, 4)


def test_equal_emoji_share_a_stand_in_and_parts_keep_only_theirs() -> None:
    writing = write("🍕🍕 🌸")
    assert len(writing.emoji) == 2
    assert [name for _, name in writing.with_glyphs(writing.glyphs[:1]).shown_emoji] == ["1f355"]


def test_an_emoji_is_placed_at_the_end_of_its_word() -> None:
    ((x, name),) = shape(write("pizza 🍕"), REGULAR).emoji
    assert name == "1f355"
    assert width(write("pizza"), REGULAR) < x < width(write("pizza 🍕"), REGULAR)


def test_in_right_to_left_text_an_emoji_stands_at_the_left() -> None:
    ((x, _),) = shape(write("مرحبا 🎉"), REGULAR).emoji
    assert x < 10


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_has_its_fonts(script: str) -> None:
    for cut in ("Regular", "Bold"):
        file = font_file(script, cut)
        assert file is not None
        assert file.exists()
    assert all(chain(weight, (script,)) for weight in Weight)


def test_letters_without_a_font_become_one_box() -> None:
    assert write("a 𒐫𒐫𒐫 b").glyphs == f"a {BOX} b"


@pytest.mark.skipif(font_file(CJK, "Regular") is None, reason="the optional CJK fonts are not installed")
def test_chinese_japanese_and_korean_are_covered_when_installed() -> None:
    assert {font_for(char) for char in "東京서울汉字かな"} == {CJK}


def test_without_the_cjk_fonts_a_run_of_their_letters_is_one_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_cjk", lambda cut: None)
    font_for.cache_clear()
    write.cache_clear()
    try:
        assert write("駅 東京 🗼").glyphs.startswith(f"{BOX} {BOX} ")
    finally:
        font_for.cache_clear()
        write.cache_clear()


def test_a_fourth_fallback_font_is_not_loaded() -> None:
    assert write("א ا ก ಕ").glyphs.count(BOX) == 1


def test_joiners_stay_only_where_they_join() -> None:
    assert "\u200d" in write("क्\u200dष").glyphs
    assert "\u200d" not in write("a\u200db 👍\u200d").glyphs


def test_marks_stay_with_their_letters() -> None:
    assert clusters("किe\u0301👍") == ["कि", "e\u0301", "👍"]


LONG = "a rather long description of the option which goes on and on for quite a while, so that it needs lines"


@pytest.mark.parametrize(
    "text", [LONG, "W" * 140, "東京都渋谷区の長い説明" * 12, "ภาษาไทย" * 18, "كلمة " * 27, "👨‍👩‍👧‍👦" * 60]
)
@pytest.mark.parametrize("most", [200, 700])
def test_no_line_is_wider_than_allowed(text: str, most: int) -> None:
    found = wrap(write(text), REGULAR, most, 3)
    assert 1 <= len(found.lines) <= 3
    assert all(line.glyphs for line in found.lines)
    assert max(width(line, REGULAR) for line in found.lines) <= most


def test_lines_break_between_words_and_lose_nothing() -> None:
    found = wrap(write(LONG), REGULAR, 700, 5)
    assert not found.cut
    assert " ".join(line.glyphs for line in found.lines) == LONG


def test_japanese_punctuation_never_begins_a_line() -> None:
    for most in range(200, 420, 20):
        for line in wrap(write("東京、大阪。京都！名古屋？札幌、福岡。" * 3), REGULAR, most, 9).lines:
            assert line.glyphs[0] not in "、。！？"


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    found = wrap(write(LONG), REGULAR, 400, 2)
    assert found.cut
    assert found.lines[-1].glyphs.endswith("…")
    assert ellipsize(write("Yes"), REGULAR, 400).glyphs == "Yes"


def test_a_number_keeps_its_unit() -> None:
    for most in range(120, 420, 20):
        lines = wrap(write("affluenza 41\u00a0% di 1\u202f240 persone"), REGULAR, most, 9).lines
        assert not any(line.glyphs.startswith(("%", "240")) for line in lines)


def test_small_print_breaks_at_its_dots() -> None:
    lines = phrased(
        write("246 people · turnout 41 % · several choices each, so the sum exceeds 100"), REGULAR, 900
    ).lines
    assert [line.glyphs for line in lines] == [
        "246 people · turnout 41 %",
        "several choices each, so the sum exceeds 100",
    ]


def test_a_title_of_two_lines_is_balanced() -> None:
    title = write("Where should we hold the spring meetup of the whole community?")
    one, other = (width(line, REGULAR) for line in balanced(title, REGULAR, 800, 2).lines)
    assert min(one, other) / max(one, other) > 0.7


def test_a_spaceless_title_breaks_between_its_phrases() -> None:
    lines = balanced(write("次はどこで開催しますか？ 場所を選んでください"), REGULAR, 500, 2).lines
    assert [line.glyphs for line in lines] == ["次はどこで開催しますか？", "場所を選んでください"]


def test_ink_stays_within_its_row() -> None:
    run = shape(write("Ẫ̸̂g" + "\u0346\u0346" + "ྱ"), REGULAR)
    assert run.rise <= 35 * 1.25
    assert run.mask.shape[0] - run.rise <= 35 * 0.5

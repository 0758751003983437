import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wording import MAX_MARKS, clean_line, clean_paragraph, same_label


@given(st.text(max_size=300))
def test_a_cleaned_line_is_one_visible_line_in_normal_form(raw):
    line = clean_line(raw)
    assert line == line.strip()
    assert "\n" not in line
    assert "  " not in line
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") for letter in line)


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(raw):
    assert clean_line(clean_line(raw)) == clean_line(raw)


@given(st.text(alphabet="a\u200b\u200c\u200d\u202e\u2066\ufeff \u0301é🏳️‍🌈\U000e0067\x00", max_size=60))
def test_cleaning_invisible_and_joining_letters_is_stable(raw):
    assert clean_line(clean_line(raw)) == clean_line(raw)


def test_bidi_overrides_and_zero_width_spaces_are_dropped():
    assert clean_line("\u202eevil\u202c \u200bok\ufeff\x07") == "evil ok"


def test_a_line_of_nothing_visible_is_empty():
    assert clean_line("\u200b\u2060 \u3164\u2800\x00\u200d") == ""


def test_emoji_families_flags_and_persian_joiners_survive():
    assert clean_line("👨‍👩‍👧 🏳️‍🌈 می‌خواهم") == "👨‍👩‍👧 🏳️‍🌈 می‌خواهم"
    assert clean_line("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f")[-1] == "\U000e007f"


def test_stacked_marks_are_capped():
    line = clean_line("Z" + "\u0300\u0316" * 40)
    assert sum(unicodedata.category(letter) == "Mn" for letter in line) <= MAX_MARKS


def test_labels_that_look_alike_are_the_same():
    assert same_label("Café") == same_label("cafe\u0301")
    assert same_label("LAKE ") == same_label("lake")
    assert same_label("ＬＡＫＥ") == same_label("lake")
    assert same_label("La\u200bke") == same_label("Lake")
    assert same_label("❤️") == same_label("❤")
    assert same_label("Straße") == same_label("STRASSE")


def test_paragraphs_keep_single_breaks():
    assert clean_paragraph("a\r\n\r\n\r\n\r\nb\tc") == "a\n\nb c"

import pytest

from bot.domain.errors import BadInput, NotFound
from bot.domain.ids import OptionId, encode
from bot.domain.poll import check_description, check_label, check_labels, check_question
from tests.builders import poll


def refused(check, raw):
    with pytest.raises(BadInput) as caught:
        check(raw)
    return caught.value.text.key


def test_a_question_has_1_to_300_characters():
    assert check_question("x" * 300) == "x" * 300
    assert refused(check_question, "x" * 301) == "error-question-long"
    assert refused(check_question, "x" * 4097) == "error-question-long"
    assert refused(check_question, " \u200b\n") == "error-question-empty"


def test_a_description_may_be_empty_and_has_a_limit():
    assert check_description("") == ""
    assert refused(check_description, "x" * 1001) == "error-description-long"


def test_a_label_has_1_to_200_characters():
    assert check_label(" 🏖️ ") == "🏖️"
    assert check_label("$x$ <b>*bold*</b>") == "$x$ <b>*bold*</b>"
    assert refused(check_label, "x" * 201) == "error-option-long"
    assert refused(check_label, "\u200b\u200d") == "error-option-empty"


@pytest.mark.parametrize(
    ("count", "key"), [(0, "error-options-few"), (1, "error-options-few"), (51, "error-options-many")]
)
def test_a_poll_has_2_to_50_options(count, key):
    assert refused(check_labels, tuple(f"option {n}" for n in range(count))) == key


def test_2_and_50_options_are_fine():
    assert len(check_labels(("a", "b"))) == 2
    assert len(check_labels(tuple(str(n) for n in range(50)))) == 50


@pytest.mark.parametrize("twin", ["lake", "LAKE", " La\u200bke ", "Ｌake"])
def test_labels_that_are_the_same_after_normalisation_are_refused(twin):
    with pytest.raises(BadInput) as caught:
        check_labels(("Lake", "City", twin))
    assert caught.value.text.key == "error-option-twice"
    assert caught.value.part


def test_labels_of_one_character_are_no_exception():
    assert refused(check_labels, ("A", "B", "A")) == "error-option-twice"


def test_an_unknown_option_is_not_found():
    with pytest.raises(NotFound):
        poll().option(OptionId(9))


def test_ids_are_readable_aloud():
    assert encode(b"\xff" * 5) == "zzzzzzzz"
    assert encode(b"\x00" * 5) == "00000000"
    assert len(encode(bytes(10))) == 16

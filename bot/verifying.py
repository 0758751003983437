"""`python -m bot verify`: a published file of ballots checked here, without a database, settings or a server."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from bot.domain.ballot import Choices
from bot.domain.ballot_file import BallotFile, read_ballot_file
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId
from bot.domain.marks import mark, option_of, value_of, values
from bot.domain.redeciding import redecided
from bot.domain.text import Text, say
from bot.domain.verification import Check, Finding, Found, ReceiptFinding, Verification, verify
from bot.locale.speech import LANGUAGES, Speech, speech
from bot.services.outcomes import outcome_text
from bot.services.papers import ballot_piece, in_order, own_mark
from bot.services.rulings import Decision

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

HOLDS: Final = 0
UNREADABLE: Final = 2
FAILS: Final = 5
"""Something in the file does not hold, or the receipt's ballot is not in it as a ballot that counts."""
_GOOD: Final = (Found.COUNTED, Found.SEALED)


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    verifying = commands.add_parser(
        "verify",
        help="recount a poll's published ballots, and check a receipt",
        description="Recount a file of published ballots (/p/POLL/ballots.json) and hold it against its sealed log. "
        "Needs no database and no settings. Exit code 0: everything holds; 5: something does not; 2: unreadable.",
    )
    verifying.add_argument("file", type=Path)
    verifying.add_argument("--receipt", metavar="CODE", help="the code that came with a vote: was it counted?")
    verifying.add_argument("--root", metavar="ROOT", help="from the closing post: is this what everybody else sees?")
    verifying.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])


def check(arguments: Namespace, tell: Callable[[str], None], complain: Callable[[str], None]) -> int:
    """The exit code; everything is said in words."""
    spoken = speech(arguments.language, "UTC")
    try:
        file = read_ballot_file(arguments.file.read_bytes())
    except OSError as error:
        complain(spoken.say(say("verify-cannot-read", reason=error.strerror or type(error).__name__)))
        return UNREADABLE
    except BadInput as error:
        complain(f"{spoken.say(error.text)} ({error.part})" if error.part else spoken.say(error.text))
        return UNREADABLE
    found = verify(file, code=arguments.receipt, noted=arguments.root)
    tell("\n".join(_lines(found, spoken, noted=arguments.root is not None)))
    counted = found.receipt is None or found.receipt.found in _GOOD
    return HOLDS if found.holds and counted else FAILS


def _lines(found: Verification, spoken: Speech, *, noted: bool) -> Iterator[str]:
    file = found.file
    yield spoken.say(say("verify-of", question=file.question, at=f"{file.closed_at:%Y-%m-%d %H:%M} UTC"))
    yield ""
    for finding in found.findings:
        yield f"{'✓' if finding.holds else '✗'} {spoken.say(finding_words(finding, file))}"
    yield ""
    if file.ballots is None:
        yield spoken.say(say("verify-unopened"))
    else:
        yield spoken.say(say("verify-recount", voters=found.voters))
        for option in file.options:
            if not option.removed:
                votes = _marks(found, option.number, spoken) if file.is_of_papers else found.votes[option.number]
                yield "  " + spoken.say(say("verify-option", label=option.label, votes=votes))
    yield from _outcome(found, spoken)
    yield spoken.say(say("verify-root-is", root=found.root))
    yield ""
    if found.receipt is not None:
        yield from _receipt_lines(found.receipt, file, spoken)
        yield ""
    yield spoken.say(say("verify-all-holds") if found.holds else say("verify-not-all")) + "."
    yield spoken.say(say("verify-holds") if found.holds else say("verify-fails"))
    if not noted:
        yield spoken.say(say("verify-compare"))


def _receipt_lines(receipt: ReceiptFinding, file: BallotFile, spoken: Speech) -> Iterator[str]:
    yield spoken.say(receipt_words(receipt, file, spoken))
    if receipt.position is not None:
        yield spoken.say(say("verify-place", place=receipt.position + 1, size=len(file.leaves)))
    if receipt.path:
        yield spoken.say(say("verify-path", path=" ".join(receipt.path)))
    yield spoken.say(say("verify-limit-proof"))


def _outcome(found: Verification, spoken: Speech) -> Iterator[str]:
    """What the ballots decide, as it was told at the close; of a poll whose count says everything nothing more."""
    decided = redecided(found.file, found.root)
    if decided is not None:
        yield ""
        yield spoken.say(say("verify-outcome"))
        yield outcome_text(decided.poll, Decision(decided.ruling, decided.proof), spoken)
        yield ""


def finding_words(finding: Finding, file: BallotFile) -> Text:
    # positions are counted from 1 where people read them
    where = ", ".join(str(place) for place in finding.wrong) or "–"
    places = ", ".join(str(place + 1) for place in finding.wrong)
    match finding.check:
        case Check.ENTRIES:
            return say("verify-entries") if finding.holds else say("verify-entries-wrong", where=places)
        case Check.BALLOTS:
            return say("verify-ballots") if finding.holds else say("verify-ballots-wrong", where=places)
        case Check.COUNT:
            return say("verify-count") if finding.holds else say("verify-count-wrong", where=where)
        case Check.ROOT:
            return say("verify-root") if finding.holds else say("verify-root-wrong")
        case Check.HEADS:
            return say("verify-heads") if finding.holds else say("verify-heads-wrong", where=where)
        case Check.DRAW:
            promise = file.draw.promise if file.draw is not None else ""
            return say("verify-draw", promise=promise) if finding.holds else say("verify-draw-wrong", promise=promise)
        case Check.NOTED:
            return say("verify-noted") if finding.holds else say("verify-noted-wrong")
        case never:
            assert_never(never)


def receipt_words(receipt: ReceiptFinding, file: BallotFile, spoken: Speech) -> Text:
    code, choices = receipt.code, _ballot(receipt.choices, file, spoken)
    counted = _ballot(receipt.counted_as, file, spoken)
    match receipt.found:
        case Found.COUNTED if file.is_of_papers:
            return say("verify-counted-paper", code=code, choices=choices)
        case Found.SPOILT:
            return say("verify-spoilt", code=code, choices=choices)
        case Found.COUNTED if not receipt.counted_as:
            return say("verify-counted-for-none", code=code, choices=choices)
        case Found.COUNTED if receipt.counted_as != receipt.choices:
            return say("verify-counted-as", code=code, choices=choices, counted=counted)
        case Found.COUNTED:
            return say("verify-counted", code=code, choices=choices)
        case Found.NOT_COUNTED:
            return say("verify-not-counted", code=code)
        case Found.SEALED:
            return say("verify-sealed", code=code)
        case Found.ABSENT:
            return say("verify-absent", code=code)
        case Found.NO_CODE:
            return say("verify-no-code")
        case Found.TWICE:
            return say("verify-twice", code=code)
        case never:
            assert_never(never)


def _ballot(choices: Choices, file: BallotFile, spoken: Speech) -> tuple[str, ...]:
    """A ballot in words; numbers stand for what the file knows no words of."""
    labels = {option.number: option.label for option in file.options}
    if not file.is_of_papers:
        return tuple(labels.get(choice, str(choice)) for choice in choices)
    method, scale = file.counting.method, values(file.counting)
    return tuple(
        ballot_piece(method, labels[option_of(choice)], choice, spoken)
        if option_of(choice) in labels and value_of(choice) in scale
        else str(choice)
        for choice in in_order(method, choices)
    )


def _marks(found: Verification, option: OptionId, spoken: Speech) -> str:
    """How often each mark was given to the option, the best first."""
    counting = found.file.counting
    given = [mark(option, value) for value in values(counting) if found.votes.get(mark(option, value))]
    best_first = given if counting.method.ranks else given[::-1]
    counts = [
        spoken.say(say("verify-mark", mark=own_mark(counting.method, each, spoken), times=found.votes[each]))
        for each in best_first
    ]
    return ", ".join(counts) or "–"

"""What the ballots of a published file decide by the rules that the file names: counted anew, believing nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.domain.ballot import Choices
from bot.domain.ballot_file import BallotFile
from bot.domain.deciding import decide
from bot.domain.ids import CommunityId, PersonId
from bot.domain.lots import Proof
from bot.domain.method import PLAIN
from bot.domain.poll import Closed, Electorate, ElectorateKind, Option, Poll, Rules
from bot.domain.recounting import Recounting
from bot.domain.ruling import Ruling
from bot.domain.tally.draw import Draw


@dataclass(frozen=True, slots=True)
class Redecided:
    poll: Poll
    """As far as the file tells of it."""
    ruling: Ruling
    proof: Proof | None
    """None where the file has no draw: then a tie stays a tie."""


def redecided(file: BallotFile, root: str) -> Redecided | None:
    """None of a plain poll, whose count says everything; where nothing is opened; and where no option stands.

    `root`: of the log, as recomputed.
    """
    poll = _poll(file)
    if file.counting == PLAIN or file.ballots is None or not poll.standing:
        return None
    recounting = Recounting(file)
    kinds: Counter[Choices] = Counter(recounting.counted(opening.choices) for opening in file.ballots)
    del kinds[()]
    if file.draw is None:
        return Redecided(poll, decide(poll, kinds, None), None)
    draw = Draw(bytes.fromhex(file.draw.nonce), bytes.fromhex(root))
    return Redecided(poll, decide(poll, kinds, draw), Proof(draw, of_log=True))


def _poll(file: BallotFile) -> Poll:
    known = file.eligible is not None
    electorate = Electorate(ElectorateKind.CENSUS if known else ElectorateKind.SELF_SELECTED, file.eligible)
    return Poll(
        id=file.poll,
        community=CommunityId("file"),
        author=PersonId("file"),
        question=file.question,
        options=tuple(
            Option(id=each.number, label=each.label, removed=each.removed, merged_into=each.merged_into)
            for each in file.options
        ),
        rules=Rules(most_choices=file.most_choices, receipts=True, electorate=electorate, counting=file.counting),
        state=Closed(file.closed_at, file.closed_at, by_deadline=False),
        created_at=file.closed_at,
    )

"""Results and ballots as CSV (RFC 4180, UTF-8 with a byte-order mark so that spreadsheets read the accents)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping

from bot.domain.ballot import Ballot
from bot.domain.errors import PromiseBroken
from bot.domain.ids import PersonId, Platform
from bot.domain.outcome import outcome
from bot.domain.poll import Poll, Secrecy
from bot.domain.small_groups import LEAST_VOTERS, withheld
from bot.domain.tally.plurality import Tally
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.outcome_csv import outcome_table
from bot.services.papers import ballot_words
from bot.services.platforms import platform_name
from bot.services.rulings import Decision

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def results_csv(
    poll: Poll,
    tally: Tally,
    speech: Speech,
    reported: Text | None = None,
    eligible: Tally | None = None,
    decision: Decision | None = None,
) -> bytes:
    """One row an option, by votes: label, votes, per cent, then one column a platform; `reported` stands below.

    Of a `decision` one row an option in its order, with what its method counts; its rule and proof stand below.
    `eligible`: what is left without what is set aside, as a last column where something is.

    Raises PromiseBroken for a result that is shown to nobody.
    """
    if withheld(poll, tally):
        raise PromiseBroken(say("error-secret-few", least=LEAST_VOTERS))
    if decision is not None:
        return written(
            [safe(cell) if isinstance(cell, str) else cell for cell in row]
            for row in outcome_table(poll, decision, speech)
        )
    platforms = sorted(tally.platforms) if not poll.rules.secret else []
    rows: list[list[str | int]] = [
        [
            speech.say(say("csv-option")),
            speech.say(say("csv-votes")),
            speech.say(say("csv-percent")),
            *(platform_name(platform) for platform in platforms),
            *([speech.say(say("csv-eligible"))] if eligible is not None else []),
        ]
    ]
    for standing in outcome(poll, tally).ranking:
        split = [tally.platforms[platform].votes.get(standing.option.id, 0) for platform in platforms]
        rows.append([safe(standing.option.label), standing.votes, f"{float(standing.percent):g}", *split])
        if eligible is not None:
            rows[-1].append(eligible.votes(standing.option.id))
    rows.append([speech.say(say("csv-voters")), tally.voters, "", *_voters(tally, platforms)])
    if eligible is not None:
        rows[-1].append(eligible.voters)
    if reported is not None:
        rows.append([safe(speech.say(reported))])
    return written(rows)


def ballots_csv(
    poll: Poll, ballots: Iterable[Ballot], names: Mapping[PersonId, str], speech: Speech, *, organiser: bool
) -> bytes:
    """One row a ballot with the voter's name, where the poll's promise allows the reader to see it.

    *Names shown*: everyone. *Owner sees*: organisers. Raises PromiseBroken otherwise.
    """
    if poll.rules.secret:
        raise PromiseBroken(say("error-promise-nobody"))
    if poll.rules.secrecy is not Secrecy.NAMED and not organiser:
        raise PromiseBroken(say("error-promise-ballots"))
    rows: list[list[str | int]] = [
        [
            speech.say(say("csv-voter")),
            speech.say(say("csv-platform")),
            speech.say(say("csv-choices")),
            speech.say(say("csv-cast-at")),
            speech.say(say("csv-changed-at")),
        ]
    ]
    rows += [
        [
            safe(names.get(PersonId(ballot.voter), "")),
            platform_name(ballot.platform),
            safe(" | ".join(ballot_words(poll, ballot.choices, speech))),
            ballot.cast_at.isoformat(timespec="seconds"),
            ballot.changed_at.isoformat(timespec="seconds"),
        ]
        for ballot in ballots
    ]
    return written(rows)


def safe(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it as a formula (OWASP: CSV injection)."""
    # full-width signs too, which some spreadsheets take for plain ones
    runs = text.startswith(_FORMULA) or unicodedata.normalize("NFKC", text).lstrip().startswith(_FORMULA)
    return f"'{text}" if runs else text


def _voters(tally: Tally, platforms: Iterable[Platform]) -> list[int]:
    return [tally.platforms[platform].voters for platform in platforms]


def written(rows: Iterable[list[str | int]]) -> bytes:
    """The rows as a file; whoever fills them makes what people wrote `safe`."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")

"""What the ballots of a published file are allowed to be, and what they count for, by the rules that the file names."""

from __future__ import annotations

from collections import Counter

from bot.domain.ballot import Choices, Gate
from bot.domain.ballot_file import BallotFile
from bot.domain.ids import OptionId
from bot.domain.marking import filled
from bot.domain.marks import option_of


class Recounting:
    """Of one file. Ballots of ticks follow what became of their options; papers count as they were filled in."""

    def __init__(self, file: BallotFile) -> None:
        self._file = file
        self._options = {option.number: option for option in file.options}
        self._standing = [option.number for option in file.options if not option.removed]
        self._gate = Gate(
            state="open",
            closes_at=None,
            most_choices=file.most_choices,
            may_change=True,
            standing=frozenset(self._standing),
            removed=frozenset(),
            counting=file.counting,
        )

    def allows(self, choices: Choices) -> bool:
        """Whether the ballot box could have taken it: a paper must be filled in as the same rule wants it there."""
        if self._file.is_of_papers:
            return bool(choices) and filled(self._gate, choices) == choices
        return (
            0 < len(choices) <= self._file.most_choices
            and tuple(sorted(set(choices))) == choices
            and all(choice in self._options for choice in choices)
        )

    def counted(self, choices: Choices) -> Choices:
        """Merged options as what they became, removed ones not at all; of a paper that is not allowed nothing."""
        if self._file.is_of_papers:
            return choices if self.allows(choices) else ()
        counted = set()
        for choice in choices:
            option = self._options.get(choice)
            # a file may say that two options were merged into each other; of an honest one no chain is longer
            for _ in self._options:
                if option is None or not option.removed:
                    break
                option = self._options.get(option.merged_into) if option.merged_into is not None else None
            if option is not None and not option.removed:
                counted.add(option.number)
        return tuple(sorted(counted))

    def nothing(self) -> Counter[OptionId]:
        """A count before the first ballot: every option that stands, but no mark."""
        return Counter({} if self._file.is_of_papers else dict.fromkeys(self._standing, 0))

    def off(self, votes: Counter[OptionId]) -> list[int]:
        """The options of which something else was published than these `votes`."""
        said = self._file.votes
        if self._file.is_of_papers:
            return sorted({option_of(mark) for mark in {*votes, *said} if votes[mark] != said.get(mark, 0)})
        return [option for option in sorted({*votes, *said}) if votes.get(option) != said.get(option)]

"""How likely an entry is what is asked, by all the words that people ask for it in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from math import exp, fsum, log

from bot.asking.entries import UNSAID, Entry
from bot.asking.index import Indexed

UNUSED = 0.3  # uses that count for a word that has none


class Likelihood:
    """Weighs entries against each other: a second opinion on what is like a question.

    It is naive Bayes: each word counts by itself, by how often an entry is asked for with it. All
    that is unsaid is one answer more: that there is none.
    """

    def __init__(self, indexed: Iterable[Indexed]) -> None:
        """Count the words of what is known by more than its name."""
        every = list(indexed)
        unsaid = (one.uses.elements() for one in every if one.entry.kind == UNSAID)
        self._uses: dict[Entry | None, Counter[str]] = {None: Counter(chain.from_iterable(unsaid))}
        for one in every:
            if one.uses and one.entry.kind != UNSAID:
                self._uses[one.entry] = one.uses
        known = len(set().union(*self._uses.values()))
        self._whole = {one: log(uses.total() + UNUSED * known) for one, uses in self._uses.items()}

    def of(self, tokens: Iterable[str], entries: Iterable[Entry]) -> Mapping[Entry | None, float]:
        """Return how likely each of the entries is, or none of them: together 1."""
        asked = frozenset(tokens)
        rivals = [None, *(one for one in entries if one in self._uses)]
        logs = [self._log(one, asked) for one in rivals]
        most = max(logs)
        likely = [exp(one - most) for one in logs]
        every = sum(likely)
        return {one: share / every for one, share in zip(rivals, likely, strict=True)}

    def _log(self, entry: Entry | None, asked: frozenset[str]) -> float:
        uses = self._uses[entry]
        used = fsum(_times(uses[token]) for token in uses.keys() & asked)  # in whatever order
        return used - len(asked) * self._whole[entry]


@cache
def _times(uses: int) -> float:
    """Return the logarithm of how many times likelier so many uses make a word than none."""
    return log(1 + uses / UNUSED)

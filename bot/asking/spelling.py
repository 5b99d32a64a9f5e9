"""The known word that a misspelt one means."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 4  # letters of a word that may be misspelt
LONG = 8  # letters from which a word may have two slips
REMEMBERED = 4096  # words


class Spelling:
    """Knows the words of a briefing and of the files of words."""

    def __init__(self, words: Iterable[str]) -> None:
        """Group the words by what slips leave alone: the first letter, and nearly the length."""
        self._known = frozenset(words)
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._known:
            self._alike[word[:1], len(word)].append(word)
        # No lru_cache: it would hold this object, and be freed only when garbage is looked for.
        self._nearest: dict[str, str] = {}

    def nearest(self, word: str) -> str:
        """Return the known word that is meant; the word itself if it is known, or none is near."""
        if word not in self._nearest:
            if len(self._nearest) >= REMEMBERED:
                self._nearest.clear()
            self._nearest[word] = self._look_up(word)
        return self._nearest[word]

    def _look_up(self, word: str) -> str:
        if word in self._known or len(word) < SHORTEST or word.isdecimal():
            return word
        slips = 2 if len(word) >= LONG else 1
        like = extract(
            word, self._like(word, slips), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        # Letters are left out more often than put in, so of two alike the longer one is meant.
        found = [(far, -len(one), one) for one, far, _ in like if _may_be(word, one)]
        return min(found)[-1] if found else word

    def _like(self, word: str, slips: int) -> list[str]:
        lengths = range(max(SHORTEST - 1, len(word) - slips), len(word) + slips + 1)
        groups = (
            self._alike.get((first, length), ())
            for first in {word[0], word[1]}
            for length in lengths
        )
        return list(chain.from_iterable(groups))


def _may_be(word: str, other: str) -> bool:
    """Tell whether one may be a slip for the other.

    The first letter is seldom wrong, unless it has changed places with the second; and of short
    words too many differ in a letter: there one has been left out, or two have changed places.
    """
    if other[0] != word[0]:
        return other[:2] == word[1::-1]
    return len(word) > SHORTEST or len(other) > len(word) or sorted(other) == sorted(word)

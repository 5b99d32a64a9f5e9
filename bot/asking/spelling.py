"""The known words that a misspelt one means."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import chain, groupby
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.asking.language import AT_TIMES, OFTEN

SHORTEST = 3  # letters of a word that may be misspelt
SHORT = 4  # letters up to which too many words differ in one
LONG = 8  # letters from which a word may have two slips
REMEMBERED = 4096  # words
_ENGLISH = Path(__file__).with_name("english.txt")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {
    key: (across + down / 2, down)
    for down, row in enumerate(_KEYS)
    for across, key in enumerate(row)
}


class Spelling:
    """Knows the words of a briefing and of the files of words."""

    def __init__(self, uses: Mapping[str, int]) -> None:
        """Group the words by what slips leave alone: the first letter, and nearly the length.

        `uses` says of each word how often it is used: of two that may be meant, the one more often.
        """
        self._uses = uses
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in uses:
            self._alike[word[:1], len(word)].append(word)
        # No lru_cache: it would hold this object, and be freed only when garbage is looked for.
        self._meant: dict[str, tuple[str, ...]] = {}

    def meant(self, word: str) -> tuple[str, ...]:
        """Return the known word that is meant, or two where the space between them is missing.

        It is the word itself if it is known, or nothing is near.
        """
        if (known := self._meant.get(word)) is not None:
            return known
        if len(self._meant) >= REMEMBERED:
            self._meant.clear()
        meant = self._meant[word] = self._look_up(word)
        return meant

    def _look_up(self, word: str) -> tuple[str, ...]:
        if word in self._uses or len(word) < SHORTEST or not word.isalpha() or is_english(word):
            return (word,)  # and a number is never another one
        near = self._nearest(word)
        return self._apart(word) or (word,) if near is None else (near,)

    def _apart(self, word: str) -> tuple[str, ...]:
        """Return the two words that are written as one; of several the pair that is used most."""
        pairs = ((word[:end], word[end:]) for end in range(1, len(word)))
        found = [(min(map(self._worth, pair)), pair) for pair in pairs]
        worth, pair = max(found)
        return pair if worth >= AT_TIMES else ()

    def _worth(self, part: str) -> int:
        """Return how much there is for a part of a word being one: little for two letters."""
        uses = self._uses.get(part, 0)
        if len(part) < SHORTEST and (uses < OFTEN or (len(part) == 1 and part != "a")):
            return 0
        return uses * len(part)

    def _nearest(self, word: str) -> str | None:
        slips = 2 if len(word) >= LONG else 1
        like = extract(
            word, self._like(word, slips), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        found = [(far, -self._uses[one], one) for one, far, _ in like if self._may_be(word, one)]
        return min(found)[-1] if found else None

    def _like(self, word: str, slips: int) -> list[str]:
        lengths = range(max(SHORTEST, len(word) - slips), len(word) + slips + 1)
        groups = (
            self._alike.get((first, length), ())
            for first in {word[0], word[1]}
            for length in lengths
        )
        return list(chain.from_iterable(groups))

    def _may_be(self, word: str, other: str) -> bool:
        """Tell whether one may be a slip for the other.

        The first letter is seldom wrong, unless it has changed places with the second. Of short
        words too many differ in a letter: there one has been left out, two have changed places,
        or the key beside was pressed.
        """
        if other[0] != word[0]:
            return other[:2] == word[1::-1]
        if len(word) > SHORT:
            return True
        if len(word) < SHORT and self._uses[other] < AT_TIMES:
            return False
        return len(other) > len(word) or sorted(other) == sorted(word) or _is_beside(word, other)


def is_english(word: str) -> bool:
    """Tell whether a word is no slip, though no briefing has it."""
    return f" {word} " in _english().get(word[:1], "")


@cache
def _english() -> Mapping[str, str]:
    """Return the words by their first letters, in one text each: a set takes ten times that."""
    lines = _ENGLISH.read_text("ascii").splitlines()
    words = chain.from_iterable(one.split() for one in lines if not one.startswith("#"))
    return {first: f" {' '.join(those)} " for first, those in groupby(words, lambda one: one[0])}


def _is_beside(word: str, other: str) -> bool:
    """Tell whether one key beside another was pressed."""
    slips = [pair for pair in zip(word, other, strict=False) if pair[0] != pair[1]]
    return len(word) == len(other) == SHORT and len(slips) == 1 and _are_beside(*slips[0])


def _are_beside(one: str, other: str) -> bool:
    nowhere = (-2.0, -2)
    (across, down), (there, below) = _PLACES.get(one, nowhere), _PLACES.get(other, nowhere)
    return one in _PLACES and abs(across - there) <= 1 and abs(down - below) <= 1

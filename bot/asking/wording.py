"""How alike the words of a question are to those in which an entry is asked for, as they stand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from math import fsum, hypot, log

from bot.asking.entries import Entry
from bot.asking.index import Indexed


class Wording:
    """Holds words against words, the little ones too: they tell what is asked of a thing.

    What is alike is told from 0 to 1, as the cosine of two vectors.
    """

    def __init__(self, indexed: Iterable[Indexed]) -> None:
        """Know how rare each word is in all that people ask, what is unsaid among it."""
        self._entries = {one.entry.line or one.entry.label: one for one in indexed}
        uses = Counter(chain.from_iterable(one.wording for one in self._entries.values()))
        every = log(len(self._entries) + 1)
        self._unknown = every
        self._rare = {word: every - log(count + 1) for word, count in uses.items()}

    def weights(self, words: Iterable[str]) -> Mapping[str, float]:
        """Return the words of a question or a text by how rare each is."""
        return {word: self._rare.get(word, self._unknown) for word in sorted(words)}

    def alike(self, asked: Mapping[str, float], entry: Entry) -> float:
        """Return how alike a question is to all texts of an entry together.

        A word of the entry counts by how many of its texts have it.
        """
        one = self._entries[entry.line or entry.label]
        uses = one.wording
        shared = fsum(rare * log(1 + uses[word]) for word, rare in asked.items() if word in uses)
        return shared / (_length(asked) * one.length)

    def nearest(self, asked: Mapping[str, float], entry: Entry) -> float:
        """Return how alike a question is to the text of an entry that is most like it."""
        texts = self._entries[entry.line or entry.label].texts
        return max(_cosine(asked, self.weights(text)) for text in texts)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = fsum(weight * weight for word, weight in other.items() if word in one)
    return shared / (_length(one) * _length(other))


def _length(weights: Mapping[str, float]) -> float:
    return hypot(*weights.values()) or 1.0

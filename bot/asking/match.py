"""How well an entry answers a question: how much of what is asked it covers, and how exactly."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.asking.entries import BY_NAME, Entry
from bot.asking.index import Index, Indexed, Phrase
from bot.asking.language import Reading, Tokens
from bot.asking.scale import Scale

Kinds = Mapping[str, Tokens]
RELUCTANT = frozenset({"absence", "source"})  # kinds that answer where nothing else does


@dataclass(frozen=True)
class Match:
    """An entry, and how well it answers: from 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Matcher:
    """Holds questions against the entries of an index.

    `kinds` are the tokens that each kind of entry meets, `general` all of these, `sought` those
    that ask for a sort of thing: a person, a day, a number, a reason; `documents` are words for
    what a source is.
    """

    index: Index
    kinds: Kinds
    general: Tokens
    sought: Tokens
    documents: Tokens
    scale: Scale

    def matches(self, reading: Reading) -> list[Match]:
        """Return what may answer, the best first."""
        asked = {token: self._weight(token) for token in reading.tokens}
        found = [
            Match(one.entry, self._score(one, asked) - self._strange(one, reading.spelt))
            for one in self.index.candidates(asked)
        ]
        behind = 0.0 if self._may_be_silent(found, asked) else self.scale.reluctance
        return sorted(found, key=lambda one: behind * (one.entry.kind in RELUCTANT) - one.score)

    def _strange(self, one: Indexed, spelt: frozenset[str]) -> float:
        """Return what is taken off for words that the entry has not as they were spelt."""
        return self.scale.strange * len(spelt - one.spelt) / (len(spelt) or 1)

    def _may_be_silent(self, found: Iterable[Match], asked: Collection[str]) -> bool:
        """Tell whether it is asked what a source says, or nothing else says what is asked."""
        said = (one.score for one in found if one.entry.kind not in RELUCTANT)
        return bool(self.documents.intersection(asked)) or max(said, default=0) < self.scale.offer

    def _weight(self, token: str) -> float:
        weight = self.index.weight(token)
        if token in self.index.names:
            return max(weight, self.scale.name)
        return max(weight, self.scale.sought) if token in self.sought else weight

    def _score(self, one: Indexed, asked: Mapping[str, float]) -> float:
        met = self.kinds.get(one.entry.kind, frozenset())
        weights = {
            token: min(weight, self.scale.met) if token in met else max(weight, self._least(token))
            for token, weight in asked.items()
        }
        beside = {token: weight * self._share(token, one, met) for token, weight in weights.items()}
        best = max(
            (self._by_phrase(phrase, weights, beside) for phrase in one.phrases), default=0.0
        )
        if one.entry.kind not in BY_NAME and not self._empty.issuperset(
            one.text.tokens & asked.keys()
        ):
            exact = 1 - self.scale.vague_text * (1 - _said(one.text, asked) / one.text.weight)
            best = max(best, self.scale.by_text * exact * sum(beside.values()))
        return best / (sum(weights.values()) or 1.0)

    def _by_phrase(
        self, phrase: Phrase, weights: Mapping[str, float], beside: Mapping[str, float]
    ) -> float:
        hit = phrase.tokens & weights.keys()
        # Of a phrase that tells more than who, when or how many, more has to be said.
        if not hit or (hit <= self._empty and not phrase.tokens <= self._empty):
            return 0.0
        gain = sum(weights[token] - beside[token] for token in hit)
        exact = 1 - self.scale.vague * (1 - _said(phrase, weights) / phrase.weight)
        worth = 1.0 if phrase.is_name else self.scale.asked
        return (sum(beside.values()) + gain) * exact * worth

    def _least(self, token: str) -> float:
        return self.scale.unmet if token in self.general else 0.0

    def _share(self, token: str, one: Indexed, met: Tokens) -> float:
        """Return how far an entry covers a token, whatever phrase it is found by."""
        if token in met:
            return self.scale.by_kind
        if token in one.named:
            return self.scale.another_name
        return self.scale.in_text if token in one.said else 0.0

    @cached_property
    def _empty(self) -> Tokens:
        return self.general | self.sought


def _said(phrase: Phrase, asked: Mapping[str, float]) -> float:
    """Return how much of a phrase was said, by what its tokens tell."""
    return sum(phrase.weights[token] for token in phrase.tokens if token in asked)

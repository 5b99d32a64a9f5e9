"""How well an entry answers a question: how much of what is asked it covers, and how exactly."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from math import fsum

from bot.asking.entries import BY_NAME, UNSAID, Entry
from bot.asking.index import Index, Indexed, Phrase
from bot.asking.language import Reading, Tokens
from bot.asking.likelihood import Likelihood
from bot.asking.scale import Scale

Kinds = Mapping[str, Tokens]
WHOLE = ("command", "topic", "difference")  # kinds that say all there is: of equals, they go first
RELUCTANT = frozenset({"absence", "source"})  # kinds that answer where nothing else does
_NONE: Tokens = frozenset()
_YEAR = re.compile(r"20\d\d")  # what happened in another one is no answer


@dataclass(frozen=True)
class Match:
    """An entry, and how well it answers: from about 0 to 1."""

    entry: Entry
    score: float
    said: Tokens  # all that the entry is found by
    likely: float = 0.0  # by every word that is asked, where the score leaves a doubt
    named: float = 1.0  # of the names that are asked, the share that it has
    is_fit: bool = True  # it may answer: it says nothing of another year, or of another thing


@dataclass(frozen=True)
class Asked:
    """A question as entries of one kind see it: what each token counts, and which they all meet."""

    weights: Mapping[str, float]
    tokens: Tokens
    total: float
    met: Tokens
    beyond: Tokens
    years: Tokens  # of which an entry has to speak
    known: Tokens  # people named: that an article is silent on them is no answer
    article: bool  # it is asked what the article says
    names: Tokens  # that are asked

    def may_be_answered_by(self, one: Indexed) -> bool:
        """Tell whether an entry, however like it, is one that answers such a question."""
        if self.article and one.entry.elsewhere:
            return False
        says_it = not self.beyond or self.beyond <= one.named | one.text.tokens
        return says_it and self.years <= one.said and self.known.isdisjoint(one.named)


@dataclass(frozen=True)
class Matcher:
    """Holds questions against the entries of an index.

    `kinds` are the tokens that each kind of entry meets, `beyond` those that it never does unless
    the entry says them, `general` all that any kind meets, `sought` those that ask for a sort of
    thing: a person, a day, a number, a reason; `documents` are words for what a source is.
    """

    index: Index
    likelihood: Likelihood
    kinds: Kinds
    beyond: Kinds
    general: Tokens
    sought: Tokens
    documents: Tokens
    scale: Scale

    def matches(self, reading: Reading, year: str = "") -> list[Match]:
        """Return what may answer, the best first; `year` is the one that was spoken of before."""
        asked = self._asked(reading)
        candidates = self.index.candidates(asked)
        seen = {
            kind: self._seen(kind, asked, year) for kind in {one.entry.kind for one in candidates}
        }
        found = [self._match(one, seen[one.entry.kind], reading) for one in candidates]
        behind = 0.0 if self._may_be_silent(found, asked) else self.scale.reluctance
        return sorted(
            found,
            key=lambda one: (
                behind * (one.entry.kind in RELUCTANT) - one.score, _place(one.entry.kind),
            ),
        )  # fmt: skip

    def doubted(self, found: list[Match], reading: Reading) -> list[Match]:
        """Add how likely each is by all the words, where the score alone leaves a doubt."""
        best = next((one.score for one in found if one.entry.kind != UNSAID), 0.0)
        if not self.scale.offer <= best < self.scale.answer:
            return found
        likely = self.likelihood.of(reading.tokens, (one.entry for one in found))
        return [replace(one, likely=likely.get(one.entry, 0.0)) for one in found]

    def likeliest(self, found: Iterable[Match], reading: Reading) -> list[Match]:
        """Return of what was found what all the words together may ask for, the likeliest first."""
        said = [one for one in found if one.entry.kind != UNSAID]
        likely = self.likelihood.of(reading.tokens, (one.entry for one in said))
        weighed = [replace(one, likely=likely.get(one.entry, 0.0)) for one in said]
        enough = (one for one in weighed if one.likely >= self.scale.unlikely)
        return sorted(enough, key=lambda one: -one.likely)

    def _asked(self, reading: Reading) -> dict[str, float]:
        return {token: self._weight(token) for token in reading.tokens}

    def _match(self, one: Indexed, asked: Asked, reading: Reading) -> Match:
        is_fit = asked.may_be_answered_by(one)
        worth = 1.0 if is_fit else 1 - self.scale.beyond
        score = worth * self._score(one, asked) - self._strange(one, reading.spelt)
        named = len(asked.names & one.said) / len(asked.names) if asked.names else 1.0
        return Match(one.entry, round(score, 6), one.said, named=named, is_fit=is_fit)

    def _strange(self, one: Indexed, spelt: frozenset[str]) -> float:
        """Return what is taken off for words that the entry has not as they were spelt."""
        known = sum(map(one.wording.__contains__, spelt))
        return self.scale.strange * (len(spelt) - known) / (len(spelt) or 1)

    def _may_be_silent(self, found: Iterable[Match], asked: Collection[str]) -> bool:
        """Tell whether it is asked what a source says, or nothing else says what is asked."""
        if self.documents.intersection(asked):
            return True
        others = RELUCTANT | {UNSAID}
        said = (one.score for one in found if one.entry.kind not in others)
        return max(said, default=0) < self.scale.offer

    def _weight(self, token: str) -> float:
        weight = self.index.weight(token)
        if token in self.index.names:
            return max(weight, self.scale.name)
        return max(weight, self.scale.sought) if token in self.sought else weight

    def _seen(self, kind: str, asked: Mapping[str, float], year: str) -> Asked:
        met = self.kinds.get(kind, _NONE) & asked.keys()
        weights = {
            token: min(weight, self.scale.met) if token in met else max(weight, self._least(token))
            for token, weight in asked.items()
        }
        article, silence = not self.documents.isdisjoint(asked), kind == "absence"
        # Where the article is asked for, its silence may be the answer to anything.
        beyond = _NONE if article and silence else self.beyond.get(kind, _NONE) & asked.keys()
        known = self.index.people & asked.keys() if silence and not article else _NONE
        # A member says since when it is one: the year that is asked for may be any.
        years = self._years({year} if kind == "member" else {*asked, year})
        names = self.index.names & asked.keys()
        total = sum(weights.values()) or 1.0
        tokens = frozenset(weights)
        return Asked(weights, tokens, total, met, beyond, years, known, article, names)

    def _years(self, asked: Iterable[str]) -> Tokens:
        return frozenset(filter(_YEAR.fullmatch, asked)) - self.usual

    def _least(self, token: str) -> float:
        return self.scale.unmet if token in self.general else 0.0

    def _score(self, one: Indexed, asked: Asked) -> float:
        weights, said = asked.weights, asked.tokens & one.said
        beside = {
            token: weights[token] * self._share(token, one, asked.met) for token in asked.met | said
        }
        covered = fsum(beside.values())
        gains = {token: weights[token] - beside[token] for token in said}
        hit = one.text.tokens & asked.tokens
        best = max(self._by_phrases(one, asked, gains, covered), self._by_text(one, hit, covered))
        return best / asked.total

    def _by_phrases(
        self, one: Indexed, asked: Asked, gains: Mapping[str, float], covered: float
    ) -> float:
        """Return what the best of its phrases is worth, of those that have the most of the words.

        Telling tokens lead to them: one less than the most may be as good.
        """
        tokens, best = asked.tokens, 0.0
        led_to = map(one.phrases.__getitem__, one.phrases.keys() & tokens)
        ways = Counter(chain.from_iterable(led_to))
        many = max(ways.values(), default=0) - 1
        for phrase in (way for way, times in ways.items() if times >= many):
            hit = phrase.tokens & tokens
            if len(hit) >= phrase.least:
                gain = fsum(map(gains.__getitem__, hit))
                worth = 1.0 if phrase.is_name else self.scale.asked
                exact = self._exact(phrase, hit, self.scale.vague)
                best = max(best, (covered + gain) * worth * exact)
        return best

    def _by_text(self, one: Indexed, hit: Tokens, covered: float) -> float:
        if one.entry.kind in BY_NAME or hit <= self._empty:
            return 0.0
        return covered * self.scale.by_text * self._exact(one.text, hit, self.scale.vague_text)

    def _exact(self, phrase: Phrase, hit: Tokens, vague: float) -> float:
        """Return what a phrase is worth by how much of it was asked for, 1 - `vague` at least."""
        said = fsum(map(self.index.weight, hit))
        return 1 - vague * (1 - said / self.index.total(phrase))

    def _share(self, token: str, one: Indexed, met: Tokens) -> float:
        """Return how far an entry covers a token, whatever phrase it is found by."""
        if token in met:
            return self.scale.by_kind
        if token in one.of:
            return 1.0
        if token in one.named:
            return self.scale.another_name
        return self.scale.in_text * one.faint.get(token, 1.0) if token in one.said else 0.0

    @cached_property
    def usual(self) -> Tokens:
        """All that any kind but members meets: the year of the meeting is among it."""
        return frozenset().union(*(met for kind, met in self.kinds.items() if kind != "member"))

    @cached_property
    def _empty(self) -> Tokens:
        return self.general | self.sought


def _place(kind: str) -> int:
    return WHOLE.index(kind) if kind in WHOLE else len(WHOLE)

"""All that speaks for an answer and against it, weighed together: how sure it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, sqrt

from bot.asking.entries import DISTINCT, UNSAID
from bot.asking.index import NAMED_ONLY
from bot.asking.language import Reading
from bot.asking.likelihood import Likelihood
from bot.asking.match import Match
from bot.asking.scale import Weights
from bot.asking.wording import Wording

LIKELY, ALIKE = 0.35, 0.5  # what the two other opinions count beside how much is covered
LEAST = 2  # tokens of a question
MOST = 24  # entries that are looked at, of those that cover the most


@dataclass(frozen=True)
class Evidence:
    """The best of what may answer a question, and what is known of it."""

    match: Match
    worth: float  # how much it covers, how likely it is, and how alike, together
    ahead: float  # by how much it covers more than what is most like it and unsaid
    nearer: float  # by how much one of its texts is nearer to the question than any unsaid one
    alike: float  # the wording of all its texts, from 0 to 1
    alone: float  # by how much that is more than of all others
    is_torn: bool  # between it and another person, or another member
    is_long: bool  # of a long message all is read, and no question fills it

    @property
    def values(self) -> Mapping[str, float]:
        """The value of each piece, by the name of its weight."""
        return {
            "worth": self.worth,
            "ahead": self.ahead,
            "nearer": self.nearer,
            "alike": self.alike,
            "alone": self.alone,
            "is_long": self.is_long,
            "absence": self.match.entry.kind == "absence",
            "nothing": 1,
        }

    @property
    def may_answer(self) -> bool:
        """Whether nothing unsaid covers more, and more than a name leads to the entry."""
        return self.ahead >= 0 and self.match.entry.kind not in NAMED_ONLY

    def confidence(self, weights: Weights) -> float:
        """Return how sure it is that the entry answers, from 0 to 1: a logistic regression."""
        odds = fsum(getattr(weights, name) * value for name, value in self.values.items())
        return 1 / (1 + exp(-odds))


@dataclass(frozen=True)
class Opinions:
    """Asks for two opinions more on what covers a question: all its words, and its wording."""

    likelihood: Likelihood
    wording: Wording

    def evidence(
        self, found: Sequence[Match], reading: Reading, *, is_long: bool
    ) -> Evidence | None:
        """Return what speaks for the best of what was found; one token alone is no evidence."""
        said = [one for one in found if one.entry.kind != UNSAID and one.is_fit][:MOST]
        if not said or len(set(reading.tokens)) < LEAST:
            return None
        unsaid = [one for one in found if one.entry.kind == UNSAID]
        likely = self._likely(said, reading)
        asked = self.wording.weights(reading.words)
        alike = [self.wording.alike(asked, one.entry) for one in said]
        worth = [
            one.score + LIKELY * sqrt(share) + ALIKE * like
            for one, share, like in zip(said, likely, alike, strict=True)
        ]
        best = max(range(len(said)), key=worth.__getitem__)
        others = max((like for place, like in enumerate(alike) if place != best), default=0.0)
        near, *away = (self.wording.nearest(asked, one.entry) for one in (said[best], *unsaid))
        return Evidence(
            said[best],
            worth[best],
            ahead=said[best].score - max((one.score for one in unsaid), default=0.0),
            nearer=near - max(away, default=0.0),
            alike=alike[best],
            alone=alike[best] - others,
            is_torn=_is_torn(said[best], said),
            is_long=is_long,
        )

    def _likely(self, said: Sequence[Match], reading: Reading) -> Sequence[float]:
        """Return how likely each is, as if one of them answered."""
        known = self.likelihood.of(reading.tokens, (one.entry for one in said))
        shares = [known.get(one.entry, 0.0) for one in said]
        every = sum(shares) or 1.0
        return [share / every for share in shares]


def _is_torn(best: Match, said: Iterable[Match]) -> bool:
    kind = best.entry.kind
    rivals = (one for one in said if one.entry.kind == kind and one is not best)
    return kind in DISTINCT and any(one.score >= best.score for one in rivals)

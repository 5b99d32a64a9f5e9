"""What a question is all about: the members, or the several of another kind, that it names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.asking.entries import UNSAID, Entry
from bot.asking.index import SEVERAL, Named
from bot.asking.language import Reading, Tokens
from bot.asking.match import Match, Matcher
from bot.asking.parts import Question

MEMBER = "member"  # the kind of those that are members, or not

Subject = tuple[Reading, Entry]  # an entry, with what is asked of it


@dataclass(frozen=True)
class Subjects:
    """Finds what questions are all about; `belonging` tokens ask whether something is a member."""

    matcher: Matcher
    belonging: Tokens

    def of(
        self, question: Question, whole: Reading, clauses: Iterable[Reading]
    ) -> Sequence[Subject]:
        """Return what a question is all about, or the members that one of its clauses asks for."""
        return self._named(question, whole) or self._belonging(clauses)

    def matches(self, subject: Subject) -> list[Match]:
        """Return the entry that is all a question is about, and what nobody answers of it."""
        reading, entry = subject
        tokens = frozenset(reading.tokens)
        found = self.matcher.matches(reading)
        unsaid = [one for one in found if one.entry.kind == UNSAID and one.said <= tokens]
        return [*unsaid, Match(entry, self.matcher.scale.answer, tokens)]

    def is_of_another(self, question: Question, whole: Reading) -> bool:
        """Tell whether it is asked if a member belongs to another organisation, like NATO."""
        named = [entry for _, entry in self.matcher.index.named(MEMBER, whole.tokens)]
        others = [name for one in named if one.is_organisation for name in one.names]
        if len(named) == 1 or not others:
            return False
        names = "|".join(map(re.escape, others))
        alone = rf"(?:{names})(?!\s*,|\s+(?:and|or)\b)"  # and not one of a list
        within = rf"(?:of|in|to|into|join\w*|leave|left)\s+(?:the\s+)?{alone}"
        one_of = re.compile(rf"\b(?:{within}|an?\s+(?:{names})\s+member)\b", re.IGNORECASE)
        return bool(one_of.search(question.words))

    def _named(self, question: Question, whole: Reading) -> list[Subject]:
        """Return all that is named, if nothing is asked beside that its kind does not meet.

        If one entry answers for several, there are none.
        """
        for kind in SEVERAL:
            named, beside = self._named_and_beside(kind, whole)
            names = (name for _, entry in named for name in entry.names)
            several = len(named) > 1 and question.lists(names)
            enough = bool(named) if kind == MEMBER else several
            if enough and self.matcher.kinds[kind].issuperset(beside):
                together = len(named) > 1 and not beside and self._is_one(whole, named)
                return [] if together else _each(named, beside)
        return []

    def _belonging(self, clauses: Iterable[Reading]) -> list[Subject]:
        """Return the members that a clause asks for, as that clause: "…, if Benin has joined"."""
        for reading in clauses:
            named, beside = self._named_and_beside(MEMBER, reading)
            met = self.matcher.kinds[MEMBER].issuperset(beside)
            if named and met and not self.belonging.isdisjoint(beside):
                return _each(named, beside)
        return []

    def _named_and_beside(self, kind: str, reading: Reading) -> tuple[list[Named], set[str]]:
        named = self.matcher.index.named(kind, reading.tokens)
        return named, {*reading.tokens}.difference(*(name for name, _ in named))

    def _is_one(self, whole: Reading, named: Sequence[Named]) -> bool:
        """Tell whether an entry beside those named is found by all their names."""
        entries = [entry for _, entry in named]
        best = self.matcher.matches(whole)[:1]
        others = [one for one in best if one.entry.kind != UNSAID and one.entry not in entries]
        return any(one.score >= self.matcher.scale.answer for one in others)


def _each(named: Iterable[Named], beside: Iterable[str]) -> list[Subject]:
    return [(Reading((*name, *beside)), entry) for name, entry in named]

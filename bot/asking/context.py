"""What a question takes from the words before it: what it speaks of, or what is asked of that."""

from collections.abc import Sequence

from bot.asking.index import Index
from bot.asking.language import Reading, Tokens
from bot.asking.parts import Question

HARDLY = 0.5  # what the words of a question tell that is hardly one by itself


class Context:
    """Reads questions together with what stands before them."""

    def __init__(
        self, index: Index, sought: Tokens, empty: Tokens, joining: Tokens, belonging: Tokens
    ) -> None:
        """`sought` tokens ask for a sort of thing; `empty` ones, these among them, name nothing.

        `joining` ones are put beside a member to ask whether, or when, it became one; `belonging`
        ones ask for nothing else.
        """
        self._index, self._sought, self._empty = index, sought, empty
        self._joining, self._belonging = joining | sought, belonging

    def readings(
        self, question: Question, whole: Reading, before: Reading, own: Sequence[Reading]
    ) -> Sequence[Reading]:
        """Return how a question may be read; `own` are its readings without what is before it."""
        if not before.tokens or not self._may_lean(question, whole):
            return own
        both = self._subject(question, before, whole) + whole
        if self._leans(question, whole, before):
            own = ()
        return [self._frame(before) + whole, both, *own] if question.is_fragment else [both, *own]

    def _leans(self, question: Question, whole: Reading, before: Reading) -> bool:
        """Tell whether a question says too little without what stands before it."""
        if question.follows_question:
            return self._empty.issuperset(whole.tokens) or self._points_to_name(question, before)
        # Of another organisation "the meeting" may be its own.
        another = not self._index.organisations.isdisjoint(before.tokens)
        little = self._empty if another else self._sought
        names = self._names(before) and little.issuperset(whole.tokens)
        return names or question.follows_heading or self._points_to_name(question, before)

    def _points_to_name(self, question: Question, before: Reading) -> bool:
        return question.points_back and self._names(before)

    def _may_lean(self, question: Question, whole: Reading) -> bool:
        """Tell whether a question may be about what stands before it."""
        thin = self._index.tells(whole.tokens) < HARDLY
        return question.points_back or not self._names(whole) or thin

    def _names(self, reading: Reading) -> bool:
        return not self._index.subjects.isdisjoint(reading.tokens)

    def _subject(self, question: Question, before: Reading, whole: Reading) -> Reading:
        """Return what is named before a question; or else all of it, but what was asked of it."""
        asks = not self._sought.isdisjoint(whole.tokens)
        rest = tuple(one for one in before.tokens if not (asks and one in self._sought))
        topics = frozenset().union(*(name for name, _ in self._index.named("topic", before.tokens)))
        named = tuple(one for one in before.tokens if one in self._index.names | topics)
        belongs = question.asks_whether and not self._belonging.isdisjoint(whole.tokens)
        if self._is_by_the_way(before, named) and not belongs:
            named = ()
        return Reading(named or rest or before.tokens, words=before.words)

    def _is_by_the_way(self, before: Reading, named: Sequence[str]) -> bool:
        """Tell whether a member is only named: "the Nigerian press" is not about Nigeria."""
        beside = {*before.tokens} - {*named} - self._joining
        return bool(beside) and self._index.members.issuperset(named)

    def _frame(self, before: Reading) -> Reading:
        """Return what was asked of what is named before a question."""
        asked = tuple(one for one in before.tokens if one in self._empty)
        return Reading(asked, words=before.words)

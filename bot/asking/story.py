"""What a long message is about: what it asks may be told anywhere in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.asking.entries import Entry
from bot.asking.language import Language, Reading, Tokens, row
from bot.asking.match import Match, Matcher

LONG, LONGEST = 18, 120  # words of a message from which it tells a story, and of it then


@dataclass(frozen=True)
class Story:
    """Reads long messages as one, with all that they tell around their questions.

    `general` tokens are those that any kind of entry meets, without those that ask for a sort of
    thing.
    """

    language: Language
    matcher: Matcher
    general: Tokens

    def reading(self, message: str) -> Reading:
        """Return what is read in all of a message. Of so many words a few slips may be lost."""
        return self.language.reading(row(message)[:LONGEST])

    def speaks_against(self, entries: Sequence[Entry], likely: Sequence[Match]) -> bool:
        """Tell whether a message is likely to be about something else than any of these entries."""
        is_clear = bool(likely) and likely[0].likely >= self.matcher.scale.likely
        return is_clear and {one.entry for one in likely}.isdisjoint(entries)

    def is_answered_by(
        self, match: Match, asked: Sequence[Reading], found: Iterable[Sequence[Match]]
    ) -> bool:
        """Tell whether a message asks for what all its words are likeliest about.

        Each question has `found` something by itself. One of them has found the same, or all words
        leave no doubt and it has what each question asks: else the message tells of one thing and
        asks another.
        """
        return self._is_found(match, found) or self._is_sure(match, asked)

    def has_what_is_named(self, match: Match, asked: Iterable[Reading], met: Reading) -> bool:
        """Tell whether an entry has all names in the questions, and the meetings in the message.

        It has the sort of thing that they ask for, too: a person, a day, a number, a reason.
        """
        tokens = frozenset(chain.from_iterable(each.tokens for each in asked))
        wanted = tokens & (self.matcher.index.names | self.matcher.sought)
        return match.said.issuperset(wanted | ({*met.tokens} - self.general))

    def _is_found(self, match: Match, found: Iterable[Sequence[Match]]) -> bool:
        """Tell whether a question finds it above all else, and it is likely."""
        scale = self.matcher.scale
        best = (max(each, key=lambda one: one.score) for each in found if each)
        same = any(one.entry == match.entry and one.score >= scale.found for one in best)
        return same and match.likely >= scale.likely

    def _is_sure(self, match: Match, asked: Iterable[Reading]) -> bool:
        scale = self.matcher.scale
        enough = match.likely >= scale.likeliest and match.score >= scale.about
        return enough and all(self._speaks_of(match, each) for each in asked)

    def _speaks_of(self, match: Match, question: Reading) -> bool:
        """Tell whether an entry has enough of what a question names."""
        index, scale = self.matcher.index, self.matcher.scale
        asked = frozenset(question.tokens)
        names = asked - self.general
        return index.tells(names & match.said) >= scale.named * index.tells(names)


def is_long(message: str) -> bool:
    """Tell whether a message is long enough to tell a story."""
    return len(row(message)) >= LONG

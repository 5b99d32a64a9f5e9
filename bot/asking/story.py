"""What a long message is about: what it asks may be told anywhere in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.asking.language import Language, Reading, Tokens, row
from bot.asking.match import Match, Matcher
from bot.asking.parts import asks

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

    def about(self, message: str, asked: Sequence[Reading], met: Reading) -> list[Match]:
        """Return what a message may be about, the likeliest first.

        `asked` are its questions, and `met` the names of meetings in it. Where it asks nothing, or
        of something else or another meeting, nothing is likely to answer it.
        """
        # Its slips are left: of so many words a few may be lost.
        found = self.matcher.likeliest(self.language.reading(row(message)[:LONGEST]))
        is_asked = asks(message)
        return [
            one if is_asked and self._answers(one, asked, met) else replace(one, likely=0.0)
            for one in found
        ]

    def _answers(self, match: Match, asked: Sequence[Reading], met: Reading) -> bool:
        """Tell whether an entry has the meetings in a message, and what each question names."""
        of_them = match.said.issuperset({*met.tokens} - self.general)
        return of_them and all(self._speaks_of(match, each) for each in asked)

    def _speaks_of(self, match: Match, question: Reading) -> bool:
        """Tell whether an entry has enough of what a question names, and the sort it asks for."""
        index, scale = self.matcher.index, self.matcher.scale
        asked = frozenset(question.tokens)
        names = asked - self.general
        enough = index.tells(names & match.said) >= scale.named * index.tells(names)
        return enough and match.said.issuperset(asked & self.matcher.sought)


def is_long(message: str) -> bool:
    """Tell whether a message is long enough to tell a story."""
    return len(row(message)) >= LONG

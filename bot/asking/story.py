"""What a long message is about: what it asks may be told anywhere in it."""

from collections.abc import Sequence
from dataclasses import dataclass

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

    def about(self, message: str) -> list[Match]:
        """Return what a message may be about, the likeliest first."""
        # Its slips are left: of so many words a few may be lost.
        return self.matcher.likeliest(self.language.reading(row(message)[:LONGEST]))

    def is_answered_by(self, match: Match, asked: Sequence[Reading], met: Reading) -> bool:
        """Tell whether an entry has what each question names, and the meetings in the message.

        Else the message tells of one thing and asks another, or of another meeting.
        """
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

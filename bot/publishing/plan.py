"""What publishing a briefing as it stands would mean: what it brings, to how many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.changes import Change
from bot.briefing.model import Briefing
from bot.messages import Message
from bot.subscriptions.news import News, beside
from bot.subscriptions.subscription import State

EVERYTHING: frozenset[str] = frozenset()  # the choice of topics of whoever chose none
Readers = Mapping[State, Mapping[frozenset[str], int]]


@dataclass(frozen=True)
class Out:
    """An edition that was published: the number of the publication, and when."""

    publication: int
    at: datetime


@dataclass(frozen=True)
class Plan:
    """What would go to whom; `out` if this very edition is out already."""

    briefing: Briefing
    before: Briefing | None  # the edition that people know
    news: News
    readers: Readers  # chats that want editions at once, active and paused, by their topics
    in_digests: int  # chats that read it later
    letters: Mapping[frozenset[str], tuple[Message, ...]]  # what each choice of topics receives
    out: Out | None

    @property
    def beside(self) -> tuple[Change, ...]:
        """What else changes with it, though no message says it."""
        return beside(self.before, self.briefing)

    @property
    def written(self) -> dict[frozenset[str], int]:
        """Return how many chats are written to at once, by their topics."""
        chats = self.readers[State.ACTIVE]
        return {topics: count for topics, count in chats.items() if self.letters[topics]}

    @property
    def chats(self) -> int:
        """How many chats are written to at once."""
        return sum(self.written.values())

    @property
    def messages(self) -> int:
        """How many messages that takes."""
        return sum(count * len(self.letters[topics]) for topics, count in self.written.items())

    @property
    def paused(self) -> int:
        """How many chats can't be written to now, and would be."""
        chats = self.readers[State.PAUSED]
        return sum(count for topics, count in chats.items() if self.letters[topics])

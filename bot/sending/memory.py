"""What chats were told, edition after edition, and which of it is not what is said now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.briefing.model import Briefing
from bot.publishing.correction import concerned
from bot.sending.archive import briefing_of
from bot.store import corrections, publications
from bot.store.corrections import StoredLetter
from bot.store.database import Connection
from bot.store.publications import Edition
from bot.store.tables import CORRECTION
from bot.subscriptions.letters import with_all_sources
from bot.subscriptions.news import Item, News, news
from bot.subscriptions.said import Part, Said, said_by


@dataclass(frozen=True)
class Told:
    """A letter, and what it says that is put right."""

    letter: StoredLetter
    items: tuple[Item, ...]


@dataclass(frozen=True)
class _Then:
    """What an edition said, and what of it a correction puts right."""

    said: frozenset[Said]
    news: News

    def tells(self, one: Said) -> bool:
        """Whether a message that shows this statement may have it from this edition."""
        return (one._replace(stands=True) in self.said) is one.stands


class Memory:
    """Holds what is remembered of a briefing against what it says from now on.

    A message may be of any edition, since to publish leaves those as they are that were sent
    before. A correction of some entries puts these right everywhere, whatever they were said to
    be; one that changes nothing puts everything right that is said otherwise.
    """

    def __init__(self, connection: Connection, now: News, number: int | None = None) -> None:
        """`now` is against the edition before; `number` is its publication's, if it has one."""
        self._connection, self._now, self._name = connection, now, now.briefing.briefing
        every = publications.remembered(connection, self._name)
        self._editions = [one for one in every if number is None or one.id < number]
        self._meant = {_outcome(item) for item in now.items}
        self._known: dict[int, _Then | None] = {}

    def told(self) -> list[Told]:
        """Return the letters that say what no longer stands, each with what it says now."""
        kept = corrections.kept(self._connection, self._name)
        found = ((one, self._outdated(one)) for one in kept)
        return [Told(one, items) for one, items in found if items]

    @property
    def briefing(self) -> Briefing:
        """The briefing, with the sources of all that was looked at."""
        return with_all_sources([self._now, *(one.news for one in self._known.values() if one)])

    def _outdated(self, letter: StoredLetter) -> tuple[Item, ...]:
        if letter.part.said is None:
            return self._by_words(letter)
        mine = (one for one in letter.part.said if one.briefing == self._name)
        found = (item for one in mine for item in self._put_right(letter, one))
        return tuple(dict.fromkeys(found))

    def _put_right(self, letter: StoredLetter, one: Said) -> tuple[Item, ...]:
        """What a statement in a message has become since the edition that it is of."""
        then = next((then for then in self._thens(letter) if then.tells(one)), None)
        alone = Part(letter.part.message, (one,))
        return concerned(alone, self._name, then.news.items) if then else ()

    def _by_words(self, letter: StoredLetter) -> tuple[Item, ...]:
        """The same, where nobody noted what a message says; of which edition it is, is not sure."""
        found: dict[tuple[str, str, str], Item] = {}
        for place, then in enumerate(self._thens(letter)):
            for item in concerned(letter.part, self._name, then.news.items):
                answered = (self._name, item.section, item.entry) in letter.told
                if not answered and (not place or item.before != item.after):
                    found.setdefault((item.section, item.entry, item.before), item)
        return tuple(found.values())

    def _thens(self, letter: StoredLetter) -> Iterator[_Then]:
        """The edition that a letter is of first, then all others, the newest first.

        Each correction has looked at every letter there was: these are as if they were of it.
        """
        corrected = (one.id for one in self._editions if one.kind == CORRECTION)
        last = max(letter.publication, *corrected, 0)
        older = [one for one in self._editions if one.id <= last]
        for one in dict.fromkeys((*older[:1], *self._editions)):
            if then := self._then(one):
                yield then

    def _then(self, edition: Edition) -> _Then | None:
        if edition.id not in self._known:
            briefing = briefing_of(edition)
            self._known[edition.id] = self._compared(briefing) if briefing else None
        return self._known[edition.id]

    def _compared(self, then: Briefing) -> _Then:
        said = frozenset(said_by(self._name, news(None, then).items))
        since = news(then, self._now.briefing)
        items = tuple(item for item in since.items if self._is_meant(item))
        return _Then(said, News(since.briefing, items, first=False))

    def _is_meant(self, item: Item) -> bool:
        return not self._meant or _outcome(item) in self._meant


def differing(told: Sequence[Told]) -> tuple[Item, ...]:
    """Return all that letters say otherwise, each once."""
    return tuple(dict.fromkeys(item for one in told for item in one.items))


def _outcome(item: Item) -> tuple[str, str, str]:
    """What has become of an entry, whatever was said of it before."""
    return item.section, item.entry, item.after

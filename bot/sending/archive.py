"""What each published edition brought, read back from the store."""

from collections import OrderedDict

from bot.briefing.model import Briefing
from bot.store.database import Connection
from bot.store.publications import Edition, edition_before
from bot.subscriptions.news import News, news

_KEPT = 16  # editions, so that a thousand digests don't read the same two a thousand times


class Archive:
    """Reads editions, and remembers the last few; it is used where the database is, in one thread.

    An edition never changes once it is published.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: OrderedDict[int, News] = OrderedDict()

    def news(self, connection: Connection, edition: Edition) -> News:
        """Return what an edition brought to those who knew the one before it."""
        if edition.id not in self._known:
            before = edition_before(connection, edition)
            self._known[edition.id] = news(
                briefing_of(before) if before else None, briefing_of(edition)
            )
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[edition.id]


def briefing_of(edition: Edition) -> Briefing:
    """Return the briefing as it was published."""
    return Briefing.model_validate_json(edition.content)

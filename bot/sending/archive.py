"""What each published edition brought, read back from the store.

Another release of the bot may have written an edition. What this one does not know in it is left
out; an edition that can't be read even so brings nothing, and stops nothing.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pydantic import ValidationError

from bot.briefing.model import Briefing
from bot.store.database import Connection
from bot.store.publications import Edition, edition_before
from bot.store.tables import CORRECTION
from bot.subscriptions.news import News, news

_KEPT = 8  # editions of 1 MB, so that a thousand readers don't have the same ones read anew

_log = logging.getLogger(__name__)


class Archive:
    """Reads editions, and remembers the last few; it is used where the database is, in one thread.

    An edition never changes once it is published.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: OrderedDict[int, News | None] = OrderedDict()

    def news(self, connection: Connection, edition: Edition) -> News | None:
        """Return what an edition brought to those who knew the one before it, if readable."""
        if edition.id not in self._known:
            self._known[edition.id] = _read(connection, edition)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(edition.id)
        return self._known[edition.id]

    def several(self, connection: Connection, editions: Iterable[Edition]) -> tuple[News, ...]:
        """Return what each of these editions brought, without those that can't be read."""
        found = (self.news(connection, one) for one in editions)
        return tuple(news for news in found if news is not None)


def briefing_of(edition: Edition) -> Briefing | None:
    """Return the briefing as it was published; None if it can't be read any more."""
    return _briefing(edition.content)


@lru_cache(_KEPT)
def _briefing(content: str) -> Briefing | None:
    try:
        return Briefing.model_validate_json(content, extra="ignore")
    except ValidationError:
        return None


def last_readable(connection: Connection, newest: Edition | None) -> Briefing | None:
    """Return an edition's briefing, or that of the latest one before it that can be read."""
    while newest is not None:
        if (found := briefing_of(newest)) is not None:
            return found
        newest = edition_before(connection, newest)
    return None


def _read(connection: Connection, edition: Edition) -> News | None:
    briefing = briefing_of(edition)
    if briefing is None:
        _log.warning(
            "%s: edition %s can't be read by this release; it is passed over",
            edition.briefing,
            edition.edition,
        )
        return None
    brought = news(last_readable(connection, edition_before(connection, edition)), briefing)
    return replace(brought, correction=edition.kind == CORRECTION, at=edition.at)

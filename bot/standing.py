"""How things stand: whether the database can be used, what waits in it, what is served."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.briefing.shelf import Shelf
from bot.metrics import Metrics
from bot.store.database import Connection, Database, LastingError, UnavailableError
from bot.store.migrate import migrated
from bot.store.overview import oldest_due, steps

FRESH = 5.0  # seconds for which a look at the database is good enough
PATIENCE = 5.0  # seconds that a look may take

_log = logging.getLogger(__name__)


class Standing:
    """Looks, at most once in a while."""

    def __init__(self, database: Database, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        """Look at this database and this shelf."""
        self._database, self._shelf, self._clock = database, shelf, clock
        self._looked = -FRESH
        self._deliveries, self._queue = dict[str, int](), 0.0

    async def is_prepared(self) -> bool:
        """Bring the database to the tables of this version; False while it is away.

        LastingError if waiting mends nothing, as where its tables are of a newer one.
        """
        try:
            await self._database.run(migrated)
        except LastingError:
            raise
        except UnavailableError as error:
            _log.error("not ready: the database can't be used: %s", error)
            return False
        return True

    async def take_down(self, metrics: Metrics) -> None:
        """Show how things stand now, or stood when the database could last be used."""
        if time.monotonic() - self._looked > FRESH:
            self._looked = time.monotonic()
            try:
                self._deliveries, self._queue = await self._database.soon(PATIENCE, self._look)
            except UnavailableError as error:
                _log.warning("deliveries can't be counted: %s", error)
        snapshot = self._shelf.snapshot
        editions = {name: one.edition for name, one in snapshot.briefings.items()}
        metrics.show(self._deliveries, self._queue, editions, len(snapshot.problems))

    def _look(self, connection: Connection) -> tuple[dict[str, int], float]:
        due = oldest_due(connection)
        age = (self._clock() - due).total_seconds() if due else 0.0
        return steps(connection), max(0.0, age)

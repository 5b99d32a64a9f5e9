"""Puts on the shelf what has been published, whichever process did it."""

import asyncio
import logging

from bot.briefing.model import Briefing
from bot.briefing.shelf import Shelf
from bot.sending.archive import last_readable
from bot.store import publications
from bot.store.database import Connection, Database, UnavailableError

BEAT = 1.0  # seconds between two looks

_log = logging.getLogger(__name__)


class Showing:
    """Follows the database; without it, what was served last goes on being served."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        """Keep this shelf as the database says."""
        self._database, self._shelf = database, shelf
        self._newest = 0

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            await self.refresh()

    async def refresh(self) -> bool:
        """Look whether something has been published since, and serve it; False if nobody knows."""
        try:
            found = await self._database.run(_look, self._newest)
        except UnavailableError as error:
            _log.warning("what is published can't be looked up: %s", error)
            return False
        except Exception:  # noqa: BLE001 - people are answered, whatever is wrong with an edition
            _log.exception("what is published can't be looked up")
            return False
        if found is not None:
            newest, published = found
            self._shelf.put(published)
            # Only now: whoever was cancelled before, or whose look failed, looks again.
            self._newest = newest
        return True


def _look(connection: Connection, known: int) -> tuple[int, dict[str, Briefing]] | None:
    """Return the number of the newest publication, if it is another one, and what is out now."""
    newest = publications.newest(connection)
    if newest == known:
        return None
    latest = publications.latest_editions(connection)
    found = {one.briefing: last_readable(connection, one) for one in latest}
    return newest, {name: briefing for name, briefing in found.items() if briefing is not None}

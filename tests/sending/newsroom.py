"""A newsroom: editions of the shipped briefing, each with one decision more than the last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from bot.briefing.model import Briefing
from bot.publishing.plan import Plan
from bot.render import Renderer
from bot.sending.archive import Archive
from bot.sending.digests import Digests
from bot.sending.edition import Draft, draft, planned, publish
from bot.store.database import Connection, Database
from bot.store.tables import DIGEST, publication
from bot.subscriptions.subscription import Place
from tests.store.book import Book
from tests.subscriptions.edits import NEW_DECISION, edited, edition


class Newsroom:
    """Who publishes, and who puts digests together, over one store."""

    def __init__(self, database: Database, briefing: Briefing, renderer: Renderer) -> None:
        """Nothing has been published yet."""
        self.book, self._first, self._renderer = Book(database), briefing, renderer
        self.restart()

    def restart(self) -> None:
        """Let a new process go on."""
        self.digests = Digests(self.book.database, self._renderer, Archive())

    def edition(self, number: int, **fields: Any) -> Briefing:
        """The briefing as it stands in an edition."""
        added = [
            edited(NEW_DECISION, id=f"new-{one}", number=100 + one, text=f"decision {one}.")
            for one in range(2, number + 1)
        ]
        fields = {"resolutions": (*self._first.resolutions, *added)} | fields
        return edition(self._first, number, **fields)

    def draft(self, briefing: Briefing) -> Draft:
        """What would be published."""
        made: Draft = self.book.do(draft, briefing)
        return made

    def plan(self, briefing: Briefing) -> Plan:
        """What publishing it would mean."""
        made: Plan = self.book.do(planned, briefing, self._renderer)
        return made

    def publish(self, number: int, **fields: Any) -> int:
        """Publish an edition, now."""
        made: int = self.book.do(self._publish, self.edition(number, **fields), self.book.now)
        return made

    def rewrite(self, number: int, content: str) -> None:
        """Let an edition stand there as another release wrote it."""
        one = publication.c
        change = update(publication).where(one.id == number).values(content=content)
        self.book.do(lambda connection: connection.execute(change))

    async def tick(self, now: datetime | None = None) -> None:
        """Look which digests are due."""
        await self.digests.tick(now or self.book.now)

    def received(self, place: Place) -> list[str]:
        """The words of what has been put on its way to a place, in order."""
        return [one.letter.html for one in self.book.due() if one.place == place]

    def told(self, place: Place) -> list[Sequence[int]]:
        """Of which editions each digest of a place told, in order."""
        reader = self.book.found(place).id
        made = {row["id"]: row for row in self.book.publications()}
        mine = [
            made[row["publication"]] for row in self.book.rows() if row["subscription"] == reader
        ]
        return [
            [made[int(number)]["edition"] for number in one["key"].split(":")[1].split("+")]
            for one in mine
            if one["kind"] == DIGEST
        ]

    def _publish(self, connection: Connection, briefing: Briefing, now: datetime) -> int:
        return publish(connection, draft(connection, briefing), self._renderer, now)

"""Puts together the digests that are due: what was published since the last one, for each chat."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import Message
from bot.outbox.delivery import WhenUncertain
from bot.render import Renderer
from bot.sending.archive import Archive
from bot.store import publications
from bot.store.database import Connection, Database
from bot.store.publications import DIGEST, Edition, Issue
from bot.store.subscriptions import turnstile
from bot.subscriptions.letters import digest_letter
from bot.subscriptions.news import News
from bot.subscriptions.schedule import DAY, PERIOD, due_digest, next_digest, seen_to
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.wish import Rhythm

AT_ONCE = 200  # subscriptions in one transaction


class Digests:
    """Looks which digests are due."""

    def __init__(self, database: Database, renderer: Renderer, archive: Archive) -> None:
        """Read and write this database."""
        self._database, self._renderer, self._archive = database, renderer, archive

    async def tick(self, now: datetime) -> None:
        """See to every digest that is due at this moment, once."""
        while await self._database.run(self.some, now) == AT_ONCE:
            pass

    async def distrust(self, now: datetime) -> None:
        """Look again where the clock was far ahead when digests were last seen to."""
        for rhythm, period in PERIOD.items():
            await self._database.run(publications.distrust, rhythm, now + period + DAY, now)

    def some(self, connection: Connection, now: datetime) -> int:
        """See to as many as belong into one transaction; return how many that were."""
        if not publications.digests_due(connection, now, 1):
            return 0
        # Whatever is published or unsubscribed meanwhile comes before these digests, or after.
        turnstile(connection)
        readers = publications.digests_due(connection, now, AT_ONCE)
        for reader in readers:
            self._see_to(connection, reader, now)
        return len(readers)

    def _see_to(self, connection: Connection, reader: Subscription, now: datetime) -> None:
        handled = reader.digested or reader.since
        due = due_digest(reader.wish, handled, now)
        if reader.wish.rhythm is Rhythm.AT_ONCE:
            due = now  # it no longer wants digests, and gets what had gathered until then
        if due is None:
            until = seen_to(reader.wish, handled, now)
            after = next_digest(reader.wish, max(until, now))
            publications.reschedule(connection, reader, until, after)
            return
        self._put_together(connection, reader, due, now)
        publications.digested(connection, reader, due, next_digest(reader.wish, max(due, now)))

    def _put_together(
        self, connection: Connection, reader: Subscription, due: datetime, now: datetime
    ) -> None:
        editions = publications.uncovered(connection, reader)
        several = [self._archive.news(connection, edition) for edition in editions]
        letters = self._letters(reader, several)
        if letters:
            publications.digest(connection, _issue(reader, editions, due, now), reader, letters)

    def _letters(self, reader: Subscription, several: Sequence[News]) -> Sequence[Message]:
        if not several:
            return ()
        letter = digest_letter(
            several,
            reader.wish.topics,
            since=_local(reader.digested or reader.since, reader),
            weekly=reader.wish.rhythm is Rhythm.WEEKLY,
        )
        return self._renderer.render(letter.answer, letter.briefing) if letter else ()


def _issue(
    reader: Subscription, editions: Sequence[Edition], due: datetime, now: datetime
) -> Issue:
    """Chats that get the same words on the same day share a publication."""
    numbers = "+".join(str(edition.id) for edition in editions)
    since = _local(reader.digested or reader.since, reader).date()
    key = f"digest:{numbers}:{reader.wish.rhythm}:{since}:{due.date()}"
    newest = editions[-1]
    return Issue(key, DIGEST, newest.briefing, newest.edition, None, WhenUncertain.RESEND_ONCE, now)


def _local(moment: datetime, reader: Subscription) -> datetime:
    return moment.astimezone(ZoneInfo(reader.wish.zone))

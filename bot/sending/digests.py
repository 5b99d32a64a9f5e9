"""Puts together the digests that are due: what was published since the last one, for each chat."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.outbox.delivery import WhenUncertain
from bot.render import Renderer
from bot.sending.archive import Archive
from bot.store import digests, letters
from bot.store.database import Connection, Database, attempt
from bot.store.publications import Edition, Issue
from bot.store.tables import DIGEST
from bot.store.turns import turnstile
from bot.subscriptions.letters import digest_of
from bot.subscriptions.said import Part, parts
from bot.subscriptions.schedule import DAY, PERIOD, due_digest, next_digest, seen_to, zone_of
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.wish import Rhythm

AT_ONCE = 50  # subscriptions in one transaction, for which commands and deliveries wait
AGAIN = timedelta(hours=1)  # until a digest is tried again that could not be put together

_log = logging.getLogger(__name__)


class Digests:
    """Looks which digests are due."""

    def __init__(self, database: Database, renderer: Renderer, archive: Archive) -> None:
        """Read and write this database."""
        self._database, self._renderer, self._archive = database, renderer, archive

    async def tick(self, now: datetime) -> None:
        """See to some of the digests that are due; the others come with the next ticks."""
        await self._database.run(self.some, now)

    async def distrust(self, now: datetime) -> None:
        """Look again where the clock was far ahead when digests were last seen to."""
        for rhythm, period in PERIOD.items():
            await self._database.run(digests.distrust, rhythm, now + period + DAY, now)

    def some(self, connection: Connection, now: datetime) -> int:
        """See to as many as belong into one transaction; return how many that were."""
        if not digests.digests_due(connection, now, 1):
            return 0
        # Whatever is published or unsubscribed meanwhile comes before these digests, or after.
        turnstile(connection)
        readers = digests.digests_due(connection, now, AT_ONCE)
        for reader in readers:
            self._try(connection, reader, now)
        return len(readers)

    def _try(self, connection: Connection, reader: Subscription, now: datetime) -> None:
        """See to one; whatever is wrong with it, the others get theirs."""
        wrong = attempt(connection, lambda: self._see_to(connection, reader, now))
        if wrong is not None:
            _log.error("the digest of subscription %s waits", reader.id, exc_info=wrong)
            digests.put_off(connection, reader, now + AGAIN)

    def _see_to(self, connection: Connection, reader: Subscription, now: datetime) -> None:
        handled = reader.digested or reader.since
        due = due_digest(reader.wish, handled, now)
        if reader.wish.rhythm is Rhythm.AT_ONCE:
            due = now  # it no longer wants digests, and gets what had gathered until then
        if due is None:
            until = seen_to(reader.wish, handled, now)
            after = next_digest(reader.wish, max(until, now))
            digests.reschedule(connection, reader, until, after)
            return
        self._put_together(connection, reader, due, now)
        digests.digested(connection, reader, due, next_digest(reader.wish, max(due, now)))

    def _put_together(
        self, connection: Connection, reader: Subscription, due: datetime, now: datetime
    ) -> None:
        editions = self._readable(connection, digests.uncovered(connection, reader))
        if not editions:
            return
        issue = _issue(reader, editions, due, now)
        if letters.is_written(connection, issue.key, reader.wish.topics):
            digests.digest(connection, issue, reader, ())
        elif written := self._letters(connection, reader, editions):
            digests.digest(connection, issue, reader, written)

    def _readable(self, connection: Connection, editions: Sequence[Edition]) -> Sequence[Edition]:
        return [one for one in editions if self._archive.news(connection, one) is not None]

    def _letters(
        self, connection: Connection, reader: Subscription, editions: Sequence[Edition]
    ) -> Sequence[Part]:
        letter = digest_of(reader, self._archive.several(connection, editions))
        if letter is None:
            return ()
        return parts(self._renderer.render(letter.answer, letter.briefing), letter.said)


@dataclass(frozen=True)
class Covered:
    """What a digest covers: publications by their numbers, and since when."""

    editions: tuple[int, ...]
    weekly: bool
    since: date  # by the clock of its chats


def covered(key: str) -> Covered:
    """Return what the digest of this key covers."""
    _, numbers, rhythm, since, _ = key.split(":")
    editions = tuple(int(number) for number in numbers.split("+"))
    return Covered(editions, rhythm == Rhythm.WEEKLY, date.fromisoformat(since))


def _issue(
    reader: Subscription, editions: Sequence[Edition], due: datetime, now: datetime
) -> Issue:
    """Chats that get the same words on the same day share a publication."""
    numbers = "+".join(str(edition.id) for edition in editions)
    since = (reader.digested or reader.since).astimezone(zone_of(reader.wish.zone)).date()
    key = f"digest:{numbers}:{reader.wish.rhythm}:{since}:{due.date()}"
    newest = editions[-1]
    return Issue(key, DIGEST, newest.briefing, newest.edition, None, WhenUncertain.RESEND_ONCE, now)

"""Chats that only receive what is published, and what has arrived there."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection

from bot.briefing.library import load
from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.outbox.delivery import Step
from bot.sending.edition import draft, publish
from bot.simulator.chats import Chat
from bot.store import subscriptions
from bot.store.database import Database
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Wish
from tests.delivery import book
from tests.delivery.history import Row
from tests.receiving.crowd import Crowd

_ROOM = re.compile(r"met in room (\d+)\.")
LOOK = 0.5  # seconds between two looks whether anything is left


class Readers:
    """They are subscribed, and say nothing."""

    def __init__(self, crowd: Crowd, count: int, url: str) -> None:
        """Let them have met the bot."""
        self._crowd, self._url = crowd, url
        people = [crowd.person(f"Reader {number}") for number in range(count)]
        self._chats = [crowd.private(one) for one in people]
        for one, chat in zip(people, self._chats, strict=True):
            crowd.say(one, chat, "/start")
        crowd.updates.drop()
        self.editions = 0

    async def subscribe(self) -> None:
        """Let all be subscribed."""
        await asyncio.to_thread(self._work, partial(_subscribe, self._chats))

    async def publish(self) -> None:
        """Put one more edition on its way to all that are subscribed."""
        self.editions += 1
        await asyncio.to_thread(self._work, partial(_publish, self.editions))

    async def reached(self, patience: float) -> None:
        """Wait until nothing is on its way to them any more, or until patience is at its end."""
        with suppress(TimeoutError):  # what is missing then, the copies tell
            async with asyncio.timeout(patience):
                while await asyncio.to_thread(self._left):  # noqa: ASYNC110 - no bell rings
                    await asyncio.sleep(LOOK)

    def copies(self) -> Counter[int]:
        """How often each edition is there in each chat, counted."""
        editions = range(1, self.editions + 1)
        return Counter(found[edition] for found in self._found() for edition in editions)

    def _found(self) -> Iterator[Counter[int]]:
        """Yield for each chat how often each edition is there: a letter may name the one before."""
        for chat in self._chats:
            said = self._crowd.messages(chat, by=self._crowd.bot)
            yield Counter(max(map(int, _ROOM.findall(one.text)), default=0) for one in said)

    def outcomes(self) -> Counter[str]:
        """What has become of the deliveries to them."""
        return Counter(str(row.step) for row in self._rows())

    def _left(self) -> int:
        outcomes = self.outcomes()
        return outcomes[Step.PENDING] + outcomes[Step.SENDING]

    def _rows(self) -> list[Row]:
        mine = {chat.id for chat in self._chats}
        return [row for row in book.rows(self._url) if row.chat in mine]

    def _work(self, work: Callable[[Connection], None]) -> None:
        with closing(Database(self._url)) as database:
            database.run_now(work)


def _subscribe(chats: Sequence[Chat], connection: Connection) -> None:
    now = datetime.now(UTC)
    for one in chats:
        visit = Visit(Place(one.id), Kind(one.kind), one.title, now)
        subscriptions.apply(connection, visit, Start(Wish()))


def _publish(edition: int, connection: Connection) -> None:
    made = draft(connection, _edition(edition))
    publish(connection, made, renderer(), datetime.now(UTC))


def _edition(number: int) -> Briefing:
    """Return the shipped briefing with another first sentence."""
    briefing = load(book.BRIEFING).briefing
    assert briefing is not None
    first, *others = briefing.summary
    changed = first.model_copy(update={"text": f"Ministers of the Coalition met in room {number}."})
    return briefing.model_copy(update={"edition": number, "summary": (changed, *others)})

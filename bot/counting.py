"""Counts the questions that found nothing, once people have had their answer."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.store import gaps
from bot.store.database import Database, UnavailableError

MOST_OF_A_CHAT = 20  # questions in an hour
MOST_IN_AN_HOUR = 10_000  # questions of all chats
MOST_UNDER_WAY = 100

_log = logging.getLogger(__name__)


class Hour:
    """What this hour has seen, so that no chat makes a question look frequent by itself.

    It is kept in memory, and a question only as a mark that it can't be read from.
    """

    def __init__(self) -> None:
        """Nothing has been asked yet."""
        self._began: datetime | None = None
        self._marks: set[int] = set()
        self._chats: Counter[int] = Counter()

    def is_new(self, chat: int, question: str, now: datetime) -> bool:
        """Tell whether a chat's question still counts, and remember it."""
        self._turn(now.replace(minute=0, second=0, microsecond=0))
        mark = hash((chat, question))
        full = len(self._marks) >= MOST_IN_AN_HOUR or self._chats[chat] >= MOST_OF_A_CHAT
        if full or mark in self._marks:
            return False
        self._marks.add(mark)
        self._chats[chat] += 1
        return True

    def _turn(self, hour: datetime) -> None:
        if hour != self._began:
            self._began = hour
            self._marks.clear()
            self._chats.clear()


class Counting:
    """Keeps nobody waiting, and fails nobody: a question it can't count is not counted."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Count in this database."""
        self._database, self._clock = database, clock
        self._hour = Hour()
        self._under_way: set[asyncio.Task[None]] = set()
        self._away = False

    def note(self, question: str, chat: int) -> None:
        """Count a question from a chat in its own time."""
        now = self._clock()
        room = len(self._under_way) < MOST_UNDER_WAY
        if question and room and self._hour.is_new(chat, question, now):
            task = asyncio.create_task(self._count(question, chat, now))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _count(self, question: str, chat: int, now: datetime) -> None:
        try:
            await self._database.run(gaps.count, question, chat, now)
        except UnavailableError as error:
            if not self._away:
                _log.warning("questions without an answer are not counted for now: %s", error)
            self._away = True
        else:
            self._away = False

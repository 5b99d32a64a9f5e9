"""The operators' machine: the folder of briefings, the database, and the bot as a process."""

import asyncio
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import Connection

from bot.briefing.library import load
from bot.desk import renderer
from bot.sending.edition import draft, publish
from bot.simulator.chats import Chat
from bot.store import outbox, subscriptions
from bot.store.database import Database
from bot.store.migrate import prepare
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Wish
from tests.delivery.worker import ROOT, copier, work
from tests.newsroom.order import RATE, Order
from tests.newsroom.town import Town

NAME = "marrakesh-2022"
CLEAN_END = 10.0  # seconds in which a bot that is asked to end has to


class Machine:
    """Where the bot runs, and the file that the operators edit; all of it is in one folder."""

    def __init__(self, order: Order, folder: Path) -> None:
        """Have the shipped briefing in the folder, and no bot."""
        shutil.copytree(ROOT / "briefings", folder / "briefings")
        self.file = folder / "briefings" / f"{NAME}.yaml"
        self.kills = 0
        self._url, self._output = f"sqlite:///{folder / 'bot.sqlite3'}", folder / "output"
        self._lease = order.lease
        self._context = copier(__name__)
        self._bot: BaseProcess | None = None

    def prepare(self, groups: Iterable[Chat]) -> None:
        """Publish the first edition, to nobody; then subscribe these groups."""
        database = Database(self._url)
        try:
            prepare(database)
            database.run_now(self._publish)
            database.run_now(_subscribe, groups)
        finally:
            database.close()

    def edit(self, *changes: tuple[str, str]) -> None:
        """Change the briefing's file."""
        text = self.file.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        self.file.write_text(text, "utf-8")

    def start(self, town: Town, address: str) -> None:
        """Let the bot run."""
        arguments = self._environment(town, address), self._output, self._lease
        self._bot = self._context.Process(target=_be_the_bot, args=arguments)
        self._bot.start()

    def kill(self) -> None:
        """Leave it no time for anything."""
        assert self._bot is not None
        assert self._bot.exitcode is None, "the bot ended by itself"
        self._bot.kill()
        self._bot.join()
        self.kills += 1

    async def end(self) -> bool:
        """Ask it to end; tell whether it did as it should."""
        assert self._bot is not None
        self._bot.terminate()
        await asyncio.to_thread(self._bot.join, CLEAN_END)
        code = self._bot.exitcode
        self._bot.kill()
        return code == os.EX_OK

    def _publish(self, connection: Connection) -> None:
        briefing = load(self.file).briefing
        assert briefing is not None
        publish(connection, draft(connection, briefing), renderer(), datetime.now(UTC))

    def _environment(self, town: Town, address: str) -> dict[str, str]:
        return {
            "TELEGRAM_BOT_TOKEN": town.token,
            "BOT_TELEGRAM__API_URL": address,
            "BOT_DATABASE__URL": self._url,
            "BOT_BRIEFINGS__PATH": str(self.file.parent),
            "BOT_OPERATORS": ",".join(str(one.id) for one in town.operators),
            "BOT_PUBLISHING__APPROVALS": str(len(town.operators)),
            "BOT_SENDING__RATE": str(RATE),
        }


def _be_the_bot(environment: Mapping[str, str], output: Path, lease: float) -> None:
    outbox.LEASE = timedelta(seconds=lease)
    work(environment, output)


def _subscribe(connection: Connection, groups: Iterable[Chat]) -> None:
    now = datetime.now(UTC)
    for one in groups:
        visit = Visit(Place(one.id), Kind(one.kind), one.title, now)
        subscriptions.apply(connection, visit, Start(Wish()))

"""Chats that are subscribed, in a local Telegram over HTTP, and the commands of operators."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from typer.testing import CliRunner

from bot.__main__ import app
from bot.simulator.chats import Chat
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.store import publications, subscriptions
from bot.store.database import Database
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Wish
from tests.conftest import ROOT

CANARY = "4815162342:canary-that-must-never-be-seen"
NOWHERE = "http://127.0.0.1:9"
NAME = "marrakesh-2022"
PATIENCE = 60  # seconds until a command that hangs is a failure
FAST = {"BOT_SENDING__RATE": "1000"}


def subscribe(database: Database, chat: int, title: str = "Desk", wish: Wish | None = None) -> None:
    """Subscribe a private chat."""
    visit = Visit(Place(chat), Kind.PRIVATE, title, datetime.now(UTC))
    database.run_now(subscriptions.apply, visit, Start(wish or Wish()))


@dataclass
class Ended:
    """A command that came to its end; what it wrote never holds the token."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        assert CANARY not in self.out + self.err


class Town:
    """People who subscribed, and the operator's machine."""

    def __init__(self, telegram: Telegram, address: str, database: Database, folder: Path) -> None:
        self.telegram, self.address, self.database = telegram, address, database
        self.file = folder / f"{NAME}.yaml"

    def resident(self, name: str, wish: Wish | None = None) -> Chat:
        """Let somebody subscribe."""
        person = self.telegram.person(name)
        chat = self.telegram.private(person)
        self.telegram._meet_the_bot(person, chat)
        subscribe(self.database, chat.id, name, wish)
        return chat

    def residents(self, number: int) -> list[Chat]:
        """Let many subscribe."""
        return [self.resident(f"Reader {one}") for one in range(number)]

    def edit(self, old: str, new: str) -> None:
        """Change the briefing's file."""
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), "utf-8")

    def arrived(self, chat: Chat) -> list[str]:
        """What the bot wrote there."""
        return [one.text for one in self.telegram.messages(chat, by=self.telegram.bot)]

    @property
    def is_published(self) -> bool:
        """Whether any edition is."""
        return self.database.run_now(publications.latest_edition, NAME) is not None

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the variables of a command."""
        return {
            "BOT_TELEGRAM__API_URL": self.address,
            "BOT_DATABASE__URL": self.database.url.render_as_string(),
            "BOT_BRIEFINGS__PATH": str(self.file.parent),
            "TELEGRAM_BOT_TOKEN": CANARY,
            "COLUMNS": "80",
            **variables,
        }

    def bot(self, *words: str, **variables: str) -> Ended:
        """Run a command to its end, in this process; nobody sits at its terminal."""
        done = CliRunner().invoke(app, words, env=self.environment(**variables))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ended(done.exit_code, done.stdout, done.stderr)

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        others = {name: value for name, value in os.environ.items() if "BOT" not in name}
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT, env=others | self.environment(**variables), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    @contextmanager
    def running(self, **variables: str) -> Iterator[subprocess.Popen[str]]:
        """A running bot that has begun to send; it is asked to end after this."""
        process = self.start("run", **variables)
        assert process.stderr is not None
        try:
            while "this process sends" not in process.stderr.readline():
                assert process.poll() is None
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            ended(process)

    def until_arrived(self, chats: list[Chat], number: int = 1) -> None:
        """Wait until so many messages are there."""
        until(lambda: sum(len(self.arrived(chat)) for chat in chats) >= number)


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a command's end."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return Ended(process.returncode, out, err)


def until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    last = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < last
        time.sleep(0.02)


@contextmanager
def served(telegram: Telegram) -> Iterator[str]:
    """Serve a Telegram in a thread of its own; yields its address."""
    addresses: list[str] = []
    ready = Event()
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def serving() -> None:
        async with serve(telegram) as address:
            addresses.append(address)
            ready.set()
            await stopping.wait()

    thread = Thread(target=loop.run_until_complete, args=[serving()])
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(PATIENCE)
        loop.close()

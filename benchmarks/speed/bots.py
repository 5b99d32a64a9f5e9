"""The bots that are measured: how each is started, and what it is called."""

import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PEERS = Path(__file__).parent / "peers"
TOKEN = "1:x"  # noqa: S105 - of no bot
OURS = ("ours, polling", "ours, webhook")
FASTEST = 100_000  # messages a second: what Telegram allows is out of the way


@dataclass(frozen=True)
class Bot:
    """A bot's name, its command line, and what it finds in its environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def ours(mode: str, folder: Path) -> Bot:
    """Return this bot, as it is served to people, with its data in a folder."""
    port = free_port()
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BOT_TELEGRAM__MODE": mode,
        "BOT_WEBHOOK__URL": f"http://127.0.0.1:{port}/hook",
        "BOT_WEBHOOK__LISTEN": f"127.0.0.1:{port}",
        "BOT_WEBHOOK__SECRET": "secret",
        "BOT_DATABASE__URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "BOT_SENDING__RATE": str(FASTEST),
    }
    return Bot(f"ours, {mode}", (sys.executable, "-m", "bot", "run"), environment)


def peers(python: Path) -> Iterator[Bot]:
    """Yield the bots to compare with, as this Python runs them."""
    ptb, aiogram = (str(PEERS / one) for one in ("ptb.py", "aiogram_echo.py"))
    for at_once in (1, 16, 64):
        name = f"python-telegram-bot, polling, {at_once} at once"
        yield Bot(name, (str(python), ptb, "polling", str(at_once)))
    port = str(free_port())
    yield Bot("python-telegram-bot, webhook", (str(python), ptb, "webhook", port))
    yield Bot("aiogram, polling", (str(python), aiogram, "polling"))
    port = str(free_port())
    yield Bot("aiogram, webhook", (str(python), aiogram, "webhook", port))
    bare = (str(python), "-m", "benchmarks.speed.peers.bare")
    yield Bot("no framework, polling", (*bare, "polling"))
    yield Bot("no framework, webhook", (*bare, "webhook", str(free_port())))


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

"""The path of one update, function by function: `.venv/bin/python -m benchmarks.path [webhook]`.

It answers /summary in this process, through the webhook's application and the real `Application`,
and prints how often each function is called for an update, and its own share of the time.
"""

import asyncio
import cProfile
import json
import os
import pstats
import tempfile
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from bot.briefing.library import Library
from bot.gateway.health import NOTHING
from bot.gateway.lanes import Lanes
from bot.gateway.service import Door, Service
from bot.gateway.webhook import Webhook
from bot.house import House, Terms, house_of
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Database
from bot.store.migrate import prepare

ROOT = Path(__file__).parent.parent
PATH, SECRET = "/hook", "secret"
UPDATES, AT_ONCE, LISTED = 5_000, 50, 40
HEADERS = [
    (b"content-type", b"application/json"),
    (b"x-telegram-bot-api-secret-token", SECRET.encode()),
]
Message = MutableMapping[str, Any]


class _Entry:
    """A way in that nobody comes by: the application is asked directly."""

    async def prepare(self, *_: object) -> None:
        """Nobody has to be told."""

    async def run(self) -> None:
        """Nothing comes."""

    def stop(self) -> None:
        """Nothing came."""


class Bot:
    """The bot, and what Telegram would send to it."""

    def __init__(self, house: House) -> None:
        """Nothing has been asked yet."""
        telegram = Telegram()
        self.service = Service(
            house, telegram.token, "http://local.invalid", lambda: Wire(telegram), self._door
        )
        self._number = 1_000_000

    def _door(self, _: Service, lanes: Lanes) -> Door:
        self._app = Webhook(PATH, SECRET, lanes, NOTHING)
        self._app.open = True
        return _Entry()

    async def ask(self, many: int, line: str = "/summary") -> float:
        """Ask so often, as many at once as a Telegram server might; return the CPU's seconds."""
        begun = time.process_time()
        for _ in range(many // AT_ONCE):
            await asyncio.gather(*(self._ask(line) for _ in range(AT_ONCE)))
        return time.process_time() - begun

    async def _ask(self, line: str) -> None:
        self._number += 1
        body = _update(self._number, line)
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return waiting.pop() if waiting else await asyncio.get_running_loop().create_future()

        async def send(message: Message) -> None:
            assert message.get("status", HTTPStatus.OK) == HTTPStatus.OK  # noqa: S101 - else it is in vain

        scope = {"type": "http", "path": PATH, "method": "POST", "headers": HEADERS}
        await self._app(scope, receive, send)


def _update(number: int, line: str) -> bytes:
    command = {"type": "bot_command", "offset": 0, "length": len(line.partition(" ")[0])}
    person = {"id": number, "first_name": "Amina"}
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False, "language_code": "en"},
        "text": line,
        "entities": [command] if line.startswith("/") else [],
    }
    return json.dumps({"update_id": number, "message": message}).encode()


@contextmanager
def housed() -> Iterator[House]:
    """Put the bot together with the shipped briefings and a database of its own."""
    library = Library(ROOT / "briefings")
    library.reload()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bot.sqlite3")
        prepare(database)
        yield house_of(library, database, Terms(100_000, frozenset(), 1))
        database.close()


async def main() -> None:
    """Measure without a profile, then with one."""
    with housed() as house:
        bot = Bot(house)
        await bot.service.application.initialize()
        await house.prepared()
        await bot.ask(500)
        print(f"{await bot.ask(UPDATES) / UPDATES * 1e6:.0f} µs of CPU an update, without HTTP\n")
        profile = cProfile.Profile()
        with profile:
            await bot.ask(UPDATES)
        _print(pstats.Stats(profile))
        await bot.service.application.shutdown()


def _print(stats: pstats.Stats) -> None:
    functions = stats.get_stats_profile().func_profiles.items()
    whole = sum(one.tottime for _, one in functions)
    print("| function | calls an update | share of the time |\n|---|---:|---:|")
    for name, one in sorted(functions, key=lambda named: -named[1].tottime)[:LISTED]:
        file = one.file_name.removeprefix(f"{ROOT}{os.sep}").rpartition("site-packages/")[2]
        calls = int(one.ncalls.partition("/")[0]) / UPDATES
        print(f"| `{name}` in {file} | {calls:.1f} | {one.tottime / whole:.1%} |")


if __name__ == "__main__":
    asyncio.run(main())

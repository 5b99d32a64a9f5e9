"""A Bot API server that hands out commands, and knows how long each answer took.

`python -m benchmarks.speed.server PLAN`, with the plan as JSON. It says its port; told the bot's
process on its input, it waits for the bot, asks, and says what it has seen, as JSON.
"""

import asyncio
import json
import os
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.speed.http import Host, Line, Respond

FIRST_CHAT, FIRST_UPDATE = 10_000, 1_000_000
LINES = 100  # connections to a webhook at once
LIMIT = 100  # updates at once
PATIENCE = 60.0  # seconds without an answer after which it is given up
ME = {
    "id": 1, "is_bot": True, "first_name": "Bot", "username": "briefing_bot",
    "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What is asked, by how many at once; a `rate` of commands a second instead of that."""

    command: str = "/summary"
    warm_up: int = 500
    commands: int = 6_000
    at_once: int = 500
    rate: float = 0.0
    delay: float = 0.0  # seconds added to each call


@dataclass
class Seen:
    """What the server has seen of a bot: times in seconds, sizes in bytes."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    length: float = 0.0  # of an answer, in characters
    cpu: float = 0.0
    memory: int = 0
    most_memory: int = 0
    lost: int = 0

    @property
    def rate(self) -> float:
        """How many commands were answered in a second."""
        return len(self.latencies) / self.seconds


class Server:
    """Telegram's side: updates out, calls in."""

    def __init__(self, plan: Plan) -> None:
        """Nothing has been asked yet."""
        self._plan = plan
        self._number = FIRST_UPDATE
        self._pending: deque[tuple[int, bytes]] = deque()  # not acknowledged
        self._poll: tuple[int, Respond] | None = None  # that is held
        self._lines: deque[Line] = deque()
        self._queue: deque[bytes] = deque()  # for a line that is free
        self._path, self._secret = "", ""
        self._webhook = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        self._asked: dict[int, float] = {}  # when, by chat
        self._left = 0
        self.arrived, self.done = asyncio.Event(), asyncio.Event()
        self.latencies: list[float] = []
        self.characters = 0

    def connection(self) -> Host:
        """Take a connection of the bot."""
        return Host(self._take)

    async def run(self, commands: int) -> float:
        """Have so many commands answered; return how long that took."""
        self.latencies.clear()
        self.done.clear()
        self._left, self.characters = commands, 0
        begun = time.monotonic()
        if self._plan.rate:
            for one in range(commands):
                await asyncio.sleep(max(0.0, begun + one / self._plan.rate - time.monotonic()))
                self._ask()
        else:
            for _ in range(min(self._plan.at_once, commands)):
                self._ask()
        await self._until_done()
        return time.monotonic() - begun

    @property
    def lost(self) -> int:
        """How many commands have no answer."""
        return len(self._asked)

    async def _until_done(self) -> None:
        before = -1
        while not self.done.is_set() and before != len(self.latencies):
            before = len(self.latencies)
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.done.wait()
            except TimeoutError:
                continue

    def _ask(self) -> None:
        if self._left <= 0:
            return
        self._left -= 1
        self._number += 1
        # Nobody asks twice, so that no limit for one chat plays a part.
        chat = FIRST_CHAT + self._number
        self._asked[chat] = time.monotonic()
        update = json.dumps(_update(self._number, chat, self._plan.command)).encode()
        if self._path:
            self._post(update)
            return
        self._pending.append((self._number, update))
        if self._poll is not None:
            offset, respond = self._poll
            self._poll = None
            self._hand_out(offset, respond)

    def _post(self, update: bytes) -> None:
        if not self._lines:
            self._queue.append(update)
            return
        line = self._lines.popleft()

        def answered(status: int, body: bytes) -> None:
            self._lines.append(line)
            if self._queue:
                self._post(self._queue.popleft())
            if status == HTTPStatus.OK and (called := _called(body)):
                self._answered(int(called["chat_id"]), called["text"])

        secret = f"x-telegram-bot-api-secret-token: {self._secret}\r\n" if self._secret else ""
        line.post(self._path, update, answered, secret)

    def _take(self, path: str, is_json: bool, body: bytes, respond: Respond) -> None:  # noqa: FBT001
        if self._plan.delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._plan.delay, self._call, path, is_json, body, respond)
        else:
            self._call(path, is_json, body, respond)

    def _call(self, path: str, is_json: bool, body: bytes, respond: Respond) -> None:  # noqa: FBT001
        method = path.partition("?")[0].rpartition("/")[2].lower()
        values = _values(is_json, body)
        if method == "sendmessage":
            chat = int(values["chat_id"])
            respond(200, _sent(chat, values["text"]))
            self._answered(chat, values["text"])
        elif method == "getupdates":
            self.arrived.set()
            self._hand_out(int(values.get("offset", 0)), respond, int(values.get("timeout", 0)))
        elif method == "getme":
            respond(200, _result(ME))
        elif method == "getwebhookinfo":
            respond(200, _result(self._webhook))
        else:
            respond(200, _result(value=True))
            if method == "setwebhook":
                self._reach(values)

    def _hand_out(self, offset: int, respond: Respond, wait: int = 1) -> None:
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()
        if not self._pending and wait:
            self._poll = offset, respond
            return
        some = [self._pending[one][1] for one in range(min(LIMIT, len(self._pending)))]
        respond(200, b'{"ok":true,"result":[' + b",".join(some) + b"]}")

    def _reach(self, values: dict[str, Any]) -> None:
        self._webhook["url"] = values["url"]
        address = urlsplit(values["url"])
        self._path, self._secret = address.path, values.get("secret_token", "")
        host, port = str(address.hostname), int(address.port or 80)

        async def connect() -> None:
            loop = asyncio.get_running_loop()
            for _ in range(LINES):
                _, line = await loop.create_connection(lambda: Line(f"{host}:{port}"), host, port)
                self._lines.append(line)
            self.arrived.set()

        self._connecting = asyncio.create_task(_until_it_works(connect))

    def _answered(self, chat: int, text: str) -> None:
        asked = self._asked.pop(chat, None)
        if asked is None:
            return
        self.latencies.append(time.monotonic() - asked)
        self.characters += len(text)
        if not self._plan.rate:
            self._ask()
        if not self._left and not self._asked:
            self.done.set()


async def _until_it_works(connect: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await connect()
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return


async def serve(plan: Plan) -> Seen:
    """Serve one bot, and return what was seen of it."""
    server, loop = Server(plan), asyncio.get_running_loop()
    listening = await loop.create_server(server.connection, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    process = int(await loop.run_in_executor(None, sys.stdin.readline))
    await asyncio.wait_for(server.arrived.wait(), PATIENCE)
    await server.run(plan.warm_up)
    memory, used = memory_of(process, "VmRSS"), _used(process)
    seconds = await server.run(plan.commands)
    return Seen(
        seconds,
        server.latencies,
        server.characters / max(1, len(server.latencies)),
        _used(process) - used,
        memory,
        memory_of(process, "VmHWM"),
        server.lost,
    )


def _update(number: int, chat: int, command: str) -> dict[str, Any]:
    person = {"id": chat, "first_name": "Amina"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(time.time()),
            "chat": {**person, "type": "private"},
            "from": {**person, "is_bot": False, "language_code": "en"},
            "text": command,
            "entities": [
                {"type": "bot_command", "offset": 0, "length": len(command.split(maxsplit=1)[0])}
            ],
        },
    }


def _sent(chat: int, text: str) -> bytes:
    return _result(
        {
            "message_id": 7,
            "date": int(time.time()),
            "chat": {"id": chat, "first_name": "Amina", "type": "private"},
            "from": {key: ME[key] for key in ("id", "is_bot", "first_name", "username")},
            "text": text,
        }
    )


def _result(value: object) -> bytes:
    return json.dumps({"ok": True, "result": value}).encode()


def _values(is_json: bool, body: bytes) -> dict[str, Any]:  # noqa: FBT001
    if is_json:
        return dict(json.loads(body))
    return {name: one[0] for name, one in parse_qs(body.decode()).items()}


def _called(body: bytes) -> dict[str, Any]:
    """Return what a webhook's answer calls: as JSON, or in the parts of a form."""
    if body.startswith(b"--"):
        boundary, _, _ = body.partition(b"\r\n")
        parts = [part.partition(b"\r\n\r\n") for part in body.split(boundary)[1:-1]]
        return {head.split(b'"', 2)[1].decode(): value[:-2].decode() for head, _, value in parts}
    return dict(json.loads(body)) if body else {}


def memory_of(process: int, line: str) -> int:
    """Return what a line of a process's status says, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition(f"{line}:")[2].split()[0]) * 1024


def _used(process: int) -> float:
    """Return the processor's seconds that a process has used, itself and the kernel for it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    seen = asyncio.run(serve(Plan(**json.loads(sys.argv[1]))))
    print(json.dumps(asdict(seen)), flush=True)

"""A Bot API server for runs with kills: `.venv/bin/python -m tests.delivery.server --chats 300`.

Its first line is its address; then it serves until it is killed. What it sees goes into the log,
one JSON object a line: `chat`, `send`, `asked` and `answered`.
"""

import argparse
import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.simulator.chats import Chat, Person
from bot.simulator.faults import (
    Fault,
    Faults,
    Instead,
    Late,
    Loss,
    Outcome,
    dropped_connection,
    html_page,
    read_timeout,
    server_error,
    silence,
    too_many_requests,
)
from bot.simulator.limits import Limits
from bot.simulator.replies import Reply
from bot.simulator.server import serve
from bot.simulator.telegram import Call, Telegram
from tests.delivery.history import Said

_WORD = re.compile(r"zq\d+x")  # in a question about somebody nobody knows, and in its answer
_REFUSED, _WAIT, _BROKEN = 400, 429, 500


@dataclass(frozen=True)
class Plan:
    """What kind of Telegram it is."""

    chats: int
    groups: float = 0.2  # the share of groups and supergroups
    gone: float = 0.02  # the share of chats that can't be written to any more
    faults: float = 0.18  # the share of messages that meet a fault
    silence: float = 0.0  # seconds until a silent connection is dropped; 0: never
    rate: int = 30
    seed: int = 1
    talk: float = 0.0  # commands a second


class DrawnFaults(Faults):
    """Lets chance decide which message meets which fault."""

    def __init__(self, plan: Plan) -> None:
        """Draw the same as the last time, from the same seed."""
        super().__init__()
        self._plan, self._random = plan, Random(plan.seed)  # noqa: S311 - chance by a seed

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Draw for what is sent; everything else is left alone."""
        if method != "sendMessage" or self._random.random() >= self._plan.faults:
            return super().take(method, chat_id)
        draw, effect = self._random.random(), self._random.random() < 1 / 2
        if draw < 0.30:
            return too_many_requests(self._random.randint(1, 3))
        if draw < 0.55:
            broken = self._random.choice((server_error, html_page))
            return broken(self._random.choice((500, 502, 504)), effect=effect)
        if draw < 0.75:
            return dropped_connection(effect=effect)
        if draw < 0.90:
            patience = self._plan.silence
            return silence(patience, effect=effect) if patience else read_timeout(effect=effect)
        return self._random.choice((html_page(200, effect=True), garbage()))


def garbage() -> Fault:
    """Half of an answer."""
    return Instead(Reply(200, b'{"ok":true,"result":{"mess'), effect=True)


class Log:
    """Lines for whoever looks at what has happened; each is written at once."""

    def __init__(self, path: Path) -> None:
        """Begin an empty one."""
        self._file = path.open("w", encoding="utf-8", buffering=1)

    def write(self, what: str, **fields: Any) -> None:
        """Add a line."""
        self._file.write(json.dumps({"what": what} | fields, ensure_ascii=False) + "\n")


class Town(Telegram):
    """A Telegram with many chats that have met the bot; it keeps a log instead of its calls."""

    def __init__(self, plan: Plan, log: Log) -> None:
        """Let everybody meet the bot."""
        super().__init__()
        self.limits = Limits(time.monotonic, enforced=True, rate=plan.rate)
        self.met = asyncio.Event()
        self.asked: dict[str, float] = {}
        self.log = log
        self.talkers: list[tuple[Person, Chat]] = []
        self._settle(plan)
        self.faults = DrawnFaults(plan)

    def record(self, call: Call) -> None:
        """Write down what is sent; the calls themselves are not kept."""
        self.met.set()
        if call.method == "sendMessage":
            self._write(call)
        self.changes.happened()

    def ask(self, person: Person, chat: Chat, number: int) -> None:
        """Somebody asks for somebody nobody knows."""
        word = f"zq{number}x"
        self.asked[word] = time.monotonic()
        self.log.write("asked", at=self.asked[word], chat=chat.id, word=word)
        self.say(person, chat, f"/who {word}")

    def _settle(self, plan: Plan) -> None:
        random = Random(plan.seed)  # noqa: S311
        owner = self.person("Owner")
        for number in range(plan.chats):
            in_group, gone = random.random() < plan.groups, random.random() < plan.gone
            chat = self._group(number, owner) if in_group else self._private(number, gone=gone)
            if gone and in_group:
                self.remove_bot(chat, owner)
            elif gone:
                self.block(self.people[chat.id])
            self.log.write("chat", chat=chat.id, kind=chat.kind, title=chat.title, gone=gone)
        self.updates.drop()

    def _group(self, number: int, owner: Person) -> Chat:
        group = self.group(f"Group {number}", owner, supergroup=number % 2 == 0)
        self.add_bot(group, owner)
        return group

    def _private(self, number: int, *, gone: bool) -> Chat:
        person = self.person(f"Person {number}")
        chat = self.private(person)
        self.say(person, chat, "/start")
        if not gone:
            self.talkers.append((person, chat))
        return chat

    def _write(self, call: Call) -> None:
        now, text = time.monotonic(), str(call.parameters.get("text"))
        chat = call.parameters.get("chat_id")
        at = now - call.seconds
        seen = _seen(call)
        self.log.write(
            "send",
            at=at,
            answered=now,
            chat=chat,
            topic=call.parameters.get("message_thread_id") or 0,
            text=text,
            effect=_status(call.reply) < _REFUSED,
            outcome=seen,
            retry_after=_retry_after(call.outcome),
            message=_message(call.reply),
        )
        for word in _WORD.findall(text):
            if word in self.asked:
                waited = at - self.asked.pop(word)
                self.log.write("answered", at=at, chat=chat, word=word, waited=waited)


def _seen(call: Call) -> Said:
    """What the bot was told; a limit that it met counts even behind a fault."""
    if _status(call.reply) == _WAIT:
        return Said.LIMIT
    if isinstance(call.fault, Late) or call.outcome is Loss.SILENCE:
        return Said.SILENCE
    return Said.DROPPED if isinstance(call.outcome, Loss) else _read(call.outcome, call.fault)


def _read(reply: Reply, fault: Fault | None) -> Said:
    if reply.status == _WAIT:
        return Said.LATER
    if reply.status >= _BROKEN:
        return Said.SERVER_ERROR
    if fault is not None:
        return Said.GARBAGE
    return Said.REFUSED if reply.status >= _REFUSED else Said.OK


def _status(outcome: Outcome | None) -> int:
    return outcome.status if isinstance(outcome, Reply) else _BROKEN


def _retry_after(outcome: Outcome) -> int | None:
    if not isinstance(outcome, Reply) or outcome.status != _WAIT:
        return None
    return int(outcome.json["parameters"]["retry_after"])


def _message(reply: Reply | None) -> int | None:
    return int(reply.json["result"]["message_id"]) if reply and reply.status < _REFUSED else None


async def talk(town: Town, rate: float, seed: int) -> None:
    """Let people ask, at random moments, once there is a bot."""
    await town.met.wait()
    random, number = Random(seed), 0  # noqa: S311
    while True:
        await asyncio.sleep(random.expovariate(rate))
        number += 1
        town.ask(*random.choice(town.talkers), number)


async def run(plan: Plan, path: Path) -> None:
    """Serve until killed."""
    town = Town(plan, Log(path))
    async with serve(town) as address, asyncio.TaskGroup() as tasks:
        print(address, flush=True)
        if plan.talk:
            tasks.create_task(talk(town, plan.talk, plan.seed))
        await asyncio.Event().wait()


def main() -> None:
    """Read the options, which are a plan's fields and the log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    defaults: Mapping[str, Any] = {
        name: value for name, value in vars(Plan(chats=0)).items() if name != "chats"
    }
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = vars(parser.parse_args())
    path = options.pop("log")
    asyncio.run(run(Plan(**options), path))


if __name__ == "__main__":
    main()

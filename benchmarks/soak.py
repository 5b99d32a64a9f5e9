"""Half an hour of a busy bot: `.venv/bin/python -m benchmarks.soak [MINUTES] [polling|webhook]`.

People ask 20 commands a second, and an edition is published each minute to 50 groups. Before that
the bot is warmed up with as many editions in quick succession as its caches take to fill. It prints
how memory and descriptors went then, and ends with 1 if a command had no answer or anything went
wrong.
"""

import asyncio
import os
import re
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from statistics import linear_regression

from benchmarks.speed.bots import ROOT, free_port
from bot.simulator.chats import Chat, Person
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram

MINUTES, RATE, PEOPLE, GROUPS = 30.0, 20, 200, 50
WARM_UP, QUICK = 24, 8.0  # editions that are not counted, and seconds between them
BETWEEN = 60.0  # seconds from an edition's end to the next one
OWN = 3  # messages to a group that are no edition: a greeting, and two when it subscribes
LOOK = 10.0  # seconds between two looks at the process
LINES = ("/summary", "/who monguno", "/africa", "/sources", "how many members are there", "/help")
NAME, SENTENCE = "marrakesh-2022", "Ministers of the Coalition met in Marrakesh"
_WRONG = re.compile(r"Traceback|could not be handled|set aside|never retrieved")


@dataclass
class Look:
    """The bot's process at one moment: seconds, bytes, open descriptors."""

    at: float
    memory: int
    descriptors: int


@dataclass
class Course:
    """What was done and seen."""

    looks: list[Look] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    editions: int = 1
    letters: int = 0
    warm: float = 0.0  # seconds until the bot was warmed up


class Soak:
    """One run in a folder of its own."""

    def __init__(self, folder: Path, mode: str, seconds: float) -> None:
        """Nothing has happened yet."""
        self._folder, self._mode, self._seconds = folder, mode, seconds
        self._telegram, self.course = Telegram(), Course()
        self._file = folder / "briefings" / f"{NAME}.yaml"
        self._environment: Mapping[str, str] = {}
        shutil.copytree(ROOT / "briefings", folder / "briefings")
        self._shipped = self._file.read_text("utf-8")

    @property
    def log(self) -> Path:
        """What the bot has printed."""
        return self._folder / "log"

    async def run(self) -> int:
        """Go through with it; return with what code the bot ended."""
        async with serve(self._telegram) as address:
            self._environment = self._settings(address)
            await self._publish(1)
            async with self._bot() as bot:
                await self._live(bot)
                bot.terminate()
                return await bot.wait()

    async def _live(self, bot: Process) -> None:
        telegram, course = self._telegram, self.course
        owners = [telegram.person(f"Owner {number}") for number in range(GROUPS)]
        groups = [telegram.group(f"Group of {owner.first_name}", owner) for owner in owners]
        for owner, group in zip(owners, groups, strict=True):
            telegram.add_bot(group, owner)
            telegram.say(owner, group, "/subscribe")
        await telegram.settled(60)  # who subscribes after an edition has it in the answer
        people = [telegram.person(f"Person {number}") for number in range(PEOPLE)]
        chats = [telegram.private(person) for person in people]
        end = time.monotonic() + WARM_UP * QUICK + self._seconds
        looking = asyncio.create_task(self._look(bot.pid))
        await asyncio.gather(self._ask(list(zip(people, chats, strict=True)), end), self._edit(end))
        looking.cancel()
        await telegram.settled(60)
        course.answered = sum(len(telegram.messages(chat, by=telegram.bot)) for chat in chats)
        course.letters = sum(len(telegram.messages(group, by=telegram.bot)) for group in groups)

    async def _ask(self, homes: list[tuple[Person, Chat]], end: float) -> None:
        begun = time.monotonic()
        for (person, chat), line in zip(cycle(homes), cycle(LINES)):
            if time.monotonic() > end:
                return
            await asyncio.sleep(begun + self.course.asked / RATE - time.monotonic())
            self._telegram.say(person, chat, line)
            self.course.asked += 1

    async def _edit(self, end: float) -> None:
        for edition in count(2):
            await asyncio.sleep(BETWEEN if edition > WARM_UP + 1 else QUICK)
            if time.monotonic() + BETWEEN / 2 > end:
                return
            words = SENTENCE.replace("Ministers", f"Ministers, as edition {edition} has it,")
            text = self._shipped.replace("edition: 1\n", f"edition: {edition}\n", 1)
            self._file.write_text(text.replace(SENTENCE, words, 1), "utf-8")
            await self._publish(edition)
            if edition == WARM_UP + 1:
                self.course.warm = self.course.looks[-1].at

    async def _publish(self, edition: int) -> None:
        command = (sys.executable, "-m", "bot", "publish", NAME, "--yes")
        with self.log.open("a") as log:
            publishing = await asyncio.create_subprocess_exec(
                *command, env=self._environment, stdin=DEVNULL, stdout=log, stderr=log
            )
        if await publishing.wait():
            raise SystemExit(f"edition {edition} was not published:\n{self.log.read_text()}")
        self.course.editions = edition

    async def _look(self, process: int) -> None:
        begun = time.monotonic()
        while True:
            self.course.looks.append(look(process, time.monotonic() - begun))
            await asyncio.sleep(LOOK)

    @asynccontextmanager
    async def _bot(self) -> AsyncIterator[Process]:
        with self.log.open("a") as log:
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                env=self._environment, stdin=DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield bot
        finally:
            if bot.returncode is None:
                bot.kill()

    def _settings(self, address: str) -> Mapping[str, str]:
        port = free_port()
        return {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": self._telegram.token,
            "BOT_TELEGRAM__API_URL": address,
            "BOT_TELEGRAM__MODE": self._mode,
            "BOT_WEBHOOK__URL": f"http://127.0.0.1:{port}/hook",
            "BOT_WEBHOOK__LISTEN": f"127.0.0.1:{port}",
            "BOT_WEBHOOK__SECRET": "secret",
            "BOT_DATABASE__URL": f"sqlite:///{self._folder / 'bot.sqlite3'}",
            "BOT_BRIEFINGS__PATH": str(self._file.parent),
        }


def look(process: int, at: float) -> Look:
    """Return how a process is now."""
    status = Path(f"/proc/{process}/status").read_text()
    memory = int(status.partition("VmRSS:")[2].split()[0]) * 1024
    return Look(at, memory, len(list(Path(f"/proc/{process}/fd").iterdir())))


def main(minutes: float, mode: str) -> int:
    """Run it, and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), mode, minutes * 60)
        code = asyncio.run(soak.run())
        wrong = _WRONG.findall(soak.log.read_text("utf-8"))
    course = soak.course
    later = [one for one in course.looks if one.at > course.warm]
    slope, _ = linear_regression([one.at for one in later], [one.memory for one in later])
    kept = sorted({one.descriptors for one in later})
    print(f"{mode}, {minutes:g} minutes: {course.asked:,} commands, {course.answered:,} answers")
    print(f"{course.editions} editions, {course.letters:,} messages in {GROUPS} groups")
    print(f"memory {later[0].memory / 1e6:.1f} to {later[-1].memory / 1e6:.1f} MB after warm-up: ")
    print(f"  {slope * 3600 / 1e6:+.1f} MB an hour; most {_most(later):.1f} MB")
    print(f"descriptors {kept[0]} to {kept[-1]}; {len(wrong)} faults in the log; exit code {code}")
    lost = course.asked - course.answered, (course.editions - 1 + OWN) * GROUPS - course.letters
    print(f"{lost[0]} commands without an answer, {lost[1]} letters missing")
    return int(any(lost) or bool(wrong) or code != 0)


def _most(looks: list[Look]) -> float:
    return max(one.memory for one in looks) / 1e6


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    sys.exit(main(float(given.get(1, MINUTES)), given.get(2, "polling")))

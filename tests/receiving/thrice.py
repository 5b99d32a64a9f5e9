"""One run: a bot is brought each update three times, in any order."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from bot.simulator.server import serve
from tests.receiving.crowd import Command, Crowd, Wanted
from tests.receiving.driver import driving
from tests.receiving.kills import told
from tests.receiving.reckoning import Kept, Reckoning, reckon
from tests.receiving.shuffled import TIMES, Courier, Shuffled

ROUND = 2.0  # seconds between two handfuls
QUIET = 1.0  # seconds in which a further answer would come


@dataclass(frozen=True)
class Order:
    """What is to be run."""

    mode: str
    updates: int = 1000
    a_round: int = 40  # updates that are new in each handful
    chats: int = 200  # one in five a group
    patience: float = 120.0
    seed: int = 1


@dataclass(frozen=True)
class Report:
    """What was seen."""

    reckoning: Reckoning
    brought: int
    miscounted: list[str]
    clean_end: bool

    @property
    def is_kept(self) -> bool:
        """Tell whether everything is as promised."""
        return self.clean_end and not (self.reckoning.broken or self.miscounted)

    def lines(self) -> Iterator[str]:
        """Yield the figures, one a line."""
        yield f"{self.brought:,} updates brought, each {TIMES} times"
        yield from self.reckoning.lines()
        yield f"{len(self.miscounted)} effects or messages miscounted"
        yield from (f"BROKEN: {one}" for one in self.miscounted)
        yield f"ended {'cleanly' if self.clean_end else 'NOT CLEANLY'}"


async def run(order: Order, folder: Path) -> Report:
    """Run it; what the bot prints stays in the folder."""
    groups, random = order.chats // 5, Random(order.seed)  # noqa: S311 - chance by a seed
    crowd = Crowd(order.seed, order.chats - groups, groups)
    crowd.updates = updates = Shuffled(crowd, random)
    url = f"sqlite:///{folder / 'bot.sqlite3'}"
    async with (
        serve(crowd) as address,
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
        driving(told(order.mode, address, url), folder / "output") as driver,
    ):
        await driver.start()
        bringing = asyncio.create_task(Courier(crowd, updates, client).run())
        if order.mode == "polling":
            bringing.cancel()
        await _talk(crowd, updates, order)
        await _answered(crowd, order.patience)
        bringing.cancel()
        clean_end = await driver.end()
    kept = Kept.of(url)
    by_number = {one.update: one for one in crowd.commands}
    came = [by_number[number] for number in updates.order]
    reckoning = reckon(crowd, kept, came, Counter())
    miscounted = [*_miscounted_messages(crowd, came), *_miscounted_questions(crowd, kept)]
    return Report(reckoning, updates.brought, miscounted, clean_end)


async def _talk(crowd: Crowd, updates: Shuffled, order: Order) -> None:
    for start in range(0, order.updates, order.a_round):
        for _ in range(min(order.a_round, order.updates - start)):
            crowd.give()
        last = start + order.a_round >= order.updates
        updates.deal(last=last)
        await asyncio.sleep(0 if last else ROUND)


async def _answered(crowd: Crowd, patience: float) -> None:
    """Wait until as many answers are there as commands, and a while for more."""

    def are_there() -> bool:
        return sum(len(crowd.answers(one)) for one in crowd.talking) >= len(crowd.commands)

    with suppress(TimeoutError):  # what is missing, the reckoning tells
        async with asyncio.timeout(patience):
            await crowd.changes.until(lambda: are_there() or None)
    await asyncio.sleep(QUIET)


def _miscounted_messages(crowd: Crowd, came: list[Command]) -> Iterator[str]:
    """Yield the chats that do not have as many messages as their commands have to bring."""
    for chat in crowd.talking:
        mine, wanted, expected = [one for one in came if one.chat is chat], Wanted(), 0
        for one in mine:
            begins = one.line == "/subscribe" and not wanted.active
            expected += 2 if begins else 1  # the briefing follows
            wanted = wanted.after(one.line)
        found = len(crowd.messages(chat, by=crowd.bot))
        if found != expected:
            yield f"{chat.title} has {found} messages, and should have {expected}"


def _miscounted_questions(crowd: Crowd, kept: Kept) -> Iterator[str]:
    for one in crowd.commands:
        if one.word and kept.counted[one.line] != 1:
            yield f"{one.line} is counted {kept.counted[one.line]} times"

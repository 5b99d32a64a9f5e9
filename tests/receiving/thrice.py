"""One run: each update comes three times, and none where it belongs."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from bot.simulator.api import call
from bot.simulator.server import serve
from bot.simulator.updates import Update, Updates
from tests.receiving.crowd import Command, Crowd, Wanted
from tests.receiving.driver import driving
from tests.receiving.hook import HEADERS
from tests.receiving.kills import told
from tests.receiving.reckoning import Kept, Reckoning, reckon

TIMES = 3
AT_ONCE = 40  # calls of a webhook
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


class _Shuffled(Updates):
    """Brings each update three times, in an order of its own; what is confirmed plays no part."""

    def __init__(self, crowd: Crowd, random: Random) -> None:
        super().__init__(crowd.clock, crowd.changes)
        self._random = random
        self._kept: list[Update] = []  # copies for a later handful
        self.copies: deque[Update] = deque()
        self.order: list[int] = []  # the updates, as each came first
        self.brought = 0

    @property
    def waiting(self) -> tuple[Update, ...]:
        """Nothing waits for those who bring updates in their order."""
        return ()

    def deal(self, *, last: bool) -> None:
        """Let a handful go: a part of what there is, in any order."""
        copies = [*self._kept, *(update for update in self._waiting for _ in range(TIMES))]
        self._waiting = []
        self._random.shuffle(copies)
        now = len(copies) if last else len(copies) * 2 // 3
        self.copies += copies[:now]
        self._kept = copies[now:]
        self._changes.happened()

    def take_copy(self) -> tuple[Update, bool]:
        """Take the next copy, and whether it is the first of its update."""
        update = self.copies.popleft()
        first = update.id not in self.order
        if first:
            self.order.append(update.id)
        self.brought += 1
        self._changes.happened()
        return update, first

    async def poll(self, offset: int, limit: int, patience: float) -> tuple[Update, ...]:  # noqa: ARG002
        """Hand out the next copies."""
        try:
            async with asyncio.timeout(patience):
                await self._changes.until(lambda: bool(self.copies) or None)
        except TimeoutError:
            return ()
        return tuple(self.take_copy()[0] for _ in range(min(limit, len(self.copies))))


class _Courier:
    """Brings copies to a webhook, many at once.

    The first copy of an update waits for those before it in its chat, so that it is known in
    which order they came; others wait for nothing.
    """

    def __init__(self, crowd: Crowd, updates: _Shuffled, client: httpx.AsyncClient) -> None:
        self._crowd, self._updates, self._client = crowd, updates, client
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[int, asyncio.Lock] = {}

    async def run(self) -> None:
        """Bring them until cancelled, once there is a webhook."""
        webhook = await self._crowd.changes.until(lambda: self._updates.webhook)
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._crowd.changes.until(lambda: bool(self._updates.copies) or None)
                await self._room.acquire()
                update, first = self._updates.take_copy()
                tasks.create_task(self._bring(webhook.url, update, first=first))

    async def _bring(self, url: str, update: Update, *, first: bool) -> None:
        turn = self._turns.setdefault(update.content["chat"]["id"], asyncio.Lock())
        try:
            async with turn if first else nullcontext():
                await self._post(url, update)
        finally:
            self._room.release()

    async def _post(self, url: str, update: Update) -> None:
        """Call the webhook, and make the call that it answers with."""
        answer = await self._client.post(url, json=update.payload, headers=HEADERS)
        assert answer.status_code == httpx.codes.OK
        if answer.content:
            made = answer.json()
            await call(self._crowd, self._crowd.token, made.pop("method"), made)


async def run(order: Order, folder: Path) -> Report:
    """Run it; what the bot prints stays in the folder."""
    groups, random = order.chats // 5, Random(order.seed)  # noqa: S311 - chance by a seed
    crowd = Crowd(order.seed, order.chats - groups, groups)
    crowd.updates = updates = _Shuffled(crowd, random)
    url = f"sqlite:///{folder / 'bot.sqlite3'}"
    async with (
        serve(crowd) as address,
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
        driving(told(order.mode, address, url), folder / "output") as driver,
    ):
        await driver.start()
        bringing = asyncio.create_task(_Courier(crowd, updates, client).run())
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


async def _talk(crowd: Crowd, updates: _Shuffled, order: Order) -> None:
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

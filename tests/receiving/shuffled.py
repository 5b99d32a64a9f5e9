"""Updates that come three times, and none where it belongs."""

import asyncio
from collections import defaultdict, deque
from contextlib import nullcontext
from random import Random

import httpx

from bot.simulator.api import call
from bot.simulator.updates import Update, Updates
from tests.receiving.crowd import Crowd
from tests.receiving.hook import HEADERS

TIMES = 3
AT_ONCE = 40  # calls of a webhook


class Shuffled(Updates):
    """Brings each update three times, in an order of its own; what is confirmed plays no part."""

    def __init__(self, crowd: Crowd, random: Random) -> None:
        """Have nothing to bring."""
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


class Courier:
    """Brings copies to a webhook, many at once.

    The first copy of an update waits for those before it in its chat, so that it is known in
    which order they came; others come as soon as it has been sent.
    """

    def __init__(self, crowd: Crowd, updates: Shuffled, client: httpx.AsyncClient) -> None:
        """Bring these of this crowd."""
        self._crowd, self._updates, self._client = crowd, updates, client
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)  # by chat
        self._sent: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

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
        turn, sent = self._turns[update.content["chat"]["id"]], self._sent[update.id]
        try:
            if not first:
                await sent.wait()
            async with turn if first else nullcontext():
                sent.set()
                await self._post(url, update)
        finally:
            self._room.release()

    async def _post(self, url: str, update: Update) -> None:
        """Call the webhook, and make the call that it answers with."""
        answer = await self._client.post(url, json=update.payload, headers=HEADERS)
        while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:  # the bot is not ready yet
            await asyncio.sleep(0.1)
            answer = await self._client.post(url, json=update.payload, headers=HEADERS)
        if answer.content:
            made = answer.json()
            await call(self._crowd, self._crowd.token, made.pop("method"), made)

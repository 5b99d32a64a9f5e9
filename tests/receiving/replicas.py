"""One run: several bots on one PostgreSQL behind a proxy, one of them killed again and again."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.sending.sender import IN_FLIGHT
from bot.simulator.server import serve
from tests.delivery.run import spread
from tests.receiving.balancer import Balancer, balancing
from tests.receiving.crowd import Crowd
from tests.receiving.driver import Driver, by_webhook, driving
from tests.receiving.network import a_port
from tests.receiving.readers import Readers
from tests.receiving.reckoning import Kept, Reckoning, reckon

PRIVATE, GROUPS = 200, 50  # chats that give commands
READERS = 150  # further chats, which only receive
BETWEEN = 12.0  # seconds between two publications
MOST_COPIES = 2


@dataclass(frozen=True)
class Order:
    """What is to be run."""

    seconds: float = 120.0
    rate: float = 50.0  # commands a second
    every: float = 2.0  # seconds between two kills
    bots: int = 3
    patience: float = 180.0  # seconds after the last kill
    seed: int = 1


@dataclass(frozen=True)
class Report:
    """What was seen."""

    reckoning: Reckoning
    in_hand: list[int]  # how many updates the bots had in hand, at each kill
    editions: int
    copies: Counter[int]  # deliveries to those who only receive, by how often they arrived
    outcomes: Counter[str]  # of the same, as the bots have it
    waited: list[float]
    connections: tuple[int, int]  # passed on, and refused by all

    @property
    def doubles(self) -> int:
        """How many deliveries arrived more than once."""
        return sum(count for times, count in self.copies.items() if times > 1)

    @property
    def broken(self) -> list[str]:
        """Everything that is not as promised."""
        return [*self.reckoning.broken, *self._broken_deliveries()]

    def lines(self) -> Iterator[str]:
        """Yield the figures, one a line."""
        yield from self.reckoning.lines()
        yield f"{len(self.in_hand)} kills, {sum(self.in_hand)} updates in hand at them"
        deliveries = f"{self.editions} editions to {READERS} readers: {self.copies.total():,}"
        yield f"{deliveries} deliveries, {self.copies[0]} lost, {self.doubles} arrived twice"
        outcomes = ", ".join(f"{count:,} {step}" for step, count in self.outcomes.most_common())
        yield f"as the bots have it: {outcomes}"
        yield f"answers: {spread(self.waited)}"
        yield "the proxy passed on {:,} connections; {:,} found no bot".format(*self.connections)
        yield from (f"BROKEN: {one}" for one in self._broken_deliveries())

    def _broken_deliveries(self) -> Iterator[str]:
        if self.copies[0]:
            yield f"{self.copies[0]} deliveries lost"
        if max(self.copies) > MOST_COPIES:
            yield f"a delivery arrived {max(self.copies)} times"
        if self.doubles > IN_FLIGHT * len(self.in_hand):
            yield f"{self.doubles} deliveries arrived twice, more than the kills explain"


async def run(order: Order, url: str, folder: Path) -> Report:
    """Run it; what the bots print stays in the folder."""
    crowd = Crowd(order.seed, PRIVATE, GROUPS)
    readers = Readers(crowd, READERS, url)
    public, ports = a_port(), [a_port() for _ in range(order.bots)]
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serve(crowd))
        balancer = await stack.enter_async_context(balancing(public, ports))
        told = [by_webhook(address, url, port, public) for port in ports]
        bots = [await stack.enter_async_context(driving(one, folder / "output")) for one in told]
        at_kills = await _Run(order, crowd, readers, bots).run()
        return _report(crowd, readers, at_kills, balancer, url)


class _Run:
    """People talk, editions go out, and bots are killed, all at the same time."""

    def __init__(
        self, order: Order, crowd: Crowd, readers: Readers, bots: Sequence[Driver]
    ) -> None:
        self._order, self._crowd, self._readers, self._bots = order, crowd, readers, bots

    async def run(self) -> list[set[int]]:
        """Return the numbers of the updates that the bots had in hand, at each kill."""
        for bot in self._bots:
            await bot.start()
        await self._crowd.changes.until(lambda: self._crowd.updates.webhook)
        await self._readers.subscribe()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._talk())
            tasks.create_task(self._publish())
            killing = tasks.create_task(self._kill_again_and_again())
        await self._crowd.settled(self._order.patience)
        await self._readers.reached(self._order.patience)
        return killing.result()

    async def _talk(self) -> None:
        random = Random(self._order.seed)  # noqa: S311 - chance by a seed
        for _ in range(int(self._order.seconds * self._order.rate)):
            await asyncio.sleep(random.expovariate(self._order.rate))
            self._crowd.give()

    async def _publish(self) -> None:
        for _ in range(max(1, int(self._order.seconds / BETWEEN))):
            await self._readers.publish()
            await asyncio.sleep(BETWEEN)

    async def _kill_again_and_again(self) -> list[set[int]]:
        random = Random(self._order.seed)  # noqa: S311
        at_kills: list[set[int]] = []
        for _ in range(int(self._order.seconds / self._order.every)):
            await asyncio.sleep(self._order.every)
            bot = random.choice(self._bots)
            at_kills.append(set(self._crowd.updates.out))
            await bot.kill()
            await bot.start()
        return at_kills


def _report(
    crowd: Crowd, readers: Readers, at_kills: list[set[int]], balancer: Balancer, url: str
) -> Report:
    at_risk = Counter(number for numbers in at_kills for number in numbers)
    return Report(
        reckoning=reckon(crowd, Kept.of(url), crowd.commands, at_risk),
        in_hand=[len(numbers) for numbers in at_kills],
        editions=readers.editions,
        copies=readers.copies(),
        outcomes=readers.outcomes(),
        waited=list(crowd.waited.values()),
        connections=(balancer.passed, balancer.refused),
    )

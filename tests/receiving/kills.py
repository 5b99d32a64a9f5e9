"""One run: people give commands, and the bot is killed and started again while they do."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.simulator.server import serve
from tests.receiving.crowd import Crowd
from tests.receiving.driver import Driver, by_polling, by_webhook, driving
from tests.receiving.network import a_port
from tests.receiving.reckoning import Kept, Reckoning, reckon

MODES = ("polling", "webhook")


@dataclass(frozen=True)
class Order:
    """What is to be run."""

    mode: str
    updates: int = 1000
    kills: int = 20
    chats: int = 50  # one in five a group: Telegram lets no more than 20 answers a minute into it
    life: float = 4.0  # seconds between a start and a kill, on average
    patience: float = 120.0  # seconds after the last kill
    seed: int = 1


@dataclass(frozen=True)
class Report:
    """What was seen."""

    reckoning: Reckoning
    in_hand: list[int]  # how many updates the bot had in hand, at each kill
    clean_end: bool

    @property
    def is_kept(self) -> bool:
        """Tell whether everything is as promised."""
        return not self.reckoning.broken and self.clean_end

    def lines(self) -> Iterator[str]:
        """Yield the figures, one a line."""
        yield from self.reckoning.lines()
        total, most = sum(self.in_hand), max(self.in_hand, default=0)
        yield f"{len(self.in_hand)} kills, {total} updates in hand at them, {most} at most"
        yield f"ended {'cleanly' if self.clean_end else 'NOT CLEANLY'}"


async def run(order: Order, folder: Path) -> Report:
    """Run it; what the bot prints stays in the folder."""
    groups = order.chats // 5
    crowd = Crowd(order.seed, order.chats - groups, groups)
    url = f"sqlite:///{folder / 'bot.sqlite3'}"
    async with (
        serve(crowd) as address,
        driving(told(order.mode, address, url), folder / "output") as driver,
    ):
        talking = asyncio.create_task(_talk(crowd, order))
        at_kills = await _kill_again_and_again(order, crowd, driver)
        await talking
        await crowd.settled(order.patience)
        clean_end = await driver.end()
    at_risk = Counter(number for numbers in at_kills for number in numbers)
    reckoning = reckon(crowd, Kept.of(url), crowd.commands, at_risk)
    return Report(reckoning, [len(numbers) for numbers in at_kills], clean_end)


def told(mode: str, address: str, url: str) -> dict[str, str]:
    """Return what a bot is told."""
    if mode == "webhook":
        return by_webhook(address, url, a_port())
    return by_polling(address, url)


async def _talk(crowd: Crowd, order: Order) -> None:
    random = Random(order.seed)  # noqa: S311 - chance by a seed
    rate = order.updates / (order.kills * order.life)
    for _ in range(order.updates):
        await asyncio.sleep(random.expovariate(rate))
        crowd.give()


async def _kill_again_and_again(order: Order, crowd: Crowd, driver: Driver) -> list[set[int]]:
    """Return the numbers of the updates that the bot had in hand, at each kill."""
    random = Random(order.seed)  # noqa: S311
    at_kills: list[set[int]] = []
    await driver.start()
    for _ in range(order.kills):
        await asyncio.sleep(2 * order.life * random.random())
        at_kills.append(set(crowd.updates.out))
        await driver.kill()
        await driver.start()
    return at_kills

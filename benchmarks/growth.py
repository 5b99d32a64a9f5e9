"""What an answer costs with more briefings, more entries, more subscriptions.

`.venv/bin/python -m benchmarks.growth` asks the bot in this process, from the update to the answer,
and prints the CPU's time for each; medians of seven rounds.
"""

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta
from statistics import median

from benchmarks.enqueue import subscribe
from benchmarks.path import AT_ONCE, Bot, housed
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.desk import Desk

ROUNDS, ASKED = 7, 200
LINES = ("/summary", "/who monguno", "/africa", "/settings")
QUESTION = "what about terrorist financing"
STEPS: Mapping[str, tuple[int, ...]] = {
    "briefings": (1, 10, 100, 1_000),
    "entries": (100, 1_000, 10_000, 100_000),
    "subscriptions": (10, 100, 1_000, 10_000, 100_000),
}


async def main() -> None:
    """Measure each."""
    for what, steps in STEPS.items():
        head = (what, *LINES, "a question nobody asked before")
        print(f"\n| {' | '.join(head)} |\n|{'---:|' * len(head)}")
        first: list[float] = []
        for count in steps:
            taken = await measured(what, count)
            first = first or taken
            cells = (f"{1e6 * one:.0f} µs" for one in taken)
            print(f"| {count:,} | {' | '.join(cells)} |", flush=True)
        grown = (f"{last / begun - 1:+.0%}" for begun, last in zip(first, taken, strict=True))
        print(f"| growth | {' | '.join(grown)} |")


async def measured(what: str, count: int) -> list[float]:
    """Return the seconds that each line takes with so many of them."""
    with housed() as house:
        shipped = house.library.snapshot
        if what == "subscriptions":
            for first in range(0, count, 1_000):
                chats = range(first, min(count, first + 1_000))
                house.sending.database.run_now(subscribe, chats)
        else:
            grown = with_briefings if what == "briefings" else with_entries
            house.library.snapshot = grown(shipped, count)
        bot = Bot(house)
        await bot.service.application.initialize()
        await house.prepared()
        taken = [await _median(bot, line) for line in LINES]
        taken.append(_asked(house.register.desk))
        await bot.service.application.shutdown()
    return taken


async def _median(bot: Bot, line: str) -> float:
    # The first has it worked out, which the others find done; the rest warms the processor up.
    await bot.ask(AT_ONCE * 10, line)
    return median([await bot.ask(AT_ONCE * 4, line) / (AT_ONCE * 4) for _ in range(ROUNDS)])


def _asked(desk: Desk) -> float:
    desk.ask(QUESTION)  # the index is made for the first, as after each edition
    return median([_round(desk, number * ASKED) for number in range(ROUNDS)])


def _round(desk: Desk, first: int) -> float:
    begun = time.process_time()
    for number in range(first, first + ASKED):
        desk.ask(f"{QUESTION}, please, the {number}th time")
    return (time.process_time() - begun) / ASKED


def with_briefings(shipped: Snapshot, count: int) -> Snapshot:
    """Return a snapshot of so many briefings, the shipped one on the latest communiqué."""
    latest = shipped.current
    older = (_older(latest, number) for number in range(1, count))
    briefings = {one.briefing: one for one in (latest, *older)}
    return Snapshot(briefings, names=frozenset(briefings), words=shipped.words)


def _older(latest: Briefing, number: int) -> Briefing:
    return latest.model_copy(
        update={"briefing": f"older-{number}", "date": latest.date - timedelta(days=number)}
    )


def with_entries(shipped: Snapshot, count: int) -> Snapshot:
    """Return a snapshot whose briefing has so many facts more."""
    latest = shipped.current
    one = latest.facts[0]
    more = (
        one.model_copy(update={"id": f"fact-{number}", "text": f"Statement {number} of many."})
        for number in range(count)
    )
    larger = latest.model_copy(update={"facts": (*latest.facts, *more)})
    return Snapshot({larger.briefing: larger}, names=shipped.names, words=shipped.words)


if __name__ == "__main__":
    asyncio.run(main())

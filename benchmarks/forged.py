"""Forged requests at the webhook: `.venv/bin/python -m benchmarks.forged`.

Prints what became of 100,000 of them, and how long people waited for an answer before, meanwhile
and afterwards. Ends with 1 if one was not refused, or an answer is missing; what the bot wrote
then stays in a folder.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from benchmarks.speed.server import memory_of
from bot.simulator.server import serve
from tests.delivery.run import spread
from tests.receiving.crowd import Command, Crowd
from tests.receiving.driver import Driver, by_webhook, driving
from tests.receiving.flood import Seen, unexpected
from tests.receiving.network import a_port
from tests.receiving.reckoning import Kept, Reckoning, reckon

PEOPLE = 200
ALONE = 20.0  # seconds without a flood, before it and after it


@dataclass
class Report:
    """What was seen."""

    asked: dict[str, list[Command]] = field(default_factory=dict)  # in each phase
    seen: Seen = field(default_factory=Counter)
    seconds: float = 0.0  # that the flood took
    handled: float = 0.0  # updates, as the bot counts them
    megabytes: list[float] = field(default_factory=list)  # of memory, before and at most
    log: int = 0  # bytes that the bot wrote meanwhile
    reckoning: Reckoning | None = None


def main() -> None:
    """Read the options, run, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=10.0, help="real commands a second")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="forged-"))
    crowd = Crowd(options.seed, PEOPLE, 0)
    report = asyncio.run(_run(crowd, options, folder))
    print(*_lines(crowd, report), sep="\n")
    broken = list(_broken(crowd, report))
    if broken:
        print(*(f"BROKEN: {one}" for one in broken), sep="\n")
        sys.exit(f"what the bot wrote is in {folder}")
    shutil.rmtree(folder)


async def _run(crowd: Crowd, options: argparse.Namespace, folder: Path) -> Report:
    url, port, beside = f"sqlite:///{folder / 'bot.sqlite3'}", a_port(), a_port()
    report = Report()
    async with serve(crowd) as address:
        told = by_webhook(address, url, port) | {"BOT_HTTP__LISTEN": f"127.0.0.1:{beside}"}
        async with driving(told, folder / "output") as driver:
            await driver.start()
            await crowd.changes.until(lambda: crowd.updates.webhook)
            talking = asyncio.create_task(_talk(crowd, options))
            await _phases(crowd, driver, options, port, report)
            talking.cancel()
            await crowd.settled(60)
            report.handled = await _handled(beside)
            await driver.end()
    report.log = (folder / "output").stat().st_size
    report.reckoning = reckon(crowd, Kept.of(url), crowd.commands, Counter())
    return report


async def _phases(
    crowd: Crowd, driver: Driver, options: argparse.Namespace, port: int, report: Report
) -> None:
    loop, said = asyncio.get_running_loop(), crowd.commands
    await asyncio.sleep(ALONE)
    first, began = len(said), loop.time()
    report.megabytes.append(memory_of(driver.pid, "VmRSS") / 1e6)
    report.seen = await _flood(port, options)
    report.seconds, second = loop.time() - began, len(said)
    report.megabytes.append(memory_of(driver.pid, "VmHWM") / 1e6)
    await asyncio.sleep(ALONE)
    report.asked = {
        "before": said[:first],
        "meanwhile": said[first:second],
        "afterwards": said[second:],
    }


async def _talk(crowd: Crowd, options: argparse.Namespace) -> None:
    random = Random(options.seed)  # noqa: S311 - chance by a seed
    while True:
        crowd.ask()
        await asyncio.sleep(random.expovariate(options.rate))


async def _flood(port: int, options: argparse.Namespace) -> Seen:
    flood = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.receiving.flood", f"--port={port}"),
        *(f"--count={options.requests}", f"--seed={options.seed}"),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await flood.communicate()
    return Counter({(name, status): count for name, status, count in json.loads(printed)})


async def _handled(port: int) -> float:
    async with httpx.AsyncClient(trust_env=False) as client:
        lines = (await client.get(f"http://127.0.0.1:{port}/metrics")).text.splitlines()
    counts = [line for line in lines if line.startswith("bot_updates_total{")]
    return sum(float(line.rpartition(" ")[2]) for line in counts)


def _lines(crowd: Crowd, report: Report) -> Iterator[str]:
    total, statuses = report.seen.total(), Counter[int]()
    for (_, status), count in report.seen.items():
        statuses[status] += count
    rate = f"{total / report.seconds:,.0f} a second"
    yield f"{total:,} forged requests in {report.seconds:.0f} s: {rate}"
    yield "statuses: " + ", ".join(f"{one}: {count:,}" for one, count in sorted(statuses.items()))
    yield f"{len(crowd.commands):,} real commands, {report.handled:,.0f} updates handled"
    for phase, commands in report.asked.items():
        waited = [crowd.waited[one.word] for one in commands if one.word in crowd.waited]
        yield f"answers {phase}: {spread(waited)}, the last after {1000 * max(waited):.0f} ms"
    before, most = report.megabytes
    yield f"memory: {before:.0f} MB before, {most:.0f} MB at most; log: {report.log:,} bytes"


def _broken(crowd: Crowd, report: Report) -> Iterator[str]:
    yield from unexpected(report.seen)
    assert report.reckoning is not None  # noqa: S101
    yield from report.reckoning.broken
    if report.reckoning.repeated:
        yield f"{report.reckoning.repeated} answers more than once"
    if report.handled != len(crowd.commands):
        yield f"{report.handled:.0f} updates handled, of {len(crowd.commands)} commands"


if __name__ == "__main__":
    main()

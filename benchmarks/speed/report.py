"""What was measured, as the tables of docs/performance.md."""

import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks.speed.server import Seen

Results = dict[tuple[str, str], list[Seen]]  # by the bot's name and the way it was asked

PAGE = Path(__file__).parent.parent.parent / "docs/performance.md"
CHART = PAGE.with_name("performance.svg")
FULL, AWAY, CALM = "at once", "50 ms away", "100 a second"
_PART = re.compile(r"(<!-- speed: [^>]* -->\n).*?(\n<!-- end of speed -->)", re.DOTALL)
_STOCK = "python-telegram-bot, polling"
# Ours, the way, the other, and how many times as many commands ours is to answer.
_AIMS = (
    ("ours, webhook", FULL, "python-telegram-bot, webhook", 12.0),
    ("ours, webhook", FULL, "aiogram, webhook", 2.0),
    ("ours, polling", FULL, "aiogram, polling", 2.0),
    ("ours, polling", FULL, _STOCK, 4.0),
    ("ours, polling", AWAY, "aiogram, polling", 1.8),
    ("ours, polling", AWAY, _STOCK, 8.0),
)


def machine() -> str:
    """Return what this was measured on."""
    cores = len(os.sched_getaffinity(0))
    return f"{platform.system()} on {platform.machine()}, {cores} cores, Python {_python()}"


def _python() -> str:
    return platform.python_version()


def table(results: Results) -> str:
    """Return each bot's figures as a table."""
    rows = [
        "| bot | commands/s, server at once | CPU a command | commands/s, server 50 ms away "
        "| p50 and p99 at 100 a second | memory |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(results, bot) for bot in _bots(results)),
    ]
    return "\n".join(rows)


def _row(results: Results, bot: str) -> str:
    full, away, calm = (results[bot, way] for way in (FULL, AWAY, CALM))
    cells = [
        bot,
        f"{rate(full):,.0f}",
        f"{_median(full, lambda one: one.cpu / max(1, len(one.latencies))) * 1e6:,.0f} µs",
        f"{rate(away):,.0f}",
        f"{1e3 * late(calm, 0.5):.1f} and {1e3 * late(calm, 0.99):.1f} ms",
        f"{_median(calm, lambda one: one.memory) / 1e6:.0f} MB",
    ]
    return f"| {' | '.join(cells)} |"


def promises(results: Results) -> str:
    """Return how far ours is ahead, beside how far it was to be."""
    rows = ["| how many times as many commands | aim | measured |", "|---|---:|---:|"]
    for mine, way, other, aim in _AIMS:
        named = best(results, other, way) if other == _STOCK else other
        ratio = rate(results[mine, way]) / rate(results[named, way])
        rows.append(f"| {mine} over {named}, server {way} | {aim:g} | {ratio:.1f} |")
    return "\n".join(rows)


def best(results: Results, beginning: str, way: str) -> str:
    """Return the fastest of the bots whose names begin so."""
    bots = [bot for bot in _bots(results) if bot.startswith(beginning)]
    return max(bots, key=lambda bot: rate(results[bot, way]))


def rate(runs: list[Seen]) -> float:
    """Return the median of commands a second."""
    return _median(runs, lambda one: one.rate)


def late(runs: list[Seen], share: float) -> float:
    """Return the seconds within which this share of the commands was answered."""
    return _median(runs, lambda one: sorted(one.latencies)[int(len(one.latencies) * share)])


def renewed(page: str, written: str) -> str:
    """Return the page with what was measured in its place."""
    return _PART.sub(lambda found: f"{found[1]}{written}{found[2]}", page)


def _bots(results: Mapping[tuple[str, str], list[Seen]]) -> Iterator[str]:
    return iter(dict.fromkeys(bot for bot, _ in results))


def _median(runs: list[Seen], value: Callable[[Seen], float]) -> float:
    return median(value(one) for one in runs)

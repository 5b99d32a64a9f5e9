"""`make bench`: this bot beside others, in one run; writes the table and chart of the docs.

`python -m benchmarks.speed PYTHON [ROUNDS]`: the other bots run by that Python, which has what
`benchmarks/speed/peers/requirements.lock` names. Each round measures each bot in each way.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.speed.bots import ours, peers
from benchmarks.speed.chart import chart
from benchmarks.speed.measure import measured
from benchmarks.speed.report import CHART, PAGE, Results, machine, promises, renewed, table
from benchmarks.speed.server import Plan

WAYS = {
    "at once": Plan(commands=3_000),
    "50 ms away": Plan(commands=500, warm_up=100, delay=0.05),
    "100 a second": Plan(commands=500, warm_up=100, rate=100),
}
ROUNDS = 3


def main(python: Path, rounds: int) -> None:
    """Measure, print, and write."""
    results = measure(python, rounds)
    head = f"{machine()}; medians of {rounds} rounds."
    page = "\n\n".join([head, table(results), promises(results)])
    print(f"\n{page}")
    PAGE.write_text(renewed(PAGE.read_text("utf-8"), page), "utf-8")
    CHART.write_text(chart(results), "utf-8")


def measure(python: Path, rounds: int) -> Results:
    """Run every bot in every way, round by round, so that a slow moment harms all alike."""
    results: Results = {}
    length = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            mine = [ours(mode, Path(folder)) for mode in ("polling", "webhook")]
            for bot in (*mine, *peers(python)):
                for way, plan in WAYS.items():
                    seen = measured(bot, plan, length)
                    results.setdefault((bot.name, way), []).append(seen)
                    length = length or round(seen.length)  # of ours: the others say as much
                    print(f"{bot.name}, {way}: {seen.rate:,.0f}/s, {seen.lost} lost", flush=True)
    return results


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else ROUNDS)

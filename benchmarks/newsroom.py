"""From an edit to its correction in 1,000 groups: `.venv/bin/python -m benchmarks.newsroom`.

Prints what became of it, and ends with 1 if a group was not told of the correction exactly once;
what the bot wrote then stays in a folder.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.newsroom.order import Order
from tests.newsroom.report import Report
from tests.newsroom.run import run


def main() -> None:
    """Read the options, run, and print the figures."""
    order = _order()
    folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
    report = asyncio.run(run(order, folder))
    print(*_lines(report), sep="\n")
    notified = order.deleted + 1
    if report.fates(report.town.groups) != {
        "edited once": order.groups - notified,
        "notified": notified,
    }:
        sys.exit(f"what the bot wrote is in {folder}")
    shutil.rmtree(folder)


def _order() -> Order:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=1, help="on each of the two ways out")
    parser.add_argument("--patience", type=float, default=900.0, help="seconds for each step")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return Order(**vars(options), deleted=options.groups // 20)


def _lines(report: Report) -> Iterator[str]:
    editions, notices = report.copies
    town = report.town
    yield f"{len(town.groups)} groups, {report.kills} kills"
    yield from (f"{what}: {seconds:.1f} s" for what, seconds in report.seconds.items())
    yield f"that had the edition: {_told(report.fates(town.groups))}"
    yield f"that subscribed after it: {_told(report.fates(town.late))}"
    yield f"that unsubscribed before it: {_told(report.fates(town.former))}"
    yield f"copies: {editions} of the edition, {notices} of notices"
    yield f"ended {'cleanly' if report.clean_end else 'NOT CLEANLY'}"


def _told(fates: Counter[str]) -> str:
    return ", ".join(f"{count} {fate}" for fate, count in fates.most_common())


if __name__ == "__main__":
    main()

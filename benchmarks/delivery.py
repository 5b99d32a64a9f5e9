"""A whole delivery with faults and kills: `.venv/bin/python -m benchmarks.delivery --short`.

Prints what became of it, and ends with 1 if anything went wrong; what was seen then stays in a
folder.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.databases import databases
from tests.delivery.run import Order, deliver_all, short
from tests.delivery.server import Plan


def main() -> None:
    """Read the options, run, and print the figures."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="delivery-"))
    orders = short() if options.short else [_order(options)]
    with databases(options.database, folder) as make:
        reports = deliver_all(orders, make, folder)
    print(*reports, sep="\n\n")
    if any(report.violations or not report.clean_end for report in reports):
        sys.exit(f"what was seen is in {folder}")
    shutil.rmtree(folder)


def _order(options: argparse.Namespace) -> Order:
    plan = Plan(
        chats=options.chats,
        groups=options.groups,
        faults=options.faults,
        seed=options.seed,
        silence=options.silence,
        talk=options.talk,
    )
    patience = 120.0 + options.chats
    warm_up = 30.0 if options.talk else 0.0
    return Order(plan, options.kills, options.life, patience, options.parts, warm_up)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="as `make test` runs it")
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--groups", type=float, default=0.2, help="the share of groups")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--life", type=float, default=8.0, help="seconds until a kill, on average")
    parser.add_argument("--faults", type=float, default=0.18, help="the share of faulty replies")
    parser.add_argument("--silence", type=float, default=3.0, help="seconds until one is cut")
    parser.add_argument("--parts", type=int, choices=(1, 2), default=1)
    parser.add_argument("--talk", type=float, default=0.0, help="commands a second meanwhile")
    parser.add_argument("--seed", type=int, default=os.getpid())
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    return parser.parse_args()


if __name__ == "__main__":
    main()

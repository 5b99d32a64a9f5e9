"""Three bots behind a proxy, one killed every two seconds: `python -m benchmarks.replicas`.

Prints what became of commands and publications, and ends with 1 if one was lost, or came more
often than the kills explain; what the bots wrote then stays in a folder.
"""

import argparse
import shutil
import sys
import tempfile
from asyncio import run
from pathlib import Path

from tests.databases import databases
from tests.receiving import replicas
from tests.receiving.replicas import Order


def main() -> None:
    """Read the options, run, and print the figures."""
    order = _order()
    folder = Path(tempfile.mkdtemp(prefix="replicas-"))
    with databases("postgresql", folder) as make:
        report = run(replicas.run(order, make("replicas"), folder))
    print(*report.lines(), sep="\n")
    if report.broken:
        sys.exit(f"what the bots wrote is in {folder}")
    shutil.rmtree(folder)


def _order() -> Order:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--rate", type=float, default=50.0, help="commands a second")
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two kills")
    parser.add_argument("--bots", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    return Order(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()

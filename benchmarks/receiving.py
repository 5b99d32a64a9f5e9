"""Commands while the bot is killed: `.venv/bin/python -m benchmarks.receiving polling`.

Prints what became of 1,000 of them beside 20 `kill -9`, and ends with 1 if one was lost, or had
effect or answers more often than the kills explain; what the bot wrote then stays in a folder.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests.receiving.kills import MODES, Order, run


def main() -> None:
    """Read the options, run, and print the figures."""
    order = _order()
    folder = Path(tempfile.mkdtemp(prefix="receiving-"))
    report = asyncio.run(run(order, folder))
    print(order.mode, *report.lines(), sep="\n")
    if not report.is_kept:
        sys.exit(f"what the bot wrote is in {folder}")
    shutil.rmtree(folder)


def _order() -> Order:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--life", type=float, default=4.0, help="seconds until a kill, on average")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds after the last kill")
    parser.add_argument("--seed", type=int, default=1)
    return Order(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()

"""How long a start takes: `.venv/bin/python -m benchmarks.start` prints medians of seven.

Each is a process of its own: the bot until it first asks Telegram for updates, and `check`. All
code is compiled before, as where it is deployed.
"""

import asyncio
import compileall
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from pathlib import Path
from statistics import median

from benchmarks.speed.bots import ROOT, ours
from benchmarks.speed.server import Plan, Server

ROUNDS = 7


async def main() -> None:
    """Measure each."""
    compileall.compile_dir(ROOT / "bot", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        await _start(Path(folder))  # makes the tables
        starts = [await _start(Path(folder)) for _ in range(ROUNDS)]
    print(f"run, until it asks for updates: {median(starts):.2f} s")
    checks = [await _check() for _ in range(ROUNDS)]
    print(f"check: {median(checks):.2f} s")


async def _start(folder: Path) -> float:
    server = Server(Plan())
    listening = await asyncio.get_running_loop().create_server(server.connection, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    bot = ours("polling", folder)
    environment = {**os.environ, **bot.environment, "BOT_TELEGRAM__API_URL": address}
    begun = time.perf_counter()
    running = await asyncio.create_subprocess_exec(
        *bot.command, cwd=ROOT, env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    await server.arrived.wait()
    took = time.perf_counter() - begun
    running.terminate()
    await running.wait()
    listening.close()
    return took


async def _check() -> float:
    begun = time.perf_counter()
    command = (sys.executable, "-m", "bot", "check")
    running = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=DEVNULL)
    await running.wait()
    return time.perf_counter() - begun


if __name__ == "__main__":
    asyncio.run(main())

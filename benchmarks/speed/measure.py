"""One bot beside one server, each in its own process on a core of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import TextIO, cast

from benchmarks.speed.bots import ROOT, Bot
from benchmarks.speed.server import Plan, Seen

LONGEST_END = 15  # seconds


def measured(bot: Bot, plan: Plan, length: int) -> Seen:
    """Run a bot once; its answers have this length, if it can be told so."""
    told = [sys.executable, "-m", "benchmarks.speed.server", json.dumps(asdict(plan))]
    with _process(told, 0, {}, stdin=True) as server:
        asked, seen = cast("TextIO", server.stdin), cast("TextIO", server.stdout)
        address = f"http://127.0.0.1:{int(seen.readline())}"
        environment = {
            **bot.environment,
            "API": address,
            "BOT_TELEGRAM__API_URL": address,
            "LENGTH": str(length),
        }
        with _process(list(bot.command), 1, environment) as running:
            print(running.pid, file=asked, flush=True)
            return Seen(**json.loads(seen.readline()))


@contextmanager
def _process(
    command: list[str], core: int, environment: Mapping[str, str], *, stdin: bool = False
) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(  # noqa: S603 - our own programs
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stderr=None if stdin else subprocess.DEVNULL,
        text=True,
        preexec_fn=_on(core),  # noqa: PLW1509 - nothing else runs in this process
    )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        for pipe in (running.stdin, running.stdout):
            if pipe is not None:
                pipe.close()


def _on(core: int) -> Callable[[], None]:
    cores = sorted(os.sched_getaffinity(0))
    return lambda: os.sched_setaffinity(0, {cores[core % len(cores)]})

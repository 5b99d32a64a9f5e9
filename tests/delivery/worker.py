"""The bot as a process that is quickly started and may be killed."""

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Workshop:
    """Starts workers as copies of a process that has imported everything already."""

    def __init__(self, environment: Mapping[str, str], output: Path) -> None:
        """What workers print is added to the file `output`."""
        self._environment, self._output = dict(environment), output
        self._context = copier(__name__)

    def start(self) -> BaseProcess:
        """Start a worker."""
        process = self._context.Process(target=work, args=(self._environment, self._output))
        process.start()
        return process


def copier(name: str) -> ForkServerContext:
    """Return what starts processes as copies of one that has imported a bot, and this module."""
    context: ForkServerContext = get_context("forkserver")
    context.set_forkserver_preload(["bot.__main__", "bot.serving", "bot.wiring.parts", name])
    return context


def work(environment: Mapping[str, str], output: Path) -> None:
    """Be `python -m bot run`."""
    from bot.__main__ import run  # noqa: PLC0415 - imported already, where workers are copied

    with output.open("a") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    os.environ.update(environment)
    run(ROOT / "config.yaml")

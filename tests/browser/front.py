"""The bot as `make run` starts it without a token: a process of its own, with its page."""

import asyncio
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.conftest import ROOT


@asynccontextmanager
async def simulating(*words: str) -> AsyncIterator[tuple[str, Process]]:
    """The page's address, once it is served."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "simulate", "--port", "0", *words,
        cwd=ROOT, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode()
        [address] = re.findall(r"http://\S+", line)
        yield address, process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()

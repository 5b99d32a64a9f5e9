"""A proxy before several bots: it goes round, and to the next where one refuses."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

from tests.receiving.network import reset

HOST = "127.0.0.1"


class Balancer:
    """Passes connections on to ports of this machine, each as a whole to one of them."""

    def __init__(self, ports: Sequence[int]) -> None:
        """Begin with the first."""
        self._ports, self._turns = ports, count()
        self.passed, self.refused = 0, 0

    async def hear(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Pass one connection on; where nobody takes it, it is cut."""
        there = await self._reach()
        if there is None:
            self.refused += 1
            reset(writer)
            return
        self.passed += 1
        ways = (_carry(reader, there[1]), _carry(there[0], writer))
        tasks = [asyncio.create_task(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        reset(writer)
        there[1].transport.abort()

    async def _reach(self) -> tuple[StreamReader, StreamWriter] | None:
        for turn in (next(self._turns), *range(len(self._ports))):
            with suppress(OSError):
                return await asyncio.open_connection(HOST, self._ports[turn % len(self._ports)])
        return None


async def _carry(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def balancing(port: int, ports: Sequence[int]) -> AsyncIterator[Balancer]:
    """Listen on a port for what is meant for one of the others."""
    balancer = Balancer(ports)
    server = await asyncio.start_server(balancer.hear, HOST, port)
    try:
        yield balancer
    finally:
        server.close()

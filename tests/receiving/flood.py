"""Requests that are not Telegram's, many at once: `python -m tests.receiving.flood --port 8443`.

Prints as JSON how often each kind was answered with which status; 0 is a connection cut off.
"""

import argparse
import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from bot.gateway.webhook import LARGEST
from tests.receiving.hook import PATH, SECRET

HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds until an answer counts as missing
CUT = 0
_GOES_ON = {403, 404, 405, 415}  # after these the connection is good for another request
UPDATE = json.dumps(
    {
        "update_id": 7,
        "message": {
            "message_id": 7,
            "date": 0,
            "chat": {"id": 7, "type": "private", "first_name": "Mallory"},
            "from": {"id": 7, "is_bot": False, "first_name": "Mallory"},
            "text": "/subscribe",
            "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
        },
    }
).encode()


@dataclass(frozen=True)
class Forgery:
    """A kind of request, how often it is drawn, and the statuses that refuse it."""

    name: str
    weight: float
    request: bytes
    statuses: tuple[int, ...]


def _request(
    *more: str,
    body: bytes = UPDATE,
    secret: str | None = SECRET,
    path: str = PATH,
    method: str = "POST",
    form: str = "application/json",
) -> bytes:
    """Return what Telegram would send, but for what is named."""
    head = [f"{method} {path} HTTP/1.1", "Host: bot", f"Content-Type: {form}", *more]
    if secret is not None:
        head.append(f"X-Telegram-Bot-Api-Secret-Token: {secret}")
    if not any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in more):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode() + body


def _in_chunks(size: int) -> bytes:
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    return chunk * (size // 0x10000 + 1) + b"0\r\n\r\n"


_SENT = _request(secret=None)[: -len(UPDATE) - 2]  # a head without its end
_LONGER, _CHUNKED = f"Content-Length: {LARGEST + 1}", "Transfer-Encoding: chunked"
FORGERIES = (
    Forgery("no secret", 30, _request(secret=None), (403,)),
    Forgery("another secret", 20, _request(secret="another-word"), (403,)),
    Forgery("half the secret", 5, _request(secret=SECRET[:-1]), (403,)),
    Forgery("an empty secret", 5, _request(secret=""), (403,)),
    Forgery("the secret elsewhere", 3, _request(secret=None, path=f"{PATH}?{SECRET}"), (403,)),
    Forgery("a look", 5, _request(body=b"", method="GET"), (405,)),
    Forgery("another method", 3, _request(method="PUT"), (405,)),
    Forgery("another path", 5, _request(path="/"), (404,)),
    Forgery("a longer path", 5, _request(path=f"{PATH}/"), (404,)),
    Forgery("a form", 5, _request(form="application/x-www-form-urlencoded"), (415,)),
    Forgery("broken JSON", 5, _request(body=UPDATE[:-2]), (400,)),
    Forgery("no number", 2, _request(body=b'{"message": {}}'), (400,)),
    Forgery("depth", 0.2, _request(body=b"[" * 100_000), (400,)),
    Forgery("too much, as it says", 2, _request(_LONGER, body=b""), (413,)),
    Forgery("too much, in chunks", 0.2, _request(_CHUNKED, body=_in_chunks(LARGEST)), (413,)),
    Forgery("two lengths", 1, _request("Content-Length: 5", _CHUNKED), (400,)),
    Forgery("a length that is none", 1, _request("Content-Length: many"), (400,)),
    Forgery("no HTTP", 1, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", (400,)),
    Forgery("a large head", 0.5, _request(f"X-More: {'a' * 200_000}", secret=None), (403, CUT)),
    Forgery("an endless head", 0.1, _SENT + b"X-More: " + b"a" * 5_000_000, (CUT,)),
)
SLOW_BODY = Forgery("a slow body", 0, _request("Content-Length: 99", body=b"{"), (408,))
SLOW_HEAD = Forgery("a slow head", 0, _SENT, (CUT,))
SILENT = Forgery("a connection without a word", 0, b"", (CUT,))
SLOW = (SLOW_BODY, SLOW_HEAD, SILENT)
_STATUSES = {one.name: one.statuses for one in (*FORGERIES, *SLOW)}

Seen = Counter[tuple[str, int]]


async def flood(port: int, count: int, lines: int, slow: int, seed: int) -> Seen:
    """Send so many over so many connections, and beside them so many of each slow kind."""
    weights = [one.weight for one in FORGERIES]
    chosen = iter(Random(seed).choices(FORGERIES, weights, k=count))  # noqa: S311
    seen: Seen = Counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(lines):
            tasks.create_task(_send_each(port, chosen, seen))
        for forgery in SLOW * slow:
            tasks.create_task(_send_each(port, [forgery], seen))
    return seen


async def _send_each(port: int, forgeries: Iterable[Forgery], seen: Seen) -> None:
    line: tuple[StreamReader, StreamWriter] | None = None
    for forgery in forgeries:
        line = line or await asyncio.open_connection(HOST, port)
        status = await _send(forgery, *line)
        seen[forgery.name, status] += 1
        if status not in _GOES_ON:
            line[1].transport.abort()
            line = None


async def _send(forgery: Forgery, reader: StreamReader, writer: StreamWriter) -> int:
    """Send it and return the status of the answer; -1 if there is none."""
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(forgery.request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head.lower()))
    except TimeoutError:
        return -1
    except (OSError, asyncio.IncompleteReadError):
        return CUT
    return int(head.split(b" ", 2)[1])


def _length(head: bytes) -> int:
    return int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)


def unexpected(seen: Seen) -> Iterator[str]:
    """Yield what was not refused as it should be."""
    for (name, status), count in sorted(seen.items()):
        if status not in _STATUSES[name]:
            yield f"{name}: status {status}, {count} times"


def main() -> None:
    """Read the options, send, and print what was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=50, help="connections at once")
    parser.add_argument("--slow", type=int, default=20, help="of each slow kind")
    parser.add_argument("--seed", type=int, default=1)
    seen = asyncio.run(flood(**vars(parser.parse_args())))
    print(json.dumps([[*what, count] for what, count in seen.items()]))


if __name__ == "__main__":
    main()

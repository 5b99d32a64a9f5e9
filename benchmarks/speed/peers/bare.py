"""A bot without any framework, as the limit of what Python can do here.

`python -m benchmarks.speed.peers.bare polling` or `… webhook PORT`.
"""

import asyncio
import json
import os
import sys
from typing import Any
from urllib.parse import urlsplit

from benchmarks.speed.http import Host, Line, Respond

LINES = 64  # connections at once
TEXT = ("x" * 59 + " ") * 100


async def polling(address: str, text: str) -> None:
    """Answer by calls."""
    asking, *lines = await _connected(address, 1 + LINES)
    offset, turn = 0, 0
    while True:
        arrived: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def take(_: int, got: bytes, arrived: asyncio.Future[bytes] = arrived) -> None:
            arrived.set_result(got)

        body = json.dumps({"offset": offset, "timeout": 10}).encode()
        asking.post("/bot1:x/getUpdates", body, take)
        for update in json.loads(await arrived)["result"]:
            offset, turn = update["update_id"] + 1, (turn + 1) % LINES
            lines[turn].post("/bot1:x/sendMessage", _said(update, text), lambda *_: None)


async def webhook(address: str, port: int, text: str) -> None:
    """Answer in the response."""

    def answer(_: str, __: bool, body: bytes, respond: Respond) -> None:  # noqa: FBT001
        respond(200, _said(json.loads(body), text, method="sendMessage"))

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Host(answer), "127.0.0.1", port)
    [line] = await _connected(address, 1)
    told = json.dumps({"url": f"http://127.0.0.1:{port}/hook"}).encode()
    line.post("/bot1:x/setWebhook", told, lambda *_: None)
    await listening.serve_forever()


async def _connected(address: str, many: int) -> list[Line]:
    where, loop = urlsplit(address), asyncio.get_running_loop()
    made = []
    for _ in range(many):
        _, line = await loop.create_connection(
            lambda: Line(where.netloc), str(where.hostname), where.port or 80
        )
        made.append(line)
    return made


def _said(update: dict[str, Any], text: str, **more: str) -> bytes:
    chat = update["message"]["chat"]["id"]
    return json.dumps({"chat_id": chat, "text": text, "parse_mode": "HTML", **more}).encode()


if __name__ == "__main__":
    api, words = os.environ["API"], TEXT[: int(os.environ["LENGTH"])]
    if sys.argv[1] == "polling":
        asyncio.run(polling(api, words))
    else:
        asyncio.run(webhook(api, int(sys.argv[2]), words))

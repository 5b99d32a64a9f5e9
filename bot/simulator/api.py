"""One call of the Bot API from token to answer, with the fault that was asked for, if any.

A file is fetched beside the Bot API, and yet is a call like the others.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from bot.simulator.faults import DOWNLOAD, Fault, Instead, Late, Loss, Outcome
from bot.simulator.methods.registry import METHODS
from bot.simulator.replies import FILE, Payload, RefusedError, Reply, refused, succeeded
from bot.simulator.telegram import Call, Telegram

_UNAUTHORIZED = RefusedError(HTTPStatus.UNAUTHORIZED, "Unauthorized")


async def call(telegram: Telegram, token: str, method: str, raw: Mapping[str, Any]) -> Outcome:
    """What the caller gets. The effect takes place at once; only the answer can be late."""
    parameters = METHODS[method].decoded(raw) if method in METHODS else dict(raw)
    attempt = _Attempt(lambda: _answer(telegram, token, method, parameters))
    return await _recorded(telegram, method, parameters, attempt)


async def download(telegram: Telegram, token: str, path: str) -> Outcome:
    """Fetch a file from where getFile says that it is."""
    attempt = _Attempt(lambda: _content(telegram, token, path))
    return await _recorded(telegram, DOWNLOAD, {"file_path": path}, attempt)


async def _recorded(
    telegram: Telegram, method: str, parameters: Payload, attempt: "_Attempt"
) -> Outcome:
    began = time.perf_counter()
    fault = telegram.faults.take(method, parameters.get("chat_id"))
    outcome: Outcome = Loss.SILENCE
    try:
        outcome = await _befallen(fault, attempt)
        return outcome
    finally:
        took = time.perf_counter() - began
        now = telegram.clock()
        telegram.record(Call(method, parameters, outcome, now, took, fault, attempt.reply))


class _Attempt:
    """A call that takes place at most once, and what Telegram made of it."""

    def __init__(self, answer: Callable[[], Awaitable[Reply]]) -> None:
        self.reply: Reply | None = None
        self._answer = answer

    async def take_place(self) -> Reply:
        self.reply = await self._answer()
        return self.reply


async def _befallen(fault: Fault | None, attempt: _Attempt) -> Outcome:
    match fault:
        case Instead(outcome, effect):
            if effect:
                await attempt.take_place()
            return outcome
        case Late(seconds, then):
            outcome = await _befallen(then, attempt)
            await asyncio.sleep(seconds)
            return outcome
    return await attempt.take_place()


async def _answer(telegram: Telegram, token: str, method: str, parameters: Payload) -> Reply:
    if token != telegram.token:
        return refused(_UNAUTHORIZED)
    if method not in METHODS:
        return refused(RefusedError(HTTPStatus.NOT_FOUND, "Not Found: method not found"))
    try:
        return succeeded(await METHODS[method].read(parameters).answer(telegram))
    except RefusedError as refusal:
        return refused(refusal)


async def _content(telegram: Telegram, token: str, path: str) -> Reply:
    if token != telegram.token:
        return refused(_UNAUTHORIZED)
    content = telegram.files.at(path)
    if content is None:
        return refused(RefusedError(HTTPStatus.NOT_FOUND, "Not Found"))
    return Reply(HTTPStatus.OK, content, FILE)

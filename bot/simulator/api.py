"""One call of the Bot API from token to answer, with the fault that was asked for, if any."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from bot.simulator.faults import Fault, Instead, Late, Loss, Outcome
from bot.simulator.methods.registry import METHODS
from bot.simulator.replies import Payload, RefusedError, Reply, refused, succeeded
from bot.simulator.telegram import Call, Telegram


async def call(telegram: Telegram, token: str, method: str, raw: Mapping[str, Any]) -> Outcome:
    """What the caller gets. The effect takes place at once; only the answer can be late."""
    began = time.perf_counter()
    parameters = METHODS[method].decoded(raw) if method in METHODS else dict(raw)
    fault = telegram.faults.take(method, parameters.get("chat_id"))
    outcome: Outcome = Loss.SILENCE
    try:
        outcome = await _befallen(fault, lambda: _answer(telegram, token, method, parameters))
        return outcome
    finally:
        took = time.perf_counter() - began
        telegram.calls.append(Call(method, parameters, outcome, telegram.clock(), took))
        telegram.changes.happened()


async def _befallen(fault: Fault | None, answer: Callable[[], Awaitable[Reply]]) -> Outcome:
    match fault:
        case Instead(outcome, effect=False):
            return outcome
        case Instead(outcome):
            await answer()
            return outcome
        case Late(seconds):
            reply = await answer()
            await asyncio.sleep(seconds)
            return reply
    return await answer()


async def _answer(telegram: Telegram, token: str, method: str, parameters: Payload) -> Reply:
    if token != telegram.token:
        return refused(RefusedError(HTTPStatus.UNAUTHORIZED, "Unauthorized"))
    if method not in METHODS:
        return refused(RefusedError(HTTPStatus.NOT_FOUND, "Not Found: method not found"))
    try:
        return succeeded(await METHODS[method].read(parameters).answer(telegram))
    except RefusedError as refusal:
        return refused(refusal)

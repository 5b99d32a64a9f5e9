"""One call of the Bot API from token to answer, with the fault that was asked for, if any."""

import asyncio
import time
from collections.abc import Mapping
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
    attempt = _Attempt(telegram, token, method, parameters)
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

    def __init__(self, telegram: Telegram, token: str, method: str, parameters: Payload) -> None:
        self.reply: Reply | None = None
        self._telegram, self._token = telegram, token
        self._method, self._parameters = method, parameters

    async def take_place(self) -> Reply:
        self.reply = await _answer(self._telegram, self._token, self._method, self._parameters)
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
        return refused(RefusedError(HTTPStatus.UNAUTHORIZED, "Unauthorized"))
    if method not in METHODS:
        return refused(RefusedError(HTTPStatus.NOT_FOUND, "Not Found: method not found"))
    try:
        return succeeded(await METHODS[method].read(parameters).answer(telegram))
    except RefusedError as refusal:
        return refused(refusal)

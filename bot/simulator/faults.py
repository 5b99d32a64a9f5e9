"""Faults on demand: what a network and a busy server do to a call."""

from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus

from bot.simulator.chats import Chat
from bot.simulator.replies import RefusedError, Reply, refused
from bot.simulator.replies import too_many_requests as refused_for_now

EVERY_METHOD = "*"
DOWNLOAD = "download"  # no method of the Bot API, but the fetching of a file


class Loss(StrEnum):
    """How an answer can fail to arrive."""

    SILENCE = "no answer"
    DROPPED = "connection dropped"


Outcome = Reply | Loss


@dataclass(frozen=True)
class Instead:
    """What the caller gets instead of the answer; with `effect`, the call takes place first."""

    outcome: Outcome
    effect: bool


@dataclass(frozen=True)
class Late:
    """The call takes place at once, its answer comes late; with `then`, that comes instead."""

    seconds: float
    then: Instead | None = None


Fault = Instead | Late


def too_many_requests(retry_after: int) -> Fault:
    return Instead(refused(refused_for_now(retry_after)), effect=False)


def server_error(status: int = 500, *, effect: bool = False) -> Fault:
    return Instead(refused(RefusedError(status, HTTPStatus(status).phrase)), effect)


def html_page(status: int = 502, *, effect: bool = False) -> Fault:
    """A web page where JSON was expected, as proxies send it."""
    page = f"<html><body><h1>{status} {HTTPStatus(status).phrase}</h1></body></html>"
    return Instead(Reply(status, page.encode(), "text/html"), effect)


def read_timeout(*, effect: bool = False) -> Fault:
    return Instead(Loss.SILENCE, effect)


def dropped_connection(*, effect: bool = False) -> Fault:
    return Instead(Loss.DROPPED, effect)


def silence(seconds: float, *, effect: bool = False) -> Fault:
    """No answer, and in the end a dropped connection."""
    return Late(seconds, Instead(Loss.DROPPED, effect))


def slow(seconds: float) -> Fault:
    return Late(seconds)


@dataclass(frozen=True)
class _Plan:
    method: str
    fault: Fault
    times: int
    chat: Chat | None

    def meets(self, method: str, chat_id: object) -> bool:
        fits_method = self.method in {EVERY_METHOD, method}
        return fits_method and (self.chat is None or str(self.chat.id) == str(chat_id))


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []

    def add(self, method: str, fault: Fault, times: int = 1, chat: Chat | None = None) -> None:
        """`method` is one of the Bot API, DOWNLOAD, or `*`; a chat narrows it to its own calls."""
        self._plans.append(_Plan(method, fault, times, chat))

    @property
    def planned(self) -> tuple[str, ...]:
        """The methods whose faults are still to come."""
        return tuple(plan.method for plan in self._plans)

    def clear(self) -> None:
        self._plans.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        for index, plan in enumerate(self._plans):
            if plan.meets(method, chat_id):
                self._plans[index : index + 1] = (
                    [replace(plan, times=plan.times - 1)] if plan.times > 1 else []
                )
                return plan.fault
        return None

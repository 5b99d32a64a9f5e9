"""Presses of buttons that wait for the bot's answer, and what the answers said."""

from dataclasses import dataclass

from bot.simulator.chats import Message, Person
from bot.simulator.replies import bad_request
from bot.simulator.updates import Clock

DEADLINE = 150


@dataclass(frozen=True)
class Query:
    """One press of one button."""

    id: str
    person: Person
    message: Message
    data: str
    pressed_at: float


@dataclass(frozen=True)
class Toast:
    """The bot's answer to a press: often empty, which only ends the waiting sign."""

    query: Query
    text: str = ""
    alert: bool = False
    url: str = ""


class Queries:
    """The presses so far; each can be answered once, and not after the deadline."""

    def __init__(self, clock: Clock) -> None:
        self.toasts: list[Toast] = []
        self._clock = clock
        self._open: dict[str, Query] = {}
        self._count = 0

    def press(self, person: Person, message: Message, data: str) -> Query:
        self._count += 1
        query = Query(str(4_000_000_000_000 + self._count), person, message, data, self._clock())
        self._open[query.id] = query
        return query

    def answer(self, query_id: str, *, text: str, alert: bool, url: str) -> Toast:
        query = self._open.pop(query_id, None)
        if query is None or self._clock() - query.pressed_at > DEADLINE:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        toast = Toast(query, text, alert, url)
        self.toasts.append(toast)
        return toast

    def toast(self, query: Query) -> Toast | None:
        return next((toast for toast in self.toasts if toast.query.id == query.id), None)

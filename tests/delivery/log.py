"""What the server of a run has written down, read back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tests.delivery.history import Sent

_FIELDS = frozenset(field.name for field in fields(Sent))


@dataclass(frozen=True)
class Resident:
    """A chat that has met the bot."""

    id: int
    kind: str
    title: str
    gone: bool  # it can't be written to


@dataclass(frozen=True)
class Waited:
    """How long a person waited for an answer, and when it came; monotonic seconds."""

    at: float
    seconds: float


class Log:
    """A log that somebody may still be writing."""

    def __init__(self, path: Path) -> None:
        """Read it whenever it is asked."""
        self._path = path

    def residents(self) -> list[Resident]:
        """Return the chats there are."""
        return [
            Resident(line["chat"], line["kind"], line["title"], line["gone"])
            for line in self._lines("chat")
        ]

    def sent(self) -> list[Sent]:
        """Return the calls of sendMessage."""
        return [
            Sent(**{name: value for name, value in line.items() if name in _FIELDS})
            for line in self._lines("send")
        ]

    def waited(self) -> list[Waited]:
        """Return how long people waited."""
        return [Waited(line["at"], line["waited"]) for line in self._lines("answered")]

    def unanswered(self) -> int:
        """Return how many questions have had no answer."""
        return len(list(self._lines("asked"))) - len(self.waited())

    def _lines(self, what: str) -> Iterator[Mapping[str, Any]]:
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n") and (found := json.loads(line))["what"] == what:
                    yield found

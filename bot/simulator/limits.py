"""Telegram's limits on sending, enforced when switched on."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.chats import Chat, Kind
from bot.simulator.replies import too_many_requests
from bot.simulator.updates import Clock


@dataclass
class Window:
    """At most `limit` messages in any `seconds`."""

    limit: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """How long until one more is allowed."""
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        return self.sent[0] + self.seconds - now if len(self.sent) >= self.limit else 0


class Windows:
    """A window for each chat; where nothing counts any more, none is kept."""

    def __init__(self, make: Callable[[], Window]) -> None:
        self._make = make
        self._windows: dict[int, Window] = {}  # those last asked for at the end

    def __len__(self) -> int:
        return len(self._windows)

    def of(self, chat: Chat, now: float) -> Window:
        self._tidy(now)
        window = self._windows.pop(chat.id, None) or self._make()
        self._windows[chat.id] = window
        return window

    def _tidy(self, now: float) -> None:
        while self._windows:
            chat, oldest = next(iter(self._windows.items()))
            oldest.wait(now)
            if oldest.sent:
                return
            del self._windows[chat]


def overall(rate: int) -> Window:
    return Window(limit=rate, seconds=1)


def per_chat() -> Window:
    """One a second, with the short bursts that Telegram tolerates."""
    return Window(limit=3, seconds=3)


def per_group() -> Window:
    return Window(limit=20, seconds=60)


class Limits:
    """What has been sent lately; a message over a limit is refused and not counted."""

    def __init__(self, clock: Clock, *, enforced: bool = False, rate: int = 30) -> None:
        self.enforced = enforced
        self._clock = clock
        self._overall = overall(rate)
        self._chats = Windows(per_chat)
        self._groups = Windows(per_group)

    @property
    def watched(self) -> int:
        """How many chats' recent messages are kept in mind."""
        return max(len(self._chats), len(self._groups))

    def spend(self, chat: Chat) -> None:
        if not self.enforced:
            return
        now = self._clock()
        windows = [self._overall, self._chats.of(chat, now)]
        if chat.kind is not Kind.PRIVATE:
            windows.append(self._groups.of(chat, now))
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for window in windows:
            window.sent.append(now)

"""Telegram's limits on sending, enforced when switched on."""

import math
from collections import defaultdict, deque
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


def overall() -> Window:
    return Window(limit=30, seconds=1)


def per_chat() -> Window:
    """One a second, with the short bursts that Telegram tolerates."""
    return Window(limit=3, seconds=3)


def per_group() -> Window:
    return Window(limit=20, seconds=60)


class Limits:
    """What has been sent lately; a message over a limit is refused and not counted."""

    def __init__(self, clock: Clock, *, enforced: bool = False) -> None:
        self.enforced = enforced
        self._clock = clock
        self._overall = overall()
        self._chats: defaultdict[int, Window] = defaultdict(per_chat)
        self._groups: defaultdict[int, Window] = defaultdict(per_group)

    def spend(self, chat: Chat) -> None:
        if not self.enforced:
            return
        now = self._clock()
        windows = [self._overall, self._chats[chat.id]]
        if chat.kind is not Kind.PRIVATE:
            windows.append(self._groups[chat.id])
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for window in windows:
            window.sent.append(now)

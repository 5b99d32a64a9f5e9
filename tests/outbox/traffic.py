"""Sends at a pace in virtual time, and a strict server that meets each somewhere on its way."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from random import Random

from bot.outbox.pace import Pace
from bot.simulator.limits import Window, per_chat, per_group
from bot.subscriptions.subscription import Kind

START = 1000.0
READY = START + 1  # from when on deliveries are let through

Latency = Callable[[Random], float]


def a_pace(rate: int = 30, seed: int = 0) -> Pace:
    return Pace(rate, started=START, chance=Random(seed))  # noqa: S311


@dataclass(frozen=True)
class Sent:
    """One send; `wanted` is when it would have liked to begin."""

    chat: int
    kind: Kind
    urgent: bool
    wanted: float
    begun: float
    arrives: float


@dataclass(frozen=True)
class Ban:
    """A chat that may not be written to; `known` is how many sends had begun by then."""

    chat: int
    known: int
    until: float


class Traffic:
    """People's questions and a publication on one line."""

    def __init__(
        self, pace: Pace, chance: Random, latency: Latency, *, refusing: float = 0
    ) -> None:
        self.sent: list[Sent] = []
        self.bans: list[Ban] = []
        self._pace = pace
        self._chance = chance
        self._latency = latency
        self._refusing = refusing  # the share of sends that Telegram asks to repeat later
        self._now = START
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._entries = 0

    def ask(self, chat: int, kind: Kind, at: float) -> None:
        """A person asks: the reply is wanted now."""
        self._at(at, lambda: self._try(chat, kind, at, urgent=True))

    def publish(self, chats: Iterator[tuple[int, Kind]], *, at_once: int = 8) -> None:
        """Deliver to one chat after another, so many at a time."""
        for _ in range(at_once):
            self._at(START, lambda: self._deliver_next(chats))

    def run(self) -> None:
        while self._agenda:
            self._now, _, action = heappop(self._agenda)
            action()

    def _deliver_next(self, chats: Iterator[tuple[int, Kind]]) -> None:
        chat, kind = next(chats, (None, Kind.PRIVATE))
        if chat is not None:
            self._try(chat, kind, self._now, lambda: self._deliver_next(chats), urgent=False)

    def _try(
        self,
        chat: int,
        kind: Kind,
        wanted: float,
        then: Callable[[], None] = lambda: None,
        *,
        urgent: bool,
    ) -> None:
        wait = self._pace.delay(chat, kind, self._now, urgent=urgent)
        if wait > 0:
            again = self._now + wait
            self._at(again, lambda: self._try(chat, kind, wanted, then, urgent=urgent))
            return
        turn = self._pace.began(chat, kind, self._now, urgent=urgent)
        end = self._now + self._latency(self._chance)
        arrives = self._chance.uniform(self._now, end)
        self.sent.append(Sent(chat, kind, urgent, wanted, self._now, arrives))

        def finish() -> None:
            self._pace.ended(turn, self._now)
            if self._chance.random() < self._refusing:
                self._ban(chat)
            then()

        self._at(end, finish)

    def _ban(self, chat: int) -> None:
        seconds = self._chance.choice([1, 3, 30, 90])
        self._pace.refused(chat, seconds, self._now)
        self.bans.append(Ban(chat, len(self.sent), self._now + seconds))

    def _at(self, time: float, action: Callable[[], None]) -> None:
        self._entries += 1
        heappush(self._agenda, (time, self._entries, action))


def over_the_limits(sent: list[Sent], rate: int = 30) -> list[Sent]:
    """Return what a server that enforces every limit would have refused."""
    everybody = Window(limit=rate, seconds=1)
    chats: defaultdict[int, Window] = defaultdict(per_chat)
    groups: defaultdict[int, Window] = defaultdict(per_group)
    refused: list[Sent] = []
    for one in sorted(sent, key=lambda one: one.arrives):
        windows = [everybody, chats[one.chat]]
        if one.kind is not Kind.PRIVATE:
            windows.append(groups[one.chat])
        if max(window.wait(one.arrives) for window in windows) > 0:
            refused.append(one)
        for window in windows:
            window.sent.append(one.arrives)
    return refused


def too_early(sent: list[Sent], bans: list[Ban]) -> list[tuple[Sent, Ban]]:
    """Return what was sent to a chat that had asked to be left alone."""
    return [
        (one, ban)
        for ban in bans
        for one in sent[ban.known :]
        if one.chat == ban.chat and one.begun < ban.until
    ]

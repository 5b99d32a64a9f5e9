"""How fast messages may go out: within Telegram's limits whatever the network does.

Between its beginning and its end a send reaches the server at a moment that nobody here knows.
So it counts against a limit of so many in W seconds from its beginning until W seconds after
its end. Then no more than so many can reach the server in any W seconds, however late they are.
"""

from bisect import insort
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from random import Random

from bot.subscriptions.subscription import Kind

BEAT = 0.05  # seconds that deliveries stay behind a reply whose turn has come
BUSY = 30.0  # seconds for which the most replies at once are remembered
JITTER = 0.1  # of the time asked for: the most that is added to it
LARGEST_SHARE = 3  # of the places, one in so many: the most that is kept free for replies
STORM = 3  # chats refused …
STORM_WITHIN = 5.0  # … in so many seconds stop the deliveries to everybody …
STORM_LONGEST = 60.0  # … for so many seconds at most


@dataclass(frozen=True)
class Turn:
    """A send that has begun."""

    chat: int
    kind: Kind
    urgent: bool


class Pace:
    """Tells when a send may begin; times are monotonic seconds.

    Urgent are replies to people. Deliveries leave one place to a reply in each chat's limits, and
    of the overall limit one more than replies have lately taken, if there were any.
    """

    def __init__(self, rate: int = 30, *, started: float, chance: Random) -> None:
        """`started`: the process before this one may have sent until then."""
        self._rate = rate
        self._chance = chance
        self._all = _Window(1)
        self._deliveries = _Window(1)
        self._replies = _Replies()
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._refusals: deque[_Refusal] = deque()
        self._closed_until = started + 1  # for deliveries
        self._behind_until = started  # of deliveries: a reply is waiting
        self._next = started  # delivery: they are spread over the second

    def delay(self, chat: int, kind: Kind, now: float, *, urgent: bool) -> float:
        """Return in how many seconds a send may begin, or whether to ask again then: 0 is now.

        A reply that has to wait for a place among all chats is not overtaken by deliveries.
        """
        known = self._chats.get(chat)
        own = known.wait(kind, now, urgent=urgent) if known else 0.0
        shared = self._wait_of_reply(now) if urgent else self._wait_of_delivery(now)
        if urgent and own <= shared and shared > 0:
            self._behind_until = max(self._behind_until, now + shared + BEAT)
        return max(own, shared)

    def began(self, chat: int, kind: Kind, now: float, *, urgent: bool) -> Turn:
        """Note a beginning; `ended` has to follow, whatever becomes of the send."""
        if not urgent:
            gap = 1 / (self._allowance(now) + 1)
            self._next = max(self._next, now - gap) + gap
        return self._count(Turn(chat, kind, urgent), now)

    def ended(self, turn: Turn, now: float) -> None:
        """Note the end of a send, or that it was given up."""
        (self._replies.window if turn.urgent else self._deliveries).end(now)
        self._all.end(now)
        self._chats[turn.chat].end(turn.kind, now)

    def remember(self, chat: int, kind: Kind, at: float) -> None:
        """Count a send that the process before this one had ended by then."""
        self.ended(self._count(Turn(chat, kind, urgent=False), at), at)

    def refused(self, chat: int, seconds: float, now: float) -> None:
        """Keep away from a chat for as long as Telegram asks; if it asks often, from all."""
        until = now + seconds * (1 + self._chance.uniform(0, JITTER))
        known = self._known(chat)
        known.closed_until = max(known.closed_until, until)
        self._refusals.append(_Refusal(chat, now, until))
        while self._refusals[0].at < now - STORM_WITHIN:
            self._refusals.popleft()
        if len({refusal.chat for refusal in self._refusals}) >= STORM:
            latest = max(refusal.until for refusal in self._refusals)
            self._closed_until = max(self._closed_until, min(latest, now + STORM_LONGEST))
            self._refusals.clear()

    def _count(self, turn: Turn, now: float) -> Turn:
        if turn.urgent:
            self._replies.begin(now)
        else:
            self._deliveries.begin()
        self._all.begin()
        self._known(turn.chat).begin(turn.kind)
        self._forget(now)
        return turn

    def _wait_of_reply(self, now: float) -> float:
        return self._all.wait(self._rate, now)

    def _wait_of_delivery(self, now: float) -> float:
        return max(
            0.0,
            self._all.wait(max(1, self._rate - (1 if self._spare(now) else 0)), now),
            self._deliveries.wait(self._allowance(now), now),
            max(self._closed_until, self._behind_until, self._next) - now,
        )

    def _allowance(self, now: float) -> int:
        """Return how many deliveries may count at once: one always, or they would never end."""
        return max(1, self._rate - self._spare(now))

    def _spare(self, now: float) -> int:
        """Return how many places are kept free for replies: never more than a third."""
        most = self._replies.most(now)
        return max(1, min(most + 1, self._rate // LARGEST_SHARE)) if most else 0

    def _known(self, chat: int) -> "_Chat":
        return self._chats.setdefault(chat, _Chat())

    def _forget(self, now: float) -> None:
        """Drop the next two chats if they are idle: more than come in, so they don't pile up."""
        for _ in range(2):
            chat, known = self._chats.popitem(last=False)
            if not known.is_idle(now):
                self._chats[chat] = known


@dataclass(frozen=True)
class _Refusal:
    chat: int
    at: float
    until: float


class _Window:
    """Sends that the server may count within some seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._under_way = 0
        self._ended: deque[float] = deque()  # until when each counts, in order

    def count(self, now: float) -> int:
        while self._ended and self._ended[0] <= now:
            self._ended.popleft()
        return self._under_way + len(self._ended)

    def wait(self, limit: int, now: float) -> float:
        """Return how long until fewer than `limit` count, at the earliest."""
        surplus = self.count(now) - limit
        if surplus < 0:
            return 0.0
        if surplus < len(self._ended):
            return self._ended[surplus] - now
        return self.seconds

    def begin(self) -> None:
        self._under_way += 1

    def end(self, now: float) -> None:
        self._under_way -= 1
        insort(self._ended, now + self.seconds)


class _Replies:
    """How many replies count, and the most that did so at once of late."""

    def __init__(self) -> None:
        self.window = _Window(1)
        self._peaks: deque[tuple[float, int]] = deque()  # each higher than all after it

    def begin(self, now: float) -> None:
        self.window.begin()
        count = self.window.count(now)
        while self._peaks and self._peaks[-1][1] <= count:
            self._peaks.pop()
        self._peaks.append((now, count))

    def most(self, now: float) -> int:
        while self._peaks and self._peaks[0][0] <= now - BUSY:
            self._peaks.popleft()
        return self._peaks[0][1] if self._peaks else 0


@dataclass
class _Chat:
    """What counts against one chat; a delivery leaves the last place to a reply."""

    second: _Window = field(default_factory=lambda: _Window(1))
    burst: _Window = field(default_factory=lambda: _Window(3))
    minute: _Window = field(default_factory=lambda: _Window(60))
    closed_until: float = 0

    def wait(self, kind: Kind, now: float, *, urgent: bool) -> float:
        spare = 0 if urgent else 1
        return max(
            self.closed_until - now,
            self.burst.wait(3 - spare, now),
            0 if urgent else self.second.wait(1, now),
            0 if kind is Kind.PRIVATE else self.minute.wait(20 - spare, now),
        )

    def begin(self, kind: Kind) -> None:
        for window in self._windows(kind):
            window.begin()

    def end(self, kind: Kind, now: float) -> None:
        for window in self._windows(kind):
            window.end(now)

    def is_idle(self, now: float) -> bool:
        counts = (self.burst.count(now), self.minute.count(now))
        return self.closed_until <= now and not any(counts)

    def _windows(self, kind: Kind) -> tuple[_Window, ...]:
        few = (self.second, self.burst)
        return few if kind is Kind.PRIVATE else (*few, self.minute)

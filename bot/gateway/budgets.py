"""How much one person and one chat may ask: a burst, and then so much in a time.

Who asks for more is told once, and then left without an answer until there is room again. Others
notice nothing of it. Times are monotonic seconds.
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum

MOST_KEPT = 20_000  # askers that are remembered
BETWEEN_NOTICES = 60.0  # seconds


@dataclass(frozen=True)
class Allowance:
    """So many at once, and one more after each so many seconds."""

    burst: int
    seconds: float


OF_PERSON = Allowance(20, 1.0)  # Telegram lets one message a second into a chat, in the long run
OF_GROUP = Allowance(20, 3.0)  # Telegram lets no more than twenty messages a minute into a group
OF_TYPIST = Allowance(30, 1 / 3)  # every letter typed behind the bot's name asks anew


class Turn(Enum):
    """What becomes of something that is asked."""

    ANSWER = "answer"
    NOTICE = "notice"  # it is said that this was too much
    SILENCE = "silence"


@dataclass
class _Bucket:
    left: float
    at: float
    told: float = -BETWEEN_NOTICES


class Budgets:
    """Remembers who has asked how much of late."""

    def __init__(self) -> None:
        """Nobody has asked anything."""
        self._buckets: OrderedDict[tuple[Allowance, int], _Bucket] = OrderedDict()

    def turn(self, now: float, *askers: tuple[Allowance, int]) -> Turn:
        """Spend one question of each asker, by their ids; nothing is spent if one has none left."""
        buckets = [self._bucket(now, allowance, number) for allowance, number in askers]
        empty = [bucket for bucket in buckets if bucket.left < 1]
        if not empty:
            for bucket in buckets:
                bucket.left -= 1
            return Turn.ANSWER
        if any(now - bucket.told < BETWEEN_NOTICES for bucket in empty):
            return Turn.SILENCE
        for bucket in empty:
            bucket.told = now
        return Turn.NOTICE

    def _bucket(self, now: float, allowance: Allowance, number: int) -> _Bucket:
        key = allowance, number
        bucket = self._buckets.setdefault(key, _Bucket(allowance.burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        bucket.left = min(allowance.burst, bucket.left + (now - bucket.at) / allowance.seconds)
        bucket.at = now
        return bucket

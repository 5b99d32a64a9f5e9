"""When Telegram does not answer at all: deliveries wait, rather than pile up doubts."""

from bot.outbox.fate import Fate

PATIENCE = 3  # sends in a row without an answer
LONGEST = 30.0  # seconds

_UNANSWERED = frozenset({Fate.UNSENT, Fate.UNKNOWN})


class Trouble:
    """Counts sends without an answer; from the third in a row on, it asks for longer and longer.

    Times are monotonic seconds.
    """

    def __init__(self) -> None:
        self._unanswered = 0
        self._until = 0.0

    def note(self, fate: Fate, now: float) -> None:
        """Take in what became of a send; what fails during a wait had begun before it."""
        if fate not in _UNANSWERED:
            self._unanswered = 0
            self._until = now
        elif now >= self._until:
            self._unanswered += 1
            if self._unanswered >= PATIENCE:
                self._until = now + _pause(self._unanswered)

    def delay(self, now: float) -> float:
        """Return for how many seconds no delivery may begin."""
        return max(0.0, self._until - now)


def _pause(unanswered: int) -> float:
    return min(LONGEST, 2.0 ** min(unanswered - PATIENCE, 10))

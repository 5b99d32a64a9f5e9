"""The updates that this process has taken, so that none is handled twice while it lives."""

from collections import OrderedDict

TOGETHER = 64  # ids that are remembered as one number: Telegram counts up
MOST = 2_000  # of these


class Seen:
    """Remembers the newest ids: they are no order, since they begin anew after a quiet week."""

    def __init__(self) -> None:
        """Nothing has been taken."""
        self._taken: OrderedDict[int, int] = OrderedDict()  # by what begins ids, a bit for each

    def is_new(self, number: int) -> bool:
        """Tell whether an update has not been taken before, and remember it."""
        begins, bit = number // TOGETHER, 1 << number % TOGETHER
        taken = self._taken.get(begins, 0)
        if taken & bit:
            return False
        self._taken[begins] = taken | bit
        if len(self._taken) > MOST:
            self._taken.popitem(last=False)
        return True

    def forget(self, number: int) -> None:
        """An update was not handled to its end: it is taken again when it comes again."""
        begins, bit = number // TOGETHER, 1 << number % TOGETHER
        if begins in self._taken:
            self._taken[begins] &= ~bit

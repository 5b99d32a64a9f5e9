"""The updates that this process has taken, so that none is handled twice while it lives."""

from collections import OrderedDict

MOST = 100_000


class Seen:
    """Remembers the newest ids: they are no order, since they begin anew after a quiet week."""

    def __init__(self) -> None:
        """Nothing has been taken."""
        self._ids: OrderedDict[int, None] = OrderedDict()

    def is_new(self, number: int) -> bool:
        """Tell whether an update has not been taken before, and remember it."""
        if number in self._ids:
            return False
        self._ids[number] = None
        if len(self._ids) > MOST:
            self._ids.popitem(last=False)
        return True

    def forget(self, number: int) -> None:
        """An update was not handled to its end: it is taken again when it comes again."""
        self._ids.pop(number, None)

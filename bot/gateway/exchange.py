"""The answer to a webhook: what is said first may travel in it, so that no call is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from bot.gateway.payload import Values

_CURRENT: ContextVar["Exchange | None"] = ContextVar("exchange", default=None)


class Exchange:
    """One update that came by webhook, and the call that its answer makes."""

    def __init__(self) -> None:
        """Nothing has been said."""
        self.call: dict[str, Any] | None = None

    def take(self, method: str, values: Values) -> bool:
        """Let the answer make this call, unless it makes one; what comes of it is not told."""
        if self.call is not None:
            return False
        said = {name: value for name, value in values.items() if value is not None}
        self.call = {"method": method, **said}
        return True


def current() -> Exchange | None:
    """Return the exchange that is being answered, if it is one by webhook."""
    return _CURRENT.get()


@contextmanager
def opened() -> Iterator[Exchange]:
    """Answer within a new exchange."""
    exchange = Exchange()
    token = _CURRENT.set(exchange)
    try:
        yield exchange
    finally:
        _CURRENT.reset(token)

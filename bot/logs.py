"""What the bot writes about its own life: to standard error, and never a secret."""

import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from urllib.parse import quote

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_HIDDEN = "<secret>"


class Redacting(logging.Formatter):
    """Writes records without the secrets, wherever in message or traceback they stand."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Hide these, as they are and as they look in an address."""
        super().__init__(_FORMAT)
        self._secrets = sorted({*secrets, *map(quote, secrets)} - {""}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return self.hide(super().format(record))

    def hide(self, text: str) -> str:
        """Return a text without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text


def start(secrets: Sequence[str] = (), level: int = logging.INFO) -> None:
    """Send all logs, warnings and uncaught errors to standard error, less the secrets."""
    formatter = Redacting(secrets)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # On a failing handler the library prints the bare record, and with it what it holds.
    logging.raiseExceptions = False
    # Noise; and the first logs each address it calls: without the formatter that would be a leak.
    for name in ("httpx", "uvicorn", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        lines = traceback.format_exception(kind, error, trace)
        sys.stderr.write(formatter.hide("".join(lines)))

    sys.excepthook = report

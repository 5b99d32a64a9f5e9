"""Plain words in, verdicts out, whatever is served at the moment."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from bot.asking.entries import Entry
from bot.asking.reader import Reader
from bot.asking.verdict import Verdict
from bot.briefing.library import Snapshot

KEPT = 2  # readers: of what is served, and of the drafts


class Asking:
    """Answers by the reader of a snapshot, which is made when it is first asked."""

    def __init__(self) -> None:
        """Nothing has been asked yet."""
        self._readers: list[tuple[Snapshot, Reader]] = []

    def ask(self, snapshot: Snapshot, words: str) -> tuple[Verdict, ...]:
        """Return a verdict on each question in the words; none where nothing is asked."""
        return self._reader(snapshot).verdicts(words)

    def is_question(self, snapshot: Snapshot, words: str) -> bool:
        """Tell whether anything is left of the words without those that say nothing."""
        return bool(snapshot.briefings) and bool(self._reader(snapshot).reading(words).tokens)

    def cards(self, snapshot: Snapshot, words: str, most: int) -> tuple[Entry, ...]:
        """Return what may answer the words, the best first."""
        return self._reader(snapshot).cards(words, most)

    def _reader(self, snapshot: Snapshot) -> Reader:
        known = next((reader for one, reader in self._readers if one is snapshot), None)
        if known is None:
            before = self._readers[0][1] if self._readers else None
            with _without_collector():
                known = Reader(snapshot, before=before)
            self._readers = [(snapshot, known), *self._readers[: KEPT - 1]]
        return known


@contextmanager
def _without_collector() -> Iterator[None]:
    """Look for no garbage where much is made and all of it kept: looking doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""What is worked out from a snapshot once, and is the same for everybody until another comes."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Generic, TypeVar

from bot.briefing.library import Snapshot

MOST = 2048  # of the words that were asked last

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Keeps what was worked out for the words that were asked last."""

    def __init__(self, work_out: Callable[..., Made]) -> None:
        """Work out by this: it gets a snapshot and some words, and depends on nothing else."""
        self._work_out = work_out
        self._snapshot: Snapshot | None = None

    def of(self, snapshot: Snapshot, *words: str) -> Made:
        """Return what there is for these words."""
        if snapshot is not self._snapshot:
            self._snapshot = snapshot
            self._kept = lru_cache(MOST)(partial(self._work_out, snapshot))
        return self._kept(*words)

"""SQLite's full-text search, in memory: which of many texts have the most of some tokens."""

import sqlite3
from collections.abc import Sequence

from bot.asking.language import Tokens

_FIND = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"


class FullText:
    """Searches texts of which only the tokens count, by their numbers from 0."""

    def __init__(self, texts: Sequence[Tokens]) -> None:
        """Read them all; several threads may search, one at a time."""
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.execute("CREATE VIRTUAL TABLE texts USING fts5(tokens, content='')")
        self._base.executemany(
            "INSERT INTO texts (rowid, tokens) VALUES (?, ?)",
            ((number, " ".join(tokens)) for number, tokens in enumerate(texts)),
        )

    def find(self, tokens: Sequence[str], most: int) -> list[int]:
        """Return the numbers of those that have any of the tokens, the best first."""
        wanted = " OR ".join(f'"{token}"' for token in tokens)
        return [number for (number,) in self._base.execute(_FIND, (wanted, most))]

"""What is kept of a source's text: enough to prove a few words in a paragraph, not to read it.

Each paragraph is the row of its three-word windows, each window the first 48 bits of the SHA-256
of its words. Words are compared in lower case, without punctuation.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

WINDOW = 3  # words
_DIGITS = 12  # of the hash, in hexadecimal
_WORD = re.compile(r"[^\W_]+")
_DIGEST = re.compile(f"[0-9a-f]{{{_DIGITS}}}")


@dataclass(frozen=True)
class Fingerprint:
    """One row of window hashes for each paragraph, the first paragraph first."""

    paragraphs: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the fingerprint of a text whose paragraphs are its non-empty lines."""
        return cls(tuple(windows(line) for line in text.splitlines() if line.strip()))

    @classmethod
    def load(cls, content: str) -> Self:
        """Return the fingerprint that `dump` wrote; ValueError if it is none."""
        kept = json.loads(content)
        rows = kept.get("paragraphs") if isinstance(kept, dict) else None
        if not rows or not isinstance(rows, list) or kept.get("window") != WINDOW:
            raise ValueError(f"should hold paragraphs in windows of {WINDOW} words")
        paragraphs = tuple(tuple(str(row).split()) for row in rows)
        if not all(_DIGEST.fullmatch(digest) for row in paragraphs for digest in row):
            raise ValueError("should hold the hashes of windows alone")
        return cls(paragraphs)

    def dump(self) -> str:
        """Return the text of a fingerprint file."""
        rows = [" ".join(row) for row in self.paragraphs]
        return json.dumps({"window": WINDOW, "paragraphs": rows}, indent=1) + "\n"

    def holding(self, phrase: str) -> tuple[int, ...]:
        """Return the numbers, from 1, of the paragraphs in which the phrase stands.

        A phrase of fewer than three words stands nowhere: it proves too little.
        """
        wanted = windows(phrase)
        return tuple(
            number for number, row in enumerate(self.paragraphs, 1) if _stands_in(wanted, row)
        )

    def longest_copy(self, text: str) -> int:
        """Return how many consecutive words of the text stand so in one paragraph; 0 below 3."""
        longest = 0
        runs: dict[tuple[int, int], int] = {}
        for digest in windows(text):
            runs = {
                (number, place): runs.get((number, place - 1), 0) + 1
                for number, place in self._places.get(digest, ())
            }
            longest = max(longest, *runs.values(), 0)
        return longest + WINDOW - 1 if longest else 0

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        places: dict[str, list[tuple[int, int]]] = {}
        for number, row in enumerate(self.paragraphs):
            for place, digest in enumerate(row):
                places.setdefault(digest, []).append((number, place))
        return places


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def windows(text: str) -> tuple[str, ...]:
    """Return the hash of every three consecutive words."""
    row = words(text)
    return tuple(
        hashlib.sha256(" ".join(row[start : start + WINDOW]).encode()).hexdigest()[:_DIGITS]
        for start in range(len(row) - WINDOW + 1)
    )


def _stands_in(wanted: Sequence[str], row: Sequence[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(
        row[start : start + size] == wanted for start in range(len(row) - size + 1)
    )

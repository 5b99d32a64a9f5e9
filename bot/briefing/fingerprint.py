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
_OFTEN = 50  # places of one window that are looked at: what is repeated more proves nothing
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
        found = {
            number
            for number, place in self._places.get(wanted[0] if wanted else "", ())
            if self.paragraphs[number][place : place + len(wanted)] == wanted
        }
        return tuple(number + 1 for number in sorted(found))

    def copied(self, text: str, allowed: int) -> int:
        """Return how many consecutive words of the text stand so in one paragraph.

        0 where they are no more than `allowed`.
        """
        row = words(text)
        # A longer copy covers this many windows: one in as many tells whether there is any.
        stride = allowed - WINDOW + 2
        if not any(
            _digest(row, start) in self._places
            for start in range(stride - 1, len(row) - WINDOW + 1, stride)
        ):
            return 0
        longest = self._longest_run(windows(text)) + WINDOW - 1
        return longest if longest > allowed else 0

    def _longest_run(self, digests: Sequence[str]) -> int:
        longest = 0
        runs: dict[tuple[int, int], int] = {}
        for digest in digests:
            runs = {
                (number, place): runs.get((number, place - 1), 0) + 1
                for number, place in self._places.get(digest, ())
            }
            longest = max(longest, *runs.values(), 0)
        return longest

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        places: dict[str, list[tuple[int, int]]] = {}
        for number, row in enumerate(self.paragraphs):
            for place, digest in enumerate(row):
                known = places.setdefault(digest, [])
                if len(known) < _OFTEN:
                    known.append((number, place))
        return places


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def windows(text: str) -> tuple[str, ...]:
    """Return the hash of every three consecutive words."""
    row = words(text)
    return tuple(_digest(row, start) for start in range(len(row) - WINDOW + 1))


def _digest(row: Sequence[str], start: int) -> str:
    window = " ".join(row[start : start + WINDOW])
    return hashlib.sha256(window.encode()).hexdigest()[:_DIGITS]

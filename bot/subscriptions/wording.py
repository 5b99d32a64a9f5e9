"""Where a sentence is told in a letter, and how it is struck through there."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import escape, unescape

# What templates put before a statement and behind it: anything else makes it another one.
_LINE = r"^ *(?:• )?(?:Now marked as our inference: |No longer marked as our inference: )?"
_ABOUT = r"(?:<i>\u2068?(?P<about>[^<]*?)\u2069?</i> – )?"
_NOW = "It says now: "
_BEHIND = r"(?=\u2069?(?:: a member)?(?: \([^()\n]*\))* *(?:<a\b|\n|\Z))"
_SAID = re.compile(rf"^ *• {_ABOUT}It said: ", re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """A place where a sentence stands, and whom or what it is told about; None if not known."""

    start: int
    end: int
    about: str | None


def told(html: str, sentence: str) -> list[Told]:
    """Return where a letter tells a sentence: whole, by itself, and not struck through.

    What it says that it said is not told.
    """
    words = re.escape(escape(sentence, quote=False))
    whole = rf"{_LINE}{_ABOUT}(?P<now>{_NOW})?\u2068?(?P<words>{words}){_BEHIND}"
    return [
        Told(*found.span("words"), _about(html, found))
        for found in re.finditer(whole, html, re.MULTILINE)
    ]


def struck(html: str, places: Collection[Told]) -> str:
    """Return a letter with what stands in these places struck through."""
    longest = {one.start: one for one in sorted(places, key=lambda one: one.end)}
    for _, one in sorted(longest.items(), reverse=True):
        html = f"{html[: one.start]}<s>{html[one.start : one.end]}</s>{html[one.end :]}"
    return html


def _about(html: str, found: re.Match[str]) -> str | None:
    """Of what it says now, the line before, which tells what it said, names whom it is about."""
    if not found["now"]:
        return unescape(found["about"] or "")
    before = [*_SAID.finditer(html, 0, found.start())]
    return unescape(before[-1]["about"] or "") if before else None

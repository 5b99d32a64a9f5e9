"""What people write short, written out: codes of countries, millions and billions."""

import re

from bot.briefing.countries import country_code, country_name

_CODE = re.compile("[A-Za-z]{2}|[\U0001f1e6-\U0001f1ff]{2}")
_CAPITALS = re.compile(r"\b[A-Z]{2}\b")
_OF_MEMBERS = re.compile(r"\b(?:members?|join\w*|in it|part of)\b", re.IGNORECASE)
_NO_CODES = frozenset(
    {"AI", "AU", "FM", "IS", "IT", "MP", "PM", "TV"}
)  # what else they are short for
_WORDS = frozenset(
    {"am", "as", "at", "be", "by", "do", "in", "is", "it", "me", "my", "no", "so", "to"}
)
_SUM = re.compile(r"(?<=\d)(?:(m|mn|mln)|bn)\b", re.IGNORECASE)


def written_out(words: str) -> str:
    """Return the words with the names of countries for their codes, and sums in full.

    A code alone may be in small letters, unless it is a common word; within a sentence only
    capitals are one, where members are asked for.
    """
    words = words.replace("¶", "paragraph ")
    alone = words.strip()
    if alone.lower() in _WORDS and not alone.isupper():
        return words
    if _CODE.fullmatch(alone):
        return _country(alone)
    if not alone.isupper() and _OF_MEMBERS.search(alone):
        words = _CAPITALS.sub(lambda found: _country(found.group()), words)
    return _SUM.sub(lambda found: " million" if found.group(1) else " billion", words)


def _country(code: str) -> str:
    known = None if code in _NO_CODES else country_code(code)
    return code if known is None else country_name(known)

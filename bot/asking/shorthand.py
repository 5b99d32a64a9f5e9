"""What people write short, written out: codes of countries, dates, millions and billions."""

import re
from calendar import month_name

from bot.briefing.countries import FLAG, country_code, country_name

_CODE = re.compile(f"[A-Za-z]{{2}}|{FLAG.pattern}")
_CAPITALS = re.compile(r"\b[A-Z]{2}\b")
_OF_MEMBERS = re.compile(r"\b(?:members?|join\w*|in it|part of)\b", re.IGNORECASE)
# Codes of countries that are hardly ever meant, as they are short for something else too.
_NO_CODES = frozenset({"AI", "AU", "FM", "IS", "IT", "MP", "PM", "TV"})
_WORDS = frozenset(
    {"am", "as", "at", "be", "by", "do", "in", "is", "it", "me", "my", "no", "so", "to"}
)
_DATE = re.compile(r"\b(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[./](\d\d?)[./](\d{4}|\d\d))\b")
# With nothing said before, what is asked so is asked of the meeting.
_IT = re.compile(
    r"\W*(?:(when|where)(?:\s+(?:was|is)\s+(?:it|this|that))?|(?:the\s+)?(?:date|day))\W*",
    re.IGNORECASE,
)
_US = re.compile(
    r"\b((?i:give|help|let|remind|send|show|tell)|(?i:asks?|asked|for|gave|told|to|with)"
    r"(?=\s+us(?:\W*$|[.,;:?!]|\s+(?:all|both|here|if|know|out|please|that|the|this|wh\w+)\b)))"
    r"\s+us\b"
)
_SUM = re.compile(r"(?<=\d)(?:(m|mn|mln)|bn)\b", re.IGNORECASE)


def written_out(words: str) -> str:
    """Return the words with the names of countries for their codes, and sums in full.

    A code alone may be in small letters, unless it is a common word; within a sentence only
    capitals are one, where members are asked for.
    """
    if it := _IT.fullmatch(words):
        return f"{it.group(1) or 'when'} was the meeting"
    words = _DATE.sub(_date, words.replace("¶", "paragraph "))
    alone = words.strip()
    if alone.lower() in _WORDS and not alone.isupper():
        return words
    if _CODE.fullmatch(alone):
        return _country(alone)
    if not alone.isupper() and _OF_MEMBERS.search(alone):
        words = _CAPITALS.sub(lambda found: _country(found.group()), words)
    return _SUM.sub(lambda found: " million" if found.group(1) else " billion", words)


def without_us(words: str) -> str:
    """Return the words without those who ask: "can you help us out" names no country."""
    return _US.sub(r"\1", words)


def _date(found: re.Match[str]) -> str:
    """Return a date of digits in words; the day goes before the month, but in a form like ISO's."""
    first, *_ = numbers = [number for number in found.groups() if number]
    year, month, day = numbers if len(first) == len("2022") else reversed(numbers)
    if not 1 <= int(month) <= len(month_name) - 1:
        return found.group()
    century = "" if len(year) == len("2022") else "20"
    return f"{int(day)} {month_name[int(month)]} {century}{year}"


def _country(code: str) -> str:
    known = None if code in _NO_CODES else country_code(code)
    return code if known is None else country_name(known)

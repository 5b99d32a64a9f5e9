"""Countries by code, flag, or the names that people use for them."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

LANGUAGES = ("en", "fr", "es", "ar")
_FIRST_FLAG_LETTER = 0x1F1E6
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
# Codes that CLDR names and no country has: groups, parts of countries, pseudo-locales, "unknown".
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
# Names that people use and CLDR does not have, as `fold` returns them.
_USUAL = {
    "britain": "GB",
    "burma": "MM",
    "czech republic": "CZ",
    "democratic republic of the congo": "CD",
    "dr congo": "CD",
    "drc": "CD",
    "east timor": "TL",
    "great britain": "GB",
    "hong kong": "HK",
    "ivory coast": "CI",
    "macedonia": "MK",
    "myanmar": "MM",
    "palestine": "PS",
    "people s republic of china": "CN",
    "republic of korea": "KR",
    "republic of the congo": "CG",
    "swaziland": "SZ",
    "turkey": "TR",
    "uae": "AE",
    "united states of america": "US",
    "vatican": "VA",
}
# "Federal Republic of X", as protocol writes it; these are told apart by nothing but that form.
_LONG_FORM = re.compile(
    "(?:(?:arab|federal|federative|hashemite|islamic|people s|socialist|plurinational) )*"
    "(?:commonwealth|emirate|grand duchy|kingdom|principality|republic|state|sultanate) of (.+)"
)
_TOLD_APART = frozenset({"china", "congo", "korea"})
_AMBIGUOUS = frozenset({"congo"})  # Spanish for the one, short for the other


def is_country(code: str) -> bool:
    """Tell whether a country has this two-letter code."""
    return code in _names("en") and code not in _NO_COUNTRIES


def flag(code: str) -> str:
    """Return the flag of a two-letter code as an emoji."""
    return "".join(chr(_FIRST_FLAG_LETTER + ord(letter) - ord("A")) for letter in code)


def country_name(code: str) -> str:
    """Return the usual English name of a country."""
    return _names("en")[code]


def code_of_flag(flag: str) -> str:
    """Return the two letters that a flag is made of, whether or not a country has them."""
    return "".join(chr(ord(half) - _FIRST_FLAG_LETTER + ord("A")) for half in flag)


def country_code(words: str) -> str | None:
    """Return the two-letter code that a code, flag or usual name stands for, or None."""
    if flag := FLAG.search(words):
        letters = code_of_flag(flag.group())
        return letters if is_country(letters) else None
    folded = fold(words)
    letters = folded.replace(" ", "")  # U.S. is a code too
    upper = (letters if len(letters) == folded.count(" ") + 1 else folded).upper()
    now = get_global("territory_aliases").get(upper, ())
    for code in (upper, *(now if len(now) == 1 else ())):  # the Soviet Union is fifteen today
        if is_country(code):
            return str(code)
    return _named(folded)


def country_names() -> Mapping[str, str]:
    """Return the code of every country by each of its usual names, as `fold` returns them."""
    return _codes()


def _named(folded: str) -> str | None:
    known = _codes().get(folded)
    form = _LONG_FORM.fullmatch(folded)
    if known is not None or form is None or fold(form.group(1)) in _TOLD_APART:
        return known
    return _codes().get(fold(form.group(1)))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return a text as names are compared: no case, accents, punctuation or leading article."""
    row = re.findall(r"[^\W_]+", _without_accents(text.casefold()).replace("&", " and "))
    return " ".join(row[1:] if row[:1] == ["the"] and len(row) > 1 else row)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    return {code: name for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)}


@cache
def _codes() -> dict[str, str]:
    names = {
        fold(name): code
        for language in reversed(LANGUAGES)
        for code, name in _names(language).items()
        if code not in _NO_COUNTRIES
    }
    return {name: code for name, code in (names | _USUAL).items() if name not in _AMBIGUOUS}

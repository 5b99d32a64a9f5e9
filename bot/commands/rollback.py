"""Propose to go back to what an earlier edition said."""

from collections.abc import Sequence

USAGE = "[briefing] edition"


def edition_asked(words: str, published: Sequence[str]) -> tuple[str, int | None]:
    """Return the briefing and the number of the edition that words like `marrakesh-2022 2` name.

    Where only one briefing is published, its name may be left out; None where no number is given.
    """
    name, _, number = words.rpartition(" ")
    if not name and len(published) == 1:
        name = published[0]
    return (name, int(number)) if name in published and number.isdecimal() else (name, None)

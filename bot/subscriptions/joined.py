"""Several editions of a briefing told as one: what stood before the first, what stands now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.briefing.changes import What
from bot.briefing.model import Citation
from bot.subscriptions.news import Item, News


@dataclass(frozen=True)
class _Told:
    """What is told, and where it stands: of the newest edition that speaks of it."""

    item: Item
    edition: int
    place: int


def joined(several: Iterable[News]) -> tuple[Item, ...]:
    """Return what editions of a briefing bring to those who know none of them, newest first.

    A correction was brought to everybody whom it concerns: it counts for what it corrects here.
    """
    told: list[_Told] = []
    for number, news in enumerate(sorted(several, key=lambda one: one.briefing.edition)):
        came: list[_Told] = []
        for place, item in enumerate(news.items):
            earlier = next((one for one in told if goes_on(one.item, item)), None)
            if earlier is not None:
                told.remove(earlier)
            made = both(earlier.item, item) if earlier else None if news.correction else item
            came += [_Told(made, -number, place)] if made else []
        told += came
    return tuple(one.item for one in sorted(told, key=lambda one: (one.edition, one.place)))


def goes_on(earlier: Item, later: Item) -> bool:
    """Whether the later one begins where the earlier one ended."""
    if (earlier.section, earlier.entry) != (later.section, later.entry):
        return False
    if not earlier.after:
        return not later.before and later.after == earlier.before
    return later.before == earlier.after


def both(earlier: Item, later: Item) -> Item | None:
    """Return what two changes come to; None if all is as it was."""
    before, stood = earlier.before, earlier.was or earlier.cite
    if not before:
        return replace(later, what=What.ADDED, before="", was=None) if later.after else None
    moved = bool(later.after) and _place(stood) != _place(later.cite)
    if before == later.after and not moved:
        return None
    what = _what(earlier, later)
    return replace(later, what=what, before=before, was=stood if moved else None)


def _what(earlier: Item, later: Item) -> What:
    if not later.after:
        return What.REMOVED
    if earlier.before == later.after:
        return What.SOURCE
    # What stands again after it was withdrawn is not new to whom the earlier one is told.
    return earlier.what if later.what in {What.SOURCE, What.ADDED} else later.what


def _place(cite: Citation) -> tuple[str, int | None]:
    return cite.source, cite.paragraph

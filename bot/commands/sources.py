"""Every source with its standing, or what the briefing takes from one."""

import re
from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.document import Path
from bot.briefing.inventory import Cited, Inventory
from bot.briefing.library import Snapshot
from bot.briefing.lookup import Found, find_source
from bot.briefing.model import Briefing, Source

USAGE = "[source] [¶]"
SIZE = 6
_PARAGRAPHS = re.compile(r"(?:^|\s)¶?\s?(\d{1,4})(?:\s?[-–]\s?¶?(\d{1,4}))?$")


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return the list of sources, or one with what is taken from it, or from some paragraphs."""
    briefing = snapshot.current
    asked, number = page_asked(words)
    if not asked:
        return Answer("sources", {"page": page_of(briefing.sources, number, SIZE), "asked": ""})
    found, first, last = _asked(briefing, asked)
    missed = "" if found.named else asked
    if found.one is not None:
        taken = page_of(_taken(snapshot.inventory, found.one, first, last), number, SIZE)
        values = {"document": found.one, "page": taken, "first": first, "last": last}
        return Answer("source", values, missed)
    several = (found.named or found.near)[:SIZE]
    values = {"page": page_of(several, 1, SIZE), "asked": asked}
    return Answer("sources" if several else "no_source", values, missed)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield the list, then each source with all that is taken from it."""
    for number in pages_of(briefing.sources, SIZE):
        yield ("sources",), f"page {number}"
    inventory = Inventory(briefing)
    for index, source in enumerate(briefing.sources):
        for number in pages_of(_taken(inventory, source, None, None), SIZE):
            yield ("sources", index), f"{source.id} page {number}"


def _asked(briefing: Briefing, asked: str) -> tuple[Found[Source], int | None, int | None]:
    """Return the source that is meant, and the paragraphs; paragraphs alone are of the first."""
    paragraphs = _PARAGRAPHS.search(asked)
    if paragraphs is None or asked.lower() in {one.label.lower() for one in briefing.sources}:
        return find_source(briefing, asked), None, None
    name = asked[: paragraphs.start()].strip()
    found = find_source(briefing, name) if name else Found(named=briefing.sources[:1])
    if found.one is None:
        return find_source(briefing, asked), None, None
    one, other = int(paragraphs.group(1)), int(paragraphs.group(2) or paragraphs.group(1))
    return found, min(one, other), max(one, other)


def _taken(
    inventory: Inventory, source: Source, first: int | None, last: int | None
) -> list[Cited]:
    return [
        cited
        for cited in inventory.cited_from.get(source.id, ())
        if first is None or last is None or first <= (cited.cite.paragraph or 0) <= last
    ]

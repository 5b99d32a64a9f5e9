"""What an edition brings: its items, each a cited sentence, and who wants to know."""

from dataclasses import dataclass

from bot.briefing.changes import What
from bot.briefing.model import Briefing, Citation


@dataclass(frozen=True)
class Item:
    """One cited sentence that is new, changed or withdrawn; `before` is empty for a new one."""

    what: What
    section: str
    entry: str
    before: str
    after: str
    cite: Citation
    topics: frozenset[str]

    @property
    def corrects(self) -> bool:
        """Whether something that was published before no longer stands as it did."""
        return self.what is not What.ADDED


@dataclass(frozen=True)
class News:
    """One edition against the one before it; `briefing` knows the sources of both."""

    briefing: Briefing
    items: tuple[Item, ...]
    first: bool


def news(before: Briefing | None, after: Briefing) -> News:
    """Return what `after` brings to those who know `before`."""
    raise NotImplementedError


def wanted(items: tuple[Item, ...], topics: frozenset[str]) -> tuple[Item, ...]:
    """Return the items for a wish: corrections always, all of them where no topic is chosen."""
    raise NotImplementedError

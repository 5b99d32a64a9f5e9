"""What people are answered from: published editions; the files alone while nothing is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.briefing.checks import Rule
from bot.briefing.library import Library, Loaded, Snapshot
from bot.briefing.model import Briefing


class Shelf:
    """Holds the drafts, which are the files as they stand, and what is served."""

    def __init__(self, library: Library) -> None:
        """Serve the files of this library until something is published."""
        self._library = library
        self._published: Mapping[str, Briefing] = MappingProxyType({})
        self._made = self._make()

    @property
    def drafts(self) -> Snapshot:
        """The files as they stand."""
        return self._library.snapshot

    @property
    def published(self) -> Mapping[str, Briefing]:
        """The last published edition of each briefing, by its id."""
        return self._published

    @property
    def unpublished(self) -> list[Briefing]:
        """The sound drafts that say something else than what is published."""
        drafts = self.drafts.sound.items()
        return [one for name, one in drafts if self._published.get(name) != unembargoed(one)]

    @property
    def snapshot(self) -> Snapshot:
        """What is served: immutable, and swapped whole."""
        made = self._made
        if made.drafts is not self.drafts or made.published is not self._published:
            made = self._made = self._make()
        return made.served

    def review(self, name: str, content: bytes, rules: Sequence[Rule]) -> Loaded:
        """Judge a file as if it were one of the drafts."""
        return self._library.review(name, content, rules)

    def put(self, published: Mapping[str, Briefing]) -> None:
        """Serve these editions from now on, by the ids of their briefings."""
        self._published = MappingProxyType(dict(published))

    def _make(self) -> "_Made":
        drafts, published = self.drafts, self._published
        return _Made(drafts, published, served(drafts, published))


@dataclass(frozen=True)
class _Made:
    """What is served, and what it was made of."""

    drafts: Snapshot
    published: Mapping[str, Briefing]
    served: Snapshot


def unembargoed(briefing: Briefing) -> Briefing:
    """Return a briefing as it is published: its embargo is over then."""
    return briefing.model_copy(update={"not_before": None})


def served(drafts: Snapshot, published: Mapping[str, Briefing]) -> Snapshot:
    """Return what people are answered from.

    Once a briefing of the folder has been published, an edit is a draft until it is published too;
    a file under embargo is never served before.
    """
    chosen = {name: published[name] for name in sorted(drafts.names) if name in published}
    if not chosen:
        chosen = {name: one for name, one in drafts.briefings.items() if one.not_before is None}
    if not drafts.names:
        chosen = dict(published)  # an empty folder takes nothing away
    return Snapshot(MappingProxyType(chosen), drafts.problems, drafts.names, drafts.words)

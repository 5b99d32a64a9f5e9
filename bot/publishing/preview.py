"""What publishing a draft would change: its entries, and what each kind of subscriber receives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePath

from bot.briefing.changes import Change, What, changes
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from bot.messages import Message
from bot.publishing.proposal import Proposal
from bot.subscriptions.news import News
from bot.subscriptions.wish import Rhythm

_FRAME = 30  # characters around a problem's words: its place, its mark
_MOST = 60  # problems in one answer: each takes a mark, and a message holds a hundred


@dataclass(frozen=True)
class Sample:
    """What subscribers of one kind receive, and how many there are; it may bring them nothing."""

    rhythm: Rhythm
    topics: frozenset[str]
    chats: int
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Preview:
    """A draft as it would be once published, under the number that it then needs."""

    briefing: Briefing
    before: Briefing | None  # what people know; nothing before the first edition
    news: News
    samples: tuple[Sample, ...]
    is_out: bool  # this very edition is published
    obstacle: str = ""  # why it can't be published as it stands in its file, and the way out
    agreed: Proposal | None = None  # what goes out instead, in other words

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference to what people know; before the first edition there is none."""
        return tuple(changes(self.before, self.briefing)) if self.before else ()

    @property
    def publishable(self) -> bool:
        """Whether there is something to publish, and nothing in the way."""
        return not self.is_out and not self.obstacle and self.agreed is None


@dataclass(frozen=True)
class Report:
    """What operators are told when the files change: problems, or that there are none any more."""

    problems: tuple[Problem, ...]
    mended: bool
    edited: Mapping[str, tuple[int, int]]  # changes since which edition, by briefing
    agreed: Mapping[str, Proposal]  # what goes out without an edit, by briefing

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.problems or self.mended or self.edited or self.agreed)


def report(
    before: Snapshot,
    after: Snapshot,
    published: Mapping[str, Briefing],
    agreed: Mapping[str, Proposal],
) -> Report:
    """Return what a reload means to those who keep the files; drafts are held against editions.

    `agreed` is what goes out in other words than its file says, or though that has problems.
    """
    drafts = after.briefings.items()
    new = {name: draft for name, draft in drafts if draft != before.briefings.get(name)}
    edited = {
        name: (count, published[name].edition)
        for name, draft in new.items()
        if name in published
        and name not in agreed
        and (count := len(changes(published[name], draft)))
    }
    without = {name: agreed[name] for name in agreed if name in new or after.wrong_with(name)}
    mended = bool(before.problems and not after.problems)
    return Report(after.problems, mended, edited, without)


def counted(found: Sequence[Change]) -> Mapping[What, int]:
    """Return how many changes there are of each kind, in the order of the kinds."""
    counts = Counter(change.what for change in found)
    return {what: counts[what] for what in What if counts[what]}


def fitting(problems: Sequence[Problem], room: int) -> tuple[tuple[Problem, ...], int]:
    """Return the first problems that have room, named by file alone, and how many have none."""
    named = [replace(one, file=PurePath(one.file).name) for one in problems[:_MOST]]
    lengths = accumulate(_FRAME + len(one.file) + len(one.message) + len(one.hint) for one in named)
    shown = max(1, sum(length <= room for length in lengths))
    return tuple(named[:shown]), max(0, len(problems) - shown)


def around(before: str, after: str, room: int) -> tuple[str, str]:
    """Return two texts cut to where they differ, where either is longer than there is room."""
    if max(len(before), len(after)) <= room or not (before and after):
        return _cut(before, room), _cut(after, room)
    start = max(0, _common(before, after) - room // 3)
    opening = "…" if start else ""
    return _cut(opening + before[start:], room), _cut(opening + after[start:], room)


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"

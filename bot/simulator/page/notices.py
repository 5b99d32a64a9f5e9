"""What became of each edit of the briefings: served, with what changed, or refused and why."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from bot.briefing.changes import Change, changes
from bot.briefing.library import Snapshot
from bot.briefing.problem import Problem
from bot.simulator.replies import Payload

_SHOWN = ("what", "section", "entry", "before", "after", "field")


@dataclass(frozen=True)
class Notice:
    """One reload of the briefings, as the page tells it."""

    at: float
    editions: dict[str, int]
    changes: dict[str, list[Change]]
    problems: tuple[Problem, ...]

    @property
    def payload(self) -> Payload:
        changes = {name: [_shown(one) for one in found] for name, found in self.changes.items()}
        return asdict(replace(self, changes={})) | {"changes": changes}


def _shown(change: Change) -> Payload:
    """Return what the page shows of a change: the sentences, not what they stand on."""
    return {name: getattr(change, name) for name in _SHOWN}


@dataclass
class Notices:
    """All reloads so far; whoever waits for any is told through `rung`."""

    rung: Callable[[], None]
    clock: Callable[[], float] = time.time
    all: list[Notice] = field(default_factory=list)

    def tell(self, before: Snapshot, after: Snapshot) -> None:
        """Note a reload."""
        changed = {
            name: changes(before.briefings[name], briefing)
            for name, briefing in after.briefings.items()
            if name in before.briefings
        }
        editions = {name: one.edition for name, one in after.briefings.items()}
        self.all.append(Notice(self.clock(), editions, changed, after.problems))
        self.rung()

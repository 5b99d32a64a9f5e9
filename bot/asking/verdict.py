"""What becomes of a question: answered, a choice, or not said."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.asking.entries import Entry
from bot.asking.match import Match
from bot.asking.scale import Scale

MOST = 4  # entries that are offered
_DISTINCT = frozenset({"person", "member"})  # kinds of which one is never as good as another


class State(StrEnum):
    """What a question has come to."""

    ANSWERED = "answered"  # by one entry
    CHOICE = "choice"  # several may be meant
    REFUSED = "refused"  # no entry says it


@dataclass(frozen=True)
class Verdict:
    """One question, and the entries that answer it, may be meant, or are nearest."""

    asked: str
    state: State
    entries: tuple[Entry, ...]


def judge(asked: str, found: Sequence[Match], scale: Scale) -> Verdict:
    """Return the verdict on a question by what was found, the best first."""
    best = found[0].score if found else 0.0
    if best < scale.offer:
        return Verdict(asked, State.REFUSED, _entries(found, scale.near))
    rivals = [one for one in found if one.score >= best - scale.lead]
    alike = [one for one in rivals if one.entry.kind == found[0].entry.kind]
    if best >= scale.answer and (len(alike) == 1 or found[0].entry.kind not in _DISTINCT):
        return Verdict(asked, State.ANSWERED, _entries(found[:1], 0))
    return Verdict(asked, State.CHOICE, _entries(found, max(scale.offer, best - 0.1)))


def _entries(found: Sequence[Match], least: float) -> tuple[Entry, ...]:
    return tuple(one.entry for one in found if one.score >= least)[:MOST]

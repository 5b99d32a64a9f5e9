"""What becomes of a question: answered, a choice, or neither."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from bot.asking.entries import DISTINCT, UNSAID, Entry
from bot.asking.evidence import Evidence
from bot.asking.match import Match
from bot.asking.scale import WEIGHTS, Scale

MOST = 4  # entries that are offered


class State(StrEnum):
    """What a question has come to."""

    ANSWERED = "answered"  # by one entry
    CHOICE = "choice"  # several may be meant
    REFUSED = "refused"  # no entry says it, for all that is known


@dataclass(frozen=True)
class Verdict:
    """One question, and the entries that answer it, may be meant, or are nearest."""

    asked: str
    state: State
    entries: tuple[Entry, ...]
    is_open: bool = False  # nothing is sure, and yet one of the entries may answer


def judge(asked: str, found: Sequence[Match], scale: Scale) -> Verdict:
    """Return the verdict on a question by what was found, the best first."""
    said = [one for one in found if one.entry.kind != UNSAID]
    best = said[0].score if said else 0.0
    unsaid = any(one.entry.kind == UNSAID and one.score > best for one in found)
    if unsaid or best < scale.offer:
        near = _entries(_near(said), scale.near)
        is_open = any(one.entry in near and one.score >= scale.open for one in said) and not unsaid
        return Verdict(asked, State.REFUSED, near, is_open)
    if _is_sure(said, scale):
        return Verdict(asked, State.ANSWERED, _entries(said[:1], 0))
    meant = _entries(said, max(scale.offer, best - scale.close))
    # One alone is no choice.
    return Verdict(asked, State.CHOICE, meant if meant[1:] else _entries(said, best - scale.beside))


def confirmed(verdict: Verdict, evidence: Evidence | None, scale: Scale) -> Verdict:
    """Return a verdict after all the evidence: it may answer what was not sure, or withdraw it."""
    if evidence is None or evidence.is_torn:
        return verdict
    confidence = evidence.confidence(WEIGHTS)
    if verdict.state is State.ANSWERED:
        return verdict if confidence >= scale.doubt else withdrawn(verdict)
    is_sure = evidence.may_answer and confidence >= scale.sure
    return Verdict(verdict.asked, State.ANSWERED, (evidence.match.entry,)) if is_sure else verdict


def withdrawn(verdict: Verdict) -> Verdict:
    """Return a verdict without its answer or its choice, which are only near."""
    return replace(verdict, state=State.REFUSED, is_open=True)


def judge_as_one(
    found: Sequence[Verdict], likely: Sequence[Match], *, answered: bool
) -> tuple[Verdict, ...]:
    """Return the verdict on a long message none of whose questions has an answer by itself.

    `likely` is what all its words together may ask for, the likeliest first, and `answered` tells
    whether that is what it asks. It is near where nothing is found.
    """
    asked = together(found)
    if answered:
        return (Verdict(asked, State.ANSWERED, (likely[0].entry,)),)
    if not found or any(one.state is not State.REFUSED for one in found):
        return tuple(found)
    near = (*(one.entry for one in likely), *chain.from_iterable(one.entries for one in found))
    is_open = any(one.is_open for one in found)
    return (Verdict(asked, State.REFUSED, tuple(dict.fromkeys(near))[:MOST], is_open),)


def together(verdicts: Sequence[Verdict]) -> str:
    """Return several questions as one text: those that were parts of one have a comma between."""
    asked = [one.asked for one in verdicts]
    before = (one if one.endswith(("?", "!", ".")) else f"{one}," for one in asked[:-1])
    return " ".join((*before, *asked[-1:]))


def _is_sure(found: Sequence[Match], scale: Scale) -> bool:
    best, kind = found[0].score, found[0].entry.kind
    if best < scale.answer and found[0].likely < scale.likely:
        return False
    alike = any(one.entry.kind == kind for one in found[1:] if one.score >= best - scale.lead)
    return kind not in DISTINCT or not alike


def _near(found: Sequence[Match]) -> Sequence[Match]:
    """Return what has all that a question names; or else whom or what it names."""
    whole = [one for one in found if one.named == 1]
    return whole or [one for one in found if one.named and one.entry.kind in DISTINCT]


def _entries(found: Sequence[Match], least: float) -> tuple[Entry, ...]:
    return tuple(one.entry for one in found if one.score >= least)[:MOST]

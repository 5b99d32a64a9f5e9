"""What an operator is shown of a proposal: the question, then how it went."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answer, page_of
from bot.briefing.changes import Change
from bot.publishing.proposal import Proposal, State
from bot.subscriptions.letters import fitting
from bot.subscriptions.news import Item

FINAL = "final"  # what is shown will not change any more
SIZE = 4  # changes on a page
FEW = 3  # changes that are only named


@dataclass(frozen=True)
class Outlook:
    """What would go to whom."""

    items: Sequence[Item]
    first: bool = False  # nothing was published before
    chats: int = 0  # that are written to at once, or whose messages are edited
    messages: int = 0
    later: int = 0  # chats that read it in a digest
    paused: int = 0  # chats that can't be written to now
    waiting: int = 0  # messages that have not gone out yet, and go out corrected
    beside: Sequence[Change] = ()  # what else changes with it, though no message says it
    repeats: bool = False  # a correction changes nothing but messages that say otherwise

    @property
    def corrects(self) -> bool:
        """Whether messages that were sent before say something else."""
        return not self.first and any(item.corrects for item in self.items)


@dataclass(frozen=True)
class Progress:
    """How far the sending is; `left` is in seconds."""

    sent: int = 0
    open: int = 0
    held: int = 0
    paused: int = 0
    uncertain: int = 0
    failed: int = 0
    rate: float = 0.0

    @property
    def waiting(self) -> int:
        """How many are still to be sent, now or later."""
        return self.open + self.held + self.paused

    @property
    def left(self) -> float:
        """How many seconds it still takes, as it goes now; 0 if that can't be told."""
        return self.open / self.rate if self.rate else 0.0


def stage(proposal: Proposal, progress: Progress | None) -> str:
    """Return what a bulletin depends on: as long as it stays, so does the bulletin."""
    if proposal.state in {State.OPEN, State.AGREED}:
        return f"{proposal.state}:{len(proposal.approvals)}/{proposal.needed}"
    if proposal.state is State.OUT and progress is not None and progress.waiting:
        return f"{proposal.state}:{progress.sent}:{progress.waiting}"
    return FINAL


def bulletin(proposal: Proposal, outlook: Outlook | None, progress: Progress | None) -> Answer:
    """Return what to show: the outlook while operators are asked, the progress afterwards."""
    values = {
        "proposal": proposal,
        "outlook": outlook,
        "items": fitting(outlook.items) if outlook else (),
        "beside": outlook.beside[:FEW] if outlook else (),
        "progress": progress,
    }
    return Answer("proposal", values)


def every_change(proposal: Proposal, found: Sequence[Change], number: int) -> Answer:
    """Return a page of all that a proposal changes, in full: operators agree to what they read."""
    values = {"proposal": proposal, "page": page_of(found, number, SIZE)}
    return Answer("proposal_changes", values)

"""Calling off in a terminal what operators are asked about, or have agreed to and is not out."""

from bot.operations.publish import Ask
from bot.operations.screen import in_line, moment_of, screen
from bot.operations.seat import whoever_is_here
from bot.publishing.proposal import Proposal, State
from bot.sending.proposals import Proposals
from bot.store import proposals
from bot.store.database import Database


def call_off(database: Database, proposed: Proposals, name: str, ask: Ask | None) -> int:
    """Show what is proposed, ask, and call it off; return the exit status. None only shows it."""
    console, errors = screen(), screen(errors=True)
    found = database.run_now(proposals.live, name)
    if found is None:
        errors.print(f"{name}: nothing is proposed, so there is nothing to call off. {_SEE}")
        return 1
    shown = proposed.as_it_counts(found)
    console.print(f"{found.briefing}, edition {found.edition} ({found.kind}): {_stands(shown)}.")
    if ask is None:
        console.print("This was a dry run: it stays as it is.")
        return 0
    if not ask("Call it off?"):
        console.print("It stays as it is.")
        return 1
    ended = database.run_now(proposed.decline, found.id, whoever_is_here())
    if ended is None or ended.state is not State.DECLINED:
        errors.print(f"It was too late: somebody else has decided it meanwhile. {_SEE}")
        return 1
    console.print("It is called off, and nothing of it is sent.")
    return 0


def _stands(one: Proposal) -> str:
    if one.state is State.AGREED and one.not_before is not None:
        return f"agreed by {in_line(one.agreed_by)}, goes out on {moment_of(one.not_before)}"
    return f"proposed by {in_line(one.by)}, {len(one.approvals)} of {one.needed} have agreed"


_SEE = "See python -m bot status."

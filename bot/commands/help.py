"""Everything that can be asked."""

from bot.answer import Answer, only_itself
from bot.briefing.library import Snapshot

USAGE = ""
questions = only_itself


def answer(snapshot: Snapshot, words: str) -> Answer:
    """List the commands."""
    return Answer("help")

"""What is stored about you, and how to have it deleted."""

from bot.answer import Answer, only_itself
from bot.briefing.library import Snapshot

USAGE = ""
questions = only_itself


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Say what is stored."""
    return Answer("privacy")

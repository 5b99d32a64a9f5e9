"""A question in plain words, answered by the entry that says it."""

from bot.answer import Answer, only_itself
from bot.briefing.library import Snapshot

USAGE = "[question]"
questions = only_itself


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Say how to ask; a question itself is answered by what it finds."""
    return Answer("ask")

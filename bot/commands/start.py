"""What this bot is, and what to tap first."""

from bot.answer import Answer, only_itself
from bot.briefing.library import Snapshot

USAGE = ""
questions = only_itself


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Say hello; with what a link holds, the desk answers that instead."""
    return Answer("start")

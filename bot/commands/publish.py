"""Propose to publish the briefing as it stands in its file."""

from collections.abc import Sequence

from bot.answer import Answer
from bot.briefing.library import is_all
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from bot.publishing.preview import fitting
from bot.publishing.proposal import Kind

USAGE = "[briefing]"
_ROOM = 700  # characters of problems


def which_briefing(
    kind: Kind, asked: str, offered: Sequence[Briefing], problems: Sequence[Problem]
) -> Answer:
    """Ask which one is meant; from a file with problems nothing is proposed, and they are told."""
    shown, more = fitting(problems, _ROOM) if problems else ((), 0)
    values = {
        "asked": asked,
        "kind": kind,
        "briefings": [] if asked and problems else offered,
        "problems": shown,
        "more": more,
        "complete": is_all(problems),
    }
    return Answer("which_briefing", values)

"""Questions that find nothing: which they are, as what they are counted, what is near them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.asking.asking import Asking
from bot.asking.verdict import State
from bot.briefing.countries import fold
from bot.briefing.library import Snapshot
from bot.briefing.lookup import CLOSE, around
from bot.briefing.shape import nearest
from bot.commands import COMMANDS, OF_OPERATORS, QUESTIONS, name_of
from bot.commands.gaps import Gap, Open
from bot.desk import ASK, clean, parse

LONGEST = 64  # characters of a question that is counted
MOST_WORDS = 12
NEAR = 2  # names beside a question
# Names of users, addresses in the web or of mail, numbers of telephones and papers.
_PERSONAL = re.compile(r"@|://|\w\.\w\w|\d(?:\W*\d){5}")


def missed(asking: Asking, snapshot: Snapshot, name: str, words: str) -> str:
    """Return what is counted of a command's name and words: nothing if they are answered.

    A command that is only misspelt is no gap; one that nobody knows is a word like any other.
    """
    if not snapshot.briefings:
        return ""
    if name == ASK:
        verdicts = asking.ask(snapshot, words)
        return as_counted(next((one.asked for one in verdicts if one.state is State.REFUSED), ""))
    for command in QUESTIONS:
        if name == name_of(command):
            return as_counted(command.answer(snapshot, words).missed, f"/{name} ")
    known = [name_of(command) for command in (*COMMANDS, *OF_OPERATORS)]
    return "" if nearest(name, known, CLOSE) else as_counted(f"{name} {words}")


def as_counted(words: str, command: str = "") -> str:
    """Return words in the one form that stands for all alike; nothing if they may be personal.

    A text that is long, or has something in it that could lead to a person, is left out whole:
    what is asked often is short.
    """
    plain = unicodedata.normalize("NFKC", clean(words))
    folded = _folded(plain)
    question = f"{command}{folded}"
    short = len(question) <= LONGEST and len(folded.split()) <= MOST_WORDS
    return question if folded and short and not _PERSONAL.search(plain) else ""


def _folded(text: str) -> str:
    """Return a text folded so far that it stays the same: what is listed can be asked again."""
    while (folded := fold(text)) != text:
        text = folded
    return text


def named(typed: str) -> str:
    """Return a question as it is counted, from the way a list of them shows it."""
    if not typed.startswith("/"):
        return as_counted(typed)
    name, words = parse(typed)
    return as_counted(words, f"/{name} ")


def listed(
    asking: Asking, gaps: Iterable[Gap], served: Snapshot, drafts: Snapshot
) -> Iterator[Open]:
    """Yield the gaps that are still met, in their order, as an operator wants to see them."""
    for gap in gaps:
        if not _answers(asking, served, gap):
            yield Open(gap, _near(gap, served), _answers(asking, drafts, gap))


def _answers(asking: Asking, snapshot: Snapshot, gap: Gap) -> bool:
    return bool(snapshot.briefings) and not missed(asking, snapshot, *parse(gap.question))


def _near(gap: Gap, snapshot: Snapshot) -> tuple[str, ...]:
    asked = gap.question.partition(" ")[2] if gap.question.startswith("/") else gap.question
    return around(snapshot.current, asked)[:NEAR] if snapshot.briefings else ()

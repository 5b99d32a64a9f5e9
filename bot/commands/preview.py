"""What each command will answer, and what subscribers will get."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.answer import Answer, page_of
from bot.briefing.library import Snapshot, is_all
from bot.briefing.model import Briefing
from bot.messages import LONGEST_DATA
from bot.publishing.preview import Preview, Sample, around, counted, fitting
from bot.subscriptions.topics import choices
from bot.subscriptions.wish import Rhythm

USAGE = "[changes, letters, answers, or a command]"
DOCUMENT = "document"  # what the file is called that an operator sent last
PARTS = ("changes", "letters", "answers")
FEW = 3  # entries in an overview
SIZE = 4  # changes on a page
ROOM = 150  # characters of what stood there, and of what stands there now
GLIMPSE = 40  # and of each in an overview
TROUBLE = 300  # characters of problems in an overview
LINES = 8  # questions on a page, and choices of topics in a list
_NUMBER = re.compile(r"(?:^|\s)(?:page )?(\d{1,4})$")


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of a draft: a part of the preview, an answer, or all in short."""

    draft: str = ""  # the id of a briefing, if it is named
    part: str = ""
    number: int = 0  # of a page, or of a letter
    line: str = ""

    @property
    def command(self) -> str:
        """What a button's line begins with that asks for more of the same draft."""
        return f"/preview {self.draft}".strip()


def understand(words: str, drafts: Collection[str], commands: Collection[str]) -> Asked | None:
    """Return what the words ask for, if they ask for anything."""
    first, _, rest = words.partition(" ")
    draft, rest = (first, rest.strip()) if first in drafts else ("", words)
    if rest.removeprefix("/").partition(" ")[0].lower() in commands:
        return Asked(draft, line=f"/{rest.removeprefix('/')}")
    found = _NUMBER.search(rest)
    part = (rest[: found.start()] if found else rest).strip().lower()
    if part not in ("", *PARTS) or (found and not part):
        return None
    return Asked(draft, part, int(found.group(1)) if found else 0)


def unknown(words: str, drafts: Sequence[str]) -> Answer:
    """Say what can be asked for."""
    return Answer("preview_unknown", {"asked": words, "drafts": drafts})


def missing(asked: Asked) -> Answer:
    """Say that there is no such draft."""
    return Answer("preview_missing", {"document": asked.draft == DOCUMENT})


def overview(
    asked: Asked, seen: Preview, drafts: Snapshot, served: Snapshot, now: datetime
) -> Answer:
    """Return all in short, with what is wrong with the files; `served` is what people are told."""
    until, found = seen.briefing.not_before, seen.changes
    problems, more = fitting(drafts.problems, TROUBLE) if drafts.problems else ((), 0)
    # What is in the way comes first, and has to fit a phone's screen with all the rest.
    first = found[: 0 if problems or seen.obstacle else FEW]
    values = {
        "asked": asked,
        "seen": seen,
        "counts": counted(found),
        "first": [(one, *around(one.before, one.after, GLIMPSE)) for one in first],
        "total": len(found),
        "problems": problems,
        "more": more,
        "complete": is_all(drafts.problems),
        "embargo": until.astimezone(UTC) if until and until > now else None,
        "document": asked.draft == DOCUMENT,
    }
    return Answer("preview", values | _among(drafts, served, seen.briefing))


def _among(drafts: Snapshot, served: Snapshot, draft: Briefing) -> dict[str, object]:
    """Return how a draft stands to the others, to its own file, and to what people are told."""
    name = draft.briefing
    latest = Snapshot({**served.briefings, name: draft}).current.briefing
    return {
        "stale": name in drafts.kept,
        "later": latest if latest != name else "",
        "others": [other for other in sorted(drafts.briefings) if other != name][:LINES],
    }


def changed(asked: Asked, seen: Preview) -> Answer:
    """Return a page of what differs, with what stood there and what stands there now."""
    page = page_of(seen.changes, asked.number, SIZE)
    entries = [(change, *around(change.before, change.after, ROOM)) for change in page.items]
    values = {"asked": asked, "seen": seen, "page": page, "entries": entries}
    return Answer("preview_changes", values)


def sample(asked: Asked, seen: Preview) -> Sample | None:
    """Return the letter that is asked for by its number, if there is one."""
    wanted = asked.part == "letters" and 0 < asked.number <= len(seen.samples)
    return seen.samples[asked.number - 1] if wanted else None


def letters(asked: Asked, seen: Preview) -> Answer:
    """Return what kinds of subscribers there are, each with a button for what they receive."""
    numbered = list(enumerate(seen.samples, 1))
    at_once = [one for one in numbered if one[1].rhythm is Rhythm.AT_ONCE]
    others = [one for one in numbered if one[1].rhythm is not Rhythm.AT_ONCE]
    values = {
        "asked": asked,
        "seen": seen,
        "samples": [
            (number, sample, _topics(sample, seen))
            for number, sample in (*at_once[:LINES], *others)
        ],
        "more": len(at_once[LINES:]),
    }
    return Answer("preview_letters", values)


def answers(
    asked: Asked, seen: Preview, differing: Sequence[str], commands: Collection[str]
) -> Answer:
    """Return the questions that are answered otherwise than before, and a button each."""
    page = page_of(differing, asked.number, LINES)
    buttons = [(line, f"{asked.command} {line}") for line in page.items]
    values = {
        "asked": asked,
        "seen": seen,
        "page": page,
        "buttons": [one for one in buttons if len(one[1].encode()) <= LONGEST_DATA],
        "commands": tuple(commands),
    }
    return Answer("preview_answers", values)


def mark(asked: Asked, seen: Preview, sample: Sample | None = None) -> Answer:
    """Return the line over a message as it will be: nobody takes it for one that is out."""
    topics = _topics(sample, seen) if sample else ()
    values = {"asked": asked, "seen": seen, "sample": sample, "topics": topics}
    return Answer("preview_mark", values)


def _topics(sample: Sample, seen: Preview) -> tuple[str, ...]:
    names = dict(choices(seen.briefing))
    return tuple(sorted(names.get(topic, topic) for topic in sample.topics))

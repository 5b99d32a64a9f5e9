"""A rule for briefings that needs templates: every answer fits one message."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.answer import Answer
from bot.briefing.checks import Finding, Rule, Subject
from bot.briefing.inventory import Inventory
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import Command, name_of
from bot.render import Renderer
from bot.sandbox import RefusedError

# For each answer all names are looked through, so twice as many take four times as long.
MOST = 1_500  # items of lists; the shipped briefing has 1,000
MOST_IN_LIST = 250  # more than there are countries


def answers_fit(renderer: Renderer, commands: Sequence[Command]) -> Rule:
    """Return the rule that renders every answer a briefing can give."""

    def rule(subject: Subject) -> Iterator[Finding]:
        """Nothing rendered is longer than a message."""
        excess = list(_excess(subject.all))
        yield from excess
        if excess:
            return
        briefing = subject.all.briefing
        snapshot = Snapshot({briefing.briefing: briefing})
        for command in commands:
            for path, words in command.questions(briefing):
                if not _fits(renderer, command.answer(snapshot, words), briefing):
                    asked = f"/{name_of(command)} {words}".strip()
                    message = f"the answer to {asked} is longer than a message"
                    yield Finding(path, message, "Shorten its texts, or take some out.")

    return rule


def _excess(inventory: Inventory) -> Iterator[Finding]:
    lists = Counter(
        part.path[:-1] for part in inventory.parts if part.path and isinstance(part.path[-1], int)
    )
    lists.update(path[:-1] for path, _ in inventory.texts if isinstance(path[-1], int))
    for path, count in lists.items():
        if count > MOST_IN_LIST:
            message = f"{count:,} items are more than {MOST_IN_LIST}"
            yield Finding(path, message, "Keep those that people ask for.")
    if lists.total() > MOST:
        message = f"{lists.total():,} items of lists are more than {MOST:,}"
        yield Finding((), message, "Split it into several briefings.")


def _fits(renderer: Renderer, answer: Answer, briefing: Briefing) -> bool:
    try:
        return renderer.fits(answer, briefing)
    except RefusedError:  # it takes more steps than any message
        return False

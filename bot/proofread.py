"""A rule for briefings that needs templates: every answer fits one message."""

from collections.abc import Iterator, Sequence

from bot.briefing.checks import Finding, Rule, Subject
from bot.briefing.library import Snapshot
from bot.commands import Command, name_of
from bot.render import Renderer


def answers_fit(renderer: Renderer, commands: Sequence[Command]) -> Rule:
    """Return the rule that renders every answer a briefing can give."""

    def rule(subject: Subject) -> Iterator[Finding]:
        """Nothing rendered is longer than a message."""
        briefing = subject.all.briefing
        snapshot = Snapshot({briefing.briefing: briefing})
        for command in commands:
            for path, words in command.questions(briefing):
                messages = renderer.render(command.answer(snapshot, words), briefing)
                if len(messages) > 1:
                    asked = f"/{name_of(command)} {words}".strip()
                    message = f"the answer to {asked} is longer than a message"
                    yield Finding(path, message, "Shorten its texts, or take some out.")

    return rule

"""A chat with literal facts, and what a command says there."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from bot.briefing.library import Snapshot
from bot.commands import COMMANDS, ChatCommand, name_of
from bot.messages import LONGEST_DATA, Button, Message
from bot.render import Renderer
from bot.subscriptions.subscription import GENERAL, Kind, Place, State, Subscription
from bot.subscriptions.visit import Decision, Visit
from bot.subscriptions.wish import Wish

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # a Tuesday
SINCE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KNOWN = {f"/{name_of(command)}" for command in COMMANDS}
LONGEST = 900  # characters of an answer that fits a phone's screen


def stranger(kind: Kind = Kind.SUPERGROUP, topic: int = GENERAL) -> Visit:
    """A chat that was never subscribed."""
    return Visit(Place(-1001234, topic), kind, "Sahel desk", NOW)


def subscriber(
    wish: Wish | None = None,
    state: State = State.ACTIVE,
    kind: Kind = Kind.SUPERGROUP,
    topic: int = GENERAL,
) -> Visit:
    """A chat that is, or was, subscribed."""
    place = Place(-1001234, topic)
    subscription = Subscription(place, kind, "Sahel desk", wish or Wish(), SINCE, state, id=1)
    return Visit(place, kind, "Sahel desk", NOW, subscription)


@dataclass(frozen=True)
class Said:
    """A decision, and its answer as people see it."""

    decision: Decision
    messages: tuple[Message, ...]

    @property
    def text(self) -> str:
        return unescape(re.sub("<[^>]*>", "", self.messages[-1].html))

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.messages[-1].rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def marked(self) -> list[str]:
        return [label for label in self.labels if label.startswith("✓")]

    def leads(self, label: str) -> str:
        [found] = [button.data for button in self.buttons if button.label == label]
        return found


@dataclass(frozen=True)
class Chat:
    """Commands, as they are answered from the shipped briefing."""

    snapshot: Snapshot
    renderer: Renderer

    def says(self, command: ChatCommand, words: str, visit: Visit) -> Said:
        decision = command.decide(self.snapshot, words, visit)
        cited = decision.briefing or self.snapshot.current
        said = Said(decision, self.renderer.render(decision.answer, cited))
        assert len(said.messages) == 1
        assert len(said.text) <= LONGEST
        for row in said.messages[0].rows:
            assert 1 <= len(row) <= 8
            assert all(len(button.data.encode()) <= LONGEST_DATA for button in row)
            assert {button.data.removeprefix("=").split()[0] for button in row} <= KNOWN
        return said

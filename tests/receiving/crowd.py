"""People who give a bot commands, in private and in groups, as far from it as Telegram is."""

import re
import time
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from bot.simulator.chats import Chat, Kind, Message
from bot.simulator.faults import Fault, Faults, Late
from bot.simulator.telegram import Call, Telegram

WORD = re.compile(r"zq\d+x")  # in a question about somebody nobody knows, and in its answer
AWAY = 0.05  # seconds until a call is answered
_NEWS = "Ministers of the Coalition met"  # in the briefing, which follows some answers
_HELD = "getUpdates"


@dataclass(frozen=True)
class Wanted:
    """What a chat's commands have come to: whether it is subscribed, and its quiet hours."""

    active: bool = False
    quiet: tuple[int, int] | None = None

    def after(self, line: str) -> Self:
        """Return what it has come to after one more."""
        match line.split():
            case ["/subscribe"]:
                return replace(self, active=True)
            case ["/unsubscribe"]:
                return replace(self, active=False)
            case ["/settings", "quiet", start, end] if self.active:
                return replace(self, quiet=(int(start), int(end)))
        return self


@dataclass(frozen=True)
class Command:
    """One command that somebody has given."""

    update: int
    chat: Chat
    message: int
    line: str

    @property
    def word(self) -> str:
        """What only this question and its answer have in them; nothing if it is no question."""
        found = WORD.search(self.line)
        return found[0] if found else ""


class _Far(Faults):
    """Each call takes place at once, and is answered after a while."""

    def take(self, method: str, chat_id: object) -> Fault | None:
        return super().take(method, chat_id) or (None if method == _HELD else Late(AWAY))


class Crowd(Telegram):
    """A Telegram whose people choose by chance what they say, the same from the same seed."""

    def __init__(self, seed: int, private: int, groups: int) -> None:
        """Let the bot be in the groups, and nobody have said anything."""
        super().__init__()
        self.faults = _Far()
        self.commands: list[Command] = []
        self.waited: dict[str, float] = {}  # seconds until a question had its answer, by its word
        self._asked: dict[str, float] = {}
        self._random = Random(seed)  # noqa: S311 - chance by a seed
        people = [self.person(f"Person {number}") for number in range(private)]
        self.talking = [self.private(one) for one in people]
        self.talking += [self._group(f"Group {number}") for number in range(groups)]
        self.updates.drop()

    def give(self) -> Command:
        """Let somebody give a command."""
        chat, number = self._random.choice(self.talking), len(self.commands) + 1
        return self.say_line(chat, self._line(number))

    def ask(self) -> Command:
        """Let somebody ask a question."""
        chat, number = self._random.choice(self.talking), len(self.commands) + 1
        return self.say_line(chat, f"/who zq{number}x")

    def say_line(self, chat: Chat, line: str) -> Command:
        """Let a chat's owner, or who it belongs to, give this command."""
        person = self.people[chat.id] if chat.kind is Kind.PRIVATE else chat.owner
        name, _, words = line.partition(" ")
        named = name if chat.kind is Kind.PRIVATE else f"{name}@{self.bot.username}"
        said = self.say(person, chat, f"{named} {words}")
        command = Command(self.updates.newest, chat, said.id, line)
        self.commands.append(command)
        self._asked[command.word] = time.monotonic()
        return command

    def record(self, call: Call) -> None:
        """Note how long a question waited for its answer; the calls themselves are not kept."""
        found = WORD.search(str(call.parameters.get("text", "")))
        if found and call.reply is not None and found[0] not in self.waited:
            now = time.monotonic()
            self.waited[found[0]] = now - call.seconds - self._asked[found[0]]
        self.changes.happened()

    def answers(self, chat: Chat) -> list[Message]:
        """What the bot has answered in a chat, without what follows an answer."""
        said = self.messages(chat, by=self.bot)
        return [one for one in said if _NEWS not in one.text]

    def _line(self, number: int) -> str:
        draw = self._random.random()
        if draw < 0.45:
            return f"/who zq{number}x"
        if draw < 0.75:
            start, end = self._random.sample(range(24), 2)
            return f"/settings quiet {start} {end}"
        return "/subscribe" if draw < 0.9 else "/unsubscribe"

    def _group(self, title: str) -> Chat:
        owner = self.person(f"Owner of {title}")
        group = self.group(title, owner, supergroup=True)
        self.add_bot(group, owner)
        return group

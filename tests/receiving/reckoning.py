"""What has become of each command: answered how often, and with which effect."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot.simulator.chats import Chat, Kind, Message
from bot.store import gaps
from bot.store.database import Database
from bot.store.tables import subscription, taken
from tests.receiving.crowd import Command, Crowd, Wanted


@dataclass(frozen=True)
class Kept:
    """What the bot's database says."""

    taken: frozenset[int]  # updates that have taken effect
    wanted: dict[int, Wanted]  # by chat
    counted: Counter[str]  # questions that found nothing

    @classmethod
    def of(cls, url: str) -> "Kept":
        """Read it."""
        database = Database(url)
        try:
            return database.run_now(_kept)
        finally:
            database.close()


@dataclass(frozen=True)
class Reckoning:
    """The figures, and what is wrong with them."""

    commands: int
    lost: list[str]
    repeated: int
    unexplained: list[str]  # answers more than once that no kill explains
    wrong: list[str]  # effects that are missing, or there twice

    @property
    def broken(self) -> list[str]:
        """Everything that is not as promised."""
        return [*self.lost, *self.unexplained, *self.wrong]

    def lines(self) -> Iterator[str]:
        """Yield the figures, one a line, and then each thing that is wrong."""
        yield f"{self.commands:,} commands: {len(self.lost)} lost, {len(self.wrong)} wrong effects"
        unexplained = f"{len(self.unexplained)} of them unexplained"
        yield f"{self.repeated} answers more than once, {unexplained}"
        yield from (f"BROKEN: {one}" for one in self.broken)


def reckon(crowd: Crowd, kept: Kept, order: Sequence[Command], at_risk: Counter[int]) -> Reckoning:
    """Judge the commands, in the order in which they came to the bot.

    `at_risk` counts the kills that each update was in the bot's hands at: it may have been
    answered once more for each.
    """
    lost, unexplained, repeated = [], [], 0
    for what, commands, answers in _matched(crowd):
        allowed = sum(at_risk[one.update] for one in commands)
        surplus = answers - len(commands)
        repeated += max(0, surplus)
        if surplus < 0:
            lost.append(f"{what}: {answers} answers to {len(commands)}")
        if surplus > allowed:
            unexplained.append(f"{what}: {answers} answers, {allowed} kills")
    wrong = [*_wrong_states(order, kept), *_without_effect(order, kept)]
    return Reckoning(len(crowd.commands), lost, repeated, unexplained, wrong)


def _matched(crowd: Crowd) -> Iterator[tuple[str, list[Command], int]]:
    """Yield commands with the number of their answers: one by one, where these tell.

    An answer tells in a group what it is a reply to, and elsewhere which word was asked about.
    The others of a private chat are counted together.
    """
    for chat in crowd.talking:
        mine = [one for one in crowd.commands if one.chat is chat]
        answers = crowd.answers(chat)
        others = []
        for command in mine:
            if chat.kind is Kind.PRIVATE and not command.word:
                others.append(command)
                continue
            found = [one for one in answers if _answers(one, command)]
            yield f"{command.line} ({command.update}) in {chat.title}", [command], len(found)
        wordless = [one for one in answers if not _word_of(one, mine)]
        if chat.kind is Kind.PRIVATE:
            yield f"changes in {chat.title}", others, len(wordless)


def _answers(answer: Message, command: Command) -> bool:
    if command.chat.kind is Kind.PRIVATE:
        return command.word in answer.text
    return answer.reply_to == command.message


def _word_of(answer: Message, commands: Iterable[Command]) -> str:
    return next((one.word for one in commands if one.word and one.word in answer.text), "")


def _wrong_states(order: Iterable[Command], kept: Kept) -> Iterator[str]:
    expected: dict[int, Wanted] = {}
    titles: dict[int, Chat] = {}
    for one in order:
        expected[one.chat.id] = expected.get(one.chat.id, Wanted()).after(one.line)
        titles[one.chat.id] = one.chat
    for number, wanted in expected.items():
        found = kept.wanted.get(number, Wanted())
        if found != wanted:
            yield f"{titles[number].title} is {found}, and should be {wanted}"


def _without_effect(order: Iterable[Command], kept: Kept) -> Iterator[str]:
    now: dict[int, Wanted] = {}
    for one in order:
        before = now.get(one.chat.id, Wanted())
        now[one.chat.id] = before.after(one.line)
        if now[one.chat.id] != before and one.update not in kept.taken:
            yield f"{one.line} ({one.update}) in {one.chat.title} has had no effect"


def _kept(connection: Connection) -> Kept:
    one = subscription.c
    columns: tuple[Any, ...] = (one.chat, one.state, one.quiet_start, one.quiet_end)
    wanted = {
        row.chat: Wanted(
            row.state == "active",
            None if row.quiet_start is None else (row.quiet_start, row.quiet_end),
        )
        for row in connection.execute(select(*columns))
    }
    return Kept(
        frozenset(connection.execute(select(taken.c.id)).scalars()),
        wanted,
        Counter({gap.question: gap.count for gap in gaps.most_asked(connection)}),
    )

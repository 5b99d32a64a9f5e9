"""One run of the whole way: what operators and people do, and how far the bot lets them."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from bot.simulator.chats import Chat, Person
from bot.simulator.server import serve
from tests.newsroom.machine import Machine
from tests.newsroom.order import Order
from tests.newsroom.report import LETTER, NOTE, RIGHT, TRUE, WRONG, Report
from tests.newsroom.town import EDITED, SENT, Town

BY_COMMAND = 10  # groups that subscribe as people do it
A_WHILE = 1.5  # seconds in which something would go out if it were to
DONE = re.compile(r"^([\d,]+)/\1 sent$", re.MULTILINE)


async def run(order: Order, folder: Path) -> Report:
    """Go the whole way; what the bot prints stays in the folder."""
    town, machine = Town(order), Machine(order, folder)
    machine.prepare(town.groups[BY_COMMAND:])
    async with serve(town) as address:
        try:
            return await _Story(order, town, machine, address).tell()
        finally:
            await machine.end()


class _Story:
    """The way, step by step."""

    def __init__(self, order: Order, town: Town, machine: Machine, address: str) -> None:
        self._order, self._town, self._machine, self._address = order, town, machine, address
        self._amina, self._bola = town.operators
        self._too_early = 0
        self._seconds: dict[str, float] = {}

    async def tell(self) -> Report:
        self._machine.start(self._town, self._address)
        await self._settle()
        await self._edit(("edition: 1", "edition: 2"), (TRUE, WRONG), published=1)
        preview = await self._answer(self._amina, "/preview")
        await self._agree("/publish", "Publish", "Publish edition 2?")
        await self._go_out("publication", "Edition 2 is out")
        delivered = self._letters()

        await self._live_on()
        await self._edit(("edition: 2", "edition: 3"), (WRONG, RIGHT), published=2)
        await self._agree("/correct", "Correct", "Correct by edition 3?")
        answer, corrected = await self._answer(self._town.reader, "/summary"), self._corrected()
        await self._go_out("correction", "Correction (edition 3) is out")
        await self._return()
        return Report(
            town=self._town,
            kills=self._machine.kills,
            preview=preview,
            too_early=self._too_early,
            delivered=delivered,
            answer=answer,
            corrected_when_answered=corrected,
            seconds=self._seconds,
            clean_end=await self._machine.end(),
        )

    async def _settle(self) -> None:
        """Operators and a reader meet the bot; some groups subscribe, some for a moment."""
        for person in (*self._town.operators, self._town.reader):
            await self._answer(person, "/start")
        await self._send("/subscribe", self._town.groups[:BY_COMMAND])
        await self._send("/subscribe", self._town.former)
        await self._send("/unsubscribe", self._town.former)

    async def _edit(self, *changes: tuple[str, str], published: int) -> None:
        """Save the file, and wait until operators are told."""
        self._machine.edit(*changes)
        for one in self._town.operators:
            await self._until_shown(one, f"since edition {published}, not published")

    async def _agree(self, line: str, button: str, question: str) -> None:
        """One operator asks and agrees, and a while later the other agrees, too."""
        self._say(self._amina, line)
        for one in self._town.operators:
            await self._until_shown(one, question, "0 of 2 have agreed")
        await self._tap(self._amina, button)
        for one in self._town.operators:
            await self._until_shown(one, question, "1 of 2 have agreed: Amina")
        before = self._in_groups()
        await asyncio.sleep(A_WHILE)
        self._too_early += self._in_groups() - before
        await self._tap(self._bola, button)

    async def _go_out(self, what: str, title: str) -> None:
        """Kill the bot on the way, and wait until operators are shown that all is sent."""
        began, before = time.monotonic(), self._calls()
        for kill in range(1, self._order.kills + 1):
            there = before + len(self._town.groups) * kill // (self._order.kills + 1)
            await self._until(partial(self._has_made, there))
            self._machine.kill()
            self._machine.start(self._town, self._address)
        for one in self._town.operators:
            await self._until(partial(self._is_done, one, title))
        self._seconds[what] = time.monotonic() - began

    async def _live_on(self) -> None:
        """Until somebody notices what is wrong, groups go their ways."""
        town = self._town
        for letter in (letter for group in town.deleted for letter in town.said(group, LETTER)):
            town.delete(letter.chat.owner, letter)
        for group in town.kicked:
            town.remove_bot(group, group.owner)
        town.migrate(town.upgraded)
        await self._send("/subscribe", town.late)

    async def _return(self) -> None:
        """The bot is let in again where it was thrown out, and catches up on what it missed."""
        for group in self._town.kicked:
            self._town.add_bot(group, group.owner)
        for group in self._town.kicked:
            await self._until(partial(self._town.said, group, NOTE))
        await asyncio.sleep(A_WHILE)

    async def _send(self, line: str, groups: Iterable[Chat]) -> None:
        for group in groups:
            self._town.say(group.owner, group, line)
        await self._settled()

    async def _answer(self, person: Person, line: str) -> str:
        self._say(person, line)
        await self._settled()
        return self._town.said(self._town.private(person))[-1].text

    def _say(self, person: Person, line: str) -> None:
        self._town.say(person, self._town.private(person), line)

    async def _tap(self, person: Person, button: str) -> None:
        said = self._town.said(self._town.private(person))
        offering = [one for one in said if button in {each["text"] for each in one.buttons}]
        self._town.press(person, offering[-1], button)
        await self._settled()

    async def _settled(self) -> None:
        await self._town.settled(self._order.patience)

    async def _until_shown(self, person: Person, *words: str) -> None:
        await self._until(partial(self._town.said, self._town.private(person), *words))

    async def _until(self, happened: Callable[[], object]) -> None:
        try:
            async with asyncio.timeout(self._order.patience):
                await self._town.changes.until(lambda: happened() or None)
        except TimeoutError:
            last = self._town.shown(self._amina)[-1]
            raise TimeoutError(f"nothing happens any more; Amina was last shown:\n{last}") from None

    def _is_done(self, person: Person, title: str) -> bool:
        shown = self._town.said(self._town.private(person), title)
        return any(DONE.search(one.text) for one in shown)

    def _has_made(self, count: int) -> bool:
        return self._calls() >= count

    def _calls(self) -> int:
        return self._town.made[SENT] + self._town.made[EDITED]

    def _in_groups(self) -> int:
        """How often the bot has said or changed something in a group."""
        said = (one for group in self._town.groups for one in self._town.said(group))
        return sum(1 + one.edits for one in said)

    def _letters(self) -> Counter[int]:
        return Counter(len(self._town.said(group, LETTER)) for group in self._town.groups)

    def _corrected(self) -> int:
        return sum(bool(self._town.said(group, NOTE)) for group in self._town.groups)

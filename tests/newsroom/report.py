"""What came of a run, group by group."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.simulator.chats import Chat, Message, Person
from tests.newsroom.town import Town

TRUE = "Ministers of the Coalition met in Marrakesh"
WRONG = "Ministers of 79 members of the Coalition met in Marrakesh"
RIGHT = "Ministers of 85 members of the Coalition met in Marrakesh"
LETTER, NOTE = "Edition 2 ·", f"It says now: {RIGHT}"
_NOTICE = re.compile(r".+\n\n✎ Corrected ")
_SENT = re.compile(r"([\d,]+)/[\d,]+ sent")


@dataclass(frozen=True)
class Report:
    """The town as it is in the end, and what was only to be seen on the way."""

    town: Town
    kills: int
    preview: str
    too_early: int  # messages that groups got while only one operator had agreed
    delivered: Counter[int]  # groups, by how many copies of the edition each had
    answer: str  # to /summary, right after both had agreed to the correction
    corrected_when_answered: int  # groups in which it stood corrected by then
    seconds: Mapping[str, float]
    clean_end: bool

    def wrong(self, group: Chat) -> list[Message]:
        """The messages in a group that have the wrong figure in them, or had."""
        found = self.town.said(self._now(group), WRONG)
        return [one for one in found if not _NOTICE.match(one.text)]

    def notices(self, group: Chat) -> list[Message]:
        """What was written there because no message could be changed."""
        found = self.town.said(self._now(group), NOTE)
        return [one for one in found if _NOTICE.match(one.text)]

    def fate(self, group: Chat) -> str:
        """What has become of the wrong figure in a group; copies of a notice are one."""
        edits = sum(one.edits for one in self.wrong(group))
        match edits, len(self.notices(group)):
            case 0, 0:
                return "untold"
            case 1, 0:
                return "edited once"
            case 0, _:
                return "notified"
            case _, notices:
                return f"{edits} edits, {notices} notices"

    def fates(self, groups: Iterable[Chat]) -> Counter[str]:
        """How many of these groups had which fate."""
        return Counter(map(self.fate, groups))

    @property
    def copies(self) -> tuple[int, int]:
        """How many editions and how many notices stand somewhere that should not."""
        notices = (len(self.notices(group)) for group in self.town.groups)
        return (
            sum((count - 1) * groups for count, groups in self.delivered.items()),
            sum(max(0, count - 1) for count in notices),
        )

    def progress(self, operator: Person, title: str) -> list[int]:
        """How many were sent, each time that an operator was shown it under a title."""
        shown = (_SENT.search(text) for text in self.town.shown(operator) if title in text)
        return [int(found[1].replace(",", "")) for found in shown if found]

    def _now(self, group: Chat) -> Chat:
        return self.town.chats[group.migrated_to or group.id]

"""A draft in a terminal: what changed, what chats would receive, what each command answers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.padding import Padding

from bot.briefing.changes import Change
from bot.desk import Desk
from bot.messages import Message, without_markup
from bot.operations.publish import embargo, without_this_edit
from bot.operations.screen import columns, counted, in_line, visible
from bot.publishing.preview import Preview, Sample
from bot.publishing.preview import counted as by_kind
from bot.rehearsal import Comparison, Rehearsed, rehearsed
from bot.render import TURN
from bot.subscriptions.wish import Rhythm

_LINK = re.compile(r'<a href="[^"]*">(.*?)</a>')
_INDENT = (0, 2, 1, 4)  # rows and columns around a message


@dataclass(frozen=True)
class Proof:
    """Writes a preview, a section after the other."""

    console: Console
    seen: Preview
    desk: Desk
    now: datetime

    def show(self, *, only_changed: bool) -> None:
        """Write all of it; of the answers perhaps only those that differ."""
        self._head()
        self._changes()
        self._samples()
        self._answers(only_changed=only_changed)

    def _head(self) -> None:
        briefing = self.seen.briefing
        state = "published as it stands" if self.seen.is_out else "not published"
        self._heading(in_line(briefing.title))
        self._write(f"{briefing.briefing}, edition {briefing.edition}, {state}")
        columns(self.console, embargo(briefing, self.now))
        if self.seen.obstacle:
            self._write(f"\n{self.seen.obstacle} It is shown as that edition.")
        if self.seen.agreed:
            self._write(f"\n{without_this_edit(self.seen.agreed)}")

    def _changes(self) -> None:
        found = self.seen.changes
        before = self.seen.before
        since = f" since edition {before.edition}" if before else ""
        self._heading(f"\nWhat changed{since}\n")
        if not found:
            first = "Nothing of it has been published yet, so all of it is new."
            self._write("No entry has changed." if before else first)
            return
        kinds = ", ".join(f"{count} {what}" for what, count in by_kind(found).items())
        self._write(f"{counted(len(found), 'change')}: {kinds}\n")
        for change in found:
            self._change(change)

    def _change(self, change: Change) -> None:
        beside = f", {change.field}" if change.field else ""
        self._write(f"  {change.what}: {in_line(change.entry)} ({change.section}){beside}")
        texts = {"before": change.before, "now": change.after}
        said = "\n".join(f"{when}: {in_line(text)}" for when, text in texts.items() if text)
        self.console.print(Padding(said, _INDENT))

    def _samples(self) -> None:
        self._heading("\nWhat chats receive\n")
        if self.seen.is_out:
            self._write("This edition is out, so nobody is written to.\n")
        for sample in self.seen.samples:
            nothing = "" if sample.messages else ": nothing"
            self._write(f"  {_readers(sample)}, {counted(sample.chats, 'chat')}{nothing}")
            self._messages(sample.messages)

    def _answers(self, *, only_changed: bool) -> None:
        self._heading("\nWhat each command answers\n")
        found = list(rehearsed(self.desk, self.seen.briefing, self.seen.before))
        differing = [one for one in found if one.compared is not Comparison.SAME]
        if not differing:
            self._write("Every answer is what people are told now.\n")
        for one in differing if only_changed else found:
            self._answer(one)

    def _answer(self, one: Rehearsed) -> None:
        differs = self.seen.before is not None and one.compared is not Comparison.SAME
        self._write(f"  {visible(one.line)}" + f" · {one.compared}" * differs)
        self._messages(one.messages)

    def _messages(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.console.print(Padding(visible("\n".join(_lines(message))), _INDENT))

    def _heading(self, text: str) -> None:
        self.console.print(text, style="bold")

    def _write(self, text: str) -> None:
        self.console.print(text)


def _readers(sample: Sample) -> str:
    if sample.rhythm is not Rhythm.AT_ONCE:
        return f"{sample.rhythm.capitalize()} digest, every topic"
    return f"At once, {', '.join(sorted(sample.topics)) or 'every topic'}"


def _lines(message: Message) -> Iterator[str]:
    """What a phone shows of a message: its links in brackets, and each button with what it asks."""
    yield without_markup(_LINK.sub(r"[\1]", message.html))
    if message.rows:
        yield ""
    for row in message.rows:
        yield "  ".join(f"({one.label}: {one.data.removeprefix(TURN)})" for one in row)

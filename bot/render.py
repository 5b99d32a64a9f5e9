"""Values and a template into messages: the only place that knows how words are put together."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from markupsafe import Markup, escape

from bot.answer import Answer
from bot.briefing.countries import country_name, flag
from bot.briefing.model import Briefing, Citation, Source
from bot.messages import LONGEST_DATA, Button, Message, is_short, shortened, split
from bot.sandbox import Sandbox

TEMPLATES = Path(__file__).parent / "templates"
MOST_ROWS = 8  # of buttons below the answers to several questions
LONGEST_LABEL = 40  # characters on a button
TURN = "="  # opens the data of a button that turns the page of its own message
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


@dataclass(frozen=True)
class HelpLine:
    """What /help says of one command."""

    name: str
    usage: str
    line: str


class Renderer:
    """Turns answers into messages."""

    def __init__(self, help_lines: Sequence[HelpLine] = (), templates: Path = TEMPLATES) -> None:
        """Read each template of the folder once; `help_lines` is what /help lists."""
        functions = {"flag": flag, "country_name": country_name, "commands": tuple(help_lines)}
        self._sandbox = Sandbox(templates, functions, {"isolate": isolate})

    def render(self, answer: Answer, briefing: Briefing | None) -> tuple[Message, ...]:
        """Return the messages of an answer; the buttons stand below the last.

        What it cites has its sources in the briefing; without one, it can cite nothing.
        """
        sheet, values = _laid_out(answer, briefing)
        parts = split(_tidy(self._sandbox.fill(f"{answer.template}.html", values)))
        rows = tuple(tuple(row) for row in sheet.rows if row)
        return (*(Message(part) for part in parts[:-1]), Message(parts[-1], rows))

    def fits(self, answer: Answer, briefing: Briefing | None) -> bool:
        """Tell whether an answer takes one message and no more."""
        _, values = _laid_out(answer, briefing)
        html = _tidy(self._sandbox.fill(f"{answer.template}.html", values))
        return is_short(html) or len(split(html)) == 1

    def together(
        self,
        answers: Sequence[tuple[str, tuple[Message, ...]]],
        left: Sequence[str],
        briefing: Briefing,
    ) -> tuple[Message, ...]:
        """Return the answers to several questions in one message, as far as they fit into one.

        The questions that are `left` are only named.
        """
        parts = [
            (asked, Markup(page.html))  # noqa: S704 - it has been rendered, and escaped, already
            for asked, pages in answers
            for page in pages
        ]
        *before, last = self.render(Answer("several", {"parts": parts, "left": left}), briefing)
        rows = (_unturned(row) for _, pages in answers for page in pages for row in page.rows)
        return (*before, Message(last.html, tuple(_each_once(rows))[:MOST_ROWS]))


@dataclass
class _Sheet:
    """What a template puts down beside its text while it is filled in."""

    sources: dict[str, Source]
    cited: list[Source] = field(default_factory=list)
    rows: list[list[Button]] = field(default_factory=lambda: [[]])

    def cite(self, citation: Citation) -> Markup:
        """Return the small linked mark of a citation."""
        return self._mark(citation.source, f" ¶{citation.paragraph}" if citation.paragraph else "")

    def whole(self, source: str) -> Markup:
        """Return the mark of a source as a whole: it is silent on something."""
        return self._mark(source, "")

    def _mark(self, wanted: str, paragraph: str) -> Markup:
        source = self.sources[wanted]
        if source not in self.cited:
            self.cited.append(source)
        url, label = escape(source.url), escape(source.label)
        return Markup(f'<a href="{url}">{label}{paragraph}</a>')  # noqa: S704 - it is escaped

    def button(self, label: str, command: str) -> str:
        """Add a button that asks for another answer."""
        return self._add(label, command)

    def turn(self, label: str, command: str) -> str:
        """Add a button that turns this answer into another page of it."""
        return self._add(label, TURN + command)

    def row(self) -> str:
        """Begin a new row of buttons."""
        self.rows.append([])
        return ""

    def _add(self, label: str, data: str) -> str:
        if len(data.encode()) > LONGEST_DATA:
            raise ValueError(f"the button's data is longer than {LONGEST_DATA} bytes: {data}")
        text = label.unescape() if isinstance(label, Markup) else label
        self.rows[-1].append(Button(shortened(text, LONGEST_LABEL), data))
        return ""


def _unturned(row: tuple[Button, ...]) -> tuple[Button, ...]:
    """Return buttons that turn no page: the other answers would be gone with it."""
    return tuple(replace(one, data=one.data.removeprefix(TURN)) for one in row)


def _each_once(rows: Iterable[tuple[Button, ...]]) -> Iterator[tuple[Button, ...]]:
    """Yield rows without the buttons that stand in one before."""
    before = set[Button]()
    for row in rows:
        if new := tuple(one for one in row if one not in before):
            yield new
            before.update(new)


def _laid_out(answer: Answer, briefing: Briefing | None) -> tuple[_Sheet, dict[str, object]]:
    """Return what a template is filled in with, and the sheet it puts things down on."""
    sheet = _Sheet({source.id: source for source in briefing.sources} if briefing else {})
    return sheet, {
        **answer.values,
        "briefing": briefing,
        "cite": sheet.cite,
        "whole": sheet.whole,
        "cited": sheet.cited,
        "source": sheet.sources.__getitem__,
        "button": sheet.button,
        "turn": sheet.turn,
        "row": sheet.row,
    }


def isolate(text: str) -> str:
    """Return a text whose direction can't disturb the text around it."""
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def _tidy(html: str) -> str:
    lines = [line.rstrip() for line in html.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))

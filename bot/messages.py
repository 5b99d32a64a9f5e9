"""HTML into messages that Telegram accepts: balanced; 4096 units, 100 entities, 32 KiB at most."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

LONGEST = 4096  # UTF-16 units of visible text
LARGEST = 32 * 1024  # bytes, tags included
MOST_ENTITIES = 100
LONGEST_DATA = 64  # bytes of a button's data
# Where to cut, the best first: between blocks, lines, sentences, words.
_CUTS = tuple(re.compile(cut) for cut in (r"\n\n", r"\n", r"(?<=[.!?…]) ", r"\s"))


@dataclass(frozen=True)
class Button:
    """What it says, and the data Telegram hands back when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True)
class Message:
    """One message: Telegram HTML, and its rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    opening: str
    name: str


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def without_markup(html: str) -> str:
    """Return the visible text of a message."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.text)


def is_short(html: str) -> bool:
    """Tell at once whether HTML is surely one message: even its tags would not make it too long.

    What is read of it is no longer than what is written, but for a name like `&amp` that lacks its
    semicolon and gets it.
    """
    return units(html) + html.count("&") <= LONGEST and html.count("</") <= MOST_ENTITIES


def split(html: str) -> list[str]:
    """Return HTML in parts that are each a whole message, cut between blocks where possible."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.text)
    # Of two around the same words the outer is closed last: it comes first here.
    spans = reader.spans[::-1]
    spans.sort(key=lambda span: (span.start, -span.end))
    return [_html(text, spans, start, end) for start, end in _pieces(text, spans)]


class _Reader(HTMLParser):
    """Takes HTML apart into its visible text and the spans of its tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text: list[str] = []
        self.spans: list[_Span] = []
        self._length = 0
        self._open: list[tuple[str, str, int]] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self._length += len(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(unescape(f"&#{name};"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self._open.append((tag, f"<{tag}{written}>", self._length))

    def handle_endtag(self, tag: str) -> None:
        name, opening, start = self._open.pop() if self._open else ("", "", 0)
        if name != tag:
            raise ValueError(f"</{tag}> closes <{name}>")
        if start < self._length:
            self.spans.append(_Span(start, self._length, opening, tag))

    def close(self) -> None:
        super().close()
        if self._open:
            raise ValueError(f"<{self._open[-1][0]}> is not closed")


def _pieces(text: str, spans: list[_Span]) -> Iterator[tuple[int, int]]:
    start = _skip_space(text, 0)
    while start < len(text):
        limit = _limit(text, spans, start)
        end = limit if limit == len(text) else _cut(text, start, limit)
        yield start, start + len(text[start:end].rstrip())
        start = _skip_space(text, end)


def _limit(text: str, spans: list[_Span], start: int) -> int:
    """Return how far a message from `start` may reach at most."""
    end = min(len(text), start + LONGEST)
    while units(text[start:end]) > LONGEST:
        end -= max(1, (units(text[start:end]) - LONGEST) // 2)
    within = [span for span in spans if span.end > start and span.start < end]
    if len(within) > MOST_ENTITIES:
        end = within[MOST_ENTITIES].start
    while end > start + 1 and (size := len(_html(text, spans, start, end).encode())) > LARGEST:
        end = start + max(1, (end - start) * LARGEST // size)
    return end


def _cut(text: str, start: int, limit: int) -> int:
    for pattern in _CUTS:
        cuts = [found.start() for found in pattern.finditer(text, start, limit + 2)]
        fitting = [cut for cut in cuts if start < cut <= limit]
        if fitting:
            return fitting[-1]
    return max(limit, start + 1)


def _skip_space(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())


def _html(text: str, spans: list[_Span], start: int, end: int) -> str:
    # Spans nest, so at one place the inner ones close first and the outer ones open first.
    within = [span for span in spans if span.end > start and span.start < end]
    written: list[str] = []
    opened: list[_Span] = []
    done = start
    for span in within:
        begin = max(span.start, start)
        while opened and opened[-1].end <= begin:
            done = _close(text, opened.pop(), done, written)
        written += [escape(text[done:begin], quote=False), span.opening]
        done = begin
        opened.append(span)
    while opened:
        done = _close(text, opened.pop(), done, written, end)
    written.append(escape(text[done:end], quote=False))
    return "".join(written)


def _close(text: str, span: _Span, done: int, written: list[str], last: int | None = None) -> int:
    end = span.end if last is None else min(span.end, last)
    written += [escape(text[done:end], quote=False), f"</{span.name}>"]
    return end


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut behind a word if one ends not too early."""
    if len(text) <= most:
        return text
    cut = text[:most]
    words = cut.rpartition(" ")[0]
    return (words if len(words) > most // 2 else cut[:-1]).rstrip(" ,;:") + "…"

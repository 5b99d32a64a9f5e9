"""Telegram's HTML into plain text and entities, refusing what the server refuses."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.simulator.entities import Entity, utf16_length
from bot.simulator.replies import RefusedError, bad_request

_ENTITY_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "tg-emoji": "custom_emoji",
}
_NAMED: Mapping[str, str] = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(
    r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})(?![0-9a-fA-F])"
    r"|#(?P<number>[0-9]{1,7})(?![0-9])"
    r"|(?P<name>[a-zA-Z]+));?"
)
_LINK = re.compile(r"(https?://|tg://|mailto:)[^\s]+", re.IGNORECASE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class _Tag:
    """A tag still open: where it began in the HTML and in the text."""

    name: str
    attributes: Mapping[str, str]
    position: int
    text_position: int


def parse(html: str) -> tuple[str, tuple[Entity, ...]]:
    """The text and its entities, outer before inner."""
    reader = _Reader(html)
    reader.read()
    if _SURROGATE.search(reader.text):
        raise _cannot_parse(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    # Of two that mark the same words, the outer is closed last: it comes first here.
    entities = reader.entities[::-1]
    entities.sort(key=lambda entity: (entity.offset, -entity.length))
    _check_nesting(entities)
    return reader.text, tuple(entities)


class _Reader:
    """Goes through the HTML once, from left to right."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.position = 0
        self.text = ""
        self.open: list[_Tag] = []
        self.entities: list[Entity] = []

    def read(self) -> None:
        while self.position < len(self.html):
            if self.html.startswith("</", self.position):
                self._end_tag(self.position)
            elif self.html.startswith("<", self.position):
                self._start_tag(self.position)
            else:
                self.text += _unescaped(self._take(r"[^<]+"))
        if self.open:
            name = self.open[-1].name
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _start_tag(self, start: int) -> None:
        name = self._take(r"<([^\s>]*)").lower()
        if self.position == len(self.html):
            raise self._error("Unclosed start tag", start)
        if name not in _ENTITY_TYPES:
            raise self._error(f'Unsupported start tag "{name}"', start)
        attributes = self._attributes(name, start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', start)
        self.open.append(_Tag(name, attributes, start, len(self.text)))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while not self._take(r"\s*(>)"):
            name = self._take(r"\s*([^\s=>]*)")
            if self.position == len(self.html):
                raise self._error(f'Unclosed start tag "{tag}"', start)
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', start)
            attributes[name.lower()] = self._value(start) if self._take(r"\s*(=)\s*") else ""
        return attributes

    def _value(self, start: int) -> str:
        quote = self._take(r"[\"']")
        begin = self.position
        value = self._take(f"[^{quote}]*" if quote else r"[a-zA-Z0-9.-]*")
        if self.position == len(self.html):
            raise self._error("Unclosed start tag", start)
        if quote:
            self.position += 1
        elif not re.match(r"[\s>]", self.html[self.position]):
            raise self._error("Unexpected end of name token", begin)
        return _unescaped(value) if quote else value.lower()

    def _end_tag(self, start: int) -> None:
        if not self.open:
            raise self._error("Unexpected end tag", start)
        name = self._take(r"</([^\s>]*)").lower()
        if not self._take(r"\s*(>)"):
            raise self._error("Unclosed end tag", start)
        tag = self.open.pop()
        if name and name != tag.name:
            place = f"Unmatched end tag at byte offset {self._byte_offset(start)}"
            raise _cannot_parse(f'{place}, expected "</{tag.name}>", found "</{name}>"')
        inner = self.text[tag.text_position :]
        if inner:
            self._mark(tag, inner)

    def _mark(self, tag: _Tag, inner: str) -> None:
        entity = Entity(
            _ENTITY_TYPES[tag.name],
            utf16_length(self.text[: tag.text_position]),
            utf16_length(inner),
        )
        match tag.name:
            case "a":
                entity = replace(entity, url=self._link(tag, inner))
            case "blockquote" if "expandable" in tag.attributes:
                entity = replace(entity, type="expandable_blockquote")
            case "tg-emoji":
                entity = replace(entity, custom_emoji_id=_emoji(tag))
            case "pre":
                entity = replace(entity, language=self._code_within(entity))
            case "code" if self._language_of_block(tag):
                # <pre><code class="language-…"> is one entity: the <pre> around it takes it over.
                entity = replace(entity, language=self._language_of_block(tag))
        self.entities.append(entity)

    def _link(self, tag: _Tag, inner: str) -> str:
        link = tag.attributes.get("href") or inner
        if not _LINK.fullmatch(link):
            place = f"at byte offset {self._byte_offset(tag.position)}"
            raise _cannot_parse(
                f'"{link}" {place} is no link, it needs http:// or https:// in front '
                "(stricter than Telegram, which drops such a link in silence)"
            )
        return link

    def _language_of_block(self, tag: _Tag) -> str | None:
        language = tag.attributes.get("class", "")
        within_block = bool(self.open) and self.open[-1].name == "pre"
        return language.removeprefix("language-") if within_block else None

    def _code_within(self, block: Entity) -> str | None:
        last = self.entities[-1] if self.entities else None
        if last and last == replace(block, type="code", language=last.language) and last.language:
            return self.entities.pop().language
        return None

    def _take(self, pattern: str) -> str:
        """What the pattern finds here (its group, if it has one), passing over it."""
        found = re.compile(pattern).match(self.html, self.position)
        if not found:
            return ""
        self.position = found.end()
        return found.group(found.lastindex or 0)

    def _byte_offset(self, position: int) -> int:
        return len(self.html[:position].encode())

    def _error(self, problem: str, position: int) -> RefusedError:
        return _cannot_parse(f"{problem} at byte offset {self._byte_offset(position)}")


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(_referenced, text)


def _referenced(reference: re.Match[str]) -> str:
    """The character meant, or the reference as written where Telegram knows none."""
    if reference["name"]:
        return _NAMED.get(reference["name"], reference.group())
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["number"])
    return chr(code) if 0 < code <= sys.maxunicode else reference.group()


def _emoji(tag: _Tag) -> str:
    identifier = tag.attributes.get("emoji-id", "")
    if not re.fullmatch(r"[1-9][0-9]{0,18}", identifier):
        raise _cannot_parse("Invalid custom emoji identifier specified")
    return identifier


def _check_nesting(entities: list[Entity]) -> None:
    around: list[Entity] = []
    for inner in entities:
        around = [outer for outer in around if outer.overlaps(inner)]
        for outer in around:
            if _exclude_each_other(outer.type, inner.type):
                raise _cannot_parse(
                    f'a "{outer.type}" can\'t contain a "{inner.type}" '
                    "(stricter than Telegram, which drops one of them in silence)"
                )
        around.append(inner)


def _exclude_each_other(outer: str, inner: str) -> bool:
    if {outer, inner} & {"code", "pre"}:
        return True
    if outer.endswith("blockquote"):
        return inner.endswith("blockquote")
    return {outer, inner} <= {"text_link", "custom_emoji"}


def _cannot_parse(problem: str) -> RefusedError:
    return bad_request(f"can't parse entities: {problem}")

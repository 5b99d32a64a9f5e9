"""From the bytes of a YAML file to a document that takes every value as the text it is.

What costs more than it says (anchors, aliases, merge keys, tags, deep nesting, large files) is
refused while the parser's events go by, before anything is built from it.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import islice
from typing import Any, NoReturn, cast

import yaml

from bot.briefing.document import Document, Fields, Items, Node, Scalar, problem_at, shown
from bot.briefing.problem import Problem

LARGEST = 256 * 1024  # bytes
DEEPEST = 16  # levels of lists and keys
MOST = 20_000  # keys and values
ENOUGH = 100  # problems of one kind that a reader still wants to see

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\r|\n")
# Control characters, surrogates, non-characters, other line ends, and what turns text around.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_QUOTE = "Put double quotes around such a text."
# What libyaml says: what that means, the way out, and whether it is meant of where the thing began.
_SAYINGS = {
    "mapping values are not allowed": (
        "a colon can't stand here",
        "Put double quotes around a text that contains a colon.",
        False,
    ),
    "could not find expected ':'": (
        "there is no colon after this key",
        "Write `key: value`, or indent a text that goes on from the line before.",
        True,
    ),
    "did not find expected key": (
        "this does not fit what stands before it",
        "Keys of one entry start in the same column; a text after a closing quotation mark or "
        "bracket has to go inside.",
        False,
    ),
    "did not find expected '-' indicator": (
        "the column is wrong, or a dash is missing",
        "Items of one list start in the same column, each with a dash.",
        False,
    ),
    "tab character": ("a tab stands here", "Indent with spaces.", False),
    "cannot start any token": (
        "a text can't open with this character",
        "Put double quotes around such a text, and indent with spaces.",
        False,
    ),
    "expected alphabetic or numeric": ("a text can't open with this character", _QUOTE, True),
    "expected comment or line break": ("a text can't open with this character", _QUOTE, True),
    "directive": ("a line can't open with a percent sign", _QUOTE, False),
    "found unexpected": (
        "the quotation mark that opens here is not closed",
        "Close it with the same mark.",
        True,
    ),
    "did not find expected ',' or": (
        "the bracket that opens here is not closed, or a comma is missing",
        "Separate items with commas, and close the bracket.",
        True,
    ),
    "block sequence entries are not allowed": (
        "a list can't start here",
        "A list starts on a line of its own, each item with a dash.",
        False,
    ),
    "unknown escape character": (
        "the backslash in this text means nothing",
        "Write it twice: \\\\",
        False,
    ),
}


class UnreadableError(Exception):
    """The text is no document at all; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems; there is at least one."""
        super().__init__(problems[0].message)
        self.problems = problems


def read(file: str, content: bytes, *, to_the_end: bool = False) -> Document:
    """Return the document that the bytes of a file hold.

    With `to_the_end` the file has to close with a line of three dots, so that a cut-off file is
    noticed. `UnreadableError` if there is no document in it; smaller problems stand in `problems`.
    """
    text = _decoded(file, content)
    lines = _LINE_END.split(text)
    _refuse_forbidden(file, lines)
    composer = _Composer(file, lines)
    try:
        root = composer.compose(yaml.parse(text, Loader=_LOADER), to_the_end=to_the_end)
    except yaml.YAMLError as error:
        raise UnreadableError([*composer.problems, _syntax_problem(file, lines, error)]) from None
    return Document(file, lines, root, composer.problems)


def _decoded(file: str, content: bytes) -> str:
    if len(content) > LARGEST:
        hint = "Split it into several briefings."
        message = f"the file is too large: more than {LARGEST // 1024} KiB"
        raise UnreadableError([Problem(file, 1, 1, message, hint)])
    content = content.removeprefix(BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = _LINE_END.split(content[: error.start].decode())
        message = f"byte 0x{content[error.start]:02x} is not UTF-8"
        hint = "Save the file with the encoding UTF-8."
        raise UnreadableError(
            [Problem(file, len(before), len(before[-1]) + 1, message, hint)]
        ) from None


def _refuse_forbidden(file: str, lines: list[str]) -> None:
    found = (
        Problem(file, number, match.start() + 1, *_forbidden_words(match), excerpt="")
        for number, line in enumerate(lines, 1)
        if not line.isprintable()
        for match in _FORBIDDEN.finditer(line)
    )
    problems = list(islice(found, ENOUGH))
    if problems:
        raise UnreadableError(problems)


def _forbidden_words(match: re.Match[str]) -> tuple[str, str]:
    code = f"U+{ord(match.group()):04X}"
    return (
        f"the invisible character {code} is not allowed",
        "Delete it; it may have come with copied text.",
    )


class _Composer:
    """Builds the tree from the parser's events, and refuses what the design refuses."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.problems: list[Problem] = []
        self._file, self._lines = file, lines
        self._count = 0

    def compose(self, events: Iterator[yaml.Event], *, to_the_end: bool) -> Fields:
        self._events = events
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(event, "a second document starts here", "Keep one in a file.")
                root = self._node(next(events), 1)
            elif isinstance(event, yaml.DocumentEndEvent) and to_the_end and not event.explicit:
                self._refuse_unended()
        if not isinstance(root, Fields):
            raise UnreadableError([*self.problems, self._no_keys(root)])
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node | None:
        if depth > DEEPEST:
            self._stop(event, f"nested deeper than {DEEPEST} levels", "Close some brackets.")
        self._count_in(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse_opening(event, "*")
            return None
        self._refuse_marks(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        return self._scalar(event)

    def _scalar(self, event: Any) -> Scalar:
        text = event.value
        scalar = Scalar(*_start(event), _width(event), text)
        match = None if text.isprintable() else _FORBIDDEN.search(text)
        if match:
            self._refuse(scalar, *_forbidden_words(match))
            return scalar._replace(text=_FORBIDDEN.sub("", text))
        return scalar

    def _list(self, event: yaml.Event, depth: int) -> Items:
        items = []
        for below in self._until(yaml.SequenceEndEvent):
            if _is_empty(below):
                self._refuse(self._scalar(below), "a list item has no value", "Delete the dash.")
            elif (item := self._node(below, depth + 1)) is not None:
                items.append(item)
        return Items(*_start(event), items)

    def _mapping(self, event: yaml.Event, depth: int) -> Fields:
        fields = Fields(*_start(event), {}, {})
        for below in self._until(yaml.MappingEndEvent):
            key = self._key(below)
            sound = self._is_sound(key, fields)
            value = self._value(key, next(self._events), depth + 1)
            if sound:
                fields.keys[key.text] = key
            if sound and value is not None:
                fields.values[key.text] = value
        return fields

    def _value(self, key: Scalar, event: yaml.Event, depth: int) -> Node | None:
        if _is_empty(event):
            hint = "Write a value after the colon, or delete the line."
            self._refuse(key, f"`{shown(key.text)}` has no value", hint)
            return None
        return self._node(event, depth)

    def _key(self, event: yaml.Event) -> Scalar:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "a key should be a word", "Write it as `key: value`.")
        self._count_in(event)
        self._refuse_marks(event)
        return self._scalar(event)

    def _is_sound(self, key: Scalar, fields: Fields) -> bool:
        first = fields.keys.get(key.text)
        if first is not None:
            message = f"`{shown(key.text)}` stands twice; the first is on line {first.line}"
            self._refuse(key, message, "Keep one of them.")
        elif key.text == "<<":
            self._refuse(key, "a key can't be `<<`", "Write the keys out.")
        elif not key.text.strip():
            self._refuse(key, "a key has no name", "Write it before the colon.")
        else:
            return True
        return False

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _count_in(self, event: yaml.Event) -> None:
        self._count += 1
        if self._count > MOST:
            message = f"more than {MOST} keys and values"
            self._stop(event, message, "Split it into several briefings.")

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse_opening(event, "&")
        if event.tag is not None:
            self._refuse_opening(event, "!")

    def _refuse_opening(self, event: yaml.Event, mark: str) -> None:
        hint = "Put double quotes around a text; write out what is repeated."
        self._refuse(_point(event), f"nothing can open with `{mark}`", hint)

    def _refuse_unended(self) -> None:
        lines = self._lines
        number = len(lines) - (1 if len(lines) > 1 and not lines[-1].strip() else 0)
        column = max(1, len(lines[number - 1]))
        end = Scalar(number, column, 1, "")
        self._refuse(
            end,
            "the file has no end mark, so a part of it may be missing",
            "If it is whole, close it with a line of three dots: ...",
        )

    def _no_keys(self, root: Node | None) -> Problem:
        if root is None:
            return Problem(self._file, 1, 1, "the file is empty", "Write `key: value` lines.")
        hint = "The first line should look like `key: value`."
        return problem_at(self._file, self._lines, root, "the file should consist of keys", hint)

    def _refuse(self, node: Node, message: str, hint: str) -> None:
        self.problems.append(problem_at(self._file, self._lines, node, message, hint))
        if len(self.problems) >= ENOUGH:
            raise UnreadableError(self.problems)

    def _stop(self, event: yaml.Event, message: str, hint: str) -> NoReturn:
        problem = problem_at(self._file, self._lines, _point(event), message, hint)
        raise UnreadableError([*self.problems, problem])


def _is_empty(event: yaml.Event) -> bool:
    if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
        return False
    return event.implicit[0] and event.value in {"", "~", "null", "Null", "NULL"}


def _point(event: yaml.Event) -> Scalar:
    return Scalar(*_start(event), 1, "")


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = cast("yaml.Mark", event.start_mark)
    return mark.line + 1, mark.column + 1


def _width(event: yaml.Event) -> int:
    start, end = cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)
    return max(1, end.column - start.column) if start.line == end.line else 1


def _syntax_problem(file: str, lines: list[str], error: Any) -> Problem:
    said = str(error.problem)
    unforeseen = (f"this is not valid YAML: {said}", _QUOTE, False)
    known = (saying for words, saying in _SAYINGS.items() if words in said)
    message, hint, at_start = next(known, unforeseen)
    mark = error.context_mark if at_start and error.context_mark else error.problem_mark
    node = Scalar(mark.line + 1, mark.column + 1, 1, "")
    return problem_at(file, lines, node, message, hint)

"""From the bytes of a YAML file to a document that takes every value as the text it is.

What costs more than it says (anchors, aliases, merge keys, tags, deep nesting, large files) is
refused while the parser's events go by, before anything is built from it.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NoReturn, cast

import yaml

from bot.briefing.comments import above_text, behind_text, below_text, goes_on, instead_of_text
from bot.briefing.document import Document, Fields, Items, Node, Scalar, problem_at, shown
from bot.briefing.naming import holds_keys, naming, opens_item
from bot.briefing.problem import Problem
from bot.briefing.slips import (
    comma_between,
    comma_in_text,
    cut_off,
    dash_missing,
    odd_colon,
    odd_indent,
    odd_space,
    tight_dash,
    wide_colon,
)
from bot.briefing.syntax import Suspects, syntax_problem

LARGEST = 256 * 1024  # bytes
DEEPEST = 16  # levels of lists and keys
MOST = 20_000  # keys and values
ENOUGH = 100  # problems of one kind that a reader still wants to see

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\r|\n")
_JOINED = "\u0600-\u109f\u1780-\u18af\ua840-\uaaff\ufb50-\ufdff\ufe70-\ufefc"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
# Control characters, surrogates, non-characters, other line ends, what turns text around, what
# can't be seen.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
    # Joiners belong into emoji, and beside letters that are written joined (Arabic to Mongolian).
    f"|(?<![{_JOINED}])(?:\u200c|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}]))(?![{_JOINED}])"
)


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
    _refuse_unseen(file, lines)
    composer = _Composer(file, lines)
    try:
        root = composer.compose(yaml.parse(text, Loader=_LOADER), to_the_end=to_the_end)
    except yaml.YAMLError as error:
        problem = syntax_problem(file, lines, error, composer.suspects)
        raise UnreadableError([*composer.problems, problem]) from None
    return Document(file, lines, root, composer.problems, composer.comments)


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


def _refuse_unseen(file: str, lines: list[str]) -> None:
    problems = list(islice(_unseen(file, lines), ENOUGH))
    if problems:
        raise UnreadableError(problems)


def _unseen(file: str, lines: list[str]) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        if line.isprintable():
            continue
        if space := odd_indent(number, line):
            yield odd_space(file, lines, space)
        for found in _FORBIDDEN.finditer(line):
            place = Scalar(number, found.start() + 1, 1, found.group())
            yield replace(_forbidden(file, lines, place), excerpt="")


def _forbidden(file: str, lines: list[str], place: Scalar) -> Problem:
    """Return the problem of an invisible character, which is the text of its place."""
    message = f"the invisible character U+{ord(place.text):04X} is not allowed"
    hint = "Delete it; it may have come with copied text."
    return problem_at(file, lines, place, naming(lines, place, message), hint)


class _Composer:
    """Builds the tree from the parser's events, and refuses what the design refuses."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.problems: list[Problem] = []
        self._file, self._lines = file, lines
        self._with_hash = {number for number, line in enumerate(lines, 1) if "#" in line}
        self._count = 0
        self._indent = -1  # of the innermost list or keys outside brackets
        self.comments: dict[tuple[int, int], Scalar] = {}  # by the place of the text they cut off
        self._quote: Scalar | None = None  # what an error may come from: see `suspects`
        self._bracket: Scalar | None = None
        self._comment: Scalar | None = None

    @property
    def suspects(self) -> Suspects:
        """What the parser's next error may come from."""
        return Suspects(self._quote, self._bracket, self._comment)

    def compose(self, events: Iterator[yaml.Event], *, to_the_end: bool) -> Fields:
        self._events = events
        root: Node | None = None
        is_ended = True
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(event, "a second document starts here", "Keep one in a file.")
                root = self._node(next(events), 1)
            elif isinstance(event, yaml.DocumentEndEvent):
                is_ended = bool(event.explicit)
        if to_the_end and not is_ended:
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
        is_marked = self._refuse_marks(event)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._collection(event, depth)
        # A mark that nothing follows stands for no value, not for an empty one.
        return None if is_marked and not cast("Any", event).value else self._scalar(event)

    def _scalar(self, event: Any) -> Scalar:
        text = event.value
        scalar = Scalar(*_start(event), _width(event), text)
        if event.style in {"'", '"'} and self._spans_keys(event):
            self._quote = scalar
        self._note_comment(scalar, event)
        match = None if text.isprintable() else _FORBIDDEN.search(text)
        if match:
            place = scalar._replace(text=match.group())
            self._add(_forbidden(self._file, self._lines, place))
            return scalar._replace(text=_FORBIDDEN.sub("", text))
        return scalar

    def _note_comment(self, scalar: Scalar, event: Any) -> None:
        before, self._comment = self._comment, None
        last = event.end_mark.line + 1
        is_far = self._with_hash.isdisjoint((scalar.line - 1, last, last + 1))
        if is_far or (event.style and self._bracket is None):
            return
        above, cut = above_text(self._lines, scalar, self._indent), self._behind(event)
        if above and above != before:
            cut = above
        if cut:
            self.comments[scalar[:2]] = cut

    def _behind(self, event: Any) -> Scalar | None:
        """Remember the comment that comes next after a text; return it if it cuts that off."""
        number, column = event.end_mark.line + 1, event.end_mark.column
        behind = None if event.style else behind_text(self._lines, number, column)
        self._comment = behind or below_text(self._lines, number, column)
        if behind or self._comment is None:
            return behind
        return self._comment if goes_on(self._lines, self._comment, self._indent) else None

    def _spans_keys(self, event: Any) -> bool:
        first, last = event.start_mark.line, event.end_mark.line
        return first < last and holds_keys(self._lines, first + 1, last + 1)

    def _collection(self, event: Any, depth: int) -> Node:
        is_outermost = event.flow_style and self._bracket is None
        if is_outermost:
            self._bracket = _point(event)
        outer = self._indent
        if not event.flow_style:
            self._indent = event.start_mark.column
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = self._list(event, depth) if is_list else self._mapping(event, depth)
        if is_outermost:
            self._bracket = None
        self._indent = outer
        return node

    def _list(self, event: yaml.Event, depth: int) -> Items:
        items = []
        for below in self._until(yaml.SequenceEndEvent):
            if _is_empty(below):
                self._refuse_empty_item(below)
            elif (item := self._node(below, depth + 1)) is not None:
                items.append(item)
        return Items(*_start(event), items)

    def _mapping(self, start: yaml.Event, depth: int) -> Fields:
        fields = Fields(*_start(start), {}, {})
        repeated: list[Scalar] = []
        for below in self._until(yaml.MappingEndEvent):
            key, event = self._key(below), next(self._events)
            if _is_alone(below, event):
                self._take_alone(key, fields)
                continue
            value = self._value(key, event, depth + 1)
            if key.text in fields.keys:
                repeated.append(key)
            elif self._is_sound(key):
                fields.keys[key.text] = key
                if value is not None:
                    fields.values[key.text] = value
        return self._parted(fields, repeated) if repeated else fields

    def _take_alone(self, key: Scalar, fields: Fields) -> None:
        """Refuse a key without a colon for what it is most likely meant to be."""
        name = next(reversed(fields.keys), "")
        text = fields.values.get(name)
        if colon := odd_colon(key):
            fields.keys.setdefault(colon.text, key)
            self._add(wide_colon(self._file, self._lines, colon))
        elif isinstance(text, Scalar) and (comma := comma_between(self._lines, text, key)):
            if ", " not in text.text:  # or it has been told
                self._add(comma_in_text(self._file, self._lines, comma, name))
            fields.values[name] = text._replace(text=f"{text.text}, {key.text}")
        else:
            fields.keys.setdefault(key.text, key)
            word = shown(key.text)
            hint = f"Write `{word}: …`, or put double quotes around a text that contains a comma."
            self._refuse(key, f"`{word}` has no value", hint)

    def _parted(self, fields: Fields, repeated: list[Scalar]) -> Fields:
        """Refuse keys that stand twice; where all begins anew in a list, it is the next item."""
        first, again = next(iter(fields.keys.values())), repeated[0]
        is_next = opens_item(self._lines, first) and again.text == first.text
        if is_next and len(repeated) > 1:
            for key in (one for one in repeated if one.text == first.text):
                self._add(dash_missing(self._file, self._lines, key))
            return _before(fields, again)
        for key in repeated:
            line = fields.keys[key.text].line
            hint = "Keep one of them" + ", or start the next item with a dash" * is_next
            self._refuse(
                key, f"`{shown(key.text)}` stands twice; the first is on line {line}", f"{hint}."
            )
        return fields

    def _value(self, key: Scalar, event: yaml.Event, depth: int) -> Node | None:
        if _is_empty(event):
            if comment := self._instead(event):
                self._add(cut_off(self._file, self._lines, comment))
                return None
            hint = "Write a value after the colon, or delete the line."
            self._refuse(key, f"`{shown(key.text)}` has no value", hint)
            return None
        return self._node(event, depth)

    def _instead(self, event: Any) -> Scalar | None:
        number, column = event.end_mark.line, event.end_mark.column
        return instead_of_text(self._lines, number + 1, column)

    def _key(self, event: yaml.Event) -> Scalar:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "a key should be a word", "Write it as `key: value`.")
        self._count_in(event)
        self._refuse_marks(event)
        key = self._scalar(event)
        if key.text.startswith("-") and not cast("Any", event).style:
            raise UnreadableError([*self.problems, tight_dash(self._file, self._lines, key)])
        return key

    def _is_sound(self, key: Scalar) -> bool:
        if key.text == "<<":
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

    def _refuse_empty_item(self, event: yaml.Event) -> None:
        if comment := self._instead(event):
            self._add(cut_off(self._file, self._lines, comment))
            return
        item = self._scalar(event)
        message = naming(self._lines, item, "a list item has no value")
        self._refuse(item, message, "Write one after the dash, or delete the dash.")

    def _refuse_marks(self, event: Any) -> bool:
        if event.anchor is not None:
            self._refuse_opening(event, "&")
        if event.tag is not None:
            self._refuse_opening(event, "!")
        return event.anchor is not None or event.tag is not None

    def _refuse_opening(self, event: yaml.Event, mark: str) -> None:
        message = naming(self._lines, _point(event), f"nothing can open with `{mark}`")
        hint = "Put double quotes around a text; write out what is repeated."
        self._refuse(_point(event), message, hint)

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
        self._add(problem_at(self._file, self._lines, node, message, hint))

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= ENOUGH:
            raise UnreadableError(self.problems)

    def _stop(self, event: yaml.Event, message: str, hint: str) -> NoReturn:
        problem = problem_at(self._file, self._lines, _point(event), message, hint)
        raise UnreadableError([*self.problems, problem])


def _before(fields: Fields, place: Scalar) -> Fields:
    """Return the fields less those that come after a place."""
    after = {name for name, key in fields.keys.items() if key[:2] > place[:2]}
    return fields._replace(
        keys={name: key for name, key in fields.keys.items() if name not in after},
        values={name: value for name, value in fields.values.items() if name not in after},
    )


def _is_empty(event: yaml.Event) -> bool:
    if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
        return False
    return event.implicit[0] and event.value in {"", "~", "null", "Null", "NULL"}


def _is_alone(key: Any, value: Any) -> bool:
    """Tell whether a key has neither a value nor a colon, as within braces it may."""
    return _is_empty(value) and bool(key.end_mark.index == value.start_mark.index)


def _point(event: yaml.Event) -> Scalar:
    return Scalar(*_start(event), 1, "")


def _start(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _width(event: Any) -> int:
    start, end = event.start_mark, event.end_mark
    return max(1, end.column - start.column) if start.line == end.line else 1

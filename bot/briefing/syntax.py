"""What is wrong where a text is no YAML: the parser's complaint in plain words, at its cause.

The parser says where it could not go on. That may be lines after the mistake.
"""

import re
from typing import Any

from bot.briefing.document import Node, Scalar, problem_at, shown
from bot.briefing.problem import Problem

NEAR = 300  # characters or lines in which the key around a place is looked for

_KEY = re.compile(r"(?:^|[\s{,])(\w[\w-]*):(?=\s|$)")
_OPENS_WITH_KEY = re.compile(r"\s*(?:- +)*\w[\w-]*:(?:\s|$)")
_ONLY_A_WORD = re.compile(r"(\s*(?:- +)*)\w[\w-]*\s*")
_ITEM = re.compile(r"(\s*(?:- +)+)\w")
_QUOTE = "Put double quotes around such a text."
_NO_COLON = (
    "there is no colon after this key",
    "Write `key: value`, or indent a text that goes on from the line before.",
)
_OPEN_QUOTE = ("the quotation mark that opens here is not closed", "Close it with the same mark.")
# What libyaml says: what that means, the way out, and whether it is meant of where the thing began.
_SAYINGS = {
    "could not find expected ':'": (*_NO_COLON, True),
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
    "found unexpected": (*_OPEN_QUOTE, True),
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


def syntax_problem(file: str, lines: list[str], error: Any, open_quote: Node | None) -> Problem:
    """Return what a parser's error means; `open_quote` may be what it comes from."""
    if open_quote is not None:
        return _problem(file, lines, open_quote, *_OPEN_QUOTE)
    if "mapping values are not allowed" in str(error.problem):
        return _misplaced_colon(file, lines, _at(lines, error.problem_mark))
    unforeseen = (f"this is not valid YAML: {error.problem}", _QUOTE, False)
    known = (saying for words, saying in _SAYINGS.items() if words in str(error.problem))
    message, hint, at_start = next(known, unforeseen)
    mark = error.context_mark if at_start and error.context_mark else error.problem_mark
    return _problem(file, lines, _at(lines, mark), message, hint)


def naming(lines: list[str], node: Node, message: str) -> str:
    """Return the message with the key in front that a place belongs to, if there is one."""
    field = _field_at(lines, node.line, node.column)
    return f"`{shown(field)}`: {message}" if field else message


def holds_keys(lines: list[str], first: int, last: int) -> bool:
    """Tell whether a line after the first, up to the last, opens with a key."""
    return any(_OPENS_WITH_KEY.match(line) for line in lines[first:last])


def _problem(file: str, lines: list[str], node: Node, message: str, hint: str) -> Problem:
    if message == _NO_COLON[0]:
        word = re.split(r"[\s:]", lines[node.line - 1][node.column - 1 :], maxsplit=1)[0]
        return problem_at(file, lines, node, f"`{shown(word)}`: {message}", hint)
    return problem_at(file, lines, node, naming(lines, node, message), hint)


def _misplaced_colon(file: str, lines: list[str], colon: Scalar) -> Problem:
    # A key that stands too far right, or comes after an item without a colon, is taken for the
    # text of the line before, and its colon for a second one.
    before = lines[colon.line - 1][: colon.column - 1]
    word = _ONLY_A_WORD.fullmatch(before)
    if word is None:
        text = colon._replace(column=len(before.rstrip().rpartition(" ")[0]))
        hint = "Put double quotes around a text that contains a colon."
        message = naming(lines, text, "a colon can't stand here")
        return problem_at(file, lines, colon, message, hint)
    above = _line_above(lines, colon.line)
    item = _ITEM.match(lines[above - 1])
    if item and not _KEY.search(lines[above - 1]):
        return _problem(file, lines, Scalar(above, item.end(), 1, ""), *_NO_COLON)
    hint = (
        "Keys of one entry start in the same column; "
        "put double quotes around a text that contains a colon."
    )
    key = Scalar(colon.line, word.end(1) + 1, len(word.group().strip()), "")
    return _problem(file, lines, key, "this key starts in the wrong column", hint)


def _line_above(lines: list[str], line: int) -> int:
    return next(number for number in range(line - 1, 0, -1) if lines[number - 1].strip())


def _field_at(lines: list[str], line: int, column: int) -> str:
    here = lines[line - 1]
    keys = list(_KEY.finditer(here, max(0, column - NEAR), column + NEAR))
    before = [key for key in keys if key.start(1) < column]
    if before:
        return before[-1].group(1)
    if _OPENS_WITH_KEY.match(here, 0, NEAR):
        return keys[0].group(1) if keys else ""
    return _field_above(lines, line)


def _field_above(lines: list[str], line: int) -> str:
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    above = (_KEY.search(one, 0, NEAR) for one in reversed(lines[max(0, line - NEAR) : line - 1]))
    return next((key.group(1) for key in above if key and key.start(1) < indent), "")


def _at(lines: list[str], mark: Any) -> Scalar:
    return Scalar(min(mark.line + 1, len(lines)), mark.column + 1, 1, "")

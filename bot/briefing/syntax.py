"""What is wrong where a text is no YAML: the parser's complaint in plain words, at its cause.

The parser says where it could not go on. That may be lines after the mistake.
"""

import re
import sys
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bot.briefing.comments import in_brackets, is_alone
from bot.briefing.document import Node, Scalar, problem_at, shown
from bot.briefing.naming import DASH, KEY, NEAR, OPENS_WITH_KEY, line_above, named, naming
from bot.briefing.problem import Problem
from bot.briefing.slips import (
    braces_missing,
    cut_off,
    dash_missing,
    odd_space,
    odd_space_near,
    tight_dash,
    tight_dash_at,
    wide_colon,
    wide_colon_near,
    within_text,
)

_ONLY_A_WORD = re.compile(r"(\s*(?:- +)*)\w[\w-]*\s*")
_ITEM = re.compile(r"(\s*(?:- +)+)\w")
_END_MARK = re.compile(r"\.\.\.(?:\s|$)")
_UNBRACED = re.compile(r"(\s*(?:- +)*cite: +)\(?\w[\w-]*")
_QUOTE = "Put double quotes around such a text."
_NO_COLON_SAID = "could not find expected ':'"
_NO_COLON = (
    "there is no colon after this key",
    "Write `key: value`, or indent a text that goes on from the line before.",
)
_OPEN_QUOTE = ("the quotation mark that opens here is not closed", "Close it with the same mark.")
_OPEN_BRACKET = (
    "the bracket that opens here is not closed, or a comma is missing",
    "Separate items with commas, and close the bracket.",
)
_MISFIT = (
    "this does not fit what stands before it",
    "Keys of one entry start in the same column; a text after a closing quotation mark or bracket "
    "has to go inside.",
    False,
)
# What libyaml says: what that means, the way out, and whether it is meant of where the thing began.
_SAYINGS = {
    _NO_COLON_SAID: (*_NO_COLON, True),
    "did not find expected key": _MISFIT,
    "did not find expected <document start>": _MISFIT,
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


@dataclass(frozen=True)
class Suspects:
    """What was read before a parser's error, and may be what it comes from."""

    quote: Scalar | None  # one that may be open for too long
    bracket: Scalar | None  # the outermost that is open
    comment: Scalar | None  # behind the text that was read last


def syntax_problem(file: str, lines: list[str], error: Any, suspects: Suspects) -> Problem:
    """Return what a parser's error means."""
    return _cause(file, lines, error, suspects) or _as_said(file, lines, error)


def _cause(file: str, lines: list[str], error: Any, suspects: Suspects) -> Problem | None:
    """Return the problem that the error comes of, where that is known."""
    if suspects.quote is not None:
        return _problem(file, lines, suspects.quote, *_OPEN_QUOTE)
    if bracket := _unclosed(lines, error, suspects.bracket):
        return _open_bracket(file, lines, bracket, _at(lines, error.problem_mark).line)
    if suspects.comment and _is_missed(lines, error, suspects.comment):
        return _parting(file, lines, error, suspects.comment)
    return _slip(file, lines, error)


def _parting(file: str, lines: list[str], error: Any, comment: Scalar) -> Problem:
    """Return the problem of a comment that a text goes on after."""
    if is_alone(lines, comment):
        return within_text(file, lines, comment, _at(lines, error.problem_mark))
    return cut_off(file, lines, comment)


def _slip(file: str, lines: list[str], error: Any) -> Problem | None:
    """Return the problem of a character that is not what it seems, on the line or above it."""
    line = _at(lines, error.problem_mark).line
    if space := odd_space_near(lines, line):
        return odd_space(file, lines, space)
    if colon := wide_colon_near(lines, line):
        return wide_colon(file, lines, colon)
    start = error.context_mark if _NO_COLON_SAID in error.problem else error.problem_mark
    dash = tight_dash_at(lines, _at(lines, start))
    return tight_dash(file, lines, dash) if dash else None


def _as_said(file: str, lines: list[str], error: Any) -> Problem:
    at, said = _at(lines, error.problem_mark), str(error.problem)
    if "mapping values are not allowed" in said:
        return _misplaced_colon(file, lines, at)
    if "<document start>" in said and any(map(_END_MARK.match, lines[: at.line - 1])):
        hint = "Move it above the line of three dots, which ends the file."
        return _problem(file, lines, at, "this stands after the end mark", hint)
    if "expected key" in said and (key := _first_without_dash(lines, at)):
        return dash_missing(file, lines, key)
    unforeseen = (f"this is not valid YAML: {error.problem}", _QUOTE, False)
    known = (saying for words, saying in _SAYINGS.items() if words in said)
    message, hint, at_start = next(known, unforeseen)
    mark = error.context_mark if at_start and error.context_mark else error.problem_mark
    return _problem(file, lines, _at(lines, mark), message, hint)


def _problem(file: str, lines: list[str], node: Node, message: str, hint: str) -> Problem:
    if message == _NO_COLON[0]:
        word = re.split(r"[\s:]", lines[node.line - 1][node.column - 1 :], maxsplit=1)[0]
        return problem_at(file, lines, node, f"`{shown(word)}`: {message}", hint)
    return named(file, lines, node, message, hint)


def _unclosed(lines: list[str], error: Any, outermost: Scalar | None) -> Scalar | None:
    if "did not find expected ',' or" in error.problem:
        return _at(lines, error.context_mark)
    return outermost if "did not find expected node content" in error.problem else None


def _open_bracket(file: str, lines: list[str], bracket: Scalar, last: int) -> Problem:
    comment = in_brackets(lines, bracket, last)
    if comment is None:
        return _problem(file, lines, bracket, *_OPEN_BRACKET)
    return cut_off(file, lines, comment)


def _is_missed(lines: list[str], error: Any, comment: Scalar) -> bool:
    """Tell whether a text goes on in the line where the parser stopped, after a comment."""
    at = _at(lines, error.problem_mark)
    if error.context_mark is None or OPENS_WITH_KEY.match(lines[at.line - 1]):
        return False
    is_deeper = at.column > error.context_mark.column + 1
    between = map(str.lstrip, lines[comment.line : at.line - 1])
    return is_deeper and all(line.startswith("#") for line in between if line)


def _misplaced_colon(file: str, lines: list[str], colon: Scalar) -> Problem:
    # A key that stands too far right, or comes after an item without a colon, is taken for the
    # text of the line before, and its colon for a second one.
    before = lines[colon.line - 1][: colon.column - 1]
    if cite := _UNBRACED.fullmatch(before):
        return braces_missing(file, lines, colon._replace(column=cite.end(1) + 1))
    word = _ONLY_A_WORD.fullmatch(before)
    if word is None:
        text = colon._replace(column=len(before.rstrip().rpartition(" ")[0]))
        hint = "Put double quotes around a text that contains a colon."
        message = naming(lines, text, "a colon can't stand here")
        return problem_at(file, lines, colon, message, hint)
    above = line_above(lines, colon.line)
    item = _ITEM.match(lines[above - 1])
    if item and not KEY.search(lines[above - 1]):
        return _problem(file, lines, Scalar(above, item.end(), 1, ""), *_NO_COLON)
    hint = (
        "Keys of one entry start in the same column; "
        "put double quotes around a text that contains a colon."
    )
    key = Scalar(colon.line, word.end(1) + 1, len(word.group().strip()), "")
    return _problem(file, lines, key, "this key starts in the wrong column", hint)


def _first_without_dash(lines: list[str], at: Scalar) -> Scalar | None:
    """Return the key that a list should have begun with, whose next dash stands at a place."""
    dash = DASH.match(lines[at.line - 1], at.column - 1)
    if dash is None:
        return None
    inside = dash.end()
    above = range(at.line - 1, max(0, at.line - NEAR), -1)
    near = takewhile(lambda number: _indent(lines[number - 1]) >= inside, above)
    keys = [number for number in near if _is_key(lines[number - 1], inside)]
    return Scalar(keys[-1], inside + 1, 1, "") if keys else None


def _indent(line: str) -> int:
    """Return where a line begins; one without words is as far in as can be."""
    return len(line) - len(line.lstrip()) if line.strip() else sys.maxsize


def _is_key(line: str, indent: int) -> bool:
    return _indent(line) == indent and OPENS_WITH_KEY.match(line) is not None


def _at(lines: list[str], mark: Any) -> Scalar:
    return Scalar(min(mark.line + 1, len(lines)), mark.column + 1, 1, "")

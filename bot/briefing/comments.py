"""Where a comment cuts a text off: ` #` opens one, whatever the author meant by it."""

import re

from bot.briefing.document import Scalar

# Behind an unquoted text every comment; elsewhere one that looks like words, as in `#1`.
_BEHIND_TEXT = re.compile(r"\s+(?=#)|\s*,\s*(?=#\S)")
_INSTEAD = re.compile(r"\s*(?=#\S)")
_QUOTED = re.compile(r"""(?<=[\s,\[{])(["']).*?\1""")
_ABOVE = re.compile(r"(?:\s*(?:- +)*(?:-|\w[\w-]*:)\s+|\s*)(?=#\S)")
_BELOW = re.compile(r"\s*(?=#)")
_IN_BRACKETS = re.compile(r"(?<=[\s,\[{])#(?=\S)|(?<=[^\s,\[{]) +#")


def behind_text(lines: list[str], number: int, end: int) -> Scalar | None:
    """Return the comment that a line goes on with where an unquoted text ends, if there is one."""
    return _after(_BEHIND_TEXT, lines, number, end)


def above_text(lines: list[str], text: Scalar, indent: int) -> Scalar | None:
    """Return the comment right above a text that begins a line, if it looks like a part of it."""
    if text.line == 1 or lines[text.line - 1][: text.column - 1].strip():
        return None
    comment = _after(_ABOVE, lines, text.line - 1, 0)
    return comment if comment and comment.column > indent + 1 else None


def below_text(lines: list[str], number: int, end: int) -> Scalar | None:
    """Return the comment in the line right below the one that a text ends, if there is one."""
    comment = _after(_BELOW, lines, number + 1, 0)
    return comment if comment and not lines[number - 1][end:].strip(" \t,") else None


def goes_on(lines: list[str], comment: Scalar, indent: int) -> bool:
    """Tell whether a comment below a text looks like a line of it, deeper than its key: `#1 …`."""
    is_tight = lines[comment.line - 1][comment.column :][:1].strip() != ""
    return is_tight and comment.column > indent + 1


def is_alone(lines: list[str], comment: Scalar) -> bool:
    """Tell whether a comment stands on a line of its own."""
    return not lines[comment.line - 1][: comment.column - 1].strip()


def instead_of_text(lines: list[str], number: int, start: int) -> Scalar | None:
    """Return the comment that stands where a value should, if it looks like a part of one."""
    return _after(_INSTEAD, lines, number, start)


def in_brackets(lines: list[str], first: Scalar, last: int) -> Scalar | None:
    """Return the comment that may hold what closes the bracket at a place, up to the last line."""
    for number in range(first.line, last + 1):
        line = _QUOTED.sub(lambda found: "_" * len(found[0]), lines[number - 1])
        found = _IN_BRACKETS.search(line, first.column - 1 if number == first.line else 0)
        if found:
            return _comment(line, number, found.end() - 1)
    return None


def _after(gap: re.Pattern[str], lines: list[str], number: int, end: int) -> Scalar | None:
    if number > len(lines) or "#" not in lines[number - 1]:  # the parser may end below the last
        return None
    found = gap.match(lines[number - 1], end)
    return _comment(lines[number - 1], number, found.end()) if found else None


def _comment(line: str, number: int, start: int) -> Scalar:
    return Scalar(number, start + 1, len(line[start:].rstrip()), "#")

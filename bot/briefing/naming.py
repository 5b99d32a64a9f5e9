"""Which key a place in the lines belongs to, whether or not they are YAML."""

import re

from bot.briefing.document import Node, problem_at, shown
from bot.briefing.problem import Problem

NEAR = 300  # characters or lines in which the key around a place is looked for

KEY = re.compile(r"(?:^|[\s{,])(\w[\w-]*):(?=\s|$)")
OPENS_WITH_KEY = re.compile(r"\s*(?:- +)*\w[\w-]*:(?:\s|$)")
DASH = re.compile(r"\s*(?:- +)+")


def named(file: str, lines: list[str], node: Node, message: str, hint: str) -> Problem:
    """Return a problem that names the key its place belongs to."""
    return problem_at(file, lines, node, naming(lines, node, message), hint)


def naming(lines: list[str], node: Node, message: str) -> str:
    """Return the message with the key in front that a place belongs to, if there is one."""
    field = _field_at(lines, node.line, node.column)
    return f"`{shown(field)}`: {message}" if field else message


def holds_keys(lines: list[str], first: int, last: int) -> bool:
    """Tell whether a line after the first, up to the last, opens with a key."""
    return any(OPENS_WITH_KEY.match(line) for line in lines[first:last])


def opens_item(lines: list[str], key: Node) -> bool:
    """Tell whether a key stands right behind the dash of a list's item."""
    return DASH.fullmatch(lines[key.line - 1], 0, key.column - 1) is not None


def line_above(lines: list[str], line: int) -> int:
    return next(number for number in range(line - 1, 0, -1) if lines[number - 1].strip())


def _field_at(lines: list[str], line: int, column: int) -> str:
    here = lines[line - 1]
    keys = list(KEY.finditer(here, max(0, column - NEAR), column + NEAR))
    before = [key for key in keys if key.start(1) < column]
    if before:
        return before[-1].group(1)
    if OPENS_WITH_KEY.match(here, 0, NEAR):
        return keys[0].group(1) if keys else ""
    return _field_above(lines, line)


def _field_above(lines: list[str], line: int) -> str:
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    above = (KEY.search(one, 0, NEAR) for one in reversed(lines[max(0, line - NEAR) : line - 1]))
    return next((key.group(1) for key in above if key and key.start(1) < indent), "")

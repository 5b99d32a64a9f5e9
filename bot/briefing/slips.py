"""What is nearly YAML: a space, a colon, a dash, a comma or a comment that is not what it seems."""

import re

from bot.briefing.comments import is_alone
from bot.briefing.document import Node, Scalar, problem_at, shown
from bot.briefing.naming import line_above, named, naming
from bot.briefing.problem import Problem

# What YAML takes for letters rather than for spaces and colons.
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WIDE_COLON = re.compile(r"\s*(?:- +)*([A-Za-z_]+) *(?=[：﹕︓])")
_OPENING = re.compile(r"\s*(?:- +)*(?:-|\w[\w-]*:)(?=\s|$)")
_TIGHT_DASH = re.compile(r"-(?=[^\s:-])")
_WORD = re.compile(r"\w[\w-]*")
_BARE_WORD = re.compile(r"[a-z_]+")


def cut_off(file: str, lines: list[str], comment: Scalar) -> Problem:
    """Return the problem of a comment that a text is cut off by."""
    hint = "Put double quotes around the text; a comment stands on a line of its own."
    if is_alone(lines, comment):
        hint = "Put double quotes around the text, or a space after # if it is a comment."
    return named(file, lines, comment, "what follows # is left out as a comment", hint)


def within_text(file: str, lines: list[str], comment: Scalar, rest: Scalar) -> Problem:
    """Return the problem of a line of comment that a text goes on after, at a place."""
    message = naming(lines, rest, "a comment can't stand within an unquoted text")
    hint = "Move it above the text, or put double quotes around the text if it is a part of that."
    return problem_at(file, lines, comment, message, hint)


def dash_missing(file: str, lines: list[str], key: Node) -> Problem:
    """Return the problem of a key that should open the item of a list."""
    hint = "Each item of a list has one, like `- id: …`."
    return named(file, lines, key, "a dash is missing before this key", hint)


def braces_missing(file: str, lines: list[str], place: Scalar) -> Problem:
    """Return the problem of a citation on one line, with round brackets or none."""
    hint = "Write `cite: {source: …, anchor: …}`."
    return problem_at(file, lines, place, "`cite`: braces are missing around this", hint)


def tight_dash(file: str, lines: list[str], place: Scalar) -> Problem:
    """Return the problem of a dash that no space follows."""
    rest = lines[place.line - 1][place.column :].rstrip()
    message, dash = "a space is missing after this dash", place._replace(width=1)
    key, colon, _ = rest.partition(":")
    if not (colon and _WORD.fullmatch(key)):
        return named(file, lines, dash, message, f"Write `- {shown(rest)}`.")
    return problem_at(
        file, lines, dash, f"`{shown(key)}`: {message}", f"Write `- {shown(key)}: …`."
    )


def tight_dash_at(lines: list[str], place: Scalar) -> Scalar | None:
    """Return the dash at a place, if something follows it without a space."""
    found = _TIGHT_DASH.match(lines[place.line - 1], place.column - 1)
    return place if found else None


def wide_colon(file: str, lines: list[str], colon: Scalar) -> Problem:
    """Return the problem of a colon of another script; the key is the text of its place."""
    message = f"`{shown(colon.text)}`: a full-width colon stands after this key"
    hint = f"Write a plain colon and a space: `{shown(colon.text)}: …`."
    return problem_at(file, lines, colon, message, hint)


def wide_colon_near(lines: list[str], line: int) -> Scalar | None:
    """Return a full-width colon after the key that a line opens with, or the one above it."""
    for number in (line, line - 1):
        found = _WIDE_COLON.match(lines[number - 1]) if number else None
        if found:
            return Scalar(number, found.end() + 1, 1, found[1])
    return None


def odd_colon(key: Scalar) -> Scalar | None:
    """Return the full-width colon that a key without a plain one has in it, if there is one."""
    found = _WIDE_COLON.match(key.text)
    return Scalar(key.line, key.column + found.end(), 1, found[1]) if found else None


def comma_in_text(file: str, lines: list[str], comma: Scalar, key: str) -> Problem:
    """Return the problem of a comma that ends the text of a key too early."""
    hint = "Put double quotes around a text that contains a comma."
    return problem_at(file, lines, comma, f"`{shown(key)}`: a comma ends this text", hint)


def comma_between(lines: list[str], text: Scalar, key: Scalar) -> Scalar | None:
    """Return the comma before a key without a value, if that only goes on with the text before."""
    is_told = ", " in text.text  # no text within braces has that, unless it was put together
    is_prose = " " in text.text + key.text and not _BARE_WORD.fullmatch(key.text)
    if lines[text.line - 1][text.column - 1] in "\"'" or not (is_told or is_prose):
        return None
    before, number = lines[key.line - 1][: key.column - 1].rstrip(), key.line
    if not before:
        number = line_above(lines, key.line)
        before = lines[number - 1].rstrip()
    return Scalar(number, len(before), 1, ",") if before.endswith(",") else None


def odd_space(file: str, lines: list[str], place: Scalar) -> Problem:
    """Return the problem of a space that YAML takes for a letter; it is the text of its place."""
    message = f"the invisible character U+{ord(place.text):04X} stands in the place of a space"
    return named(file, lines, place, message, "Write a space; it may have come with copied text.")


def odd_space_near(lines: list[str], line: int) -> Scalar | None:
    """Return an odd space right after a dash or a key, on a line or the one above it."""
    for number in (line, line - 1):
        opening = _OPENING.match(lines[number - 1]) if number else None
        found = _ODD_SPACE.match(lines[number - 1], opening.end()) if opening else None
        if found:
            return Scalar(number, found.start() + 1, 1, found.group())
    return None


def odd_indent(number: int, line: str) -> Scalar | None:
    """Return the first odd space that a key or a dash is indented with, if there is one."""
    indent = line[: len(line) - len(line.lstrip())]
    found = _ODD_SPACE.search(indent) if _OPENING.match(line) else None
    return Scalar(number, found.start() + 1, 1, found.group()) if found else None

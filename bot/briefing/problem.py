"""A problem of a file: where it stands, what is wrong, what would be right; and how that reads."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Form(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@dataclass(frozen=True, order=True)
class Problem:
    """Lines and columns count from 1, as editors do; `excerpt` is the whole line."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    excerpt: str = ""
    width: int = 1


def as_text(problem: Problem) -> str:
    """Return `file:line:column: message`, the line with a caret, and the way out."""
    lines = [f"{problem.file}:{problem.line}:{problem.column}: {problem.message}"]
    if problem.excerpt.strip():
        number = str(problem.line)
        lines += [
            f"  {number} | {problem.excerpt}",
            f"  {' ' * len(number)} | {_pointer(problem)}",
        ]
    if problem.hint:
        lines.append(f"  {problem.hint}")
    return "\n".join(lines)


def as_json(problems: Iterable[Problem]) -> str:
    """Return a JSON list with one object a problem."""
    return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2)


def as_github(problem: Problem) -> str:
    """Return the workflow command that marks the line in a pull request."""
    place = f"file={_property(problem.file)},line={problem.line},col={problem.column}"
    message = f"{problem.message}\n{problem.hint}".strip()
    return f"::error {place}::{_data(message)}"


def _pointer(problem: Problem) -> str:
    # Tabs stay tabs, so that the caret stands below the character it means.
    before = problem.excerpt[: problem.column - 1]
    room = max(1, len(problem.excerpt) - len(before))
    indent = "".join("\t" if character == "\t" else " " for character in before)
    return indent + "^" * max(1, min(problem.width, room))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

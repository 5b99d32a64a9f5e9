"""A file of keys, lists and texts that knows where each of them stands."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, cast

from bot.briefing.problem import Problem

LONGEST = 300  # characters of a line that is shown
MOST_LINES = 50  # of one text, in which a part of it is looked for
LONGEST_NAME = 60  # characters of a key or value that is shown in a message

Path = tuple[str | int, ...]
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


class Scalar(NamedTuple):
    """A text, and where it stands (from 1)."""

    line: int
    column: int
    width: int
    text: str


class Items(NamedTuple):
    """A list of nodes."""

    line: int
    column: int
    items: list["Node"]
    width: int = 1


class Fields(NamedTuple):
    """Keys with their nodes."""

    line: int
    column: int
    keys: dict[str, Scalar]
    values: dict[str, "Node"]
    width: int = 1


Node = Scalar | Items | Fields


@dataclass(frozen=True)
class Document:
    """One file as read: its lines, and the tree of its values."""

    file: str
    lines: list[str]
    root: Fields
    problems: list[Problem] = field(default_factory=list)
    comments: Mapping[tuple[int, int], Scalar] = field(default_factory=dict)  # that cut off a text

    def plain(self) -> Plain:
        """Return the values alone: texts, lists and dictionaries."""
        return _plain(self.root)

    def problem(
        self, path: Path, message: str, hint: str = "", *, at_key: bool = False, within: str = ""
    ) -> Problem:
        """Return the problem at a path, or at the nearest part of it that the file holds.

        With `within` it stands where that part of the text does.
        """
        node = self._at_key(path) if at_key else self._at(path)
        node = _inside(self.lines, node, within) if within else node
        return problem_at(self.file, self.lines, node, message, hint)

    def keys(self, path: Path) -> Collection[str]:
        """Return the keys that stand at a path."""
        node = self._at(path)
        return node.keys.keys() if isinstance(node, Fields) else ()

    def cut(self) -> Iterator[tuple[Path, Scalar]]:
        """Yield each text that a comment stands behind, by its path, and that comment."""
        for path, node in _texts(self.root, ()) if self.comments else ():
            if node[:2] in self.comments:
                yield path, self.comments[node[:2]]

    def without(self, paths: Collection[Path]) -> "Document":
        """Return the document less the values at these paths."""
        root = cast("Fields", _without(self.root, frozenset(paths), ()))
        return Document(self.file, self.lines, root)

    def _at(self, path: Path) -> Node:
        node: Node = self.root
        for step in path:
            below = _child(node, step)
            if below is None:
                break
            node = below
        return node

    def _at_key(self, path: Path) -> Node:
        holder = cast("Fields", self._at(path[:-1]))
        return holder.keys[str(path[-1])]


def problem_at(file: str, lines: list[str], node: Node, message: str, hint: str) -> Problem:
    """Return a problem with the line it stands on, unless that is too long to be read."""
    number = min(node.line, len(lines))
    excerpt = lines[number - 1] if len(lines[number - 1]) <= LONGEST else ""
    return Problem(file, number, node.column, message, hint, excerpt, node.width)


def shown(text: str) -> str:
    """Return a text as a message names it: on one line, and short."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.values.items()}


def _texts(node: Node, path: Path) -> Iterator[tuple[Path, Scalar]]:
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from _texts(item, (*path, index))
    else:
        for key, value in node.values.items():
            yield from _texts(value, (*path, key))


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Fields):
        return node.values.get(str(step))
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _inside(lines: list[str], node: Node, part: str) -> Node:
    # A text is folded and unescaped when it is read, so its part is looked for in the lines.
    start = node.column - 1 + (part == '"')  # a text can only open with that if YAML put it there
    for number in range(node.line, min(node.line + MOST_LINES, len(lines) + 1)):
        found = lines[number - 1].find(part, start if number == node.line else 0)
        if found >= 0:
            return Scalar(number, found + 1, len(part), part)
    return node


def _without(node: Node, paths: frozenset[Path], here: Path) -> Node:
    if isinstance(node, Items):
        kept = [
            _without(item, paths, (*here, index))
            for index, item in enumerate(node.items)
            if (*here, index) not in paths
        ]
        return Items(node.line, node.column, kept)
    if isinstance(node, Fields):
        values = {
            key: _without(value, paths, (*here, key))
            for key, value in node.values.items()
            if (*here, key) not in paths
        }
        return Fields(node.line, node.column, node.keys, values)
    return node

"""Imports point one way, and each foreign library has one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "bot"
# Each may import what stands before it in this list, and nothing after it.
ORDER = (
    "briefing",
    "messages",
    "metrics",
    "listening",
    "answer",
    "subscriptions",
    "outbox",
    "publishing",
    "commands",
    "asking",
    "sandbox",
    "render",
    "kept",
    "desk",
    "proofread",
    "rehearsal",
    "gaps",
    "store",
    "counting",
    "sending",
    "proofs",
    "editors",
    "register",
    "standing",
    "house",
    "config",
    "logs",
    "watch",
    "operations",
    "simulator",
    "gateway",
    "wiring",
    "serving",
    "locally",
    "__main__",
)
# Rooms that know nothing of each other.
STRANGERS = (("gateway", "simulator"), ("render", "commands"))
CONFINED = {
    "telegram": {"gateway", "simulator"},
    "yaml": {"briefing/reading.py"},
    "jinja2": {"sandbox.py"},
    "markupsafe": {"render.py", "sandbox.py"},
    "starlette": {"simulator", "gateway/health.py"},
    "uvicorn": {"simulator", "listening.py"},
    "aiohttp": {"gateway/transport.py"},
    "prometheus_client": {"metrics.py"},
    "prompt_toolkit": {"simulator/terminal.py"},
    "typer": {"__main__.py", "wiring", "locally.py"},
    "rapidfuzz": {"asking", "briefing", "subscriptions"},
    "sqlite3": {"asking/fulltext.py", "store"},
    "Stemmer": {"asking/language.py"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "filelock": {"store"},
    "rich": {"operations"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    return name.removeprefix("bot.").partition(".")[0]


def rooms(file: Path) -> set[str]:
    return {room(name) for name in imports(file) if name.startswith("bot.")}


def own_room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_below_its_own(file: Path) -> None:
    mine = own_room(file)
    if mine == "__init__":
        return
    above = {name for name in rooms(file) if ORDER.index(name) > ORDER.index(mine)}

    assert above == set()


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_some_rooms_do_not_know_each_other(one: str, other: str) -> None:
    for file in FILES:
        if own_room(file) in {one, other}:
            assert not {one, other} - {own_room(file)} & rooms(file), file


@pytest.mark.parametrize("library", CONFINED)
def test_a_foreign_library_stays_in_its_room(library: str) -> None:
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if any(name.partition(".")[0] == library for name in imports(file))
    }

    assert {user for user in users if not is_in(user, CONFINED[library])} == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_opens_with_a_sentence(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))


def is_in(file: str, rooms: set[str]) -> bool:
    return any(file == room or file.startswith(f"{room}/") for room in rooms)

"""A folder that holds one briefing with its fingerprints, to write damaged versions into."""

from pathlib import Path

import pytest

from bot.briefing.library import Loaded, load
from bot.briefing.problem import Problem

ROOT = Path(__file__).parent.parent.parent
BROKEN = ROOT / "tests" / "broken"
SHIPPED = ROOT / "briefings" / "marrakesh-2022.yaml"


class Shelf:
    """One briefing's place: what is written there is loaded as the bot loads it."""

    def __init__(self, folder: Path, briefing: Path) -> None:
        self.original = briefing.read_text("utf-8")
        self.path = folder / briefing.name
        (folder / "fingerprints").mkdir()
        for kept in (briefing.parent / "fingerprints").iterdir():
            (folder / "fingerprints" / kept.name).write_bytes(kept.read_bytes())

    def load(self, content: str | bytes) -> Loaded:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load(self.path)

    def problems(self, content: str | bytes) -> tuple[Problem, ...]:
        loaded = self.load(content)
        assert (loaded.briefing is None) == bool(loaded.problems)
        return loaded.problems


def changed(text: str, old: str, new: str) -> str:
    """The text with one place changed, which has to be there."""
    assert old in text
    return text.replace(old, new, 1)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("sound"), BROKEN / "sound.yaml")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shipped"), SHIPPED)

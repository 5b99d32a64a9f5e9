"""A hostile briefing is refused in few words, or its texts are shown as they are written."""

import shutil
from pathlib import Path

import pytest

from bot.briefing.library import Library, Loaded, Snapshot, load
from bot.briefing.problem import Problem
from bot.briefing.reading import ENOUGH
from bot.commands import QUESTIONS, name_of
from bot.messages import without_markup
from bot.proofread import MOST_IN_LIST, answers_fit
from bot.render import Renderer
from bot.simulator.formatting import formatted
from tests.hostile.briefings import (
    FINGERPRINT,
    LITERAL,
    NAME,
    PLACES,
    PROOFS,
    REFUSED,
    SOUND,
    THINGS,
    begun,
    literal,
    valued,
)

RULES = (answers_fit(Renderer(), QUESTIONS),)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "broken" / "fingerprints", tmp_path / "fingerprints")
    return tmp_path


def loaded(folder: Path, content: bytes = SOUND.encode()) -> Loaded:
    (folder / NAME).write_bytes(content)
    return load(folder / NAME, RULES)


def messages(folder: Path, content: bytes) -> list[str]:
    return [problem.message for problem in loaded(folder, content).problems]


def in_few_words(problems: tuple[Problem, ...]) -> bool:
    long = max(len(f"{problem.message}{problem.hint}{problem.excerpt}") for problem in problems)
    return len(problems) <= 3 * ENOUGH and long < 1_000


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_briefing_is_refused_in_few_words(name: str, folder: Path) -> None:
    problems = loaded(folder, REFUSED[name]).problems

    assert problems
    assert in_few_words(problems)


@pytest.mark.parametrize("name", PROOFS)
def test_a_hostile_fingerprint_is_refused_in_few_words(name: str, folder: Path) -> None:
    (folder / FINGERPRINT).write_text(PROOFS[name], "utf-8")
    problems = loaded(folder).problems

    assert problems
    assert in_few_words(problems)


@pytest.mark.parametrize("place", PLACES)
def test_a_fingerprint_that_leads_elsewhere_is_not_read(place: str, folder: Path) -> None:
    problems = loaded(folder, valued(FINGERPRINT, place)).problems

    assert any("fingerprint" in problem.message for problem in problems)
    assert not any("root:" in f"{problem.message}{problem.excerpt}" for problem in problems)


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_no_briefing_is_refused_and_takes_nothing_away(thing: str, folder: Path) -> None:
    loaded(folder)
    library = Library(folder, RULES)
    before = library.reload()
    (folder / NAME).unlink()
    THINGS[thing](folder / NAME)
    after = library.reload()

    assert before.problems == ()
    assert after.briefings == before.briefings
    assert after.problems
    assert in_few_words(after.problems)


@pytest.mark.parametrize("thing", ["a pipe", "a link to zeros", "a link to itself"])
def test_what_is_no_fingerprint_is_not_read(thing: str, folder: Path) -> None:
    (folder / FINGERPRINT).unlink()
    THINGS[thing](folder / FINGERPRINT)

    assert loaded(folder).problems


@pytest.mark.untraced
@pytest.mark.parametrize("text", LITERAL)
def test_a_text_is_shown_as_it_is_written(text: str, folder: Path) -> None:
    briefing = loaded(folder, literal(text)).briefing

    assert briefing is not None
    snapshot = Snapshot({briefing.briefing: briefing})
    for command in QUESTIONS:
        if name_of(command) in {"start", "summary", "speakers", "differences"}:
            [message] = Renderer().render(command.answer(snapshot, ""), briefing)
            assert text in visible(message.html)
            formatted(message.html, "HTML")


def visible(html: str) -> str:
    return without_markup(html).replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("before", "item", "there"),
    [
        ("    readings:\n", "      - {text: a, cite: {source: record}}\n", 2),
        ("    aliases: [", "wick, ", 1),
    ],
)
def test_a_list_may_be_long_but_not_longer(
    before: str, item: str, there: int, folder: Path
) -> None:
    fitting = begun(before, lambda _: item, MOST_IN_LIST - there)
    longer = begun(before, lambda _: item, MOST_IN_LIST - there + 1)

    assert not any(" are more than" in message for message in messages(folder, fitting))
    assert any("251 items are more than 250" in message for message in messages(folder, longer))

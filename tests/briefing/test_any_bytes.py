"""Any bytes at all give a briefing or problems with places that exist; never an exception."""

import random
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.briefing import reading
from bot.briefing.library import Loaded
from bot.briefing.problem import Problem
from tests.briefing.conftest import BROKEN, SHIPPED, Shelf

SOUND = (BROKEN / "sound.yaml").read_text("utf-8")
LINES = SHIPPED.read_text("utf-8").splitlines(keepends=True)
ODD = [
    "\t",
    "\x00",
    "\u202e",
    "\ufeff",
    "\x85",
    "\u2028",
    "é",
    "😀",
    "'",
    '"',
    "#",
    "|",
    "---",
    "...",
]
SCALARS = st.sampled_from(
    ["NO", "10:30", "~", "", "&a", "*a", "!!int 1", "<<", "2022-02-30", "[", "x"]
)
KEYS = st.sampled_from(["briefing", "edition", "sources", "cite", "membership", "members", "x"])
TREES = st.recursive(
    SCALARS | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def places_exist(content: bytes, problems: tuple[Problem, ...]) -> bool:
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return all(
        1 <= problem.line <= len(lines) and 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        for problem in problems
    )


def decided(shelf: Shelf, content: bytes) -> Loaded:
    """What came of these bytes: refused with places that exist, or accepted whole."""
    loaded = shelf.load(content)
    assert (loaded.briefing is None) == bool(loaded.problems)
    assert places_exist(content, loaded.problems)
    assert all("\n" not in problem.message for problem in loaded.problems)
    return loaded


@pytest.mark.untraced
@quick
@given(content=st.binary(max_size=200))
def test_random_bytes_are_refused(sound: Shelf, content: bytes) -> None:
    assert decided(sound, content).problems


@pytest.mark.untraced
@quick
@given(
    content=st.lists(st.sampled_from([*"ab:-[]{}?&*!|>%@`'\"#, \n\r\t\\<=~0.", *ODD]), max_size=60)
)
def test_random_punctuation_is_refused(sound: Shelf, content: list[str]) -> None:
    assert decided(sound, "".join(content).encode()).problems


@pytest.mark.untraced
@quick
@given(tree=TREES)
def test_random_structures_are_refused(sound: Shelf, tree: object) -> None:
    assert decided(sound, f"{tree}\n...\n".encode("utf-8", "replace")).problems


@pytest.mark.untraced
@quick
@given(tree=TREES, data=st.data())
def test_a_random_structure_in_place_of_any_value_is_decided(
    sound: Shelf, tree: object, data: st.DataObject
) -> None:
    lines = SOUND.splitlines(keepends=True)
    number = data.draw(st.sampled_from([n for n, line in enumerate(lines) if ": " in line]))
    lines[number] = f"{lines[number].partition(': ')[0]}: {tree}\n"

    decided(sound, "".join(lines).encode("utf-8", "replace"))


def mutated(chance: random.Random) -> bytes:
    """The shipped briefing after one to three slips with lines or characters."""
    lines = list(LINES)
    for _ in range(chance.randint(1, 3)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                del lines[one]
            case 1:
                lines.insert(one, lines[other])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case 3:
                place = chance.randrange(len(lines[one]))
                lines[one] = lines[one][:place] + chance.choice(ODD) + lines[one][place + 1 :]
            case _:
                place = chance.randrange(len(lines[one]))
                lines[one] = lines[one][:place] + lines[one][place + 1 :]
    return "".join(lines).encode("utf-8", "surrogatepass")


@pytest.mark.untraced
@pytest.mark.parametrize("seed", range(30))
def test_the_shipped_briefing_damaged_at_random_is_decided(shipped: Shelf, seed: int) -> None:
    decided(shipped, mutated(random.Random(seed)))  # noqa: S311


@pytest.mark.untraced
@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_within_the_shipped_briefing_are_decided(shipped: Shelf, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    content = bytearray(SHIPPED.read_bytes())
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] = chance.randrange(256)

    decided(shipped, bytes(content))


@pytest.mark.untraced
def test_the_sound_briefing_cut_at_any_byte_is_refused(sound: Shelf) -> None:
    content = SOUND.encode()
    for end in range(len(content) - 1):
        assert decided(sound, content[:end]).problems, end
    assert decided(sound, content[:-1]).problems == ()  # nothing but the closing newline is gone


def cuts() -> Iterator[bytes]:
    """The shipped briefing cut at every twentieth line, and at 120 random bytes."""
    content = SHIPPED.read_bytes()
    chance = random.Random(17)  # noqa: S311
    end = 0
    for number, line in enumerate(LINES):
        if number % 20 == 0:
            yield content[:end]
        end += len(line.encode())
    yield from (content[: chance.randrange(len(content) - 1)] for _ in range(120))


@pytest.mark.untraced
def test_the_shipped_briefing_cut_anywhere_is_refused() -> None:
    for content in cuts():
        try:
            problems = reading.read("cut.yaml", content, to_the_end=True).problems
        except reading.UnreadableError as error:
            problems = error.problems
        assert problems, len(content)
        assert places_exist(content, tuple(problems)), len(content)


BOMBS = {
    "aliases": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(500)),
    "merge keys": "a: &a {x: y}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(500)),
    "brackets": "[" * 10_000,
    "braces": "{" * 10_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "question lines": "?\n" * 100_000,
    "double quotes": '"' * 100_000,
    "single quotes": "'" * 100_000,
    "colons": ":" * 100_000,
    "colons apart": ": " * 100_000,
    "hyphens": "-" * 100_000,
    "empty items": "-\n" * 100_000,
    "commas": f"a: [{'x,' * 100_000}]\n...\n",
    "anchors": "&a " * 100_000,
    "exclamation marks": "!" * 100_000,
    "indents": "".join(f"{' ' * n}a:\n" for n in range(500)),
    "one long line": f"a: {'x ' * 200_000}\n...\n",
    "a huge file": "x" * 1_000_000,
    "keys": "".join(f"k{n}: x\n" for n in range(9_000)) + "...\n",
    "more keys": "".join(f"k{n}: x\n" for n in range(40_000)) + "...\n",
    "null bytes": "\0" * 500_000,
    "escaped overrides": "".join(f'"\\u202e{n}": x\n' for n in range(20_000)),
    "equal keys": "a: b\n" * 100_000,
    "documents": "---\n" * 100_000,
    "a long key": f"? {'k' * 400_000}\n: x\n...\n",
    "a long anchor": f"a: &{'k' * 400_000} x\n...\n",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_few_and_short_words(sound: Shelf, bomb: str) -> None:
    problems = decided(sound, BOMBS[bomb].encode()).problems

    assert 1 <= len(problems) <= 2 * reading.ENOUGH
    assert max(len(problem.message + problem.excerpt) for problem in problems) < 600


@pytest.mark.parametrize(
    "bomb",
    [
        "".join(f"k{n}: x\n" for n in range(40_000)),
        "a:\n" + "- x\n" * 100_000,
        f"a: [{'x,' * 100_000}]",
        "[" * 500_000,
        "- " * 200_000,
    ],
)
def test_no_more_of_a_bomb_is_read_than_a_briefing_may_hold(
    monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    seen = 0
    parse = yaml.parse

    def counted(text: str, Loader: type[yaml.CSafeLoader]) -> Iterator[object]:  # noqa: N803
        nonlocal seen
        for event in parse(text, Loader):
            seen += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    with pytest.raises(reading.UnreadableError):
        reading.read("bomb", bomb.encode())
    assert seen <= reading.MOST + 10


def test_a_file_full_of_wrong_entries_is_refused_rule_by_rule_in_few_words(sound: Shelf) -> None:
    cite = "{source: gazette, paragraph: 3, anchor: the ferries had never}"
    wrong = "".join(f"  - {{id: s-{n}, text: She met., cite: {cite}}}\n" for n in range(1_500))
    content = SOUND.replace("speakers:\n", f"facts:\n{wrong}speakers:\n", 1)
    about = content.replace("She met., cite", "She “met”., about: meeting, cite")

    assert len(decided(sound, about.encode()).problems) <= 2 * reading.ENOUGH + 1
    assert len(decided(sound, content.encode()).problems) <= reading.ENOUGH

"""Whatever is deleted, misspelt or misplaced in the shipped briefing is found where it stands.

Every key, citation and anchor is damaged once. To keep it quick many are damaged at a time, no
two of one entry and none within another, and every one of them has to be found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from bot.briefing.fingerprint import Fingerprint
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from tests.briefing.conftest import SHIPPED, Shelf

pytestmark = pytest.mark.untraced

TEXT = SHIPPED.read_text("utf-8")
SCHEMA: dict[str, Any] = Briefing.model_json_schema()
BLUEPRINT = Fingerprint.load((SHIPPED.parent / "fingerprints/blueprint.json").read_text("utf-8"))
PARAGRAPHS = len(BLUEPRINT.paragraphs)
TOGETHER = 45  # how many are damaged at a time; the bot tells of at most 100


@dataclass(frozen=True)
class Key:
    """One key of the file with its value, and where they and their holder stand (from 0)."""

    name: str
    start: int
    after: int
    value_start: int
    holder: int
    siblings: tuple[int, ...]
    required: bool
    value: Any

    def expected(self, message: str) -> tuple[int, int, str]:
        """A problem at this key's holder once the key is gone."""
        first = self.siblings[1 if self.start == self.siblings[0] else 0]
        return (*place(self.holder if TEXT[self.holder] == "{" else first), message)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    for choice in schema.get("anyOf", ()):
        if choice != {"type": "null"}:
            return resolved(choice)
    if "$ref" in schema:
        return resolved(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    return schema


def keys(node: yaml.Node, schema: dict[str, Any]) -> Iterator[Key]:
    schema = resolved(schema)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from keys(item, schema["items"])
    if isinstance(node, yaml.MappingNode):
        siblings = tuple(key.start_mark.index for key, _ in node.value) * 2
        for key, value in node.value:
            yield Key(
                key.value,
                key.start_mark.index,
                value.end_mark.index,
                value.start_mark.index,
                node.start_mark.index,
                siblings,
                key.value in schema["required"],
                value.value,
            )
            yield from keys(value, schema["properties"][key.value])


ROOT = yaml.compose(TEXT, yaml.CSafeLoader)
KEYS = list(keys(ROOT, SCHEMA)) if ROOT else []
ANCHORS = [key for key in KEYS if key.name == "anchor"]
PARAGRAPH_KEYS = [key for key in KEYS if key.name == "paragraph"]


def batches(chosen: Iterable[Key], size: int = TOGETHER) -> list[list[Key]]:
    """The keys, in the order of the file, in batches in which they do not meet."""
    made: list[list[Key]] = []
    for key in chosen:
        for batch in made:
            apart = batch[-1].after <= key.start and key.holder not in {one.holder for one in batch}
            if apart and len(batch) < size:
                batch.append(key)
                break
        else:
            made.append([key])
    return made


def place(offset: int) -> tuple[int, int]:
    before = TEXT[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def without(gone: Iterable[Key]) -> str:
    """The text with spaces for some keys and their values, so that nothing else moves."""
    text = TEXT
    for key in gone:
        end = key.after + (text[key.after] == ",")
        blank = "".join("\n" if letter == "\n" else " " for letter in text[key.start : end])
        text = text[: key.start] + blank + text[end:]
    return text


def replaced(values: Iterable[tuple[int, str, str]]) -> str:
    """The text with words in some places exchanged, from the last to the first."""
    text = TEXT
    for start, old, new in sorted(values, reverse=True):
        assert text.startswith(old, start)
        text = text[:start] + new + text[start + len(old) :]
    return text


def told(problems: Iterable[Problem]) -> set[tuple[int, int, str]]:
    return {(problem.line, problem.column, problem.message) for problem in problems}


def misspelt(word: str) -> str:
    middle = len(word) // 2
    return word[:middle] + ("z" if word[middle] != "z" else "q") + word[middle + 1 :]


def test_the_sweep_covers_the_file() -> None:
    assert sum(key.name == "cite" for key in KEYS) > 400
    assert len(ANCHORS) == len(PARAGRAPH_KEYS) > 70
    assert len(KEYS) > 3000


@pytest.mark.parametrize(
    "batch", batches(key for key in KEYS if key.required), ids=lambda batch: str(batch[0].start)
)
def test_a_deleted_key_is_missed_where_its_entry_begins(shipped: Shelf, batch: list[Key]) -> None:
    problems = shipped.problems(without(batch))

    assert told(problems) == {key.expected(f"`{key.name}` is missing") for key in batch}


@pytest.mark.parametrize("batch", batches(KEYS), ids=lambda batch: str(batch[0].start))
def test_a_misspelt_key_is_pointed_at_with_the_right_one(shipped: Shelf, batch: list[Key]) -> None:
    content = replaced((key.start, key.name, misspelt(key.name)) for key in batch)

    unknown = {
        (problem.line, problem.column): problem.hint
        for problem in shipped.problems(content)
        if problem.message.startswith("unknown key")
    }
    assert unknown.keys() == {place(key.start) for key in batch}
    assert all(key.name in unknown[place(key.start)] for key in batch)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cite", "needs either `cite` or `silent`"),
        ("silent", "needs either `cite` or `silent`"),
        ("code", "a state has a `code`, an organisation has `organisation: true`"),
        ("organisation", "a state has a `code`, an organisation has `organisation: true`"),
        ("region", "a state has a `region`"),
    ],
)
def test_what_an_entry_needs_one_way_or_another_is_missed(
    shipped: Shelf, name: str, message: str
) -> None:
    outsiders = TEXT.index("\n  outsiders:")
    states = [key for key in KEYS if key.name == "code" and key.start < outsiders]
    holders = {key.holder for key in states}
    chosen = {
        "code": states,
        "region": [key for key in KEYS if key.name == "region" and key.holder in holders],
    }.get(name, [key for key in KEYS if key.name == name and not key.required])

    assert chosen
    for batch in batches(chosen):
        problems = shipped.problems(without(batch))
        assert told(problems) == {key.expected(message) for key in batch}


@pytest.mark.parametrize("name", ["anchor", "paragraph"])
def test_every_deleted_anchor_or_paragraph_is_missed(shipped: Shelf, name: str) -> None:
    chosen = [key for key in KEYS if key.name == name]

    found = told(shipped.problems(without(chosen)))
    assert {(*place(key.holder), f"`{name}` is missing") for key in chosen} <= found


@pytest.mark.parametrize("shift", range(1, PARAGRAPHS))
def test_an_anchor_in_any_other_paragraph_is_misplaced(shipped: Shelf, shift: int) -> None:
    moved = [
        (key.value_start, key.value, str((int(key.value) - 1 + shift) % PARAGRAPHS + 1))
        for key in PARAGRAPH_KEYS
    ]
    # Places after a number that has one digit more or less are one further right or left.
    lines = {
        (anchor.start, place(anchor.value_start)[0], int(number.value), int(new))
        for anchor, number, (_, _, new) in zip(ANCHORS, PARAGRAPH_KEYS, moved, strict=True)
    }

    found = {(line, message) for line, _, message in told(shipped.problems(replaced(moved)))}
    assert {
        (line, f"`anchor`: these words stand in ¶{old}, not in ¶{new}")
        for _, line, old, new in lines
    } <= found


@pytest.mark.parametrize("word", [0, 1, 2])
def test_an_anchor_with_another_word_stands_nowhere(shipped: Shelf, word: int) -> None:
    changes = []
    for key in ANCHORS:
        words = key.value.split()
        start = TEXT.index(words[word], key.value_start)
        changes.append((start, words[word], misspelt(words[word])))

    found = told(shipped.problems(replaced(changes)))
    nowhere = "`anchor`: these words stand nowhere in the source"
    assert {(*place(key.value_start), nowhere) for key in ANCHORS} <= found


def test_every_citation_of_a_source_that_is_not_listed_is_found(shipped: Shelf) -> None:
    sources = [key for key in KEYS if key.name == "source"]
    for batch in batches(sources, size=90):
        content = replaced((key.value_start, key.value, misspelt(key.value)) for key in batch)
        found = told(shipped.problems(content))
        assert {
            (*place(key.value_start), f"`source`: no source has the id `{misspelt(key.value)}`")
            for key in batch
        } <= found


@pytest.mark.parametrize("name", ["verb", "reported_by", "difference", "silent", "topics"])
def test_a_reference_to_nothing_is_found(shipped: Shelf, name: str) -> None:
    chosen = [key for key in KEYS if key.name == name]
    values = [(key.value_start, key.value) for key in chosen if isinstance(key.value, str)]
    items = [item for key in chosen if isinstance(key.value, list) for item in key.value]
    ids = [
        (item.start_mark.index, item.value) for item in items if isinstance(item, yaml.ScalarNode)
    ]

    assert values or ids
    for start, value in [*values, *ids][:90:9]:
        found = shipped.problems(replaced([(start, value, misspelt(value))]))
        assert place(start) in {(problem.line, problem.column) for problem in found}

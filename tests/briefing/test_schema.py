"""The schema explains every key to an editor: what it is, and an example that would do."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from bot.briefing import model
from bot.briefing.examples import example, example_of, written
from bot.briefing.model import Briefing, Citation, Difference, Member
from bot.briefing.reading import read
from bot.briefing.written import Value
from tests.briefing.conftest import ROOT

SCHEMA: dict[str, Any] = Briefing.model_json_schema()
PARTS = [
    part
    for part in vars(model).values()
    if isinstance(part, type) and issubclass(part, Value) and part is not Value
]
FIELDS = [
    pytest.param(field, id=f"{part.__name__}.{name}")
    for part in PARTS
    for name, field in part.model_fields.items()
]


def properties() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of the schema, and the items of every list of texts, by name."""
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        for name, key in part["properties"].items():
            yield f"{part['title']}.{name}", key
            if "items" in key and "$ref" not in key["items"]:
                yield f"{part['title']}.{name}[]", key["items"]


def test_the_schema_beside_the_briefings_is_the_models() -> None:
    kept = (ROOT / "briefings/briefing.schema.json").read_text("utf-8")

    assert json.loads(kept) == SCHEMA


@pytest.mark.parametrize("key", [pytest.param(key, id=name) for name, key in properties()])
def test_every_key_is_described_and_exemplified(key: dict[str, Any]) -> None:
    assert key["description"]
    assert key["examples"]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_part_is_described_and_exemplified(part: type[BaseModel]) -> None:
    schema = SCHEMA["$defs"].get(part.__name__, SCHEMA)

    assert schema["description"]
    assert part.model_validate(schema["examples"][0]).model_fields_set


@pytest.mark.parametrize("field", FIELDS)
def test_every_example_is_a_value_that_its_field_takes(field: FieldInfo) -> None:
    annotation: Any = Annotated[field.annotation, field]
    key = TypeAdapter[Any](annotation)

    assert [key.validate_python(one) for one in (field.examples or [example_of(field)])]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_an_example_is_read_back_as_it_is_written(part: type[BaseModel]) -> None:
    line = f"key: {written(example(part))}\n"
    (back,) = read("example.yaml", line.encode()).plain().values()  # type: ignore[union-attr]

    assert part.model_validate(back) == part.model_validate(example(part))


def test_an_example_holds_the_keys_that_are_needed() -> None:
    assert example(Difference).keys() == {"id", "question", "readings"}


def test_a_part_may_have_a_better_example_of_its_own() -> None:
    assert example(Citation)["anchor"] == "in Brussels, Rome and Marrakesh"
    assert example(Member)["code"] == "NO"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("plain words", "plain words"),
        ("a: b", '"a: b"'),
        ("ends with:", '"ends with:"'),
        ("2026-11-25T09:00+01:00", "2026-11-25T09:00+01:00"),
        ("one, two", '"one, two"'),
        ("https://example.org/page?a=1", "https://example.org/page?a=1"),
        (True, "true"),
        (12, "12"),
        (["a", {"b": "c"}], "[a, {b: c}]"),
    ],
)
def test_a_value_is_written_as_it_can_stand_in_a_line(value: object, line: str) -> None:
    assert written(value) == line

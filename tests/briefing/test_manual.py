"""The manual says what the model and the refusals say."""

from docs import fields
from tests.briefing.test_refusals import FILES
from tests.briefing.test_schema import PARTS

MANUAL = fields.MANUAL.read_text("utf-8")


def stems() -> list[str]:
    groups = [
        *(stems for _, stems in fields.KINDS.values()),
        *fields.FIELDS.values(),
        *fields.FILE.values(),
    ]
    return [stem for group in groups for stem in group.split()]


def test_the_manual_is_what_is_written_from_the_model_and_the_refusals() -> None:
    assert fields.renewed(MANUAL) == MANUAL, "write it anew: python -m docs.fields"


def test_the_manual_explains_every_field_of_every_part() -> None:
    for part in PARTS:
        section = MANUAL.partition(f"\n### {part.__name__}\n")[2].partition("\n### ")[0]
        assert [f"- **`{name}`**" in section for name in part.model_fields] == [True] * len(
            part.model_fields
        )


def test_the_manual_shows_every_mistake_once() -> None:
    assert sorted([*stems(), fields.SEVERAL]) == sorted(file.stem for file in FILES)


def test_a_mistake_of_a_field_belongs_to_a_field_that_there_is() -> None:
    there = {f"{part.__name__}.{name}" for part in PARTS for name in part.model_fields}

    assert fields.FIELDS.keys() <= there

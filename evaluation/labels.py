"""The labelled questions: what people ask, and which entries answer it."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

Set = Literal["tune", "report"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FILE = Path(__file__).parent / "questions.yaml"


class Question(BaseModel):
    """One question; of `answer`, `choice` and `refuse` it has one.

    `answer` lists the ids of all entries that answer it, or lines of commands; a list of lists
    is for several questions in one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    kind: Literal["plain", "typo", "one-word", "long-winded", "caps", "several"]
    answer: tuple[str, ...] | tuple[tuple[str, ...], ...] = ()
    choice: tuple[str, ...] = ()
    refuse: bool = False

    @model_validator(mode="after")
    def _has_one_label(self) -> "Question":
        if [bool(self.answer), bool(self.choice), self.refuse].count(True) != 1:
            raise ValueError("needs one of `answer`, `choice`, `refuse`")
        return self

    @property
    def wanted(self) -> tuple[tuple[str, ...], ...]:
        """The ids that answer each of the questions in it."""
        if self.answer and isinstance(self.answer[0], str):
            return (tuple(str(one) for one in self.answer),)
        return tuple(tuple(one) for one in self.answer)


def labelled(chosen: Set, file: Path = FILE) -> Sequence[Question]:
    """Return the questions of a set."""
    return [Question.model_validate(one) for one in _read(file)[chosen]]


@cache
def _read(file: Path) -> Mapping[Set, Sequence[Mapping[str, object]]]:
    with file.open(encoding="utf-8") as text:
        sets: dict[Set, list[dict[str, object]]] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - safe
    return sets

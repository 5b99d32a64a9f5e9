"""Which keys of a model hold words for people to read, rather than an id, a number or a choice."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from bot.briefing.written import NotBlank


def prose(model: type[BaseModel]) -> frozenset[str]:
    """Return these keys of a model and of all its parts."""
    return frozenset(_prose(model))


def _prose(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        within = [field.annotation, *field.metadata, *_within(field.annotation)]
        if NotBlank in within:
            yield name
        for part in within:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _prose(part)


def _within(annotation: Any) -> Iterator[Any]:
    """Yield all that an annotation like `tuple[Name, ...] | None` is made of."""
    for part in get_args(annotation):
        yield part
        yield from _within(part)

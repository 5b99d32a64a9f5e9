"""An example of every part of a model, made of the examples of its fields."""

import re
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_PLAIN = re.compile(r"(?!.*(?:: |:$| #| $))\w[^,\[\]{}\"]*")


def example(model: type[BaseModel]) -> dict[str, Any]:
    """Return one such part: its own example, or an example of each key that it needs."""
    own = cast("dict[str, Any]", model.model_config.get("json_schema_extra", {})).get("examples")
    if own:
        return cast("dict[str, Any]", own[0])
    needed = {name: field for name, field in model.model_fields.items() if field.is_required()}
    return {name: example_of(field) for name, field in needed.items()}


def example_of(field: FieldInfo) -> Any:
    """Return the first example of a field; a field of parts has the parts' own."""
    if field.examples:
        return field.examples[0]
    kind = inner(field.annotation)
    if get_origin(kind) is tuple:
        return [example(get_args(kind)[0])]
    return example(kind)


def inner(annotation: Any) -> Any:
    """Return X for `X | None`."""
    if get_origin(annotation) in {Union, UnionType}:
        return next(choice for choice in get_args(annotation) if choice is not type(None))
    return annotation


def written(value: Any) -> str:
    """Return a value as it can stand in a line of a briefing file."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {written(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(one) for one in value) + "]"
        case bool():
            return str(value).lower()
        case str() if not _PLAIN.fullmatch(value):
            return f'"{value}"'
    return str(value)

"""Every method and parameter that the simulator declares is one of the Bot API, of that type."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from bot.simulator.methods.base import Method
from bot.simulator.methods.registry import METHODS

BOT_API = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api.json"
PLAIN = {int: "Integer", str: "String", bool: "Boolean"}


def documented() -> dict[str, Any]:
    if not BOT_API.exists():
        pytest.skip(f"{BOT_API} is absent")
    document: dict[str, Any] = json.loads(BOT_API.read_text())
    return document


def types(annotation: Any) -> Iterator[str]:
    """The Bot API's names for a Python type."""
    origin = get_origin(annotation)
    if origin is list:
        yield from (f"Array of {inner}" for inner in types(get_args(annotation)[0]))
    elif origin is Literal:
        yield "String"
    elif origin in {Union, UnionType}:
        for part in get_args(annotation):
            yield from types(part)
    elif annotation is not type(None):
        yield PLAIN.get(annotation, annotation.__name__)


def objects(annotation: Any) -> Iterator[type[BaseModel]]:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
            for field in part.model_fields.values():
                yield from objects(field.annotation)
        elif part is not annotation:
            yield from objects(part)


def fields_of(description: dict[str, Any]) -> dict[str, list[str]]:
    return {field["name"]: field["types"] for field in description.get("fields", [])}


def accepted(api: dict[str, Any], names: list[str]) -> set[str]:
    """These types, and what may stand where one of several is expected."""
    found = set(names)
    for name in names:
        opening, inner = ("Array of ", name[9:]) if name.startswith("Array of ") else ("", name)
        found |= {f"{opening}{one}" for one in api.get(inner, {}).get("subtypes", [])}
    return found


def heirs(base: type[Any]) -> Iterator[type[Any]]:
    for heir in base.__subclasses__():
        yield heir
        yield from heirs(heir)


def test_every_method_can_be_called() -> None:
    public = {method.name() for method in heirs(Method) if not method.__name__.startswith("_")}

    assert public == set(METHODS)


@pytest.mark.parametrize("name", METHODS)
def test_every_parameter_is_one_of_the_bot_api(name: str) -> None:
    document = documented()
    known = fields_of(document["methods"][name])

    for parameter, field in METHODS[name].model_fields.items():
        allowed = accepted(document["types"], known[parameter])
        assert set(types(field.annotation)) <= allowed, parameter


def test_every_object_is_one_of_the_bot_api() -> None:
    api = documented()["types"]
    declared = {
        form
        for method in METHODS.values()
        for field in method.model_fields.values()
        for form in objects(field.annotation)
    }

    assert {form.__name__ for form in declared} >= {"BotCommand", "InlineKeyboardButton"}
    for form in declared:
        descriptions = [
            api[form.__name__],
            *(api[name] for name in api[form.__name__].get("subtypes", [])),
        ]
        known: dict[str, list[str]] = {}
        for description in descriptions:
            known |= fields_of(description)
        for name, field in form.model_fields.items():
            allowed = accepted(api, known[name])
            assert set(types(field.annotation)) <= allowed, f"{form.__name__}.{name}"

"""From a document to a model, or every mismatch in words that say what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.briefing.document import Document, Path, shown
from bot.briefing.problem import Problem
from bot.briefing.reading import ENOUGH

NEAR = 60  # of 100: how like a known word another has to be

Model = TypeVar("Model", bound=BaseModel)

_PATTERNS = {
    r"^[A-Z]{2}$": "is `{given}`, should be a country code of two capital letters, like NO",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "is `{given}`, should be lower-case letters, digits and hyphens",
}
_MISMATCHES = {
    "string_type": ("should be one text", "A list or keys stand here."),
    "tuple_type": ("should be a list", "Start each item on its own line with a dash: - …"),
    "model_type": ("should have keys", "Write `key: value` lines, indented below it."),
    "string_too_short": ("is empty", ""),
    "string_too_long": ("has {length} characters, at most {max_length}", "Shorten it."),
    "too_short": ("has too few items, at least {min_length}", "Add what is missing."),
    "too_long": ("has too many items, at most {max_length}", "Take some out."),
    "greater_than_equal": ("should be {ge} or more", ""),
    "int_type": ("should be a whole number in plain digits, like 85", ""),
    "date_type": ("should be a date like 2022-05-11", ""),
    "date_from_datetime_parsing": ("is no day of the calendar", ""),
    "date_parsing": ("is no day of the calendar", ""),
    "value_error": ("{error}", ""),
    "literal_error": ("should be one text", "A list or keys stand here."),
}


@dataclass(frozen=True)
class Shaped(Generic[Model]):
    """What a document's values make: a model, and what had to be left out of it.

    `document` is the document the model stands for: with problems, less the parts they blame.
    """

    document: Document
    value: Model | None
    problems: tuple[Problem, ...]


def shape(document: Document, model: type[Model]) -> Shaped[Model]:
    """Return the model of a document; with problems, the model of what is sound in it, or none."""
    try:
        return Shaped(document, model.model_validate(document.plain()), ())
    except ValidationError as error:
        details = error.errors(include_url=False)
    own = [detail for detail in details if not _follows(document, detail)]
    problems = tuple(_problem(document, model, detail) for detail in own[:ENOUGH])
    sound = document.without({_to_leave_out(detail) for detail in details})
    try:
        return Shaped(sound, model.model_validate(sound.plain()), problems)
    except ValidationError:
        return Shaped(sound, None, problems)


def nearest(word: str, known: Sequence[str], near: int = NEAR) -> str | None:
    """Return the known word that the given one most likely means, if one is near."""
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=near)
    return found[0] if found else None


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return the way out for a word that is not among the known ones."""
    near = nearest(word, known)
    if near is not None:
        return f"Did you mean `{near}`?"
    return f"Known: {', '.join(known)}." if len(known) <= 12 else ""  # noqa: PLR2004


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    if detail["type"] == "extra_forbidden":
        hint = _meant_key(document, model, path)
        name = shown(str(path[-1]))
        return document.problem(path, f"unknown key `{name}`", hint, at_key=True)
    if detail["type"] == "missing":
        return document.problem(path[:-1], f"`{path[-1]}` is missing", _about(model, path))
    message, hint = _mismatch(detail)
    return document.problem(path, f"{_named(detail)}{message}", hint)


def _follows(document: Document, detail: ErrorDetails) -> bool:
    """Tell whether this only follows from a problem that is reported already."""
    path = detail["loc"]
    if detail["type"] == "missing":  # the key stands there, and its value was refused
        return path[-1] in document.keys(path[:-1])
    # Items that do not fit are not counted.
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _mismatch(detail: ErrorDetails) -> tuple[str, str]:
    context, given = detail.get("ctx", {}), detail["input"]
    if detail["type"] == "literal_error" and isinstance(given, str):
        known = _choices(context["expected"])
        return f"is `{shown(given)}`, should be one of: {', '.join(known)}", _meant(given, known)
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS[context["pattern"]].format(given=shown(given)), ""
    message, hint = _MISMATCHES.get(detail["type"], ("{unforeseen}", ""))
    return message.format(unforeseen=detail["msg"], length=len(str(given)), **context), hint


def _choices(expected: str) -> list[str]:
    return [choice.strip("'") for choice in expected.replace(" or ", ", ").split(", ")]


def _meant(given: str, known: Sequence[str]) -> str:
    near = nearest(given, known)
    return f"Did you mean `{near}`?" if near else ""


def _meant_key(document: Document, model: type[BaseModel], path: Path) -> str:
    legal = list(_model_at(model, path[:-1]).model_fields)
    present = document.keys(path[:-1])
    missing = [name for name in legal if name not in present]
    near = nearest(str(path[-1]), missing) or nearest(str(path[-1]), legal)
    return f"Did you mean `{near}`?" if near else f"Known keys: {', '.join(legal)}."


def _about(model: type[BaseModel], path: Path) -> str:
    described = _model_at(model, path[:-1]).model_fields[str(path[-1])].description
    return f"It says: {described}." if described else "Add it."


def _named(detail: ErrorDetails) -> str:
    path = detail["loc"]
    if detail["type"] == "value_error" and isinstance(detail["input"], dict):
        return ""  # said of several keys together
    if isinstance(path[-1], int):
        return f"an item of `{path[-2]}` "
    return f"`{path[-1]}` "


def _to_leave_out(detail: ErrorDetails) -> Path:
    # An unknown key goes alone; any other mismatch takes its whole list item with it.
    path = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return path
    indexes = [position for position, step in enumerate(path) if isinstance(step, int)]
    return path[: indexes[-1] + 1] if indexes else path


def _model_at(model: Any, path: Path) -> type[BaseModel]:
    for step in path:
        if isinstance(step, int):
            model = _inner(get_args(_inner(model))[0])
        else:
            model = _inner(_inner(model).model_fields[step].annotation)
    return cast("type[BaseModel]", _inner(model))


def _inner(annotation: Any) -> Any:
    """Return X for `X | None`."""
    if get_origin(annotation) in {Union, UnionType}:
        return next(choice for choice in get_args(annotation) if choice is not type(None))
    return annotation

"""From a document to a model, or every mismatch in words that say what would be right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.briefing.document import LONGEST_NAME, Document, Path, shown
from bot.briefing.examples import inner, written
from bot.briefing.problem import Problem
from bot.briefing.prose import prose
from bot.briefing.reading import ENOUGH
from bot.briefing.slips import cut_off

NEAR = 60  # of 100: how like a known word another has to be

Model = TypeVar("Model", bound=BaseModel)

_PATTERNS = {
    r"^[A-Z]{2}$": "is `{given}`, should be a country code of two capital letters",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "is `{given}`, should be lower-case letters, digits and hyphens",
}
# What pydantic says, in words of ours; without a way out of its own, the field's example is shown.
_MISMATCHES = {
    "string_type": ("should be one text", "A list or keys stand here."),
    "tuple_type": ("should be a list", "Start each item on its own line with a dash: - …"),
    "model_type": (
        "should have keys",
        "Write `key: value` lines, indented below it, or `{{key: value, …}}`.",
    ),
    "string_too_short": ("is empty", ""),
    "string_too_long": ("has {length} characters, at most {max_length}", "Shorten it."),
    "too_short": ("has too few items, at least {min_length}", "Add what is missing."),
    "too_long": ("has too many items, at most {max_length}", "Take some out."),
    "greater_than_equal": ("should be {ge} or more", ""),
    "int_type": ("should be a whole number in plain digits, like 85", ""),
    "date_type": ("should be a date like 2022-05-11", ""),
    "date_from_datetime_parsing": ("is no day of the calendar", ""),
    "date_parsing": ("is no day of the calendar", ""),
    "datetime_type": ("should be a moment with its zone", ""),
    "datetime_from_date_parsing": ("is no moment of calendar and clock", ""),
    "value_error": ("{error}", ""),
    "together": ("{unforeseen}", "{remedy}"),
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
    value, details = _validated(document, model)
    cut = _cut(document, model)
    if value is not None and not cut:
        return Shaped(document, value, ())
    meant = {_meant_path(document, model, detail) for detail in details}
    own = [detail for detail in details if not _follows(document, detail, meant)]
    problems = (*cut.values(), *(_problem(document, model, detail) for detail in own[:ENOUGH]))
    sound = document.without({_to_leave_out(detail) for detail in details} | {*map(_item, cut)})
    return Shaped(sound, _validated(sound, model)[0], problems)


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


def _validated(document: Document, model: type[Model]) -> tuple[Model | None, list[ErrorDetails]]:
    try:
        return model.model_validate(document.plain()), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _cut(document: Document, model: type[BaseModel]) -> dict[Path, Problem]:
    """Return the problems of texts that a comment cuts off, by the paths of the texts."""
    file, lines, keys = document.file, document.lines, prose(model)
    found = islice((one for one in document.cut() if _key(one[0]) in keys), ENOUGH)
    return {path: cut_off(file, lines, comment) for path, comment in found}


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    if detail["type"] == "extra_forbidden":
        hint = _meant_key(document, model, path)
        name = shown(str(path[-1]))
        return document.problem(path, f"unknown key `{name}`", hint, at_key=True)
    if detail["type"] == "missing":
        return document.problem(path[:-1], f"`{path[-1]}` is missing", _about(model, path))
    message, hint = _mismatch(detail)
    return document.problem(path, f"{_named(detail)}{message}", hint or _like(model, path))


def _follows(document: Document, detail: ErrorDetails, meant: Collection[Path | None]) -> bool:
    """Tell whether this only follows from a problem that is reported already."""
    path = detail["loc"]
    if detail["type"] == "missing":  # the key is misspelt, or its value was refused
        return path in meant or path[-1] in document.keys(path[:-1])
    # Items that do not fit are not counted.
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _mismatch(detail: ErrorDetails) -> tuple[str, str]:
    context, given = detail.get("ctx", {}), detail["input"]
    if detail["type"] == "literal_error" and isinstance(given, str):
        known = _choices(context["expected"])
        return f"is `{shown(given)}`, should be one of: {', '.join(known)}", _meant(given, known)
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS[context["pattern"]].format(given=shown(given)), ""
    if detail["type"] == "tuple_type" and str(given).startswith("-"):
        return "should be a list", "Write a space after each dash: - …"
    message, hint = _MISMATCHES.get(detail["type"], ("{unforeseen}", ""))
    told = {"unforeseen": detail["msg"], "length": len(str(given)), **context}
    return message.format(**told), hint.format(**told)


def _choices(expected: str) -> list[str]:
    return [choice.strip("'") for choice in expected.replace(" or ", ", ").split(", ")]


def _meant(given: str, known: Sequence[str]) -> str:
    near = nearest(given, known)
    return f"Did you mean `{near}`?" if near else ""


def _meant_path(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Path | None:
    path = detail["loc"]
    near = _near_key(document, model, path) if detail["type"] == "extra_forbidden" else None
    return (*path[:-1], near) if near else None


def _meant_key(document: Document, model: type[BaseModel], path: Path) -> str:
    near = _near_key(document, model, path)
    legal = _model_at(model, path[:-1]).model_fields
    return f"Did you mean `{near}`?" if near else f"Known keys: {', '.join(legal)}."


def _near_key(document: Document, model: type[BaseModel], path: Path) -> str | None:
    legal = list(_model_at(model, path[:-1]).model_fields)
    present = document.keys(path[:-1])
    missing = [name for name in legal if name not in present]
    return nearest(str(path[-1]), missing) or nearest(str(path[-1]), legal)


def _about(model: type[BaseModel], path: Path) -> str:
    field = _field_at(model, path)
    line = f"{path[-1]}: {written(field.examples[0])}" if field.examples else ""
    added = f"Add `{line}`." if 0 < len(line) <= LONGEST_NAME else "Add it."
    return f"{added} It says: {field.description}." if field.description else added


def _like(model: type[BaseModel], path: Path) -> str:
    """Return the way out that an example shows."""
    name = _key(path)
    path = path[: len(path) - path[::-1].index(name)]
    examples = _field_at(model, path).examples
    return f"Write it like `{name}: {written(examples[0])}`." if examples else ""


def _key(path: Path) -> str:
    return next(step for step in reversed(path) if isinstance(step, str))


def _named(detail: ErrorDetails) -> str:
    path = detail["loc"]
    if detail["type"] == "together":
        return ""
    if isinstance(path[-1], int):
        return f"an item of `{path[-2]}` "
    return f"`{path[-1]}` "


def _to_leave_out(detail: ErrorDetails) -> Path:
    # An unknown key goes alone; any other mismatch takes its whole list item with it.
    return detail["loc"] if detail["type"] == "extra_forbidden" else _item(detail["loc"])


def _item(path: Path) -> Path:
    """Return the path of the list item that a path leads into; without one, the path itself."""
    indexes = [position for position, step in enumerate(path) if isinstance(step, int)]
    return path[: indexes[-1] + 1] if indexes else path


def _field_at(model: type[BaseModel], path: Path) -> FieldInfo:
    return _model_at(model, path[:-1]).model_fields[str(path[-1])]


def _model_at(model: Any, path: Path) -> type[BaseModel]:
    for step in path:
        if isinstance(step, int):
            model = inner(get_args(inner(model))[0])
        else:
            model = inner(inner(model).model_fields[step].annotation)
    return cast("type[BaseModel]", inner(model))

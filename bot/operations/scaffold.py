"""A new briefing file: whole, sound and commented, with a placeholder wherever words are wanted."""

import json
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.briefing.model import Briefing
from bot.briefing.written import Id, Value

SCHEMA = "briefing.schema.json"
_NAME = "the-name-of-the-file"


def scaffold(folder: Path, name: str) -> list[Path]:
    """Write a new briefing, and the schema beside it if there is none; return what was written.

    ValueError if the name can be no id; OSError, above all FileExistsError, if nothing was written.
    """
    file = folder / f"{_id(name)}.yaml"
    text = files("bot.operations").joinpath("scaffold.yaml").read_text("utf-8")
    _write(file, text.replace(_NAME, name))
    schema = folder / SCHEMA
    if schema.exists():
        return [file]
    _write(schema, schema_text())
    return [file, schema]


def schema_text(model: type[Value] = Briefing) -> str:
    """Return the JSON Schema of briefing files, or of another model's, as editors read it."""
    return json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def _id(name: str) -> str:
    try:
        return TypeAdapter[str](Id).validate_python(name)
    except ValidationError:
        raise ValueError(
            "an id has at most 40 lower-case letters, digits and hyphens, like marrakesh-2022"
        ) from None


def _write(file: Path, text: str) -> None:
    with file.open("x", encoding="utf-8", newline="\n") as new:
        new.write(text)

"""What a single value of a file may be: ids, names, days, addresses; and what refuses another."""

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    HttpUrl,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from bot.briefing.examples import example, example_of

ID, LONGEST_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$", 40
_DATE, _TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"
MOMENT = rf"2[01][0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}(Z|[+-][0-9]{{2}}:[0-9]{{2}})"


def _plain_number(written: object) -> object:
    # The file hands over text; "010", "1_000" or "+5" may mean something else to their author.
    if isinstance(written, str) and not re.fullmatch(r"0|[1-9][0-9]{0,8}", written):
        raise ValueError("should be a whole number in plain digits, like 85")
    return written


def _yes_or_no(written: object) -> object:
    if not isinstance(written, str | bool) or written not in {"true", "false", True, False}:
        raise ValueError("should be true or false")
    return written


def _calendar_date(written: object) -> object:
    if isinstance(written, str) and not re.fullmatch(_DATE, written):
        raise ValueError("should be a date like 2022-05-11")
    return written


def _zoned_moment(written: object) -> object:
    # Without a zone it would be another moment on another machine.
    if not isinstance(written, str) or re.fullmatch(MOMENT, written):
        return written
    if re.fullmatch(_DATE, written):
        raise ValueError("has no time of day and no zone")
    if re.fullmatch(f"{_DATE}[T ]{_TIME}", written):
        raise ValueError("has no zone; it ends with Z (UTC), or like +01:00")
    raise ValueError("should be a moment with its zone")


def _web_address(written: str) -> str:
    # HttpUrl alone mends blanks and missing slashes; Telegram drops such a link.
    with suppress(ValueError):
        if re.fullmatch(r"https?://\S+", written) and HttpUrl(written):
            return written
    raise ValueError("should be a web address like https://example.org/page")


def _not_blank(written: str) -> str:
    if not written.strip():
        raise ValueError("is empty")
    return written


Id = Annotated[str, StringConstraints(pattern=ID, max_length=LONGEST_ID)]
NotBlank = AfterValidator(_not_blank)
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), NotBlank]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400), NotBlank]
Number = Annotated[int, BeforeValidator(_plain_number), WithJsonSchema({"type": "integer"})]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, BeforeValidator(_calendar_date)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_zoned_moment),
    WithJsonSchema({"type": "string", "pattern": f"^{MOMENT}$"}),
]
Url = Annotated[str, StringConstraints(max_length=800), AfterValidator(_web_address)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Value(BaseModel):
    """What every part of a briefing has in common: it never changes, and knows its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the schema with an example of the part, and of each of its keys."""
        made = handler.resolve_ref_schema(handler(core_schema))
        made["examples"] = [example(cls)]
        for name, field in cls.model_fields.items():
            made["properties"][name].setdefault("examples", [example_of(field)])
        return made

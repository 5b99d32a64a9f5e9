"""How a call becomes a method with checked parameters, or a refusal that names the parameter."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.simulator.replies import Payload, RefusedError, bad_request
from bot.simulator.telegram import Telegram

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

ChatId = int | str


class Form(BaseModel):
    """Something the bot sends; a field that is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Method(Form, ABC):
    """One method of the Bot API."""

    @abstractmethod
    async def answer(self, telegram: Telegram) -> object:
        """Carry the call out; the result as JSON, or a RefusedError."""

    @classmethod
    def name(cls) -> str:
        return cls.__name__[0].lower() + cls.__name__[1:]

    @classmethod
    def decoded(cls, raw: Mapping[str, Any]) -> Payload:
        """Parameters as values: forms carry all but strings as JSON, and leave out by emptiness."""
        return {name: cls._decoded(name, value) for name, value in raw.items() if value != ""}

    @classmethod
    def read(cls, parameters: Payload) -> Self:
        _check_encoding(parameters)
        try:
            return cls.model_validate(parameters)
        except ValidationError as problem:
            raise _refusal(cls.name(), problem.errors()[0]) from problem

    @classmethod
    def _decoded(cls, name: str, value: Any) -> Any:
        field = cls.model_fields.get(name)
        if not isinstance(value, str) or field is None or field.annotation is str:
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value


def _check_encoding(parameters: Payload) -> None:
    try:
        json.dumps(parameters, ensure_ascii=False).encode()
    except UnicodeEncodeError as problem:
        raise bad_request("strings must be encoded in UTF-8") from problem


def _refusal(method: str, error: "ErrorDetails") -> RefusedError:
    parameter = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return bad_request(
            f'the simulator knows no parameter "{parameter}" of {method} '
            "(stricter than Telegram, which ignores unknown ones)"
        )
    if error["type"] == "missing":
        return bad_request(_MISSING.get(parameter, f'parameter "{parameter}" is required'))
    if error["type"] == "value_error":
        return bad_request(error["msg"].removeprefix("Value error, "))
    return bad_request(f'can\'t parse parameter "{parameter}" of {method}: {error["msg"]}')


_MISSING: Mapping[str, str] = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}

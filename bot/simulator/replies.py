"""What the Bot API answers: a result or a refusal, in Telegram's own form and words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Payload = dict[str, Any]
FILE = "application/octet-stream"


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes
    content_type: str = "application/json"

    @property
    def json(self) -> Payload:
        document: Payload = json.loads(self.body)
        return document


class RefusedError(Exception):
    """A call that Telegram does not carry out; `parameters` is what it adds for machines."""

    def __init__(
        self, status: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}


def bad_request(problem: str, **parameters: int) -> RefusedError:
    return RefusedError(HTTPStatus.BAD_REQUEST, f"Bad Request: {problem}", parameters)


def forbidden(problem: str) -> RefusedError:
    return RefusedError(HTTPStatus.FORBIDDEN, f"Forbidden: {problem}")


def conflict(problem: str) -> RefusedError:
    return RefusedError(HTTPStatus.CONFLICT, f"Conflict: {problem}")


def too_many_requests(retry_after: int) -> RefusedError:
    return RefusedError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"Too Many Requests: retry after {retry_after}",
        {"retry_after": retry_after},
    )


def succeeded(result: object) -> Reply:
    return _reply(HTTPStatus.OK, {"ok": True, "result": result})


def refused(refusal: RefusedError) -> Reply:
    document: Payload = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.parameters:
        document["parameters"] = dict(refusal.parameters)
    return _reply(refusal.status, document)


def _reply(status: int, document: Payload) -> Reply:
    return Reply(status, json.dumps(document, ensure_ascii=False).encode())

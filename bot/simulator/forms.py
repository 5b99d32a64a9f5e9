"""The parameters of an HTTP request, from wherever a Bot API client may put them."""

import json
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from bot.simulator.replies import bad_request


def parameters(query: str, content_type: str, body: bytes) -> dict[str, Any]:
    """Query string and body together; where both name a parameter, the body's counts."""
    try:
        return dict(parse_qsl(query)) | _in_body(content_type, body)
    except UnicodeDecodeError as problem:
        raise bad_request("strings must be encoded in UTF-8") from problem


def _in_body(content_type: str, body: bytes) -> dict[str, Any]:
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return _json(body)
        case "multipart/form-data":
            return _multipart(content_type, body)
        case _:
            return dict(parse_qsl(body.decode()))


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body or b"{}")
    except ValueError as problem:
        raise bad_request("can't parse JSON") from problem
    if not isinstance(document, dict):
        raise bad_request("the request body must be a JSON object")
    return document


def _multipart(content_type: str, body: bytes) -> dict[str, Any]:
    header = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts = BytesParser(EmailMessage, policy=HTTP).parsebytes(header + body).iter_parts()
    return {str(part.get_param("name", "", "content-disposition")): _text(part) for part in parts}


def _text(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    return content.decode() if isinstance(content, bytes) else ""

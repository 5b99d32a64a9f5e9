"""Files that people send: what a bot is told of each, and where it finds the content."""

import mimetypes
import re
from dataclasses import dataclass
from hashlib import sha256

from bot.simulator.replies import FILE

_ID = "BQACAgIAAx"
_UNIQUE_ID = "AgAD"
_DIGITS = 24
_SUFFIX = re.compile(r"\.[A-Za-z0-9]+$")


@dataclass(frozen=True)
class Document:
    """What the Bot API says of a file; only its unique id is the same wherever it is sent."""

    file_id: str
    file_unique_id: str
    file_name: str
    mime_type: str
    file_size: int


@dataclass(frozen=True)
class Stored:
    """A file with its content, and the path under which that can be fetched."""

    document: Document
    path: str
    content: bytes


class Files:
    """All files there are; their ids follow from name and content, so that none means another."""

    def __init__(self) -> None:
        self._stored: dict[str, Stored] = {}

    def add(self, name: str, content: bytes) -> Document:
        if not (name and content):
            raise ValueError("a file has a name and at least one byte")
        document = Document(
            file_id=_ID + _digest(name.encode(), content),
            file_unique_id=_UNIQUE_ID + _digest(content),
            file_name=name,
            mime_type=mimetypes.guess_type(name)[0] or FILE,
            file_size=len(content),
        )
        suffix = _SUFFIX.search(name)
        path = f"documents/file_{len(self._stored)}{suffix.group() if suffix else ''}"
        self._stored.setdefault(document.file_id, Stored(document, path, content))
        return document

    def find(self, file_id: str) -> Stored | None:
        return self._stored.get(file_id)

    def at(self, path: str) -> bytes | None:
        return next((one.content for one in self._stored.values() if one.path == path), None)


def is_file_id(text: str) -> bool:
    """Whether it looks like one; the file may be gone all the same."""
    return text.startswith(_ID) and len(text) == len(_ID) + _DIGITS


def _digest(*parts: bytes) -> str:
    return sha256(b"\0".join(parts)).hexdigest()[:_DIGITS]

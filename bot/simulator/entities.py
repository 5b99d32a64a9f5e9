"""Marked stretches of a text, counted as Telegram counts them: in UTF-16 units."""

import re
from dataclasses import dataclass

_DETECTED = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?<![\w/@])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z0-9_]{3,32})(?!\w)"
    r"|(?<![\w&])(?P<hashtag>\#\w*[^\W\d]\w*)"
)


@dataclass(frozen=True)
class Entity:
    """One marked stretch; the optional fields belong to links, code and custom emoji."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def overlaps(self, other: "Entity") -> bool:
        return self.offset < other.end and other.offset < self.end

    def cut(self, text: str) -> str:
        units = text.encode("utf-16-le")
        return units[2 * self.offset : 2 * self.end].decode("utf-16-le")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def detected(text: str) -> tuple[Entity, ...]:
    """What the server marks of itself: commands, mentions, links and hashtags."""
    return tuple(
        Entity(
            str(found.lastgroup),
            utf16_length(text[: found.start()]),
            utf16_length(found.group()),
        )
        for found in _DETECTED.finditer(text)
    )

"""A text as a bot sends it into the text and entities as a chat shows them, within the limits."""

from dataclasses import replace

from bot.simulator.entities import Entity, detected, utf16_length
from bot.simulator.markup import parse
from bot.simulator.replies import bad_request

MAXIMUM_LENGTH = 4096
MAXIMUM_CAPTION = 1024
MAXIMUM_BYTES = 1 << 15
MAXIMUM_ENTITIES = 100
_SPACE = " \t\r\n\v\f"

Formatted = tuple[str, tuple[Entity, ...]]


def formatted(text: str, parse_mode: str) -> Formatted:
    if len(text.encode()) > MAXIMUM_BYTES:
        raise bad_request("text is too long")
    plain, entities = _trimmed(*_parsed(text, parse_mode))
    if not plain:
        raise bad_request("message text is empty")
    if utf16_length(plain) > MAXIMUM_LENGTH:
        raise bad_request("message is too long")
    if len(entities) > MAXIMUM_ENTITIES:
        raise bad_request(
            f"{len(entities)} entities, at most {MAXIMUM_ENTITIES} are shown "
            "(stricter than Telegram, which drops the rest in silence)"
        )
    return plain, _with_detected(plain, entities)


def _parsed(text: str, parse_mode: str) -> Formatted:
    match parse_mode.lower():
        case "html":
            return parse(text)
        case "" | "none":
            return text, ()
        case "markdown" | "markdownv2":
            raise bad_request(f"the simulator knows parse_mode HTML or none, not {parse_mode}")
        case _:
            raise bad_request("unsupported parse_mode")


def _trimmed(text: str, entities: tuple[Entity, ...]) -> Formatted:
    trimmed = text.strip(_SPACE)
    removed = utf16_length(text) - utf16_length(text.lstrip(_SPACE))
    end = utf16_length(trimmed)
    moved = (_moved(entity, -removed, end) for entity in entities)
    return trimmed, tuple(entity for entity in moved if entity.length > 0)


def _moved(entity: Entity, shift: int, end: int) -> Entity:
    """The entity where the text begins `shift` units later, cut to what is left of the text."""
    begin = max(entity.offset + shift, 0)
    return replace(entity, offset=begin, length=min(entity.end + shift, end) - begin)


def _with_detected(text: str, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    taken = [entity for entity in entities if entity.type in {"code", "pre", "text_link"}]
    found = (
        entity for entity in detected(text) if not any(entity.overlaps(other) for other in taken)
    )
    return tuple(sorted((*entities, *found), key=lambda entity: (entity.offset, -entity.length)))

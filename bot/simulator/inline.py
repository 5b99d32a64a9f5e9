"""What people type behind the bot's name in any chat, and the cards they get to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.simulator.chats import Person
from bot.simulator.entities import Entity
from bot.simulator.replies import Payload, bad_request
from bot.simulator.updates import Clock

DEADLINE = 30  # seconds in which the bot may answer
LONGEST = 256  # characters of a query


class ChatType(StrEnum):
    """Where somebody types, as far as the bot is told."""

    SENDER = "sender"  # the private chat with the bot
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(frozen=True)
class InlineQuery:
    """One state of what somebody types; `offset` asks for cards further on."""

    id: str
    person: Person
    words: str
    offset: str
    chat_type: ChatType
    typed_at: float


@dataclass(frozen=True)
class Card:
    """One result: what the list shows of it, and the message that choosing it sends."""

    id: str
    title: str
    description: str
    text: str
    entities: tuple[Entity, ...]
    keyboard: Payload | None = None


@dataclass(frozen=True)
class Cards:
    """An answer of the bot; Telegram hands it out again until it is too old."""

    cards: tuple[Card, ...]
    cache_time: int
    is_personal: bool
    next_offset: str = ""
    button: Payload | None = None


class Inline:
    """The queries so far; the same words may be answered without asking the bot."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, InlineQuery] = {}
        self._answers: dict[str, Cards] = {}
        self._kept: dict[tuple[str, str, int | None], tuple[float, Cards]] = {}
        self._count = 0

    def type(
        self, person: Person, words: str, offset: str, chat_type: ChatType
    ) -> tuple[InlineQuery, bool]:
        """The query, and whether the bot has to be asked."""
        if len(words) > LONGEST:
            raise ValueError(f"behind the bot's name there is room for {LONGEST} characters")
        self._count += 1
        number = str(5_000_000_000_000 + self._count)
        query = InlineQuery(number, person, words, offset, chat_type, self._clock())
        kept = self._remembered(query)
        if kept is None:
            self._open[query.id] = query
        else:
            self._answers[query.id] = kept
        return query, kept is None

    def answer(self, query_id: str, cards: Cards) -> None:
        query = self._open.pop(query_id, None)
        if query is None or self._clock() - query.typed_at > DEADLINE:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self._answers[query.id] = cards
        person = query.person.id if cards.is_personal else None
        until = self._clock() + cards.cache_time
        self._kept[query.words, query.offset, person] = until, cards

    @property
    def answers(self) -> Mapping[str, Cards]:
        """What the bot has answered, by the queries' ids, in their order."""
        return self._answers

    def cards(self, query: InlineQuery) -> Cards | None:
        """What the bot answered, if it has by now."""
        return self._answers.get(query.id)

    def _remembered(self, query: InlineQuery) -> Cards | None:
        for person in (None, query.person.id):
            until, cards = self._kept.get((query.words, query.offset, person), (0.0, None))
            if cards is not None and until > self._clock():
                return cards
        return None

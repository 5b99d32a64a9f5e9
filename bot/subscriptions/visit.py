"""What a command sees of the chat it was sent in, and what it decides to change there."""

from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer
from bot.briefing.model import Briefing
from bot.subscriptions.news import News
from bot.subscriptions.subscription import Kind, Place, Subscription
from bot.subscriptions.wish import Wish


@dataclass(frozen=True)
class Past:
    """One part of a publication that was on its way to a chat."""

    publication: str
    part: int
    step: str
    done: datetime | None
    message: int | None  # its id in the chat, once it arrived


@dataclass(frozen=True)
class Visit:
    """A chat as it stands when somebody asks; `subscription` may be one that has ended."""

    place: Place
    kind: Kind
    title: str
    now: datetime
    subscription: Subscription | None = None
    last: datetime | None = None  # when the last delivery went out
    due: datetime | None = None  # when the next digest is due
    waiting: int = 0  # deliveries on their way
    editions: tuple[News, ...] = ()  # what the last few brought, the newest first
    gathered: tuple[News, ...] = ()  # what the next digest would bring
    history: tuple[Past, ...] = ()  # the oldest first
    counted: bool = True  # questions from here that find nothing are


@dataclass(frozen=True)
class Start:
    """Begin a subscription, or take it up again."""

    wish: Wish


@dataclass(frozen=True)
class Alter:
    """Change what a subscription wants."""

    wish: Wish


@dataclass(frozen=True)
class Stop:
    """End the subscription; its settings stay."""


@dataclass(frozen=True)
class Count:
    """Count the chat's questions that find nothing, or leave them out."""

    wanted: bool


@dataclass(frozen=True)
class Erase:
    """Forget everything about the chat."""


Change = Start | Alter | Stop | Count | Erase


@dataclass(frozen=True)
class Decision:
    """What is answered, what is changed, and a further question that is answered right after."""

    answer: Answer
    change: Change | None = None
    then: str = ""
    briefing: Briefing | None = None  # what the answer cites, if not what is served now

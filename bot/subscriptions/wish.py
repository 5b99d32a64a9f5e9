"""What a chat wants to be told, and when."""

from dataclasses import dataclass
from enum import StrEnum

MEMBERS = "members"  # what the list of members is called among the topics a chat can choose


class Rhythm(StrEnum):
    """When news are passed on."""

    AT_ONCE = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Quiet:
    """Hours of the day, by the chat's clock, when nothing is sent; 22 to 7 spans midnight."""

    start: int
    end: int


@dataclass(frozen=True)
class Wish:
    """The settings of a subscription; no topics means everything."""

    topics: frozenset[str] = frozenset()
    rhythm: Rhythm = Rhythm.AT_ONCE
    hour: int = 8
    weekday: int = 0  # Monday
    zone: str = "UTC"
    quiet: Quiet | None = None
    silent: bool = False

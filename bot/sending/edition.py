"""An edition on its way out: what it brings, to how many, and the one act that publishes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.model import Briefing
from bot.messages import Message
from bot.outbox.delivery import WhenUncertain
from bot.render import Renderer
from bot.sending.archive import briefing_of, last_readable
from bot.store import publications
from bot.store.database import Connection
from bot.store.publications import Edition, Issue
from bot.store.subscriptions import EDITION
from bot.subscriptions.letters import edition_letter
from bot.subscriptions.news import News, news
from bot.subscriptions.subscription import State
from bot.subscriptions.wish import Rhythm


class PublishError(Exception):
    """Such an edition can't be published; the text says why, and the way out."""


@dataclass(frozen=True)
class Draft:
    """What would be published now; `published` is the same edition if it is out already."""

    briefing: Briefing
    news: News
    readers: Mapping[tuple[State, Rhythm], int]
    published: Edition | None

    def letter(self, renderer: Renderer, topics: frozenset[str]) -> tuple[Message, ...]:
        """Return what a chat with these topics receives; nothing if it brings it nothing."""
        letter = edition_letter(self.news, topics)
        return renderer.render(letter.answer, letter.briefing) if letter else ()


def draft(connection: Connection, briefing: Briefing) -> Draft:
    """Return what publishing a briefing as it stands would mean; PublishError if it can't be."""
    last = publications.latest_edition(connection, briefing.briefing)
    out = last if last is not None and last.edition == briefing.edition else None
    before = publications.edition_before(connection, out) if out else last
    _check(briefing, last, out)
    return Draft(
        briefing,
        news(last_readable(connection, before), briefing),
        publications.by_rhythm(connection),
        out,
    )


def publish(connection: Connection, draft: Draft, renderer: Renderer, now: datetime) -> int:
    """Publish it, once: what it brings is on its way to every chat that wants it at once.

    Returns the publication's number.
    """
    briefing = draft.briefing
    issue = Issue(
        key=f"{EDITION}:{briefing.briefing}:{briefing.edition}",
        kind=EDITION,
        briefing=briefing.briefing,
        edition=briefing.edition,
        content=briefing.model_dump_json(),
        when_uncertain=WhenUncertain(briefing.when_uncertain),
        at=now,
    )
    return publications.publish(connection, issue, lambda topics: draft.letter(renderer, topics))


def _check(briefing: Briefing, last: Edition | None, out: Edition | None) -> None:
    name, number = briefing.briefing, briefing.edition
    # What can't be read any more can't be the same, either: this one can.
    if out is not None and briefing_of(out) != briefing:
        raise PublishError(
            f"{name}: edition {number} was published on {out.at:%d %B %Y} with other words. "
            f"What is published stays as it is: write `edition: {number + 1}` and publish that."
        )
    if last is not None and last.edition > number:
        raise PublishError(
            f"{name}: edition {last.edition} is out already, and this is edition {number}. "
            f"Write `edition: {last.edition + 1}` to publish what is new."
        )

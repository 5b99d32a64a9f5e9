"""An edition on its way out: what it brings, to how many, and the one act that publishes it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.briefing.model import Briefing
from bot.briefing.shelf import unembargoed
from bot.messages import Message
from bot.outbox.delivery import WhenUncertain
from bot.publishing.plan import EVERYTHING, Out, Plan
from bot.render import Renderer
from bot.sending.archive import briefing_of, last_readable
from bot.store import overview, publications
from bot.store.database import Connection
from bot.store.publications import Edition, Issue
from bot.store.tables import DRAFT, EDITION
from bot.subscriptions.letters import edition_letter
from bot.subscriptions.news import News, news
from bot.subscriptions.said import Part, parts
from bot.subscriptions.subscription import State
from bot.subscriptions.wish import Rhythm


class PublishError(Exception):
    """Such an edition can't be published; the text says why, and the way out."""


@dataclass(frozen=True)
class Draft:
    """What would be published now; `published` is the same edition if it is out already."""

    briefing: Briefing
    before: Briefing | None
    news: News
    published: Edition | None

    def letter(self, renderer: Renderer, topics: frozenset[str]) -> tuple[Message, ...]:
        """Return what a chat with these topics receives; nothing if it brings it nothing."""
        return tuple(part.message for part in self.parts(renderer, topics))

    def parts(self, renderer: Renderer, topics: frozenset[str]) -> tuple[Part, ...]:
        """Return the same, each message with what it says."""
        letter = edition_letter(self.news, topics)
        return parts(renderer.render(letter.answer, letter.briefing), letter.said) if letter else ()


def draft(connection: Connection, briefing: Briefing) -> Draft:
    """Return what publishing a briefing as it stands would mean; PublishError if it can't be."""
    last = publications.latest_edition(connection, briefing.briefing)
    out = last if last is not None and last.edition == briefing.edition else None
    before = publications.edition_before(connection, out) if out else last
    _check(briefing, last, out)
    known = last_readable(connection, before)
    return Draft(briefing, known, news(known, briefing), out)


def planned(connection: Connection, briefing: Briefing, renderer: Renderer) -> Plan:
    """Return what publishing a briefing would mean; PublishError if it can't be published."""
    made = draft(connection, briefing)
    readers = overview.readers(connection)
    choices = {EVERYTHING, *readers[State.ACTIVE], *readers[State.PAUSED]}
    letters = {topics: made.letter(renderer, topics) for topics in choices}
    later = sum(
        count
        for group, count in overview.groups(connection).items()
        if group.state is State.ACTIVE and group.rhythm is not Rhythm.AT_ONCE
    )
    out = Out(made.published.id, made.published.at) if made.published else None
    return Plan(briefing, made.before, made.news, readers, later, letters, out)


def publish(
    connection: Connection, draft: Draft, renderer: Renderer, now: datetime, by: str = ""
) -> int:
    """Publish it, once: what it brings is on its way to every chat that wants it at once.

    `by` names who does it. Returns the publication's number.
    """
    briefing = draft.briefing
    check_embargo(briefing, now)
    issue = issue_of(EDITION, briefing, now, by)
    return publications.publish(connection, issue, lambda topics: draft.parts(renderer, topics))


def issue_of(kind: str, briefing: Briefing, now: datetime, by: str) -> Issue:
    """Return a briefing as it is published: frozen, and with a key that makes it one."""
    return Issue(
        key=f"{kind}:{briefing.briefing}:{briefing.edition}",
        kind=kind,
        briefing=briefing.briefing,
        edition=briefing.edition,
        content=frozen(briefing),
        when_uncertain=WhenUncertain(briefing.when_uncertain),
        at=now,
        by=by,
    )


def served_draft(briefing: Briefing, now: datetime) -> Issue:
    """Return a briefing as people are answered from it while nothing is published."""
    content = frozen(briefing)
    issue = issue_of(DRAFT, briefing, now, "")
    return replace(issue, key=f"{issue.key}:{publications.hash_of(content)}")


def check_embargo(briefing: Briefing, now: datetime) -> None:
    """Make sure that nothing goes out before its embargo is over; PublishError otherwise."""
    if briefing.not_before is not None and now < briefing.not_before:
        raise PublishError(
            f"{briefing.briefing}: edition {briefing.edition} is under embargo until "
            f"{day_of(briefing.not_before)}, {briefing.not_before:%H:%M %Z}. Wait, or change "
            "`not_before` in the file."
        )


def day_of(moment: datetime) -> str:
    """Return the day of a moment, as operators read it."""
    return f"{moment.day} {moment:%B %Y}"


def frozen(briefing: Briefing) -> str:
    """Return a briefing as JSON, as an edition keeps it: its embargo is over then."""
    return unembargoed(briefing).model_dump_json()


def _check(briefing: Briefing, last: Edition | None, out: Edition | None) -> None:
    name, number = briefing.briefing, briefing.edition
    # What can't be read any more can't be the same, either: this one can.
    if out is not None and briefing_of(out) != unembargoed(briefing):
        raise PublishError(
            f"{name}: edition {number} was published on {day_of(out.at)} with other words. "
            f"What is published stays as it is: write `edition: {number + 1}` and publish that."
        )
    if last is not None and last.edition > number:
        raise PublishError(
            f"{name}: edition {last.edition} is out already, and this is edition {number}. "
            f"Write `edition: {last.edition + 1}` to publish what is new."
        )

"""A draft against what is published: what the store knows of it, and what would go out now."""

from collections.abc import Collection, Iterator
from datetime import datetime

from bot.briefing.model import Briefing
from bot.messages import Message
from bot.publishing.plan import EVERYTHING, Plan
from bot.publishing.preview import Preview, Sample
from bot.render import Renderer
from bot.sending.archive import Archive
from bot.sending.edition import PublishError, planned
from bot.sending.proposals import passed_over
from bot.store import digests, overview, publications
from bot.store.database import Connection
from bot.subscriptions.letters import digest_of
from bot.subscriptions.schedule import PERIOD
from bot.subscriptions.subscription import Kind, Place, State, Subscription
from bot.subscriptions.wish import Rhythm, Wish


def previewed(
    connection: Connection,
    briefing: Briefing,
    renderer: Renderer,
    now: datetime,
    unsound: Collection[str] = (),
) -> Preview:
    """Return what publishing a draft would mean; one that can't be is shown as the next edition.

    Of the unsound files a draft is what is kept from before.
    """
    obstacle = ""
    try:
        plan = planned(connection, briefing, renderer)
    except PublishError as error:
        obstacle = str(error)
        plan = planned(connection, _next(connection, briefing), renderer)
    name = briefing.briefing
    agreed = passed_over(connection, {name: briefing}, unsound).get(name)
    if plan.out is not None:
        return Preview(plan.briefing, plan.briefing, plan.news, (), is_out=True, agreed=agreed)
    samples = (*_at_once(plan), *_digests(connection, plan, renderer, now))
    return Preview(
        plan.briefing,
        plan.before,
        plan.news,
        samples,
        is_out=False,
        obstacle=obstacle,
        agreed=agreed,
    )


def _next(connection: Connection, briefing: Briefing) -> Briefing:
    """The draft under the number that publishing it takes."""
    last = publications.latest_edition(connection, briefing.briefing)
    number = last.edition + 1 if last else briefing.edition
    return briefing.model_copy(update={"edition": number})


def _at_once(plan: Plan) -> Iterator[Sample]:
    """Everything first, then the choices that most chats made."""
    chats = plan.readers[State.ACTIVE]
    by_size = sorted(
        plan.letters, key=lambda topics: (bool(topics), -chats.get(topics, 0), sorted(topics))
    )
    for topics in by_size:
        yield Sample(Rhythm.AT_ONCE, topics, chats.get(topics, 0), plan.letters[topics])


def _digests(
    connection: Connection, plan: Plan, renderer: Renderer, now: datetime
) -> Iterator[Sample]:
    groups = overview.groups(connection)
    for rhythm in PERIOD:
        chats = sum(
            count
            for group, count in groups.items()
            if group.state is State.ACTIVE and group.rhythm is rhythm
        )
        letter = _digest(connection, plan, renderer, _reader(rhythm, now))
        yield Sample(rhythm, EVERYTHING, chats, letter)


def _reader(rhythm: Rhythm, now: datetime) -> Subscription:
    """Somebody whose digest is due at this moment."""
    last = now - PERIOD[rhythm]
    wish = Wish(rhythm=rhythm)
    return Subscription(Place(0), Kind.PRIVATE, "", wish, since=last, digested=last)


def _digest(
    connection: Connection, plan: Plan, renderer: Renderer, reader: Subscription
) -> tuple[Message, ...]:
    editions = digests.uncovered(connection, reader)
    recent = [edition for edition in editions if edition.at > reader.since]
    letter = digest_of(reader, (*Archive().several(connection, recent), plan.news))
    return renderer.render(letter.answer, letter.briefing) if letter else ()

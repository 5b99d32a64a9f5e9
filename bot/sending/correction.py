"""A correction on its way: who was told what no longer stands, and the act that puts it right."""

from datetime import UTC, datetime

from babel.dates import format_datetime

from bot.answer import Answer
from bot.briefing.model import Briefing
from bot.briefing.shelf import unembargoed
from bot.publishing.correction import Correction, amended, concerned
from bot.publishing.plan import Out
from bot.render import Renderer
from bot.sending.anew import Anew
from bot.sending.archive import briefing_of
from bot.sending.edition import Draft, PublishError, check_embargo, draft, issue_of
from bot.sending.memory import Memory, differing
from bot.store import corrections, publications, unsent
from bot.store.corrections import Replacement, StoredLetter
from bot.store.database import Connection
from bot.store.tables import CORRECTION
from bot.store.turns import turnstile
from bot.subscriptions.news import Item, News
from bot.subscriptions.said import Part, said_by

_ALL = 1_000_000  # editions of one briefing


def corrected(connection: Connection, briefing: Briefing) -> Correction:
    """Return what correcting would mean; PublishError if it can't be done."""
    made = _checked(connection, briefing)
    out = Out(made.published.id, made.published.at) if made.published else None
    told = [] if out else Memory(connection, made.news).told()
    reach = corrections.reach(connection, [one.letter for one in told])
    return Correction(
        briefing,
        made.before,
        made.news,
        made.news.items or differing(told),
        reach.messages,
        reach.chats,
        reach.waiting,
        out,
    )


def correct(
    connection: Connection, briefing: Briefing, renderer: Renderer, now: datetime, by: str = ""
) -> int:
    """Publish it as a correction, once: every message that says otherwise is to be changed.

    What nobody can have received yet goes out as it should have been. `by` names who does it.
    Returns the publication's number.
    """
    turnstile(connection)
    made = _checked(connection, briefing)
    if made.published is not None:
        return made.published.id
    check_embargo(briefing, now)
    number = publications.add(connection, issue_of(CORRECTION, briefing, now, by))
    anew = Anew(connection, renderer).changes(briefing.briefing)
    unsent.put_in_place(connection, number, anew, now)
    memory = Memory(connection, made.news, number)
    told = memory.told()
    words = _Words(renderer, memory.briefing, now)
    changes = [words.instead(one.letter, one.items) for one in told]
    corrections.carry_out(connection, number, changes, now)
    return number


def rolled_back(connection: Connection, name: str, edition: int) -> Briefing:
    """Return what going back to an edition would publish; PublishError says which there are."""
    every = publications.editions(connection, name, _ALL)
    chosen = next((one for one in every if one.edition == edition), None)
    if chosen is None:
        there = ", ".join(str(one.edition) for one in reversed(every)) or "none"
        raise PublishError(f"{name}: edition {edition} was never published. There is: {there}.")
    if chosen is every[0]:
        raise PublishError(f"{name}: edition {edition} is the one that is out.")
    content = briefing_of(chosen)
    if content is None:
        raise PublishError(f"{name}: edition {edition} can't be read by this release of the bot.")
    number = every[0].edition
    if content.model_copy(update={"edition": number}) == briefing_of(every[0]):
        raise PublishError(f"{name}: edition {number}, which is out, says the same as {edition}.")
    return content.model_copy(update={"edition": number + 1})


def instead(
    letter: StoredLetter, news: News, renderer: Renderer, now: datetime
) -> Replacement | None:
    """Return what takes the place of one letter; None if it says nothing that changed."""
    items = concerned(letter.part, news.briefing.briefing, news.items)
    return _Words(renderer, news.briefing, now).instead(letter, items) if items else None


def _checked(connection: Connection, briefing: Briefing) -> Draft:
    made = draft(connection, briefing)
    if made.published is not None:
        return made
    name, number = briefing.briefing, briefing.edition
    if made.news.first:
        raise PublishError(
            f"{name}: no edition of it is out, so there is nothing to correct. "
            "Publish it, rather than correct it."
        )
    new = [item for item in made.news.items if not item.corrects]
    if (made.news.items and not new) or _is_known(connection, briefing):
        return made
    if not new and Memory(connection, made.news).told():
        return made  # it was published where it should have been corrected
    if new:
        raise PublishError(
            f"{name}: edition {number} also says something new: “{new[0].after}” A correction "
            "puts right what was said. Take the new out, or publish the edition instead."
        )
    raise PublishError(
        f"{name}: edition {number} changes no statement, and no message says otherwise, so there "
        "is nothing to correct. Publish it instead."
    )


def _is_known(connection: Connection, briefing: Briefing) -> bool:
    """Whether an earlier edition said the same: to go back may bring back what was withdrawn."""
    wanted = unembargoed(briefing)
    out, *older = (
        one is not None and one.model_copy(update={"edition": wanted.edition}) == wanted
        for one in map(briefing_of, publications.editions(connection, briefing.briefing, _ALL))
    )
    return any(older) and not out


class _Words:
    """What a correction says about some of its items; about the same ones it says it once."""

    def __init__(self, renderer: Renderer, briefing: Briefing, now: datetime) -> None:
        """Say it now, of a briefing that knows all sources of it."""
        self._renderer, self._briefing = renderer, briefing
        self._at = format_datetime(now.astimezone(UTC), "d MMMM y, HH:mm", locale="en")
        self._said: dict[tuple[Item, ...], tuple[str, Part]] = {}

    def instead(self, letter: StoredLetter, items: tuple[Item, ...]) -> Replacement:
        """Return what a message says from now on, and the notice for where it can't."""
        if items not in self._said:
            self._said[items] = self._note(items), self._notice(items)
        note, notice = self._said[items]
        name = self._briefing.briefing
        new = amended(letter.part, name, items, note)
        both = {
            number: amended(one, name, items, note) or notice
            for number, one in letter.notices.items()
        }
        return Replacement(letter.id, new, notice, both, letter if letter.answers else None)

    def _note(self, items: tuple[Item, ...]) -> str:
        answer = Answer("correction_note", {"items": items, "at": self._at})
        return "\n\n".join(
            message.html for message in self._renderer.render(answer, self._briefing)
        )

    def _notice(self, items: tuple[Item, ...]) -> Part:
        """All of it in one message, or as much as fits there."""
        for count in range(len(items), 0, -1):
            values = {"items": items[:count], "total": len(items), "at": self._at}
            found = self._renderer.render(Answer("correction", values), self._briefing)
            if len(found) == 1:
                break
        return Part(found[0], said_by(self._briefing.briefing, items[:count]))

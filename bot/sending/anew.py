"""Letters put together anew that nobody can have received: in the words that stand by now."""

from bot.messages import Message
from bot.render import Renderer
from bot.sending.archive import Archive
from bot.sending.digests import covered
from bot.store import publications, unsent
from bot.store.database import Connection
from bot.store.publications import Edition
from bot.store.tables import DIGEST, EDITION
from bot.store.unsent import Waiting
from bot.subscriptions.letters import Letter, digest_letter, edition_letter
from bot.subscriptions.news import News
from bot.subscriptions.said import Part, parts
from bot.subscriptions.standing import as_it_stands

_NOTHING = Part(Message(""), ())


class Anew:
    """Reads each edition and its corrections once, however many letters there are of it."""

    def __init__(self, connection: Connection, renderer: Renderer) -> None:
        """Read them here."""
        self._connection, self._renderer, self._archive = connection, renderer, Archive()
        self._known: dict[int, News | None] = {}

    def changes(self, briefing: str) -> dict[int, Part]:
        """Return what takes the place of letters that tell of a briefing, by their numbers.

        Where nothing is left to say, it is empty. A letter that can't be put together anew is left
        out, as is one that would say the same.
        """
        every = unsent.waiting(self._connection, briefing)
        found = ((one, self._part(one)) for one in every if one.is_whole)
        return {one.id: part for one, part in found if part and part.message != one.part.message}

    def _part(self, one: Waiting) -> Part | None:
        news = self._news(one)
        if not news:
            return None
        letter = _letter(one, news)
        if letter is None:
            return _NOTHING
        found = parts(self._renderer.render(letter.answer, letter.briefing), letter.said)
        return found[0] if len(found) == 1 else None

    def _news(self, one: Waiting) -> list[News]:
        """What it tells of; nothing if any of it can't be read."""
        numbers = {EDITION: [one.publication]}.get(one.kind, [])
        if one.kind == DIGEST:
            numbers = list(covered(one.key).editions)
        every = publications.numbered(self._connection, numbers)
        found = [news for edition in every if (news := self._standing(edition))]
        return found if len(found) == len(numbers) else []

    def _standing(self, edition: Edition) -> News | None:
        if edition.id not in self._known:
            later = publications.editions_after(self._connection, edition)
            news = self._archive.news(self._connection, edition)
            since = self._archive.several(self._connection, later)
            self._known[edition.id] = as_it_stands(news, since) if news else None
        return self._known[edition.id]


def _letter(one: Waiting, news: list[News]) -> Letter | None:
    if one.kind == EDITION:
        return edition_letter(news[0], one.topics)
    told = covered(one.key)
    return digest_letter(news, one.topics, since=told.since, weekly=told.weekly)

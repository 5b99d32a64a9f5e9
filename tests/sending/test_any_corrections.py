"""Whatever is corrected, deleted, unsubscribed and lost on the way: each chat is told once."""

import re
from random import Random

import pytest

from bot.briefing.model import Briefing
from bot.desk import Desk
from bot.outbox.delivery import Delivery
from bot.outbox.fate import Fate, Outcome
from bot.store.database import Database
from bot.subscriptions.subscription import Place
from bot.subscriptions.wish import Rhythm, Wish
from bot.subscriptions.wording import told
from tests.sending.test_correction import NOT_FOUND, SAME, Desks, is_notice
from tests.subscriptions.edits import NEW_DECISION, edited, edition, within, without

pytestmark = pytest.mark.untraced

WISHES = (Wish(), Wish(), Wish(frozenset({"africa"})), Wish(rhythm=Rhythm.DAILY))
CHATS = [Place(chat) for chat in range(1, 7)]
Key = tuple[int, int]  # the chat and the message
_IT_SAID = re.compile(r"It said: .*")


class Chats:
    """What stands in the chats, and what is told of each call."""

    def __init__(self, random: Random) -> None:
        """Nobody has been written to."""
        self.random = random
        self.standing: dict[Key, str] = {}
        self.deleted: dict[Key, str] = {}
        self.replies: list[tuple[int, int, int | None, str]] = []
        self.unknown: set[Key] = set()  # nobody was told that these arrived
        self.edits: list[tuple[str, str]] = []
        self._last = 0

    def call(self, one: Delivery, *, smooth: bool) -> Outcome:
        """Do what a delivery asks for, or lose it on the way."""
        draw = 1.0 if smooth else self.random.random()
        if draw < 0.1:
            return Outcome(Fate.UNSENT)
        if draw < 0.2:
            return Outcome(Fate.LATER, wait=3)
        outcome = self._edit(one) if one.edits is not None else self._send(one)
        if draw < 0.3 and outcome.fate is Fate.SENT:
            if one.edits is None and outcome.message is not None:
                self.unknown.add((one.place.chat, outcome.message))
            return Outcome(Fate.UNKNOWN, said="silence")
        return outcome

    def known(self, messages: dict[Key, str]) -> list[tuple[Key, str]]:
        """Those of which the bot was told that they arrived."""
        return [(key, html) for key, html in messages.items() if key not in self.unknown]

    def notices(self, key: Key, sentence: str) -> tuple[int, int]:
        """How many replies to a message say what became of a sentence: surely, and at most."""
        told = [
            (key[0], message)
            for message, chat, answers, html in self.replies
            if (chat, answers) == key
            and (f"It said: {sentence}" in html or f"<s>{sentence}</s>" in html)
        ]
        return sum(one not in self.unknown for one in told), len(told)

    def delete_one(self) -> None:
        """Somebody deletes a message."""
        if self.standing:
            key = self.random.choice(sorted(self.standing))
            self.deleted[key] = self.standing.pop(key)

    def _send(self, one: Delivery) -> Outcome:
        self._last += 1
        self.standing[one.place.chat, self._last] = one.letter.html
        if is_notice(one.letter.html):
            self.replies.append((self._last, one.place.chat, one.answers, one.letter.html))
        return Outcome(Fate.SENT, message=self._last)

    def _edit(self, one: Delivery) -> Outcome:
        key = one.place.chat, one.edits or 0
        if key not in self.standing:
            return NOT_FOUND
        if self.standing[key] == one.letter.html:
            return SAME
        self.edits.append((self.standing[key], one.letter.html))
        self.standing[key] = one.letter.html
        return Outcome(Fate.SENT, message=one.edits)


class Story:
    """A random history of one briefing and six chats."""

    def __init__(self, desks: Desks, first: Briefing, seed: int) -> None:
        """The first edition is out."""
        self.random = Random(seed)  # noqa: S311 - chance by a seed
        self.desks, self.book, self.now = desks, desks.book, first
        self.chats = Chats(self.random)
        self.outdated: set[str] = set()
        self.left: set[int] = set()
        self.late: list[tuple[str, set[str]]] = []  # what nobody had received, and what was wrong
        self._written = 0
        for place in CHATS[:4]:
            self.book.subscribe(place, self.random.choice(WISHES))
        self._publish(first)

    def go_on(self) -> None:
        """Let something happen."""
        act = self.random.choice(
            (self.add, self.correct, self.correct, self.come, self.leave, self.pause, self.delete,
             self.send, self.send, self.send)
        )  # fmt: skip
        act()
        self.book.after(hours=self.random.choice((0, 0, 1, 13)))

    def add(self) -> None:
        """Publish an edition with a decision more."""
        decision = edited(NEW_DECISION, id=f"new-{self.now.edition}", text=self._words())
        self._publish(self._next(resolutions=(*self.now.resolutions, decision)))

    def correct(self) -> None:
        """Correct a line of the summary, a decision, or withdraw one."""
        line = self.random.choice(self.now.summary).id
        decision = self.random.choice(self.now.resolutions).id
        changed = self.random.choice(
            (
                {"summary": within(self.now.summary, line, text=self._words())},
                {"resolutions": within(self.now.resolutions, decision, text=self._words())},
                {"resolutions": without(self.now.resolutions, decision)},
            )
        )
        after = self._next(**changed)
        look = self.desks.look(after)
        self.outdated |= {item.before for item in look.items}
        self.desks.correct(after)
        self.now = after

    def come(self) -> None:
        """Somebody subscribes, or goes on."""
        place = self.random.choice(CHATS)
        self.book.subscribe(place, self.random.choice(WISHES))

    def leave(self) -> None:
        """Somebody unsubscribes."""
        if self.random.random() < 0.3:
            place = self.random.choice(CHATS)
            self.book.stop(place)
            self.left.add(place.chat)

    def pause(self) -> None:
        """A chat can't be written to for a while."""
        self.book.pause(place=self.random.choice(CHATS))

    def delete(self) -> None:
        """Somebody deletes a message."""
        self.chats.delete_one()

    def send(self, *, smooth: bool = False) -> int:
        """Send some of what is due; return how many calls that took."""
        self.book.do(self.desks.digests.some, self.book.now)
        due = self.book.due()
        for one in due if smooth else due[: self.random.randint(1, 4)]:
            if self.book.mark(one):
                if one.edits is None and not one.doubts and not is_notice(one.letter.html):
                    self.late.append((one.letter.html, set(self.outdated)))
                if not smooth and self.random.random() < 0.1:
                    self.correct()  # while it is being sent
                self.book.settle(one, self.chats.call(one, smooth=smooth))
        return len(due)

    def end(self) -> None:
        """Let all chats be written to, and everything that is due be sent."""
        for place in CHATS:
            if self.book.has(place):
                self.book.resume(place)
        self.book.after(minutes=70)
        while self.send(smooth=True):
            self.book.after(minutes=70)

    def _publish(self, briefing: Briefing) -> None:
        self.now = briefing
        self.book.do(self.desks._publish, briefing, self.book.now)

    def _next(self, **fields: object) -> Briefing:
        return edition(self.now, self.now.edition + 1, **fields)

    def _words(self) -> str:
        self._written += 1
        return f"wording {self._written}."


def wrong(story: Story, html: str) -> list[str]:
    """What a message still says, though it was corrected; a note may say what it said."""
    says = _IT_SAID.sub("", html)
    return [sentence for sentence in sorted(story.outdated) if told(says, sentence)]


@pytest.mark.parametrize("seed", range(8, 10))
def test_every_message_is_put_right_once(
    database: Database, briefing: Briefing, desk: Desk, seed: int
) -> None:
    first = edition(briefing, 1, facts=briefing.facts[:2], resolutions=briefing.resolutions[:6])
    story = Story(Desks(database, first, desk.renderer), first, seed)
    for _ in range(18):
        story.go_on()
    story.end()
    chats = story.chats

    assert {key: wrong(story, html) for key, html in chats.known(chats.standing)} == {
        key: [] for key, _ in chats.known(chats.standing)
    }
    for key, html in chats.known(chats.deleted):
        for sentence in wrong(story, html):
            certain, possible = chats.notices(key, sentence)
            assert certain <= 1
            assert possible >= 1 or key[0] in story.left
    assert all(after.count("<s>") > before.count("<s>") for before, after in chats.edits)
    for html, outdated in story.late:
        assert "✎" not in html
        assert [sentence for sentence in outdated if sentence in html] == []
    assert set(story.book.steps()) <= {"sent", "cancelled", "uncertain"}

"""What nobody can have received goes out in the right words, once, as if nothing had been wrong."""

import pytest

from bot.briefing.model import Briefing
from bot.desk import Desk
from bot.outbox.fate import Fate, Outcome
from bot.store.database import Database
from bot.subscriptions.subscription import Place
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from tests.sending.test_correction import NEW, NEWER, NOT_FOUND, OLD, Desks
from tests.store.book import HERE, SENT, UNKNOWN
from tests.subscriptions.edits import NEW_DECISION, edited, edition

ASLEEP = Wish(rhythm=Rhythm.DAILY, hour=8, quiet=Quiet(7, 9))
WRONG, RIGHT = "The ministers welcomed a wrong member.", "The ministers welcomed a new member."


class Late(Desks):
    """A newsroom that notices before a message has gone out."""

    def decisions(self, number: int, *texts: str) -> Briefing:
        """An edition with these decisions more than the first."""
        added = tuple(
            edited(NEW_DECISION, id=f"new-{place}", number=900 + place, text=text)
            for place, text in enumerate(texts, 1)
        )
        return edition(self._first, number, resolutions=(*self._first.resolutions, *added))

    def out_with(self, briefing: Briefing) -> int:
        """Publish an edition that says this."""
        made: int = self.book.do(self._publish, briefing, self.book.now)
        return made

    def the_only(self) -> str:
        """The words of the one message that is due."""
        [one] = self.book.due()
        assert (one.edits, one.answers) == (None, None)
        return one.letter.html


@pytest.fixture
def desks(either: Database, briefing: Briefing, desk: Desk) -> Late:
    return Late(either, briefing, desk.renderer)


def plain(html: str) -> bool:
    """Whether a message says nothing of a correction."""
    return not any(mark in html for mark in ("✎", "<s>", "It said", OLD))


def test_what_has_not_gone_out_goes_out_in_the_right_words(desks: Late) -> None:
    for chat in (1, 2):
        desks.book.subscribe(Place(chat))
    desks.book.pause(place=Place(2))
    desks.publish(1)
    before = desks.the_only()
    look = desks.look(desks.state(2))
    desks.correct(desks.state(2))
    desks.book.resume(Place(2))

    due = desks.book.due()
    assert look.waiting == 2
    assert [(one.place.chat, one.edits) for one in due] == [(1, None), (2, None)]
    assert {one.letter.html for one in due} == {before.replace(line(before), NEW)}
    assert desks.book.send() == [Place(1), Place(2)]
    assert desks.book.due() == []


def line(html: str) -> str:
    """The line of the summary that is corrected."""
    return OLD + html.partition(OLD)[2].partition(" <a")[0]


@pytest.mark.parametrize("outcome", [Outcome(Fate.UNSENT), Outcome(Fate.LATER, wait=5)])
def test_what_did_not_get_through_goes_out_in_the_right_words(
    desks: Late, outcome: Outcome
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    one = desks.book.take()
    desks.correct(desks.state(2))
    desks.book.settle(one, outcome)
    desks.book.after(minutes=2)

    assert plain(desks.the_only())
    assert NEW in desks.the_only()
    assert desks.book.send() == [HERE]
    assert desks.book.due() == []
    assert len(desks.book.rows()) == 1


def test_corrected_twice_while_it_is_being_sent_it_says_what_stands_in_the_end(
    desks: Late,
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    one = desks.book.take()
    desks.correct(desks.state(2))
    desks.correct(desks.state(3, NEWER))
    desks.book.settle(one, Outcome(Fate.UNSENT))
    desks.book.after(minutes=2)

    assert plain(desks.the_only())
    assert NEWER in desks.the_only()
    assert NEW not in desks.the_only()


def test_what_arrived_after_all_is_changed_with_a_note(desks: Late) -> None:
    desks.book.subscribe()
    desks.publish(1)
    one = desks.book.take()
    desks.correct(desks.state(2))
    desks.correct(desks.state(3, NEWER))
    desks.book.settle(one, SENT)

    [change] = desks.book.due()
    assert change.edits == 77
    assert f"It says now: {NEWER}" in change.letter.html


def test_once_it_may_have_arrived_the_note_tells_what_it_said(desks: Late) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.correct(desks.state(2))
    desks.book.send(UNKNOWN)
    desks.correct(desks.state(3, NEWER))
    desks.book.after(minutes=1)

    assert f"<s>{NEW}</s>" in desks.the_only()
    assert OLD not in desks.the_only()


def test_what_went_out_right_is_corrected_like_any_message(desks: Late) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.correct(desks.state(2))
    desks.book.send()
    desks.correct(desks.state(3, NEWER))

    [one] = desks.book.due()
    assert one.edits == 77
    assert f"It said: {NEW}" in one.letter.html
    desks.book.send(NOT_FOUND)
    [notice] = desks.book.due()
    assert f"It said: {NEW}" in notice.letter.html


def test_what_an_edition_brings_is_told_as_it_says_now(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe()
    desks.out_with(desks.decisions(2, "a wrong member.", "another member."))
    desks.correct(desks.decisions(3, "a new member.", "another member."))

    told = desks.the_only()
    assert told.startswith("<b>Edition 2</b> · ")
    assert "2 changes" in told
    assert f"<b>New</b>\n• {RIGHT}" in told
    assert plain(told)
    assert WRONG not in told


def test_what_was_withdrawn_meanwhile_is_left_out(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe()
    desks.out_with(desks.decisions(2, "a new member.", "a wrong member."))
    desks.correct(desks.decisions(3, "a new member."))

    assert "1 change\n" in desks.the_only()
    assert RIGHT in desks.the_only()
    assert plain(desks.the_only())
    assert WRONG not in desks.the_only()


def test_what_has_nothing_left_to_say_does_not_go_out(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe()
    number = desks.out_with(desks.decisions(2, "a wrong member."))
    desks.correct(desks.decisions(3))

    assert desks.book.due() == []
    [row] = desks.book.rows()
    assert (row["publication"], row["step"]) == (number, "cancelled")
    assert row["why"] == "All that it said was withdrawn before it went out."


def test_nor_does_it_if_that_comes_out_while_it_is_being_sent(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe()
    desks.out_with(desks.decisions(2, "a wrong member."))
    one = desks.book.take()
    desks.correct(desks.decisions(3))
    desks.book.settle(one, Outcome(Fate.UNSENT))
    desks.book.after(minutes=2)

    assert desks.book.due() == []
    assert desks.book.steps() == ["cancelled"]


def test_of_two_editions_that_wait_each_says_what_it_brought(desks: Late) -> None:
    desks.book.subscribe()
    desks.book.pause()
    desks.publish(1)
    desks.out_with(edition(desks.decisions(2, "a new member."), 2))
    desks.correct(edition(desks.decisions(3, "a new member."), 3, summary=desks.line(NEW)))
    desks.book.resume()

    first, second = desks.received(HERE)
    assert NEW in first
    assert first.endswith("Edition 1</i>")
    assert RIGHT in second
    assert all(map(plain, (first, second)))


def test_going_back_leaves_the_first_edition_as_it_was(desks: Late) -> None:
    desks.book.subscribe()
    desks.book.pause()
    desks.publish(1)
    desks.out_with(desks.decisions(2, "a wrong member."))
    desks.correct(desks.back(1))
    desks.book.resume()

    assert OLD in desks.the_only()
    assert desks.book.steps() == ["pending", "cancelled"]


def test_a_digest_that_waits_for_the_morning_says_it_right(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe(wish=ASLEEP)
    desks.out_with(desks.decisions(2, "a wrong member."))
    desks.book.after(hours=23)
    desks.book.do(desks.digests.some, desks.book.now)
    assert WRONG in desks.the_only()
    desks.correct(desks.decisions(3, "a new member."))

    told = desks.the_only()
    assert told.startswith("<b>Daily digest</b> · since 1 June 2026")
    assert ", edition 2\n" in told
    assert RIGHT in told
    assert plain(told)
    assert WRONG not in told
    desks.book.send()
    desks.book.after(days=1)
    desks.book.do(desks.digests.some, desks.book.now)
    assert desks.book.due() == []


def test_a_digest_with_nothing_left_to_say_does_not_go_out(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe(wish=ASLEEP)
    desks.out_with(desks.decisions(2, "a wrong member."))
    desks.book.after(hours=23)
    desks.book.do(desks.digests.some, desks.book.now)
    desks.correct(desks.decisions(3))

    assert desks.book.due() == []
    assert desks.book.steps() == ["cancelled"]


def test_where_an_edition_cannot_be_read_any_more_the_note_says_it(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe()
    number = desks.out_with(desks.decisions(2, "a wrong member."))
    desks.out_with(desks.decisions(3, "a wrong member."))
    desks.rewrite(number, "{}")
    desks.correct(desks.decisions(4, "a new member."))

    assert f"<s>{WRONG}</s>" in desks.the_only()
    assert f"It says now: {RIGHT}" in desks.the_only()


def test_what_does_not_concern_it_leaves_it_alone(desks: Late) -> None:
    desks.publish(1)
    desks.book.subscribe()
    desks.out_with(desks.decisions(2, "a new member."))
    [before] = desks.book.rows()
    right = edition(desks.decisions(3, "a new member."), 3, summary=desks.line(NEW))
    desks.correct(right)

    assert desks.book.rows() == [before]

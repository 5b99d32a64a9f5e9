"""A correction reaches every message that says otherwise, once each, and nobody else."""

import pytest
from sqlalchemy import select, update

from bot.briefing.model import Briefing
from bot.desk import Desk
from bot.outbox.delivery import Step
from bot.outbox.fate import Fate, Outcome
from bot.publishing.correction import Correction
from bot.sending.correction import correct, corrected, rolled_back
from bot.sending.edition import PublishError
from bot.store import outbox
from bot.store.database import Database
from bot.store.tables import letter
from bot.subscriptions.subscription import Place, Reason
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from tests.sending.newsroom import Newsroom
from tests.store.book import DAILY, HERE, SENT, UNKNOWN
from tests.subscriptions.edits import NEW_DECISION, edited, edition, within, without

NAME = "marrakesh-2022"
OLD = "The article reports that the Coalition recognised the need"
NEW = "The article reports that the Coalition saw the need."
NEWER = "The article reports that the Coalition felt the need."
SUMMARY, OTHER = "summary-meeting", "Ninety members met."  # the first line
NOT_FOUND = Outcome(Fate.REFUSED, said="Bad Request: message to edit not found")
SAME = Outcome(
    Fate.REFUSED,
    said="Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message",
)


class Desks(Newsroom):
    """A newsroom that corrects one line of the summary."""

    def state(self, number: int, text: str = NEW) -> Briefing:
        """The shipped briefing, with that line as it is to be."""
        return edition(self._first, number, summary=self.line(text))

    def renumbered(self, number: int) -> Briefing:
        """The shipped briefing under another number."""
        return edition(self._first, number)

    def line(self, text: str) -> tuple[object, ...]:
        """The summary, with that line as it is to be."""
        return within(self._first.summary, "summary-africa", text=text)

    def look(self, briefing: Briefing) -> Correction:
        """What correcting would mean."""
        made: Correction = self.book.do(corrected, briefing)
        return made

    def correct(self, briefing: Briefing) -> int:
        """Publish a correction, now."""
        made: int = self.book.do(correct, briefing, self._renderer, self.book.now, "Amina")
        return made

    def back(self, number: int) -> Briefing:
        """What going back to an edition would publish."""
        made: Briefing = self.book.do(rolled_back, NAME, number)
        return made

    def forget_what_letters_say(self) -> None:
        """Let the letters be those of a release that did not note it."""
        self.book.do(lambda connection: connection.execute(update(letter).values(said=None)))

    def lengthen_letters(self) -> None:
        """Let the letters be as long as one can be."""
        long = letter.c.html + "\n" + "x" * 3050
        self.book.do(lambda connection: connection.execute(update(letter).values(html=long)))

    def out(self, *places: Place, message: int = 77) -> None:
        """Let what is due arrive in these places, each message with the number of its chat."""
        for place in places:
            self.book.send(Outcome(Fate.SENT, message=message), place)


def is_notice(html: str) -> bool:
    """Whether a message tells of a correction by itself."""
    return html.partition("</b>\n\n")[2].startswith("✎")


@pytest.fixture
def desks(either: Database, briefing: Briefing, desk: Desk) -> Desks:
    return Desks(either, briefing, desk.renderer)


def test_the_message_that_said_it_is_changed_and_says_so(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.book.after(hours=2)
    number = desks.correct(desks.state(2))

    [one] = desks.book.due()
    assert (one.edits, one.answers, one.place) == (77, None, HERE)
    assert f"• <s>{OLD}" in one.letter.html
    assert "\n\n✎ <b>Corrected</b> 1 June 2026, 11:00 UTC\n• It said: " in one.letter.html
    assert f"\n  It says now: {NEW} <a href=" in one.letter.html
    assert one.letter.rows
    assert desks.book.send() == [HERE]
    assert desks.book.steps(number) == ["sent"]


def test_who_never_received_it_is_told_nothing(desks: Desks) -> None:
    desks.publish(1)
    desks.book.subscribe()
    look = desks.look(desks.state(2))
    desks.correct(desks.state(2))

    assert (look.messages, look.chats, look.waiting) == (0, 0, 0)
    assert desks.book.rows() == []


def test_a_look_says_how_many_and_stores_nothing(desks: Desks) -> None:
    for chat in (1, 2, 3):
        desks.book.subscribe(Place(chat))
    desks.publish(1)
    desks.out(Place(1), Place(2))
    look = desks.look(desks.state(2))

    assert (look.messages, look.chats, look.waiting, look.out) == (2, 2, 1, None)
    assert [(item.entry, item.after) for item in look.items] == [("summary-africa", NEW)]
    assert len(desks.book.publications()) == 1


def test_correcting_twice_makes_no_difference(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    number = desks.correct(desks.state(2))
    rows = desks.book.rows()

    assert desks.correct(desks.state(2)) == number
    assert desks.book.rows() == rows
    out = desks.look(desks.state(2)).out
    assert out is not None
    assert out.publication == number


def test_what_may_have_arrived_is_sent_again_corrected(desks: Desks) -> None:
    desks.book.subscribe()
    number = desks.publish(1, when_uncertain="hold")
    desks.book.send(UNKNOWN)
    desks.correct(edition(desks.state(2), 2, when_uncertain="hold"))
    [row] = desks.book.rows()
    assert (row["publication"], row["step"]) == (number, "uncertain")
    desks.book.do(outbox.resend, [row["id"]], desks.book.now)

    [one] = desks.book.due()
    assert f"<s>{OLD}" in one.letter.html
    assert f"It says now: {NEW}" in one.letter.html


def test_a_message_that_is_just_being_sent_is_changed_once_it_has_arrived(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    one = desks.book.take()
    desks.correct(desks.state(2))
    assert desks.book.due() == []
    desks.book.settle(one, SENT)

    [change] = desks.book.due()
    assert change.edits == 77
    assert NEW in change.letter.html


def test_a_message_that_may_have_got_through_goes_out_again_with_a_note(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    one = desks.book.take()
    desks.correct(desks.state(2))
    desks.book.settle(one, UNKNOWN)
    desks.book.after(minutes=2)

    [again] = desks.book.due()
    assert (again.id, again.edits) == (one.id, None)
    assert f"It says now: {NEW}" in again.letter.html


def test_a_message_that_is_gone_is_answered_by_a_notice(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    number = desks.correct(desks.state(2))
    desks.book.send(NOT_FOUND)

    [one] = desks.book.due()
    assert (one.edits, one.answers) == (None, 77)
    assert one.letter.html.startswith(
        "<b>Global Coalition to Defeat ISIS, Marrakesh communiqué 2022</b>\n\n"
        "✎ <b>Corrected</b> 1 June 2026, 09:00 UTC\n• It said: The article reports"
    )
    assert one.letter.html.endswith("Press report: Blueprint · Edition 2</i>")
    desks.book.send(Outcome(Fate.SENT, message=78))
    assert desks.book.steps(number) == ["sent"]
    assert desks.book.due() == []


def test_a_message_that_says_so_already_is_done(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    number = desks.correct(desks.state(2))
    desks.book.send(SAME)

    assert desks.book.steps(number) == ["sent"]


def test_a_change_of_which_nothing_is_known_is_made_again_and_never_in_doubt(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    number = desks.correct(desks.state(2))
    for _ in range(6):
        desks.book.send(UNKNOWN)
        desks.book.after(hours=1)
    desks.book.send()

    assert desks.book.steps(number) == ["sent"]
    assert desks.book.rows()[-1]["doubts"] == 0


def test_a_second_correction_follows_the_first(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    desks.book.send()
    desks.correct(desks.state(3, NEWER))

    [one] = desks.book.due()
    assert one.edits == 77
    assert f"It says now: <s>{NEW}</s>" in one.letter.html
    assert one.letter.html.count("✎") == 2
    assert f"It says now: {NEWER} <a" in one.letter.html


def test_of_two_corrections_on_their_way_one_edit_is_made(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    first = desks.correct(desks.state(2))
    desks.correct(desks.state(3, NEWER))

    [one] = desks.book.due()
    assert f"It says now: {NEWER} <a" in one.letter.html
    assert desks.book.steps(first) == ["pending"]
    desks.book.send(NOT_FOUND)
    [notice] = desks.book.due()
    assert f"<s>{NEW}</s>" in notice.letter.html
    assert f"It says now: {NEWER} <a" in notice.letter.html


@pytest.mark.parametrize("outcome", [SENT, Outcome(Fate.UNSENT), UNKNOWN, NOT_FOUND])
def test_an_older_change_never_follows_a_newer_one(desks: Desks, outcome: Outcome) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    [under_way] = desks.book.due()
    assert desks.book.mark(under_way)
    desks.correct(desks.state(3, NEWER))
    assert desks.book.due() == []
    desks.book.alter(Wish(quiet=Quiet(1, 2)))  # takes up what waits
    assert desks.book.due() == []
    desks.book.settle(under_way, outcome)
    desks.book.pause()
    desks.book.resume()
    desks.book.after(hours=2)

    made = []
    while due := desks.book.due():
        made += [one.letter.html for one in due]
        desks.book.send()
        desks.book.after(minutes=1)
    assert f"It says now: {NEWER} <a" in made[-1]
    assert len(made) == len(set(made))


def test_a_notice_is_corrected_as_any_message(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    desks.book.send(NOT_FOUND)
    desks.book.send(Outcome(Fate.SENT, message=78))
    desks.correct(desks.state(3, NEWER))

    [one] = desks.book.due()
    assert one.edits == 78
    assert f"It says now: <s>{NEW}</s>" in one.letter.html


def test_who_unsubscribed_is_not_written_to_but_what_stands_there_is_put_right(
    desks: Desks,
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.book.stop()
    number = desks.correct(desks.state(2))

    [one] = desks.book.due()
    assert one.edits == 77
    desks.book.send(NOT_FOUND)
    assert desks.book.steps(number) == ["cancelled"]
    assert desks.book.due() == []


def test_who_unsubscribes_before_the_change_still_gets_it(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    desks.book.stop()

    [one] = desks.book.due()
    assert one.edits == 77


def test_of_whom_nothing_is_known_any_more_nothing_is_done(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    desks.book.erase()
    desks.correct(desks.state(3, NEWER))

    assert desks.book.steps() == ["sent", "cancelled"]
    assert desks.look(desks.state(4)).messages == 0


def test_a_paused_chat_is_corrected_once_it_can_be_written_to(desks: Desks) -> None:
    for chat in (1, 2):
        desks.book.subscribe(Place(chat))
    desks.publish(1)
    desks.book.send()
    desks.book.pause(Reason.BLOCKED, Place(1))
    desks.correct(desks.state(2))
    assert [one.place.chat for one in desks.book.due()] == [2]
    desks.book.resume(Place(1))

    assert sorted(one.place.chat for one in desks.book.due()) == [1, 2]


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_stayed_behind_in_a_group_as_it_was_is_not_changed(desks: Desks, when: str) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    if when == "before":
        desks.book.migrate(HERE.chat, -1000)
    desks.correct(desks.state(2))
    if when == "after":
        desks.book.migrate(HERE.chat, -1000)

    [one] = desks.book.due()
    assert (one.place, one.edits, one.answers) == (Place(-1000), None, None)
    assert is_notice(one.letter.html)


def test_every_message_of_a_chat_is_changed_by_itself(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.out(HERE, message=1)
    desks.publish(2, summary=desks.line(NEW))
    desks.out(HERE, message=2)
    desks.correct(edition(desks.edition(2), 3, summary=desks.line(NEWER)))
    desks.book.pause()
    desks.book.resume()
    desks.correct(desks.back(1))

    # Each of them was to be changed, and is to say by now what stands again.
    first, second = sorted(desks.book.due(), key=lambda one: one.edits or 0)
    assert (first.edits, second.edits) == (1, 2)
    assert all(
        one.letter.html.rpartition("It says now: ")[2].startswith(OLD) for one in (first, second)
    )


def test_going_back_withdraws_what_came_since_and_tells_those_who_were_told(desks: Desks) -> None:
    desks.publish(1)
    desks.book.subscribe()
    desks.publish(2)
    desks.book.send()
    back = desks.back(1)
    assert back.edition == 3
    desks.correct(back)

    [one] = desks.book.due()
    assert "• <s>The ministers welcomed decision 2.</s>" in one.letter.html
    assert "✎ <b>Withdrawn</b>" in one.letter.html


def test_what_was_withdrawn_may_stand_again(desks: Desks, briefing: Briefing) -> None:
    entry = briefing.resolutions[0].id
    desks.publish(1)
    desks.book.subscribe()
    desks.publish(2, resolutions=without(briefing.resolutions, entry))
    desks.book.send()
    desks.correct(desks.back(1))

    [one] = desks.book.due()
    assert "\n\n✎ <b>It stands again</b> 1 June 2026, 09:00 UTC\n• " in one.letter.html


def test_there_must_be_something_to_correct(desks: Desks) -> None:
    with pytest.raises(PublishError, match="no edition of it is out, so there is nothing to cor"):
        desks.look(desks.state(1))
    desks.publish(1)
    with pytest.raises(PublishError, match="edition 2 changes no statement"):
        desks.look(desks.renumbered(2))
    with pytest.raises(PublishError, match=r"edition 1 was published on .* with other words"):
        desks.look(desks.state(1))


def test_a_correction_adds_nothing(desks: Desks) -> None:
    desks.publish(1)

    with pytest.raises(PublishError) as caught:
        desks.look(desks.edition(2))
    assert str(caught.value) == (
        f"{NAME}: edition 2 also says something new: “The ministers welcomed decision 2.” "
        "A correction puts right what was said. Take the new out, or publish the edition instead."
    )


def test_one_can_only_go_back_to_what_was_published(desks: Desks) -> None:
    with pytest.raises(PublishError, match=r"edition 1 was never published. There is: none."):
        desks.back(1)
    desks.publish(1)
    unreadable = desks.publish(2)
    desks.publish(3)
    desks.rewrite(unreadable, "{}")

    with pytest.raises(PublishError, match=r"edition 7 was never published. There is: 1, 2, 3."):
        desks.back(7)
    with pytest.raises(PublishError, match="edition 3 is the one that is out"):
        desks.back(3)
    with pytest.raises(PublishError, match="edition 2 can't be read"):
        desks.back(2)


def test_going_back_may_change_nothing_that_a_chat_sees(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.publish(2, resolutions=desks.edition(1).resolutions, title="Another title")
    desks.correct(desks.back(1))

    assert desks.book.due() == []
    assert desks.look(desks.renumbered(3)).out is not None


def test_a_digest_tells_what_came_as_it_says_now(desks: Desks, briefing: Briefing) -> None:
    desks.publish(1)
    desks.book.subscribe(wish=DAILY)
    decision = edited(NEW_DECISION, text="a wrong member.")
    desks.publish(2, resolutions=(*briefing.resolutions, decision))
    right = edition(briefing, 3, resolutions=(*briefing.resolutions, NEW_DECISION))
    desks.correct(right)
    desks.book.after(days=1)
    desks.book.do(desks.digests.some, desks.book.now)

    [words] = desks.received(HERE)
    assert "<b>New</b>\n• The ministers welcomed a new member." in words
    assert "wrong" not in words
    assert "It said" not in words


def test_a_digest_does_not_repeat_a_correction(desks: Desks) -> None:
    desks.publish(1)
    desks.book.subscribe(wish=Wish(rhythm=Rhythm.DAILY))
    desks.publish(2)
    desks.book.after(days=1)
    desks.book.do(desks.digests.some, desks.book.now)
    desks.book.send()
    changed = edition(
        desks.edition(2),
        3,
        resolutions=within(desks.edition(2).resolutions, "new-2", text="decision two."),
    )
    desks.correct(changed)
    assert [one.edits for one in desks.book.due()] == [77]
    desks.book.send()
    desks.book.after(days=1)
    desks.book.do(desks.digests.some, desks.book.now)

    assert desks.book.due() == []


def test_letters_of_an_older_release_are_searched_for_the_words(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.forget_what_letters_say()
    desks.correct(desks.state(2))
    desks.correct(desks.state(3, NEWER))

    [one] = desks.book.due()
    assert f"<s>{OLD}" in one.letter.html
    assert f"It says now: {NEWER} <a" in one.letter.html


def test_where_a_note_does_not_fit_a_notice_follows(desks: Desks) -> None:
    for chat in (1, 2):
        desks.book.subscribe(Place(chat))
    desks.publish(1)
    desks.out(Place(1))
    desks.lengthen_letters()
    desks.correct(desks.state(2))

    due = {one.place.chat: one for one in desks.book.due()}
    assert (due[1].edits, due[1].answers) == (None, 77)
    assert (due[2].edits, due[2].answers) == (None, None)
    assert is_notice(due[1].letter.html)
    assert "✎" not in due[2].letter.html


def test_a_change_that_no_longer_fits_is_made_and_a_notice_follows(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    desks.lengthen_letters()
    desks.correct(desks.state(3, NEWER))

    first, second = desks.book.rows()[1:]
    assert (first["step"], first["edits"]) == (Step.PENDING, 1)
    assert (second["step"], second["answers"]) == (Step.PENDING, 1)


def test_what_a_sender_holds_already_does_not_go_out_as_it_was(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    [held] = desks.book.due()
    desks.correct(desks.state(2))

    assert not desks.book.mark(held)
    [one] = desks.book.due()
    assert NEW in one.letter.html


def test_who_unsubscribes_while_paused_is_still_put_right_if_that_can_be(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.book.pause()
    number = desks.correct(desks.state(2))
    desks.book.stop()

    [one] = desks.book.due()
    assert one.edits == 77
    desks.book.send(Outcome(Fate.GONE, said="Forbidden: bot was kicked from the group chat"))
    assert desks.book.steps(number) == ["cancelled"]


def test_a_change_waits_while_its_chat_is_closed_or_paused_meanwhile(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    one = desks.book.take()
    desks.correct(desks.state(2))
    desks.book.pause()
    desks.book.settle(one, SENT)
    assert desks.book.due() == []
    desks.book.resume()

    assert [change.edits for change in desks.book.due()] == [77]


def test_a_notice_says_as_much_as_fits(desks: Desks, briefing: Briefing) -> None:
    def lengthened(number: int, word: str) -> Briefing:
        lines = (edited(one, text=(word * 99).strip()) for one in briefing.summary)
        return edition(briefing, number, summary=tuple(lines))

    desks.book.subscribe()
    desks.publish(1, summary=lengthened(1, "one ").summary)
    desks.book.send()
    desks.correct(lengthened(2, "two "))

    [one] = desks.book.due()
    assert (one.edits, one.answers) == (None, 77)
    assert one.letter.html.count("It says now:") == 4
    assert [button.data for row in one.letter.rows for button in row] == ["/news 2"]


def test_what_another_statement_ends_with_is_left_alone(desks: Desks, briefing: Briefing) -> None:
    first, second, *rest = briefing.summary
    whole = edited(first, text="Sudan denied that the ministers met in Rome.")
    end = edited(second, text="the ministers met in Rome.")
    desks.book.subscribe()
    desks.publish(1, summary=(whole, end, *rest))
    desks.book.send()
    right = edited(second, text="the ministers met in Marrakesh.")
    desks.correct(edition(desks.edition(1), 2, summary=(whole, right, *rest)))

    [one] = desks.book.due()
    assert "• Sudan denied that the ministers met in Rome. <a" in one.letter.html
    assert "• <s>the ministers met in Rome.</s> <a" in one.letter.html
    assert one.letter.html.count("<s>") == 1


def test_of_members_told_in_the_same_words_the_right_one_is_struck_through(
    desks: Desks, briefing: Briefing
) -> None:
    known = [one for one in briefing.membership.members if one.joined]
    alike = [one for one in known if one.joined == known[0].joined][:3]
    ids = [one.id for one in alike]

    def members(wrong: dict[str, object]) -> object:
        every = briefing.membership.members
        changed = tuple(
            edited(one, joined=wrong[one.id]) if one.id in wrong else one for one in every
        )
        return edited(briefing.membership, members=changed)

    desks.publish(1, membership=members(dict.fromkeys(ids)))
    desks.book.subscribe()
    desks.publish(2, resolutions=briefing.resolutions)
    desks.book.send()
    right = edited(alike[1].joined, text="In another year.")
    desks.correct(edition(briefing, 3, membership=members({ids[1]: right})))

    [one] = desks.book.due()
    assert one.letter.html.count("<s>") == 1
    assert f"<i>{alike[1].name}</i> – <s>" in one.letter.html


def test_what_was_published_by_mistake_is_corrected_in_all_that_was_said_before(
    desks: Desks,
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.out(HERE, message=1)
    desks.publish(2, summary=desks.line(NEW), resolutions=desks.edition(1).resolutions)
    desks.out(HERE, message=2)
    look = desks.look(desks.state(3, NEWER))
    desks.correct(desks.state(3, NEWER))

    assert (look.messages, look.chats) == (2, 1)
    first, second = sorted(desks.book.due(), key=lambda one: one.edits or 0)
    assert (first.edits, second.edits) == (1, 2)
    assert f"It said: {OLD}" in first.letter.html
    assert f"<s>{OLD}" in first.letter.html
    assert NEW not in first.letter.html
    assert f"It said: {NEW}" in second.letter.html
    for one in (first, second):
        assert f"It says now: {NEWER} <a" in one.letter.html
        assert one.letter.html.count("✎") == 1
    desks.book.send()
    with pytest.raises(PublishError, match="no message says otherwise"):
        desks.look(desks.state(4, NEWER))


def test_a_correction_in_the_same_words_takes_back_that_it_was_published(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.out(HERE, message=1)
    desks.publish(2, summary=desks.line(NEW), resolutions=desks.edition(1).resolutions)
    desks.out(HERE, message=2)
    look = desks.look(desks.state(3))
    desks.correct(desks.state(3))

    assert (look.messages, look.chats, look.repeats) == (1, 1, True)
    assert [(item.entry, item.after) for item in look.items] == [("summary-africa", NEW)]
    [one] = desks.book.due()
    assert one.edits == 1
    assert f"It said: {OLD}" in one.letter.html
    assert f"It says now: {NEW} <a" in one.letter.html


def test_what_is_published_leaves_what_was_sent_as_it_is_when_something_else_is_corrected(
    desks: Desks, briefing: Briefing
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.out(HERE, message=1)
    desks.publish(2, summary=desks.line(NEW), resolutions=briefing.resolutions)
    desks.out(HERE, message=2)
    other = briefing.summary[0].id
    right = within(desks.line(NEW), other, text="Ninety members met.")
    desks.correct(edition(briefing, 3, summary=right))

    [one] = desks.book.due()
    assert one.edits == 1
    assert f"<s>{OLD}" not in one.letter.html
    assert "It says now: Ninety members met. <a" in one.letter.html


def test_another_source_that_was_published_is_corrected_in_what_was_said_before(
    desks: Desks, briefing: Briefing
) -> None:
    line = next(one for one in briefing.summary if one.id == "summary-africa")
    moved = within(briefing.summary, line.id, cite=edited(line.cite, paragraph=1, anchor=None))
    desks.book.subscribe()
    desks.publish(1)
    desks.out(HERE, message=1)
    desks.publish(2, summary=moved, resolutions=briefing.resolutions)
    desks.out(HERE, message=2)
    desks.correct(edition(briefing, 3, summary=moved))

    [one] = desks.book.due()
    assert one.edits == 1
    assert "✎ <b>Source changed</b>" in one.letter.html
    assert "(before: <a" in one.letter.html


def test_what_waits_since_before_an_edition_goes_out_in_the_corrected_words(desks: Desks) -> None:
    desks.book.subscribe()
    desks.book.pause()
    desks.publish(1)
    desks.publish(2, summary=desks.line(NEW), resolutions=desks.edition(1).resolutions)
    look = desks.look(desks.state(3, NEWER))
    desks.correct(desks.state(3, NEWER))
    desks.book.resume()

    assert (look.messages, look.waiting) == (0, 2)
    [one, *_] = desks.book.due()
    assert NEWER in one.letter.html
    assert "✎" not in one.letter.html
    assert OLD not in one.letter.html


def test_letters_of_an_older_release_are_searched_for_what_each_edition_said(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.out(HERE, message=1)
    desks.publish(2, summary=desks.line(NEW), resolutions=desks.edition(1).resolutions)
    desks.out(HERE, message=2)
    desks.forget_what_letters_say()
    desks.correct(desks.state(3, NEWER))

    assert {one.edits for one in desks.book.due()} == {1, 2}
    assert all(f"It says now: {NEWER} <a" in one.letter.html for one in desks.book.due())


def test_what_answers_a_message_is_corrected_in_its_place_wherever_the_chat_has_gone(
    desks: Desks,
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.correct(desks.state(2))
    desks.book.migrate(HERE.chat, -1000)
    desks.out(Place(-1000), message=78)
    look = desks.look(desks.state(3, NEWER))
    desks.correct(desks.state(3, NEWER))

    assert look.messages == 1
    [one] = desks.book.due()
    assert one.edits == 78


def answered(desks: Desks, *others: Place) -> None:
    """Let a line be corrected where the message is gone; in other places it is changed."""
    for place in (HERE, *others):
        desks.book.subscribe(place)
    desks.publish(1)
    desks.out(HERE, *others)
    desks.correct(desks.state(2))
    desks.out(*others)
    desks.book.send(NOT_FOUND)
    desks.out(HERE, message=78)


def also(desks: Desks, number: int, line: str) -> Briefing:
    """An edition that says the first line of the summary otherwise, too."""
    summary = desks.line(line)
    return edition(desks.edition(1), number, summary=within(summary, SUMMARY, text=OTHER))


@pytest.mark.untraced
@pytest.mark.parametrize("line", [NEW, NEWER])
def test_a_second_notice_says_only_what_the_first_does_not(desks: Desks, line: str) -> None:
    answered(desks, Place(2))
    look = desks.look(also(desks, 3, line))
    desks.correct(also(desks, 3, line))
    due = {(one.place, one.edits): one for one in desks.book.due()}
    gone = due[HERE, 77]
    assert desks.book.mark(gone)
    desks.book.settle(gone, NOT_FOUND)
    [notice] = [one for one in desks.book.due() if one.answers == 77]

    assert (look.messages, len(due)) == ((2, 2) if line == NEW else (3, 3))
    assert (NEWER in due[Place(2), 77].letter.html) is (line == NEWER)
    assert line == NEW or NEWER in due[HERE, 78].letter.html
    assert OTHER in notice.letter.html
    assert not any(words in notice.letter.html for words in (OLD, NEW, NEWER))


def test_what_was_published_since_is_all_that_a_second_notice_says(desks: Desks) -> None:
    answered(desks)
    desks.publish(3, summary=also(desks, 3, NEW).summary, resolutions=desks.edition(1).resolutions)
    desks.book.send(Outcome(Fate.SENT, message=79))
    look = desks.look(also(desks, 4, NEW))
    desks.correct(also(desks, 4, NEW))
    desks.book.send(NOT_FOUND)
    [notice] = desks.book.due()
    desks.out(HERE, message=80)

    assert [item.entry for item in look.items] == [SUMMARY]
    assert OTHER in notice.letter.html
    assert NEW not in notice.letter.html
    with pytest.raises(PublishError, match="no message says otherwise"):
        desks.look(also(desks, 5, NEW))


def test_what_was_answered_is_not_offered_again(desks: Desks) -> None:
    answered(desks, Place(2))

    with pytest.raises(PublishError, match="no message says otherwise"):
        desks.look(desks.state(3))
    with pytest.raises(PublishError, match="no message says otherwise"):
        desks.correct(desks.state(3))


def test_what_is_gone_from_a_chat_that_unsubscribed_is_not_offered_again(desks: Desks) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.book.stop()
    desks.correct(desks.state(2))
    desks.book.send(NOT_FOUND)
    with pytest.raises(PublishError, match="no message says otherwise"):
        desks.look(desks.state(3))
    desks.book.subscribe()

    assert desks.look(desks.state(3)).messages == 1


@pytest.mark.untraced
def test_a_chat_that_threw_the_bot_out_and_unsubscribed_is_not_offered_again(
    desks: Desks,
) -> None:
    desks.book.subscribe()
    desks.publish(1)
    desks.book.send()
    desks.book.stop()
    desks.correct(desks.state(2))
    desks.book.send(Outcome(Fate.GONE, said="Forbidden: bot was kicked from the group chat"))
    with pytest.raises(PublishError, match="no message says otherwise"):
        desks.look(desks.state(3))
    desks.correct(desks.state(3, NEWER))

    [one] = desks.book.due()
    assert one.edits == 77
    assert f"It says now: {NEWER} <a" in one.letter.html
    desks.book.send(Outcome(Fate.GONE, said="Forbidden: bot was kicked from the group chat"))
    desks.book.subscribe()
    assert desks.look(desks.state(4, NEWER)).messages == 1


def test_a_digest_of_several_briefings_is_corrected_for_each(
    desks: Desks, briefing: Briefing
) -> None:
    other = edited(briefing, briefing="other")
    changed = within(briefing.resolutions, briefing.resolutions[0].id, text="to go on.")
    for first in (edition(briefing, 1), edition(other, 1)):
        desks.book.do(desks._publish, first, desks.book.now)
    desks.book.subscribe(wish=DAILY)
    for one in (briefing, other):
        second = edition(one, 2, resolutions=changed)
        desks.book.do(desks._publish, second, desks.book.now)
    desks.book.after(days=1)
    desks.book.do(desks.digests.some, desks.book.now)
    desks.book.send()
    right = within(briefing.resolutions, briefing.resolutions[0].id, text="to go back.")
    for one in (briefing, other):
        desks.correct(edition(one, 3, resolutions=right))
        desks.book.send()

    [*_, last] = desks.book.rows()
    html = desks.book.do(
        lambda connection: connection.execute(
            select(letter.c.html).where(letter.c.id == last["letter"])
        ).scalar()
    )
    assert html.count("✎") == 2

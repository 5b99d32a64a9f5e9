"""Proposals in the store: what can be proposed, and what an answer makes of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.publishing.bulletin import FINAL
from bot.publishing.proposal import Kind, Proposal, State, Who, standing
from bot.sending.correction import rolled_back
from bot.sending.edition import PublishError
from bot.sending.proposals import Proposals
from bot.store import proposals, publications
from bot.store.database import Database
from bot.store.proposals import Bulletin
from tests.sending.newsroom import Newsroom
from tests.store.book import NOW, Book
from tests.subscriptions.edits import edited, edition

A, B = Who("telegram:1", "Amina"), Who("terminal:bola", "Bola")
PUBLISH = Kind.PUBLISH
OPERATOR = 1


class Desk:
    """Operators, and what they have agreed on."""

    def __init__(self, database: Database, needed: int) -> None:
        self.book, self.proposed = Book(database), Proposals(renderer(), needed, {1})

    def propose(self, briefing: Briefing, kind: Kind = PUBLISH, by: Who = A) -> Proposal:
        made: Proposal = self.book.do(self.proposed.propose, kind, briefing, by, self.book.now)
        return made

    def agree(
        self, number: int, who: Who, drafts: Mapping[str, Briefing] | None = None
    ) -> Proposal | None:
        made: Proposal | None = self.book.do(
            self.proposed.agree, number, who, drafts, self.book.now
        )
        return made

    def decline(self, number: int, who: Who) -> Proposal | None:
        made: Proposal | None = self.book.do(self.proposed.decline, number, who)
        return made

    def release(self) -> None:
        self.book.do(self.proposed.release, self.book.now)

    def bulletin(self) -> Bulletin:
        """What the operator is shown of the one proposal."""
        found: list[tuple[Proposal, Bulletin]] = self.book.do(proposals.unfinished, {OPERATOR})
        return found[0][1]

    def state(self, number: int) -> State:
        found: Proposal = self.book.do(proposals.find, number)
        return found.state

    def editions(self, briefing: Briefing) -> list[Any]:
        found: list[Any] = self.book.do(publications.editions, briefing.briefing, 9)
        return found


@pytest.fixture
def desk(either: Database) -> Desk:
    """Two have to agree."""
    return Desk(either, 2)


@pytest.fixture
def alone(either: Database) -> Desk:
    """One is enough."""
    return Desk(either, 1)


def test_it_goes_out_once_enough_have_agreed(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    first = desk.agree(made.id, A)
    assert first is not None
    assert (first.state, first.missing, desk.editions(briefing)) == (State.OPEN, 1, [])

    second = desk.agree(made.id, B)

    assert second is not None
    assert (second.state, second.missing, second.agreed_by) == (State.OUT, 0, "Amina, Bola")
    [out] = desk.editions(briefing)
    assert out.id == second.publication


def test_who_agrees_and_what_is_kept_with_the_edition(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    desk.agree(made.id, A)
    desk.agree(made.id, B)
    [(by, known)] = desk.book.do(
        lambda one: one.exec_driver_sql("SELECT by, hash FROM publication").all()
    )

    assert (by, known) == ("Amina, Bola", made.hash)


def test_the_same_operator_counts_once(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    for _ in range(3):
        desk.agree(made.id, A)

    assert desk.state(made.id) is State.OPEN
    assert standing([A, A], 2, None, NOW) is State.OPEN


def test_proposed_again_it_is_the_same_with_those_who_agreed(
    desk: Desk, briefing: Briefing
) -> None:
    made = desk.propose(briefing)
    desk.agree(made.id, A)
    again = desk.propose(briefing, by=B)

    assert (again.id, again.approvals) == (made.id, (A,))


def test_what_is_proposed_later_takes_its_place(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    later = desk.propose(edited(briefing, title="Another title"))

    assert later.id != made.id
    assert desk.state(made.id) is State.STALE
    assert desk.agree(made.id, A) == desk.book.do(proposals.find, made.id)


def test_another_embargo_is_another_proposal(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    later = desk.propose(edited(briefing, not_before=NOW + timedelta(days=1)))

    assert later.id != made.id


def test_a_draft_that_was_edited_since_is_not_agreed_to(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    edit = {briefing.briefing: edition(briefing, 2)}
    stale = desk.agree(made.id, A, edit)

    assert stale is not None
    assert (stale.state, stale.why) == (State.STALE, "The file has been edited since.")


def test_a_draft_whose_file_is_gone_is_not_agreed_to(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    stale = desk.agree(made.id, A, {"another": edition(briefing, 2)})

    assert stale is not None
    assert (stale.state, stale.why) == (State.STALE, "Its file is gone, or has problems.")


def test_to_go_back_no_file_is_needed(alone: Desk, either: Database, briefing: Briefing) -> None:
    room = Newsroom(either, briefing, renderer())
    room.publish(1)
    room.publish(2)
    made = alone.propose(alone.book.do(rolled_back, briefing.briefing, 1), Kind.ROLLBACK)
    alone.agree(made.id, A, {})

    assert alone.state(made.id) is State.OUT


def test_the_file_as_it_was_proposed_can_be_agreed_to(alone: Desk, briefing: Briefing) -> None:
    made = alone.propose(briefing)
    alone.agree(made.id, A, {briefing.briefing: briefing})

    assert alone.state(made.id) is State.OUT


def restarted(desk: Desk, needed: int, *operators: int) -> Desk:
    """The same store, with other settings."""
    later = Desk(desk.book.database, needed)
    later.proposed = Proposals(renderer(), needed, operators)
    return later


def test_as_many_have_to_agree_as_when_it_is_carried_out(alone: Desk, briefing: Briefing) -> None:
    made = alone.propose(briefing)
    later = restarted(alone, 2, 1)
    first = later.agree(made.id, A)

    assert first is not None
    assert (first.state, later.proposed.as_it_counts(first).missing) == (State.OPEN, 1)
    later.agree(made.id, B)
    assert later.state(made.id) is State.OUT


def test_fewer_than_were_asked_for_are_never_enough(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    restarted(desk, 1, 1).agree(made.id, A)

    assert desk.state(made.id) is State.OPEN


def test_who_is_an_operator_no_longer_does_not_count(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    desk.agree(made.id, A)
    later = restarted(desk, 2, 2)
    again = later.agree(made.id, Who("telegram:2", "Chidi"))
    assert again is not None
    assert (again.state, later.proposed.as_it_counts(again).agreed_by) == (State.OPEN, "Chidi")
    later.agree(made.id, B)

    assert later.state(made.id) is State.OUT
    [(by,)] = later.book.do(lambda one: one.exec_driver_sql("SELECT by FROM publication").all())
    assert by == "Chidi, Bola"


@pytest.mark.parametrize(("needed", "operator"), [(2, 1), (1, 2)])
def test_what_is_agreed_is_asked_again_where_that_is_not_enough_any_more(
    alone: Desk, briefing: Briefing, needed: int, operator: int
) -> None:
    made = alone.propose(edited(briefing, not_before=alone.book.now + timedelta(hours=1)))
    alone.agree(made.id, A)
    later = restarted(alone, needed, operator)
    later.release()
    assert later.state(made.id) is State.OPEN
    later.book.after(hours=2)
    later.release()
    assert later.editions(briefing) == []
    later.agree(made.id, B)

    assert later.state(made.id) is State.OUT


def test_declined_is_declined(desk: Desk, briefing: Briefing) -> None:
    made = desk.propose(briefing)
    desk.decline(made.id, B)
    desk.agree(made.id, A)
    declined = desk.decline(made.id, A)

    assert declined is not None
    assert (declined.state, declined.why) == (State.DECLINED, "Bola")


def test_what_is_out_cannot_be_declined(alone: Desk, briefing: Briefing) -> None:
    made = alone.propose(briefing)
    alone.agree(made.id, A)
    alone.decline(made.id, B)

    assert alone.state(made.id) is State.OUT


def test_a_proposal_that_is_not_there_is_none(desk: Desk) -> None:
    assert desk.agree(99, A) is None
    assert desk.decline(99, A) is None


def test_under_embargo_it_waits_and_then_goes_out_by_itself(
    alone: Desk, briefing: Briefing
) -> None:
    made = alone.propose(edited(briefing, not_before=alone.book.now + timedelta(hours=1)))
    alone.agree(made.id, A)
    alone.release()
    assert (alone.state(made.id), alone.editions(briefing)) == (State.AGREED, [])

    alone.book.after(hours=1)
    alone.release()
    alone.release()

    assert alone.state(made.id) is State.OUT
    assert len(alone.editions(briefing)) == 1


def test_an_embargo_can_be_called_off(alone: Desk, briefing: Briefing) -> None:
    made = alone.propose(edited(briefing, not_before=alone.book.now + timedelta(hours=1)))
    alone.agree(made.id, A)
    alone.decline(made.id, B)
    alone.book.after(hours=2)
    alone.release()

    assert alone.state(made.id) is State.DECLINED
    assert alone.editions(briefing) == []


def test_what_can_no_longer_go_out_says_why(
    alone: Desk, either: Database, briefing: Briefing
) -> None:
    made = alone.propose(edited(briefing, not_before=alone.book.now + timedelta(hours=1)))
    alone.agree(made.id, A)
    Newsroom(either, briefing, renderer()).publish(3)
    alone.book.after(hours=2)
    alone.release()
    stale: Proposal = alone.book.do(proposals.find, made.id)

    assert stale.state is State.STALE
    assert "edition 3 is out already, and this is edition 1" in stale.why


def test_what_cannot_go_out_is_not_even_proposed(alone: Desk, briefing: Briefing) -> None:
    made = alone.propose(briefing)
    alone.agree(made.id, A)

    with pytest.raises(PublishError, match="edition 1 is published, as it stands"):
        alone.propose(briefing)
    with pytest.raises(PublishError, match="with other words"):
        alone.propose(edited(briefing, title="Another title"))
    with pytest.raises(PublishError):
        alone.propose(edition(briefing, 2), Kind.CORRECT)


def test_who_asks_again_while_a_message_is_edited_gets_a_new_one(
    alone: Desk, briefing: Briefing
) -> None:
    alone.propose(briefing)
    shown = alone.bulletin()
    alone.book.do(proposals.show, shown, 5, "open:0/1")
    shown = alone.bulletin()
    alone.book.do(proposals.again, 1, OPERATOR)
    alone.book.do(proposals.show, shown, 5, "open:1/1")  # what was under way ends only now

    assert (alone.bulletin().message, alone.bulletin().former) == (None, 5)


def test_who_can_be_shown_nothing_any_more_is_left_alone(alone: Desk, briefing: Briefing) -> None:
    alone.propose(briefing)
    alone.book.do(proposals.show, alone.bulletin(), 5, "open:0/1")
    alone.book.do(proposals.again, 1, OPERATOR)
    alone.book.do(proposals.show, alone.bulletin(), None, FINAL)

    assert alone.book.do(proposals.unfinished, {OPERATOR}) == []


def test_the_message_before_is_known_until_it_asks_no_more(alone: Desk, briefing: Briefing) -> None:
    alone.propose(briefing)
    alone.book.do(proposals.show, alone.bulletin(), 5, "open:0/1")
    alone.book.do(proposals.again, 1, OPERATOR)
    alone.book.do(proposals.show, alone.bulletin(), 6, FINAL)

    assert alone.bulletin().former == 5
    alone.book.do(proposals.retired, alone.bulletin())
    assert alone.book.do(proposals.unfinished, {OPERATOR}) == []

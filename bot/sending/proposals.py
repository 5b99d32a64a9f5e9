"""Proposals: made, agreed to or declined, and carried out once enough operators have agreed."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from pydantic import ValidationError

from bot.briefing.changes import Change, changes
from bot.briefing.model import Briefing
from bot.publishing.proposal import Kind, Proposal, State, Who, as_it_counts, standing
from bot.render import Renderer
from bot.sending.correction import correct, corrected
from bot.sending.edition import PublishError, day_of, frozen, planned, publish
from bot.sending.edition import draft as drafted
from bot.store import proposals
from bot.store.database import Connection, attempt
from bot.store.publications import hash_of
from bot.store.turns import turnstile

Drafts = Mapping[str, Briefing] | None  # None: what is agreed to has just been read from its file
_LONGEST_EMBARGO = timedelta(days=400)
_BROKEN = "It could not be carried out; the log says why. Propose it once more."

_log = logging.getLogger(__name__)


class Proposals:
    """Keeps them; every change of one goes through here, within a transaction."""

    def __init__(self, renderer: Renderer, needed: int, operators: Collection[int]) -> None:
        """Carry out what so many operators, of these on Telegram, have agreed to."""
        self._renderer, self._needed, self._operators = renderer, needed, operators

    def as_it_counts(self, one: Proposal) -> Proposal:
        """Return a proposal with the approvals that count now, and the number that it needs."""
        return as_it_counts(one, self._needed, self._operators)

    def propose(
        self, connection: Connection, kind: Kind, briefing: Briefing, by: Who, now: datetime
    ) -> Proposal:
        """Keep a briefing as it stands, to be agreed to; PublishError if it could not go out.

        What is proposed already stays as it is, with those who have agreed to it.
        """
        turnstile(connection)
        self.check(connection, kind, briefing)
        _is_meant(briefing, now)
        new = self._proposal(kind, briefing, by, now)
        known = proposals.live(connection, briefing.briefing)
        if known is not None and known.kind is kind and says_the_same(known, briefing):
            return known
        if known is not None and known.state is State.AGREED:
            raise PublishError(
                f"{known.briefing}: edition {known.edition} is agreed and waits for the end of its "
                f"embargo. Call that off first: with its button or /publish no {known.id} on "
                f"Telegram, or in a terminal with python -m bot publish {known.briefing} --call-off"
            )
        return replace(new, id=proposals.add(connection, new))

    def check(self, connection: Connection, kind: Kind, briefing: Briefing) -> None:
        """Look whether it could go out now; PublishError says why not."""
        if kind is Kind.PUBLISH:
            out = planned(connection, briefing, self._renderer).out
        else:
            out = corrected(connection, briefing).out
        if out is not None:
            raise PublishError(
                f"{briefing.briefing}: edition {briefing.edition} is published, as it stands. "
                f"Edit the file, write `edition: {briefing.edition + 1}`, and propose that."
            )

    def changes(
        self, connection: Connection, number: int
    ) -> tuple[Proposal, Sequence[Change]] | None:
        """Return a proposal with all that it changes; PublishError if it can't go out any more."""
        one = proposals.find(connection, number)
        if one is None:
            return None
        made = drafted(connection, content_of(one))
        return one, changes(made.before, made.briefing)

    def agree(
        self, connection: Connection, number: int, who: Who, drafts: Drafts, now: datetime
    ) -> Proposal | None:
        """Note that an operator agrees, and carry it out if that is enough.

        `drafts` are the files as they stand: nobody agrees by mistake to what was edited since.
        """
        turnstile(connection)
        one = proposals.find(connection, number)
        if one is None or one.state is not State.OPEN:
            return one
        if why := _outdated(one, drafts):
            proposals.settle(connection, number, State.STALE, why)
        else:
            proposals.approve(connection, number, who, now)
            self._go_on(connection, number, now)
        return proposals.find(connection, number)

    def decline(self, connection: Connection, number: int, who: Who) -> Proposal | None:
        """Let a proposal rest, if it is not out yet."""
        turnstile(connection)
        one = proposals.find(connection, number)
        if one is not None and one.state in {State.OPEN, State.AGREED}:
            proposals.settle(connection, number, State.DECLINED, who.name)
        return proposals.find(connection, number)

    def release(self, connection: Connection, now: datetime) -> None:
        """Carry out what was agreed to and has waited for the end of its embargo.

        Where that is not enough any more, since more have to agree or one of them is no operator
        now, it is asked about again.
        """
        if all(self._rests(one, now) for one in proposals.agreed(connection)):
            return
        turnstile(connection)
        for one in proposals.agreed(connection):
            wrong = attempt(connection, partial(self._go_on, connection, one.id, now))
            if wrong is not None:
                _log.error("proposal %s can't be carried out", one.id, exc_info=wrong)
                proposals.settle(connection, one.id, State.STALE, _BROKEN)

    def _rests(self, one: Proposal, now: datetime) -> bool:
        return self._reached(self.as_it_counts(one), now) is one.state

    def _reached(self, one: Proposal, now: datetime) -> State:
        return standing(one.approvals, one.needed, one.not_before, now)

    def _go_on(self, connection: Connection, number: int, now: datetime) -> None:
        found = proposals.find(connection, number)
        if found is None:
            return
        one = self.as_it_counts(found)
        state = self._reached(one, now)
        if state is State.OUT:
            self._carry_out(connection, one, now)
        elif state is not one.state:
            proposals.settle(connection, number, state)

    def _carry_out(self, connection: Connection, one: Proposal, now: datetime) -> None:
        try:
            number = self._publish(connection, one, content_of(one), now)
        except PublishError as error:
            proposals.settle(connection, one.id, State.STALE, str(error))
        else:
            proposals.settle(connection, one.id, State.OUT, publication=number)

    def _publish(
        self, connection: Connection, one: Proposal, briefing: Briefing, now: datetime
    ) -> int:
        if one.kind is Kind.PUBLISH:
            return publish(
                connection, drafted(connection, briefing), self._renderer, now, one.agreed_by
            )
        return correct(connection, briefing, self._renderer, now, one.agreed_by)

    def _proposal(self, kind: Kind, briefing: Briefing, by: Who, now: datetime) -> Proposal:
        content = frozen(briefing)
        return Proposal(
            id=0,
            kind=kind,
            briefing=briefing.briefing,
            edition=briefing.edition,
            content=content,
            hash=hash_of(content),
            not_before=briefing.not_before,
            needed=self._needed,
            state=State.OPEN,
            at=now,
            by=by.name,
        )


def _is_meant(briefing: Briefing, now: datetime) -> None:
    """A file that has only been begun has an embargo of many years."""
    if briefing.not_before is not None and briefing.not_before - now > _LONGEST_EMBARGO:
        raise PublishError(
            f"{briefing.briefing}: edition {briefing.edition} is under embargo until "
            f"{day_of(briefing.not_before)}, which is for files that are not ready. "
            "Change `not_before` in the file."
        )


def content_of(one: Proposal) -> Briefing:
    """Return the briefing as it was proposed; PublishError if this release can't read it."""
    try:
        return Briefing.model_validate_json(one.content, extra="ignore")
    except ValidationError:
        raise PublishError(
            "It can't be read by this release of the bot. Propose it once more."
        ) from None


def _outdated(one: Proposal, drafts: Drafts) -> str:
    """Return what keeps operators from agreeing to what they were shown; nothing if it stands."""
    if one.kind is Kind.ROLLBACK or drafts is None:
        return ""
    draft = drafts.get(one.briefing)
    if draft is None:
        return "Its file is gone, or has problems."
    return "" if says_the_same(one, draft) else "The file has been edited since."


def passed_over(
    connection: Connection, drafts: Mapping[str, Briefing], unsound: Collection[str] = ()
) -> Mapping[str, Proposal]:
    """Return what is agreed and waits, though its file says something else by now.

    That of an unsound file can't be read, whatever is kept of it from before.
    """
    return {
        one.briefing: one
        for one in proposals.agreed(connection)
        if one.briefing in unsound or one.briefing in drafts
        if is_passed_over(one, None if one.briefing in unsound else drafts[one.briefing])
    }


def is_passed_over(one: Proposal, draft: Briefing | None) -> bool:
    """Tell whether a file says anything else than what was proposed; None if it is unsound."""
    return one.kind is not Kind.ROLLBACK and (draft is None or not says_the_same(one, draft))


def says_the_same(one: Proposal, briefing: Briefing) -> bool:
    """Tell whether a briefing is, under the same embargo, what was proposed."""
    return (one.hash, one.not_before) == (hash_of(frozen(briefing)), briefing.not_before)

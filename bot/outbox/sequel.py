"""What the outcome of a send makes of its delivery and of its chat: a table in functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.outbox.delivery import Delivery, Step, WhenUncertain
from bot.outbox.fate import Fate, Outcome
from bot.subscriptions.subscription import GENERAL, Kind, Reason

MOST_DAYS = 7  # that a delivery is tried: what is older is no news
LONGEST_BACKOFF = 60.0  # seconds
LONGEST_BEFORE_EDITING = 3600.0  # seconds until an edit of which nothing is known is made again
BEFORE_RESENDING = 5.0  # seconds after an unclear outcome
BEFORE_LOOKING_AGAIN = 24 * 3600.0  # seconds until a chat that was not found is tried again


@dataclass(frozen=True)
class Sequel:
    """How a delivery goes on, and what else is to be done."""

    step: Step
    due: datetime | None = None  # when it is tried again
    doubts: int = 0
    plain: bool = False  # from now on it goes without markup
    why: str = ""  # for operators
    pause: Reason | None = None  # of the subscription
    move_to: int | None = None  # the new id of the chat
    to_general: bool = False  # its topic is gone
    missing: bool = False  # Telegram knew no such chat
    as_notice: bool = False  # its message can't be changed: a reply says what it would say

    @property
    def topic_only(self) -> bool:
        """Whether the pause concerns one topic rather than the whole chat."""
        return self.pause is Reason.TOPIC_CLOSED


def expired(published: datetime, now: datetime) -> bool:
    """Tell whether it is too late to send what was published then."""
    return now - published > timedelta(days=MOST_DAYS)


def sequel_of(delivery: Delivery, outcome: Outcome, now: datetime) -> Sequel:
    """Return what follows from a send; `delivery` is as it was before it."""
    rules = _BY_FATE if delivery.edits is None else _BY_FATE_OF_EDIT
    sequel = rules[outcome.fate](_Call(delivery, outcome, now))
    if sequel.step is Step.PENDING and expired(delivery.published, now):
        why = f"It waited for {MOST_DAYS} days. {sequel.why}"
        sequel = replace(sequel, step=Step.EXPIRED, due=None, why=why)
    if sequel.step in {Step.FAILED, Step.EXPIRED} and sequel.doubts:
        why = f"{sequel.why} An earlier attempt may have arrived."
        sequel = replace(sequel, step=Step.UNCERTAIN, why=why)
    return sequel


@dataclass(frozen=True)
class _Call:
    """A send and what came of it."""

    delivery: Delivery
    outcome: Outcome
    now: datetime

    @property
    def said(self) -> str:
        """What Telegram said, for comparing: the library changes its capitals."""
        return self.outcome.said.lower()

    @property
    def quoted(self) -> str:
        """What Telegram said, as the end of a sentence."""
        return f": “{self.outcome.said}”." if self.outcome.said else "."

    def backoff(self, longest: float = LONGEST_BACKOFF) -> float:
        return min(longest, 2.0 ** min(self.delivery.attempts, 20))

    def ended(self, step: Step, why: str = "") -> Sequel:
        return Sequel(step, doubts=self.delivery.doubts, plain=self.delivery.plain, why=why)

    def pending(self, why: str, *, wait: float = 0) -> Sequel:
        return replace(self.ended(Step.PENDING, why), due=self.now + timedelta(seconds=wait))

    def paused(self, reason: Reason) -> Sequel:
        return replace(self.pending(f"Nothing can be sent to this chat{self.quoted}"), pause=reason)


_Rule = Callable[[_Call], Sequel]


def _sent(call: _Call) -> Sequel:
    return call.ended(Step.SENT)


def _unsent(call: _Call) -> Sequel:
    return call.pending(f"Telegram could not be reached{call.quoted}", wait=call.backoff())


def _later(call: _Call) -> Sequel:
    wait = call.outcome.wait
    return call.pending(f"Telegram asked to wait for {wait:.0f} seconds.", wait=wait)


def _locked_out(call: _Call) -> Sequel:
    return call.pending(
        f"Telegram does not accept the token{call.quoted} Check TELEGRAM_BOT_TOKEN."
    )


def _migrated(call: _Call) -> Sequel:
    if call.outcome.chat is None:
        return _moved_nowhere(call)
    return replace(call.pending("The group has another id now."), move_to=call.outcome.chat)


def _unknown(call: _Call) -> Sequel:
    doubts = call.delivery.doubts + 1
    what = call.outcome.said.rstrip(".") or "no answer came"
    if call.delivery.when_uncertain is WhenUncertain.RESEND_ONCE and doubts == 1:
        again = call.pending(f"It may have arrived: {what}.", wait=BEFORE_RESENDING)
        return replace(again, doubts=doubts)
    why = f"It may have arrived: {what}. Look into the chat before you send it again."
    return replace(call.ended(Step.UNCERTAIN, why), doubts=doubts)


def _edited_or_not(call: _Call) -> Sequel:
    """To make an edit twice is to make it once."""
    why = f"It may have been changed: {call.outcome.said.rstrip('.') or 'no answer came'}."
    return call.pending(why, wait=call.backoff(LONGEST_BEFORE_EDITING))


def _gone(call: _Call) -> Sequel:
    if call.delivery.kind is Kind.PRIVATE:
        return call.paused(Reason.BLOCKED)
    if any(phrase in call.said for phrase in _REMOVED):
        return call.paused(Reason.REMOVED)
    return _muted(call)


def _refused(call: _Call) -> Sequel:
    return next((rule for phrase, rule in _REFUSALS if phrase in call.said), _failed)(call)


def _edit_refused(call: _Call) -> Sequel:
    rules = (rule for phrase, rule in _REFUSALS_OF_EDITS if phrase in call.said)
    return next(rules, _as_notice)(call)


def _as_notice(call: _Call) -> Sequel:
    why = f"Its message can't be changed{call.quoted} A reply says it."
    return replace(call.pending(why), as_notice=True, plain=False)


def _failed(call: _Call) -> Sequel:
    why = (
        f"Telegram refused the message{call.quoted} It is not tried again; "
        "what is published next will be sent."
    )
    return call.ended(Step.FAILED, why)


def _without_markup(call: _Call) -> Sequel:
    if call.delivery.plain:
        return _failed(call) if call.delivery.edits is None else _as_notice(call)
    return replace(call.pending(f"Telegram refused its markup{call.quoted}"), plain=True)


def _topic_gone(call: _Call) -> Sequel:
    if call.delivery.place.topic == GENERAL:
        return _failed(call)
    return replace(call.pending("Its topic was deleted."), to_general=True)


def _topic_closed(call: _Call) -> Sequel:
    return call.paused(Reason.TOPIC_CLOSED)


def _not_found(call: _Call) -> Sequel:
    why = f"Telegram knows no such chat{call.quoted}"
    return replace(call.pending(why, wait=BEFORE_LOOKING_AGAIN), missing=True)


def _muted(call: _Call) -> Sequel:
    return call.paused(Reason.MUTED)


def _moved_nowhere(call: _Call) -> Sequel:
    why = (
        "The group became a supergroup, and Telegram did not say which. "
        "Somebody has to send /subscribe there."
    )
    return call.ended(Step.FAILED, why)


_REMOVED = ("bot was kicked", "not a member", "chat was deleted")
_MAY_NOT_WRITE = (
    "not enough rights to send",
    "have no rights to send a message",
    "have no write access",
    "need administrator rights in the channel",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_admin_required",
    "chat_restricted",
)
# Of phrases that both occur, the first counts: markup comes first because Telegram quotes from it.
_REFUSALS: tuple[tuple[str, _Rule], ...] = (
    ("can't parse entities", _without_markup),
    ("message thread not found", _topic_gone),
    ("topic_deleted", _topic_gone),
    ("topic_closed", _topic_closed),
    ("chat not found", _not_found),
    ("peer_id_invalid", _not_found),
    ("group chat was upgraded", _moved_nowhere),
    *((phrase, _muted) for phrase in _MAY_NOT_WRITE),
)
# Whatever else keeps a message from being changed, its chat can still be written to.
_REFUSALS_OF_EDITS: tuple[tuple[str, _Rule], ...] = (
    ("message is not modified", _sent),
    *(one for one in _REFUSALS if one[1] is not _topic_gone),
)
_BY_FATE: Mapping[Fate, _Rule] = MappingProxyType(
    {
        Fate.SENT: _sent,
        Fate.UNSENT: _unsent,
        Fate.LATER: _later,
        Fate.LOCKED_OUT: _locked_out,
        Fate.MIGRATED: _migrated,
        Fate.UNKNOWN: _unknown,
        Fate.GONE: _gone,
        Fate.REFUSED: _refused,
    }
)
_BY_FATE_OF_EDIT: Mapping[Fate, _Rule] = MappingProxyType(
    {**_BY_FATE, Fate.UNKNOWN: _edited_or_not, Fate.REFUSED: _edit_refused}
)

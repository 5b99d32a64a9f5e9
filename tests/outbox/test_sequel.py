"""What each outcome of a send makes of its delivery and of its chat."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.messages import Message
from bot.outbox.delivery import Delivery, Step, WhenUncertain
from bot.outbox.fate import Fate, Outcome
from bot.outbox.sequel import MOST_DAYS, Sequel, expired, sequel_of
from bot.subscriptions.subscription import Kind, Place, Reason
from bot.subscriptions.wish import Wish

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GROUP = Delivery(
    id=1,
    subscription=2,
    place=Place(-1001, 5),
    kind=Kind.SUPERGROUP,
    wish=Wish(),
    part=1,
    letter=Message("<b>News</b>"),
    attempts=0,
    doubts=0,
    when_uncertain=WhenUncertain.RESEND_ONCE,
    published=NOW - timedelta(hours=1),
)
PERSON = replace(GROUP, place=Place(7), kind=Kind.PRIVATE)
AGED = NOW - timedelta(days=MOST_DAYS, seconds=1)


def judged(delivery: Delivery, fate: Fate, said: str = "", **more: Any) -> Sequel:
    return sequel_of(delivery, Outcome(fate, said=said, **more), NOW)


def refused(said: str, delivery: Delivery = GROUP) -> Sequel:
    return judged(delivery, Fate.REFUSED, said)


def in_seconds(sequel: Sequel) -> float:
    assert sequel.due is not None
    return (sequel.due - NOW).total_seconds()


def asks(sequel: Sequel) -> dict[str, object]:
    """What a sequel asks for beyond the delivery's own step."""
    usual = vars(Sequel(sequel.step, due=sequel.due, why=sequel.why))
    return {name: value for name, value in vars(sequel).items() if value != usual[name]}


def test_what_arrived_is_sent() -> None:
    assert judged(GROUP, Fate.SENT, message=9) == Sequel(Step.SENT)


def test_what_arrives_at_last_is_sent_though_an_earlier_attempt_may_have_arrived_too() -> None:
    doubtful = replace(GROUP, doubts=1, plain=True)

    assert judged(doubtful, Fate.SENT) == Sequel(Step.SENT, doubts=1, plain=True)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (7, 60), (100_000, 60)]
)
def test_what_never_left_is_tried_again_after_longer_and_longer(
    attempts: int, seconds: float
) -> None:
    sequel = judged(replace(GROUP, attempts=attempts), Fate.UNSENT)

    assert (sequel.step, in_seconds(sequel), asks(sequel)) == (Step.PENDING, seconds, {})


def test_what_telegram_wants_later_waits_as_long_as_it_says() -> None:
    sequel = judged(GROUP, Fate.LATER, wait=17.5)

    assert (sequel.step, in_seconds(sequel), asks(sequel)) == (Step.PENDING, 17.5, {})


def test_a_refused_token_touches_no_subscription() -> None:
    sequel = judged(GROUP, Fate.LOCKED_OUT, "Unauthorized")

    assert (sequel.step, asks(sequel)) == (Step.PENDING, {})
    assert sequel.why == (
        "Telegram does not accept the token: “Unauthorized”. Check TELEGRAM_BOT_TOKEN."
    )


def test_a_migrated_group_is_told_at_once_under_its_new_id() -> None:
    sequel = judged(GROUP, Fate.MIGRATED, chat=-1002)

    assert (sequel.step, in_seconds(sequel)) == (Step.PENDING, 0)
    assert asks(sequel) == {"move_to": -1002}


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Fate.MIGRATED),
        Outcome(Fate.REFUSED, said="Bad Request: group chat was upgraded to a supergroup chat"),
    ],
)
def test_a_group_that_moved_nobody_knows_where_has_to_subscribe_anew(outcome: Outcome) -> None:
    sequel = sequel_of(GROUP, outcome, NOW)

    assert (sequel.step, sequel.due, asks(sequel)) == (Step.FAILED, None, {})
    assert sequel.why == (
        "The group became a supergroup, and Telegram did not say which. "
        "Somebody has to send /subscribe there."
    )


def test_an_unclear_outcome_is_resent_once() -> None:
    first = judged(GROUP, Fate.UNKNOWN, "Bad Gateway")
    second = judged(replace(GROUP, doubts=first.doubts), Fate.UNKNOWN)

    assert (first.step, in_seconds(first), asks(first)) == (Step.PENDING, 5, {"doubts": 1})
    assert first.why == "It may have arrived: Bad Gateway."
    assert (second.step, second.due, asks(second)) == (Step.UNCERTAIN, None, {"doubts": 2})
    assert second.why == (
        "It may have arrived: no answer came. Look into the chat before you send it again."
    )


def test_an_unclear_outcome_is_never_resent_when_it_is_to_be_held() -> None:
    sequel = judged(replace(GROUP, when_uncertain=WhenUncertain.HOLD), Fate.UNKNOWN)

    assert (sequel.step, sequel.due, asks(sequel)) == (Step.UNCERTAIN, None, {"doubts": 1})


@pytest.mark.parametrize(
    ("said", "kind", "reason"),
    [
        ("Forbidden: bot was blocked by the user", Kind.PRIVATE, Reason.BLOCKED),
        ("Forbidden: user is deactivated", Kind.PRIVATE, Reason.BLOCKED),
        ("Forbidden: bot can't initiate conversation with a user", Kind.PRIVATE, Reason.BLOCKED),
        ("Forbidden: bot can't send messages to bots", Kind.PRIVATE, Reason.BLOCKED),
        ("", Kind.PRIVATE, Reason.BLOCKED),
        ("Forbidden: bot was kicked from the group chat", Kind.GROUP, Reason.REMOVED),
        ("Forbidden: bot was kicked from the supergroup chat", Kind.SUPERGROUP, Reason.REMOVED),
        ("Forbidden: bot was kicked from the channel chat", Kind.CHANNEL, Reason.REMOVED),
        ("Forbidden: bot is not a member of the group chat", Kind.GROUP, Reason.REMOVED),
        ("Forbidden: bot is not a member of the supergroup chat", Kind.SUPERGROUP, Reason.REMOVED),
        ("Forbidden: bot is not a member of the channel chat", Kind.CHANNEL, Reason.REMOVED),
        ("Forbidden: the group chat was deleted", Kind.GROUP, Reason.REMOVED),
        ("Forbidden: CHAT_WRITE_FORBIDDEN", Kind.SUPERGROUP, Reason.MUTED),
        ("", Kind.CHANNEL, Reason.MUTED),
    ],
)
def test_a_chat_that_cannot_be_written_to_is_paused_and_its_delivery_stays(
    said: str, kind: Kind, reason: Reason
) -> None:
    sequel = judged(replace(GROUP, kind=kind), Fate.GONE, said)

    assert (sequel.step, in_seconds(sequel), asks(sequel)) == (
        Step.PENDING,
        0,
        {"pause": reason},
    )
    assert said in sequel.why


@pytest.mark.parametrize(
    ("said", "seconds", "asked"),
    [
        (
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
            0,
            {"plain": True},
        ),
        (
            'Bad Request: can\'t parse entities: Unsupported start tag "chat not found"',
            0,
            {"plain": True},
        ),
        ("Bad Request: message thread not found", 0, {"to_general": True}),
        ("Bad Request: TOPIC_DELETED", 0, {"to_general": True}),
        ("Bad Request: TOPIC_CLOSED", 0, {"pause": Reason.TOPIC_CLOSED}),
        ("Bad Request: chat not found", 24 * 3600, {"missing": True}),
        ("Bad Request: private chat not found", 24 * 3600, {"missing": True}),
        ("Bad Request: PEER_ID_INVALID", 24 * 3600, {"missing": True}),
        (
            "Bad Request: not enough rights to send text messages to the chat",
            0,
            {"pause": Reason.MUTED},
        ),
        ("Bad Request: have no rights to send a message", 0, {"pause": Reason.MUTED}),
        ("Bad Request: have no write access to the chat", 0, {"pause": Reason.MUTED}),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", 0, {"pause": Reason.MUTED}),
        ("Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", 0, {"pause": Reason.MUTED}),
        ("Bad Request: CHAT_ADMIN_REQUIRED", 0, {"pause": Reason.MUTED}),
        ("Bad Request: CHAT_RESTRICTED", 0, {"pause": Reason.MUTED}),
        (
            "Bad Request: need administrator rights in the channel chat",
            0,
            {"pause": Reason.MUTED},
        ),
    ],
)
def test_a_refusal_is_understood_as_telegram_and_as_the_library_words_it(
    said: str, seconds: float, asked: dict[str, object]
) -> None:
    for words in (said, BadRequest(said).message, said.upper()):
        sequel = refused(words)

        assert (sequel.step, in_seconds(sequel)) == (Step.PENDING, seconds)
        assert asks(sequel) == asked


@pytest.mark.parametrize(
    "said",
    [
        "Bad Request: message is too long",
        "Bad Request: message text is empty",
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: reply markup is too long",
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed",
        "Conflict: terminated by other getUpdates request",
        "",
    ],
)
def test_what_else_is_refused_has_failed_for_good(said: str) -> None:
    sequel = refused(said)

    assert (sequel.step, sequel.due, asks(sequel)) == (Step.FAILED, None, {})
    assert said in sequel.why


def test_a_failure_without_words_says_what_follows() -> None:
    assert refused("").why == (
        "Telegram refused the message. It is not tried again; what is published next will be sent."
    )


def test_a_failure_says_what_telegram_said_and_what_follows() -> None:
    assert refused("Message is too long").why == (
        "Telegram refused the message: “Message is too long”. It is not tried again; "
        "what is published next will be sent."
    )


def test_markup_that_is_refused_is_left_out_once() -> None:
    said = "Can't parse entities: can't find end tag corresponding to start tag b"
    first = refused(said)
    second = refused(said, replace(GROUP, plain=first.plain))

    assert (first.step, first.plain) == (Step.PENDING, True)
    assert (second.step, second.plain) == (Step.FAILED, True)


def test_without_a_topic_a_missing_topic_is_a_failure() -> None:
    sequel = refused("Message thread not found", replace(GROUP, place=Place(-1001)))

    assert (sequel.step, asks(sequel)) == (Step.FAILED, {})


def test_only_a_closed_topic_pauses_the_topic_alone() -> None:
    assert refused("Topic_closed").topic_only
    assert not refused("Chat_write_forbidden").topic_only
    assert not refused("Message is too long").topic_only


def test_what_is_plain_stays_plain() -> None:
    for fate in Fate:
        assert judged(replace(GROUP, plain=True), fate).plain


def test_doubts_are_kept_whatever_comes_next() -> None:
    for fate in set(Fate) - {Fate.UNKNOWN}:
        assert judged(replace(GROUP, doubts=1), fate).doubts == 1


def test_something_is_old_after_seven_days() -> None:
    assert not expired(NOW - timedelta(days=7), NOW)
    assert expired(AGED, NOW)


@pytest.mark.parametrize(
    "fate", [Fate.UNSENT, Fate.LATER, Fate.LOCKED_OUT, Fate.GONE, Fate.UNKNOWN]
)
def test_what_is_old_is_not_tried_again(fate: Fate) -> None:
    usual = judged(GROUP, fate)
    sequel = judged(replace(GROUP, published=AGED), fate)

    assert usual.step is Step.PENDING
    assert sequel.due is None
    assert sequel.step is (Step.UNCERTAIN if fate is Fate.UNKNOWN else Step.EXPIRED)
    assert sequel.why.startswith(f"It waited for 7 days. {usual.why}")
    assert asks(sequel) == asks(usual)


def test_what_is_old_and_arrives_is_sent() -> None:
    assert judged(replace(GROUP, published=AGED), Fate.SENT).step is Step.SENT


@pytest.mark.parametrize(
    ("delivery", "outcome"),
    [
        (GROUP, Outcome(Fate.REFUSED, said="Message is too long")),
        (replace(GROUP, published=AGED), Outcome(Fate.UNSENT)),
    ],
    ids=["failed", "expired"],
)
def test_nothing_is_called_undelivered_that_may_have_arrived_before(
    delivery: Delivery, outcome: Outcome
) -> None:
    sequel = sequel_of(replace(delivery, doubts=1), outcome, NOW)

    assert (sequel.step, sequel.due, sequel.doubts) == (Step.UNCERTAIN, None, 1)
    assert sequel.why.endswith(" An earlier attempt may have arrived.")


def test_a_day_of_refused_tokens_costs_no_subscription() -> None:
    delivery = GROUP
    for attempt in range(1000):
        sequel = judged(replace(delivery, attempts=attempt), Fate.LOCKED_OUT, "Unauthorized")

        assert (sequel.step, sequel.pause, sequel.missing) == (Step.PENDING, None, False)


def test_a_chat_that_is_back_gets_what_was_kept_for_it() -> None:
    blocked = judged(PERSON, Fate.GONE, "Forbidden: bot was blocked by the user")
    back = judged(replace(PERSON, attempts=1), Fate.SENT)

    assert (blocked.step, back.step) == (Step.PENDING, Step.SENT)


EDIT = replace(GROUP, edits=77)
GONE = "Bad Request: message to edit not found"


def test_what_has_been_changed_is_sent() -> None:
    assert judged(EDIT, Fate.SENT, message=77) == Sequel(Step.SENT)


def test_what_says_so_already_has_been_changed() -> None:
    said = "Bad Request: message is not modified: specified new message content is the same"

    assert refused(said, EDIT) == Sequel(Step.SENT)


def test_a_change_of_which_nothing_is_known_is_made_again_ever_more_seldom() -> None:
    waits = [
        in_seconds(judged(replace(EDIT, attempts=attempts), Fate.UNKNOWN))
        for attempts in (0, 3, 30)
    ]

    assert waits == [1, 8, 3600]
    assert judged(EDIT, Fate.UNKNOWN, "silence").why == "It may have been changed: silence."
    assert asks(judged(replace(EDIT, attempts=9), Fate.UNKNOWN)) == {}
    assert judged(replace(EDIT, published=AGED), Fate.UNKNOWN).step is Step.EXPIRED


@pytest.mark.parametrize(
    "said",
    [
        GONE,
        "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
        "Bad Request: there is no text in the message to edit",
        "Bad Request: MESSAGE_EDIT_TIME_EXPIRED",
        "Bad Request: message thread not found",
        "Bad Request: something that nobody knows yet",
    ],
)
def test_where_a_message_can_not_be_changed_a_reply_says_it(said: str) -> None:
    sequel = refused(said, EDIT)

    assert (sequel.step, in_seconds(sequel)) == (Step.PENDING, 0)
    assert asks(sequel) == {"as_notice": True}
    assert sequel.why == f"Its message can't be changed: “{said}”. A reply says it."


def test_markup_that_is_refused_twice_makes_a_change_a_notice() -> None:
    said = "Bad Request: can't parse entities"

    assert asks(refused(said, EDIT)) == {"plain": True}
    assert asks(refused(said, replace(EDIT, plain=True))) == {"as_notice": True}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Bad Request: TOPIC_CLOSED", {"pause": Reason.TOPIC_CLOSED}),
        ("Bad Request: not enough rights to send text messages", {"pause": Reason.MUTED}),
        ("Bad Request: chat not found", {"missing": True}),
    ],
)
def test_what_concerns_the_chat_concerns_a_change_too(said: str, expected: object) -> None:
    assert asks(refused(said, EDIT)) == expected

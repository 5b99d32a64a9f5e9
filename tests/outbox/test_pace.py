"""The pace keeps within Telegram's limits on any network, and lets replies go first."""

from dataclasses import dataclass, replace
from itertools import cycle, islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.pace import BEAT, BUSY, JITTER, STORM_LONGEST, Pace
from bot.subscriptions.subscription import Kind
from tests.outbox.traffic import (
    READY,
    START,
    Latency,
    Traffic,
    a_pace,
    over_the_limits,
    too_early,
)

NETWORKS: dict[str, Latency] = {
    "instantaneous": lambda _: 0,
    "good": lambda chance: chance.uniform(0.02, 0.2),
    "unsteady": lambda chance: chance.uniform(0, 3),
    "often hanging": lambda chance: chance.choice([0, 0.01, 0.05, 0.05, 0.05, 40]),
}


@pytest.fixture
def pace() -> Pace:
    return a_pace()


def wait(
    pace: Pace, now: float, chat: int = 1, kind: Kind = Kind.PRIVATE, *, urgent: bool = False
) -> float:
    return pace.delay(chat, kind, now, urgent=urgent)


def send(
    pace: Pace, now: float, chat: int = 1, kind: Kind = Kind.PRIVATE, *, urgent: bool = False
) -> None:
    """Send as soon as that is allowed, which takes no time."""
    assert wait(pace, now, chat, kind, urgent=urgent) == 0
    pace.ended(pace.began(chat, kind, now, urgent=urgent), now)


def published(pace: Pace, chats: int, latency: Latency, *, questions: float = 0) -> Traffic:
    """A publication to so many chats, while people ask so many questions a second."""
    chance = Random(7)  # noqa: S311
    traffic = Traffic(pace, chance, latency)
    traffic.publish((number, Kind.PRIVATE) for number in range(chats))
    for number in range(int(questions * chats / 30)):
        asked = READY + chance.uniform(0, chats / 30)
        traffic.ask(-number, Kind.PRIVATE, asked)
    traffic.run()
    return traffic


@pytest.mark.untraced
@dataclass(frozen=True)
class Scenario:
    """What happens on which network; the numbers are chosen so that it ends soon."""

    seed: int
    rate: int
    chats: int
    questions: float  # for every delivery that the rate allows
    network: str
    refusing: float


SCENARIOS = st.builds(
    Scenario,
    seed=st.integers(),
    rate=st.sampled_from([30, 10, 3]),
    chats=st.sampled_from([1, 2, 12, 400]),
    questions=st.sampled_from([0, 0.2, 1.5]),
    network=st.sampled_from(sorted(NETWORKS)),
    refusing=st.sampled_from([0, 0.02, 0.3]),
)


@pytest.mark.untraced
@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_a_strict_server_never_refuses_and_no_chat_is_disturbed(scenario: Scenario) -> None:
    chance = Random(scenario.seed)  # noqa: S311
    kinds = [chance.choice(list(Kind)) for _ in range(scenario.chats)]
    traffic = Traffic(
        a_pace(scenario.rate, scenario.seed),
        chance,
        NETWORKS[scenario.network],
        refusing=scenario.refusing,
    )
    traffic.publish(islice(cycle(enumerate(kinds)), 10 * scenario.rate))
    for _ in range(int(10 * scenario.rate * scenario.questions)):
        chat = chance.randrange(scenario.chats)
        traffic.ask(chat, kinds[chat], START + chance.uniform(0, 12))

    traffic.run()

    assert over_the_limits(traffic.sent, scenario.rate) == []
    assert too_early(traffic.sent, traffic.bans) == []


def test_the_strict_server_would_notice(pace: Pace) -> None:
    traffic = published(pace, 100, NETWORKS["good"])
    hurried = [replace(one, arrives=one.arrives / 2) for one in traffic.sent]

    assert over_the_limits(hurried) != []


def test_nearly_all_of_the_rate_is_used(pace: Pace) -> None:
    sent = published(pace, 3000, NETWORKS["instantaneous"]).sent

    assert 3000 / (sent[-1].begun - sent[0].begun) >= 28.9


def test_the_network_takes_its_share_of_the_rate(pace: Pace) -> None:
    sent = published(pace, 3000, lambda chance: chance.uniform(0.04, 0.08)).sent

    assert 3000 / (sent[-1].begun - sent[0].begun) >= 26.5


def test_a_late_sender_catches_up(pace: Pace) -> None:
    now = READY
    for chat in range(290):
        now += wait(pace, now, chat) + 0.004
        send(pace, now, chat)

    assert 290 / (now - READY) >= 27.5


def test_deliveries_are_spread_over_the_second(pace: Pace) -> None:
    sent = published(pace, 300, NETWORKS["instantaneous"]).sent

    assert all(
        later.begun - sooner.begun > 0.12 for sooner, later in zip(sent, sent[5:], strict=False)
    )


def test_a_reply_hardly_waits_while_thousands_are_told(pace: Pace) -> None:
    sent = published(pace, 3000, NETWORKS["good"], questions=5).sent
    waits = sorted(one.begun - one.wanted for one in sent if one.urgent)

    assert len(waits) == 500
    assert waits[int(0.95 * len(waits))] == 0
    assert waits[-1] < 0.5


def test_nothing_is_delivered_in_the_first_second_but_people_are_answered(pace: Pace) -> None:
    assert wait(pace, START) == 1
    assert wait(pace, START, urgent=True) == 0
    assert wait(pace, READY) == 0


def test_a_chat_gets_one_delivery_a_second_and_a_place_stays_for_a_reply(pace: Pace) -> None:
    send(pace, READY)
    assert wait(pace, READY + 0.4) == pytest.approx(0.6)

    send(pace, READY + 1)
    assert wait(pace, READY + 2) == pytest.approx(1)
    send(pace, READY + 2, urgent=True)
    assert wait(pace, READY + 2, urgent=True) == pytest.approx(1)


def test_a_chat_gets_three_replies_in_three_seconds(pace: Pace) -> None:
    for _ in range(3):
        send(pace, START, urgent=True)

    assert wait(pace, START + 1, urgent=True) == 2
    assert wait(pace, START + 1, chat=2, urgent=True) == 0
    assert wait(pace, START + 3, urgent=True) == 0


@pytest.mark.parametrize("kind", [Kind.GROUP, Kind.SUPERGROUP, Kind.CHANNEL])
def test_a_group_gets_twenty_a_minute_of_them_nineteen_deliveries(pace: Pace, kind: Kind) -> None:
    for number in range(19):
        send(pace, READY + 1.5 * number, kind=kind)
    now = READY + 30

    assert wait(pace, now, kind=kind) == pytest.approx(30)
    send(pace, now, kind=kind, urgent=True)
    assert wait(pace, now + 3, kind=kind, urgent=True) == pytest.approx(27)


def test_a_send_counts_until_its_window_has_passed_after_its_end(pace: Pace) -> None:
    turn = pace.began(1, Kind.PRIVATE, READY, urgent=False)
    assert wait(pace, READY + 40) == 1  # it may end right now

    pace.ended(turn, READY + 40)
    assert wait(pace, READY + 40.5) == 0.5


def test_sends_that_end_in_another_order_count_each_for_itself(pace: Pace) -> None:
    turns = [pace.began(1, Kind.PRIVATE, START, urgent=True) for _ in range(3)]
    for turn, end in zip(turns, (5, 4, 6), strict=True):
        pace.ended(turn, START + end)

    assert wait(pace, START + 6, urgent=True) == 1


def test_what_was_sent_before_a_restart_counts(pace: Pace) -> None:
    for number in range(20):
        pace.remember(1, Kind.GROUP, START - 19 + number)

    assert wait(pace, READY, kind=Kind.GROUP, urgent=True) == pytest.approx(40)
    assert wait(pace, READY, chat=2) == 0
    assert pace._allowance(READY) == 30  # they are not taken for replies


def test_a_reply_without_a_place_goes_before_any_delivery() -> None:
    pace = a_pace(rate=2)
    send(pace, READY, chat=1)
    send(pace, READY, chat=2, urgent=True)

    assert wait(pace, READY + 0.5, chat=3, urgent=True) == 0.5
    assert wait(pace, READY + 1, chat=4) == pytest.approx(BEAT)
    send(pace, READY + 1, chat=3, urgent=True)


def test_a_reply_with_a_place_holds_nobody_up(pace: Pace) -> None:
    assert wait(pace, READY, chat=1, urgent=True) == 0
    assert wait(pace, READY, chat=2) == 0


def test_a_delivery_leaves_a_place_even_when_few_are_allowed() -> None:
    pace = a_pace(rate=2)
    send(pace, READY, chat=1, urgent=True)

    assert wait(pace, READY, chat=2) == 1
    assert wait(pace, READY, chat=2, urgent=True) == 0


def test_a_reply_that_waits_for_its_own_chat_holds_nobody_up(pace: Pace) -> None:
    pace.refused(1, 60, START)

    assert wait(pace, READY, urgent=True) > 58
    assert wait(pace, READY, chat=2) == 0


def test_deliveries_leave_as_many_places_as_replies_took_of_late(pace: Pace) -> None:
    def in_a_second(second: float) -> int:
        return sum(READY + second <= one.begun < READY + second + 1 for one in traffic.sent)

    traffic = Traffic(pace, Random(0), NETWORKS["instantaneous"])  # noqa: S311
    traffic.publish((chat, Kind.PRIVATE) for chat in range(1200))
    for chat in range(9):
        traffic.ask(-chat, Kind.PRIVATE, START)
    traffic.run()

    assert in_a_second(5) == 20
    assert in_a_second(BUSY + 5) == 30


def test_the_busiest_moment_counts_however_many_were_less_busy(pace: Pace) -> None:
    for second, replies in enumerate((1, 12, 3, 5, 2)):
        for chat in range(replies):
            send(pace, START + 2 * second, chat, urgent=True)

    assert pace._allowance(START + 10) == 30 - 10  # a third is the most
    assert pace._allowance(START + 2 + BUSY) == 30 - 1 - 5


def test_replies_one_after_the_other_take_one_place(pace: Pace) -> None:
    pace.began(100, Kind.PRIVATE, START, urgent=True)  # it hangs, and takes one more
    for second in range(5):
        send(pace, START + second, chat=second, urgent=True)

    assert pace._allowance(START + 5) == 30 - 1 - 2


def test_deliveries_go_on_however_many_people_ask(pace: Pace) -> None:
    for chat in range(30):
        send(pace, START, chat, urgent=True)

    assert wait(pace, START + 2, chat=100) == 0


def test_a_refused_chat_is_left_alone_for_a_little_longer_than_asked(pace: Pace) -> None:
    pace.refused(1, 30, READY)

    for urgent in (True, False):
        assert 30 < wait(pace, READY, urgent=urgent) <= 30 * (1 + JITTER)
    assert wait(pace, READY, chat=2) == 0


def test_a_shorter_refusal_does_not_end_a_longer_one(pace: Pace) -> None:
    pace.refused(1, 30, READY)
    pace.refused(1, 1, READY + 1)

    assert wait(pace, READY + 1, urgent=True) > 29


def test_three_refused_chats_within_five_seconds_stop_the_deliveries_to_all(pace: Pace) -> None:
    for number, seconds in enumerate((2, 20, 4)):
        pace.refused(number, seconds, READY + number)

    assert 18 <= wait(pace, READY + 2, chat=100) < 22
    assert wait(pace, READY + 2, chat=100, urgent=True) == 0


def test_refusals_five_seconds_apart_still_belong_together(pace: Pace) -> None:
    for chat, now in enumerate((READY, READY, READY + 5)):
        pace.refused(chat, 60, now)

    assert wait(pace, READY + 5, chat=100) > 0


def test_nobody_else_waits_longer_than_a_minute(pace: Pace) -> None:
    for chat in range(3):
        pace.refused(chat, 3600, READY)

    assert wait(pace, READY, chat=100) == STORM_LONGEST
    assert wait(pace, READY, chat=1) >= 3600


@pytest.mark.parametrize(
    ("chats", "pause"), [((1, 2, 1, 2, 1), 0.1), ((1, 2, 3), 3)], ids=["two chats", "slowly"]
)
def test_fewer_refusals_concern_only_their_chats(
    pace: Pace, chats: tuple[int, ...], pause: float
) -> None:
    now = READY
    for chat in chats:
        now += pause
        pace.refused(chat, 60, now)

    assert wait(pace, now, chat=100) == 0


def test_the_chats_of_long_ago_are_forgotten(pace: Pace) -> None:
    now = READY
    for chat in range(20_000):
        now += wait(pace, now, chat, Kind.GROUP)
        send(pace, now, chat, Kind.GROUP)

    assert len(pace._chats) <= 2 * 60 * 30


def test_a_chat_that_is_waited_for_is_not_forgotten(pace: Pace) -> None:
    pace.refused(1, 600, READY)
    for number in range(100):
        send(pace, READY + number, chat=2 + number)

    assert wait(pace, READY + 100, urgent=True) >= 500
    assert len(pace._chats) < 10

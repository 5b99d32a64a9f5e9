"""Words make a changed wish or a complaint, and the same words again change nothing."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from bot.briefing.model import Briefing
from bot.subscriptions.topics import choices
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from bot.subscriptions.words import Fault, Screen, changes, choose, topic_names, understand

NAMES = ("topics", "topic", "when", "hour", "day", "zone", "quiet", "silent")
AFRICA = Wish(frozenset({"africa"}))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("when daily", Wish(rhythm=Rhythm.DAILY)),
        ("When At once", Wish()),
        ("hour 0", Wish(hour=0)),
        ("hour 08", Wish(hour=8)),
        ("hour 23:00", Wish(hour=23)),
        ("hour ٩", Wish(hour=9)),
        ("day sunday", Wish(weekday=6)),
        ("day Thu", Wish(weekday=3)),
        ("zone Africa/Lagos", Wish(zone="Africa/Lagos")),
        ("zone nigeria", Wish(zone="Africa/Lagos")),
        ("quiet 22 7", Wish(quiet=Quiet(22, 7))),
        ("quiet 22:00–07:00", Wish(quiet=Quiet(22, 7))),
        ("quiet 22 to 7", Wish(quiet=Quiet(22, 7))),
        ("quiet 0-6", Wish(quiet=Quiet(0, 6))),
        ("silent on", Wish(silent=True)),
        ("topic africa on", AFRICA),
        ("topic Africa", AFRICA),
        ("topics africa, financing", Wish(frozenset({"africa", "financing"}))),
        ("topic Iraq and Syria on", Wish(frozenset({"iraq-syria"}))),
    ],
)
def test_words_are_understood(briefing: Briefing, words: str, wish: Wish) -> None:
    understood = understand(words, Wish(), briefing)

    assert understood.wish == wish
    assert understood.fault is None


@pytest.mark.parametrize(
    ("words", "screen", "fault"),
    [
        ("volume 3", Screen.ALL, Fault.SETTING),
        ("silent yes", Screen.ALL, Fault.SWITCH),
        ("topic weather", Screen.TOPICS, Fault.TOPIC),
        ("topic all off", Screen.TOPICS, Fault.LAST_TOPIC),
        ("when hourly", Screen.WHEN, Fault.RHYTHM),
        ("hour 24", Screen.WHEN, Fault.HOUR),
        ("hour 8:30", Screen.WHEN, Fault.HOUR),
        ("hour -1", Screen.WHEN, Fault.HOUR),
        ("day t", Screen.WHEN, Fault.DAY),
        ("day 1", Screen.WHEN, Fault.DAY),
        ("zone xyzzyq", Screen.ZONE, Fault.NO_ZONE),
        ("zone usa", Screen.ZONE, Fault.ZONES),
        ("quiet 9 9", Screen.QUIET, Fault.NO_TIME),
        ("quiet 22", Screen.QUIET, Fault.QUIET),
        ("quiet 22 24", Screen.QUIET, Fault.QUIET),
        ("quiet 22 7 8", Screen.QUIET, Fault.QUIET),
        ("quiet 227", Screen.QUIET, Fault.QUIET),
    ],
)
def test_what_can_not_be_followed_is_a_fault_on_its_own_screen(
    briefing: Briefing, words: str, screen: Screen, fault: Fault
) -> None:
    understood = understand(words, AFRICA, briefing)

    assert (understood.screen, understood.fault) == (screen, fault)
    assert understood.wish == AFRICA


def test_a_topic_is_added_to_those_chosen_and_taken_out_again(briefing: Briefing) -> None:
    both = replace(AFRICA, topics=AFRICA.topics | {"financing"})

    assert understand("topic financing on", AFRICA, briefing).wish == both
    assert understand("topic financing off", both, briefing).wish == AFRICA


def test_without_a_topic_everything_else_stays(briefing: Briefing) -> None:
    left = understand("topic africa off", Wish(), briefing).wish.topics

    assert left == dict(choices(briefing)).keys() - {"africa"}


def test_everything_is_no_topic(briefing: Briefing) -> None:
    assert understand("topics all", AFRICA, briefing).wish == Wish()
    assert choose("everything", briefing).topics == frozenset()


def test_words_that_fit_several_topics_choose_none_of_them(briefing: Briefing) -> None:
    chosen = choose("terrorist", briefing)

    assert chosen.topics == frozenset()
    assert chosen.unknown == "terrorist"
    assert {offer.words for offer in chosen.near} == {"financing", "foreign-fighters"}


def test_one_unknown_topic_among_known_ones_is_named(briefing: Briefing) -> None:
    assert choose("africa, weather", briefing).unknown == "weather"


def test_misspelt_members_are_near_members(briefing: Briefing) -> None:
    assert [offer.words for offer in choose("membrs", briefing).near] == ["members"]


def test_a_chosen_topic_that_is_no_more_goes_by_its_id(briefing: Briefing) -> None:
    names = topic_names(Wish(frozenset({"gone-topic"})), briefing)

    assert names["gone-topic"] == "gone-topic"
    assert names["africa"] == "Africa"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_alone_only_shows_its_screen(briefing: Briefing, name: str) -> None:
    understood = understand(name, AFRICA, briefing)

    assert not changes(name)
    assert understood.wish == AFRICA
    assert understood.fault is None


@how(max_examples=200)
@given(name=st.sampled_from((*NAMES, "", "x")), rest=st.text(max_size=30))
@example(name="hour", rest="²")
@example(name="topic", rest=",")
@example(name="topic", rest="off")
def test_whatever_is_typed_is_understood_or_refused_and_once_more_changes_nothing(
    briefing: Briefing, name: str, rest: str
) -> None:
    words = f"{name} {rest}"
    once = understand(words, AFRICA, briefing)

    assert changes(words) or once.wish == AFRICA
    assert once.fault is None or once.wish == AFRICA
    assert understand(words, once.wish, briefing).wish == once.wish

"""What is set is shown on small screens, whose buttons say what they set."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import settings
from bot.subscriptions.news import news
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import Kind, Reason, State
from bot.subscriptions.visit import Alter, Visit
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from tests.commands.chat import NOW, Chat, Said, stranger, subscriber

WEEKLY = Wish(frozenset({"africa", "members"}), Rhythm.WEEKLY, 9, 3, "Africa/Lagos")
SCREENS = ("", "topics", "when", "zone", "quiet")


def becomes(said: Said) -> Wish:
    assert isinstance(said.decision.change, Alter)
    return said.decision.change.wish


@pytest.mark.parametrize("visit", [stranger(), subscriber(state=State.ENDED)])
@pytest.mark.parametrize("words", [*SCREENS, "silent on", "preview"])
def test_without_a_subscription_nothing_is_shown_but_the_way_to_one(
    chat: Chat, visit: Visit, words: str
) -> None:
    said = chat.says(settings, words, visit)

    assert said.decision.change is None
    assert "is not subscribed" in said.text
    assert said.labels == ["Subscribe"]


def test_the_first_screen_says_all_that_is_set_by_the_chats_own_clock(chat: Chat) -> None:
    visit = replace(
        subscriber(replace(WEEKLY, quiet=Quiet(22, 7), silent=True)),
        last=datetime(2026, 11, 19, 8, 0, tzinfo=UTC),
        due=datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
    )

    assert chat.says(settings, "", visit).text == (
        "Settings of this group\n"
        "\n"
        "What: Africa, Members\n"
        "When: weekly, Thursday at 09:00\n"
        "Time zone: Lagos, Nigeria (now 14:30)\n"
        "Quiet hours: 22:00–07:00\n"
        "Sound: off\n"
        "\n"
        "Last sent: Thursday 19 November 2026, 09:00\n"
        "Next digest: Thursday 26 November 2026, 09:00, if there is news"
    )


def test_what_is_on_its_way_is_counted(chat: Chat) -> None:
    one, two = (replace(subscriber(), waiting=number) for number in (1, 2))

    assert "1 message is on its way." in chat.says(settings, "", one).text
    assert "2 messages are on their way." in chat.says(settings, "", two).text


def test_what_waits_for_the_end_of_quiet_hours_says_until_when(chat: Chat) -> None:
    visit = replace(subscriber(Wish(quiet=Quiet(9, 20))), waiting=1)

    assert "1 message waits until 20:00." in chat.says(settings, "", visit).text


@pytest.mark.parametrize("reason", [*Reason])
def test_a_pause_says_why_since_when_and_the_way_out(chat: Chat, reason: Reason) -> None:
    visit = subscriber(Wish(rhythm=Rhythm.DAILY), State.PAUSED)
    assert visit.subscription is not None
    paused = replace(visit, subscription=replace(visit.subscription, reason=reason))

    said = chat.says(settings, "", paused)

    assert "Nothing has been sent since Saturday 21 November 2026, 09:00:" in said.text
    assert "Next digest" not in said.text
    assert said.leads("Go on") == "/subscribe"


def test_a_subscription_whose_topic_was_deleted_says_so(chat: Chat) -> None:
    visit = subscriber()
    assert visit.subscription is not None
    moved = replace(visit, subscription=replace(visit.subscription, moved_from=7))

    assert "was deleted, so they come here" in chat.says(settings, "", moved).text


@pytest.mark.parametrize("words", SCREENS)
def test_looking_changes_nothing(chat: Chat, words: str) -> None:
    assert chat.says(settings, words, subscriber(WEEKLY)).decision.change is None


@pytest.mark.parametrize("words", SCREENS)
def test_every_button_that_sets_something_does_so_once_and_then_no_more(
    chat: Chat, words: str
) -> None:
    for button in chat.says(settings, words, subscriber(WEEKLY)).buttons:
        name, _, pressed = button.data.removeprefix("=").partition(" ")
        if name != "/settings" or pressed == settings.PREVIEW:
            continue
        once = chat.says(settings, pressed, subscriber(WEEKLY)).decision.change
        changed = once.wish if isinstance(once, Alter) else WEEKLY
        again = chat.says(settings, pressed, subscriber(changed))

        assert again.decision.change is None, button


@pytest.mark.parametrize(
    ("words", "wish", "marked"),
    [
        ("silent on", Wish(silent=True), ["✓ Silent"]),
        ("topic africa on", Wish(frozenset({"africa"})), ["✓ Africa"]),
        ("when daily", Wish(rhythm=Rhythm.DAILY), ["✓ Daily", "✓ 8"]),
        ("when weekly", Wish(rhythm=Rhythm.WEEKLY), ["✓ Weekly", "✓ Monday", "✓ 8"]),
        ("zone Lagos", Wish(zone="Africa/Lagos"), ["✓ Lagos, Nigeria"]),
        ("zone Accra", Wish(zone="Africa/Accra"), ["✓ Accra, Ghana"]),
        ("quiet 22 7", Wish(quiet=Quiet(22, 7)), ["✓ 22:00–07:00"]),
    ],
)
def test_a_setting_shows_its_own_screen_with_the_new_state_marked(
    chat: Chat, words: str, wish: Wish, marked: list[str]
) -> None:
    said = chat.says(settings, words, subscriber())

    assert becomes(said) == wish
    assert said.marked == marked
    assert said.decision.then == ""


def test_when_it_comes_follows_the_new_setting_not_the_old(chat: Chat) -> None:
    visit = replace(subscriber(WEEKLY), due=NOW + timedelta(days=2))

    assert (
        "The next: Thursday 26 November 2026, 11:00" in chat.says(settings, "hour 11", visit).text
    )


def test_a_digest_in_quiet_hours_is_announced_for_their_end(chat: Chat) -> None:
    said = chat.says(settings, "hour 3", subscriber(Wish(rhythm=Rhythm.DAILY, quiet=Quiet(22, 7))))

    assert "Wednesday 25 November 2026, 07:00, when the quiet hours end" in said.text


def test_several_places_of_a_name_are_offered(chat: Chat) -> None:
    said = chat.says(settings, "zone Australia", subscriber())

    assert said.decision.change is None
    assert "Australia fits several time zones." in said.text
    assert said.leads("Sydney, Australia") == "=/settings zone Australia/Sydney"


def test_a_topic_near_what_was_typed_is_offered(chat: Chat) -> None:
    said = chat.says(settings, "topic afrika on", subscriber())

    assert said.decision.change is None
    assert said.leads("Africa") == "=/settings topic africa on"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("colour", "There is no setting colour."),
        ("topic xyzzy", "There is no topic xyzzy."),
        ("when hourly", "hourly is no rhythm. It is now, daily or weekly: /settings when daily"),
        ("day someday", "someday is no day of the week. For example: /settings day monday"),
        ("hour 24", "24 is no full hour from 0 to 23. For example: /settings hour 8"),
        ("zone xyzzyq", "I know no city or country called xyzzyq."),
        ("quiet late", "late are no quiet hours. Give two full hours from 0 to 23"),
        ("quiet 9 9", "Quiet hours need two different hours"),
        ("silent maybe", "Silent is on or off: /settings silent on"),
    ],
)
def test_what_can_not_be_followed_changes_nothing_and_says_what_to_type(
    chat: Chat, words: str, complaint: str
) -> None:
    said = chat.says(settings, words, subscriber())

    assert said.decision.change is None
    assert said.text.startswith(complaint)


def test_the_last_topic_stays_and_stopping_is_offered(chat: Chat) -> None:
    said = chat.says(settings, "topic africa off", subscriber(Wish(frozenset({"africa"}))))

    assert said.decision.change is None
    assert said.text.startswith("Nothing would be left to send.")
    assert said.leads("Stop") == "/unsubscribe"


def test_the_longest_topic_there_can_be_fits_a_button_and_its_name_is_escaped(
    chat: Chat, briefing: Briefing
) -> None:
    longest = briefing.topics[0].model_copy(update={"id": "x" * 40, "name": "<b>&Topic"})
    grown = briefing.model_copy(update={"topics": (longest,)})
    other = replace(chat, snapshot=Snapshot({grown.briefing: grown}))

    chosen = other.says(settings, "topics", subscriber(Wish(frozenset({longest.id}))))

    assert chosen.leads("✓ <b>&Topic") == f"=/settings topic {longest.id} off"
    assert "What comes: <b>&Topic" in chosen.text


def test_what_a_person_types_is_escaped(chat: Chat) -> None:
    said = chat.says(settings, "topic <b>&", subscriber())

    assert "&lt;b&gt;&amp;" in said.messages[0].html


def test_a_topic_that_the_briefing_lost_can_be_left_out(chat: Chat) -> None:
    lost = subscriber(Wish(frozenset({"africa", "old-topic"})))

    [label] = [one for one in chat.says(settings, "topics", lost).marked if "old" in one]
    said = chat.says(settings, "topic old-topic off", lost)

    assert label == "✓ old-topic"
    assert becomes(said) == Wish(frozenset({"africa"}))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.PRIVATE, "send /settings zone Lagos"),
        (Kind.SUPERGROUP, "reply to this message with /settings zone Lagos"),
    ],
)
def test_in_a_group_it_is_typed_as_a_reply_since_a_bot_may_not_see_all(
    chat: Chat, kind: Kind, words: str
) -> None:
    assert words in chat.says(settings, "zone", subscriber(kind=kind)).text


def test_a_preview_at_once_is_the_latest_edition_as_this_chat_gets_it(
    chat: Chat, briefing: Briefing
) -> None:
    latest = news(None, briefing)
    all_of_it = replace(subscriber(), editions=(latest,))
    africa = replace(subscriber(Wish(frozenset({"africa"}))), editions=(latest,))

    for visit, letter in ((all_of_it, "summary"), (africa, "edition")):
        said = chat.says(settings, "preview", visit)
        assert said.decision.answer.template == letter
        assert said.decision.briefing == latest.briefing
        assert said.decision.change is None


def test_a_preview_of_a_digest_holds_what_has_gathered_since_the_last(
    chat: Chat, briefing: Briefing
) -> None:
    older, newer = (briefing.model_copy(update={"edition": number}) for number in (1, 2))
    visit = subscriber(Wish(rhythm=Rhythm.DAILY))
    gathered = (news(None, older),)
    visit = replace(visit, editions=(news(older, newer), *gathered), gathered=gathered, last=NOW)

    said = chat.says(settings, "preview", visit)

    assert said.text.startswith("Daily digest · since 21 November 2026")
    assert "edition 1" in said.text


@pytest.mark.parametrize("rhythm", [*Rhythm])
def test_without_anything_to_come_a_preview_says_why(
    chat: Chat, briefing: Briefing, rhythm: Rhythm
) -> None:
    nothing = subscriber(Wish(rhythm=rhythm))
    same = (news(briefing, briefing),)
    unwanted = replace(nothing, editions=same, gathered=same)

    for visit in (nothing, unwanted):
        said = chat.says(settings, "preview", visit)
        assert said.decision.answer.template == "no_preview"
        assert ("published yet" in said.text) == (not visit.editions and rhythm == "now")


@pytest.mark.parametrize(
    ("words", "action"),
    [
        *((words, Action.LOOK) for words in (*SCREENS, "preview", "colour", "silent")),
        ("silent on", Action.CHANGE),
        ("topic africa on", Action.CHANGE),
        ("quiet off", Action.CHANGE),
        ("zone Lagos", Action.CHANGE),
    ],
)
def test_whoever_may_look_may_open_every_screen_but_set_nothing(words: str, action: Action) -> None:
    assert settings.action(words) is action

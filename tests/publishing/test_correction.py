"""A correction knows which messages it concerns, and what each says from then on."""

from bot.briefing.changes import What
from bot.briefing.model import Citation
from bot.messages import LONGEST, MOST_ENTITIES, Button, Message
from bot.publishing.correction import amended, concerned
from bot.subscriptions.news import Item
from bot.subscriptions.said import Part, Said

NAME = "desk"
CITE = Citation(source="a")
FIGURE = Item(What.FIGURE, "facts", "count", "83 members.", "85 members.", CITE, frozenset())
GONE = Item(What.REMOVED, "facts", "gone", "It was so.", "", CITE, frozenset())
BACK = Item(What.ADDED, "facts", "back", "", "It is so.", CITE, frozenset())
SOURCE = Item(What.SOURCE, "facts", "place", "In Rome.", "In Rome.", CITE, frozenset())
EVERY = (FIGURE, GONE, BACK, SOURCE)
HTML = "• 83 members. (x)\n• It was so. (x)\n• <s>It is so.</s> (x)\n• In Rome. (x)"
SAID = (
    Said(NAME, "facts", "count", "83 members."),
    Said(NAME, "facts", "gone", "It was so."),
    Said(NAME, "facts", "back", "It is so.", stands=False),
    Said(NAME, "facts", "place", "In Rome."),
    Said(NAME, "facts", "other", "It stays."),
)
ROWS = ((Button("Summary", "/summary"),),)


def test_a_message_is_concerned_by_what_it_says() -> None:
    for item, said in zip(EVERY, SAID, strict=False):
        assert concerned(Part(Message(HTML), (said,)), NAME, EVERY) == (item,)


def test_another_entry_briefing_or_sentence_is_not_concerned() -> None:
    one = SAID[0]
    for said in (
        one._replace(briefing="x"),
        one._replace(section="x"),
        one._replace(entry="x"),
        one._replace(sentence="x"),
    ):
        assert concerned(Part(Message(HTML), (said,)), NAME, EVERY) == ()


def test_where_nobody_noted_what_it_says_the_words_count() -> None:
    assert concerned(Part(Message(HTML)), NAME, EVERY) == (FIGURE, GONE, SOURCE)


def test_the_old_words_are_struck_through_and_a_note_follows() -> None:
    made = amended(Part(Message(HTML, ROWS), SAID), NAME, EVERY, "✎ The note")

    assert made is not None
    assert made.message == Message(
        "• <s>83 members.</s> (x)\n• <s>It was so.</s> (x)\n• <s>It is so.</s> (x)\n"
        "• In Rome. (x)\n\n✎ The note",
        ROWS,
    )
    assert made.said is not None
    assert set(made.said) == {
        Said(NAME, "facts", "count", "85 members."),
        Said(NAME, "facts", "gone", "It was so.", stands=False),
        Said(NAME, "facts", "back", "It is so."),
        Said(NAME, "facts", "place", "In Rome."),
        Said(NAME, "facts", "other", "It stays."),
    }


def test_what_nobody_noted_stays_unknown() -> None:
    made = amended(Part(Message(HTML)), NAME, EVERY, "✎")

    assert made is not None
    assert made.said is None


def test_a_note_has_to_fit() -> None:
    fits, much = "x" * (LONGEST - 3), "<b>x</b> " * MOST_ENTITIES

    assert amended(Part(Message(fits), ()), NAME, (), "✎") is not None
    assert amended(Part(Message(f"{fits}x"), ()), NAME, (), "✎") is None
    assert amended(Part(Message(much), ()), NAME, (), "<b>✎</b>") is None

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


def joined(entry: str, about: str, before: str = "In 2014.", after: str = "In 2015.") -> Item:
    """A member whose year is put right."""
    return Item(What.FIGURE, "members", entry, before, after, CITE, frozenset(), about)


def noted(*entries: str) -> tuple[Said, ...]:
    """The same words, said of each of these entries."""
    return tuple(Said(NAME, "members", entry, "In 2014.") for entry in entries)


def corrected(html: str, said: tuple[Said, ...] | None, *items: Item) -> str:
    """What a message says once these items are put right, without the note."""
    made = amended(Part(Message(html), said), NAME, items, "✎")
    assert made is not None
    return made.message.html.removesuffix("\n\n✎")


TWO = "• <i>Mali</i> – In 2014. (x)\n• <i>Niger</i> – In 2014. (x)"
ALIKE = "• In 2014. (x)\n• In 2014. (x)"


def test_the_same_words_about_somebody_else_stay() -> None:
    made = corrected(TWO, noted("ml", "ne"), joined("ne", "Niger"))

    assert made == "• <i>Mali</i> – In 2014. (x)\n• <i>Niger</i> – <s>In 2014.</s> (x)"


def test_the_same_words_by_themselves_are_known_by_their_place() -> None:
    said = noted("ml", "ne")

    assert corrected(ALIKE, said, joined("ne", "")) == "• In 2014. (x)\n• <s>In 2014.</s> (x)"
    assert corrected(ALIKE, said, joined("ml", ""), joined("ne", "")) == (
        "• <s>In 2014.</s> (x)\n• <s>In 2014.</s> (x)"
    )


def test_where_several_may_be_meant_nothing_is_struck_through() -> None:
    thrice = f"{ALIKE}\n• In 2014. (x)"

    assert corrected(thrice, noted("ml", "ne"), joined("ne", "")) == thrice


def test_what_is_told_twice_of_one_is_struck_through_twice() -> None:
    assert corrected(ALIKE, noted("ml"), joined("ml", "")).count("<s>") == 2


def test_a_message_keeps_what_it_does_not_say() -> None:
    assert corrected(TWO, noted("ml"), joined("ne", "Niger")) == TWO


def test_where_nobody_noted_what_it_says_only_what_stands_there_once_is_struck_through() -> None:
    assert corrected(ALIKE, None, joined("ne", "")) == ALIKE
    assert corrected(TWO, None, joined("ne", "Niger")).endswith("<s>In 2014.</s> (x)")
    assert concerned(Part(Message(TWO)), NAME, [joined("td", "Chad")]) == ()


def test_where_nobody_noted_whom_it_is_about_it_is_concerned_and_nothing_is_struck() -> None:
    html = "It says now: In 2014. (x)"

    assert concerned(Part(Message(html)), NAME, [joined("ne", "Niger")])
    assert corrected(html, None, joined("ne", "Niger")) == html

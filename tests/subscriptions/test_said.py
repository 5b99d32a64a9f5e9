"""A letter is known by the statements in it, and each can be found and struck through."""

from dataclasses import replace

import pytest

from bot.briefing.changes import What
from bot.briefing.model import Briefing, Citation
from bot.desk import Desk
from bot.messages import Message
from bot.render import isolate
from bot.subscriptions.joined import joined
from bot.subscriptions.letters import digest_letter, edition_letter
from bot.subscriptions.news import Item, News, news
from bot.subscriptions.said import Part, Said, parts
from bot.subscriptions.wording import struck, told
from tests.subscriptions.edits import NEW_DECISION, edition, within, without
from tests.subscriptions.test_letters import MONDAY

NAME = "marrakesh-2022"
EVERYTHING: frozenset[str] = frozenset()
FIRST, SECOND = Said(NAME, "facts", "one", "The first."), Said(NAME, "facts", "two", "The second.")


def test_the_first_letter_says_the_summary(briefing: Briefing) -> None:
    letter = edition_letter(news(None, briefing), EVERYTHING)

    assert letter is not None
    assert [one.sentence for one in letter.said] == [line.text for line in briefing.summary]
    assert {one.section for one in letter.said} == {"summary"}


def test_a_letter_says_what_it_shows_and_what_it_withdraws(briefing: Briefing) -> None:
    gone, *_ = briefing.resolutions
    after = edition(
        briefing, 2, resolutions=(*without(briefing.resolutions, gone.id), NEW_DECISION)
    )
    letter = edition_letter(news(briefing, after), EVERYTHING)

    assert letter is not None
    assert letter.said == (
        Said(NAME, "resolutions", gone.id, f"{gone.actor} {gone.verb} {gone.text}", stands=False),
        Said(NAME, "resolutions", NEW_DECISION.id, "The ministers welcomed a new member."),
    )


def test_a_digest_says_what_it_shows_of_each_briefing(briefing: Briefing) -> None:
    other = briefing.model_copy(update={"briefing": "riyadh-2023"})
    several = [
        news(one, edition(one, 2, summary=within(one.summary, "summary-africa", text="New.")))
        for one in (briefing, other)
    ]
    letter = digest_letter(several, EVERYTHING, since=MONDAY, weekly=True)

    assert letter is not None
    assert letter.said == (
        Said(NAME, "summary", "summary-africa", "New."),
        Said("riyadh-2023", "summary", "summary-africa", "New."),
    )


def test_each_message_of_a_letter_says_what_stands_in_it() -> None:
    halves = (Message("• The first."), Message("• The second."), Message("The end."))
    cut = Said(NAME, "facts", "three", "The first. • The second.")

    assert parts(halves, (FIRST, SECOND, cut)) == (
        Part(halves[0], (FIRST,)),
        Part(halves[1], (SECOND,)),
        Part(halves[2], (cut,)),
    )
    assert parts(halves[:1], (SECOND,)) == (Part(halves[0], (SECOND,)),)
    assert parts((), ()) == ()


@pytest.mark.parametrize(
    ("sentence", "html", "expected"),
    [
        ("A b.", "• A b. <a>¶1</a>", "• <s>A b.</s> <a>¶1</a>"),
        ("A b.", "• A b. (press) <a>¶1</a>\nA b.", "• <s>A b.</s> (press) <a>¶1</a>\n<s>A b.</s>"),
        ("A & b.", "• A &amp; b. (x)", "• <s>A &amp; b.</s> (x)"),
        ("Niger", "• Nigeria\n• Niger: a member", "• Nigeria\n• <s>Niger</s>: a member"),
        ("A b.", "• <s>A b.</s> <a>¶1</a>", "• <s>A b.</s> <a>¶1</a>"),
        ("A b.", "• It began: A b. And c.", "• It began: A b. And c."),
        ("A b.", "• They denied that A b. (x)", "• They denied that A b. (x)"),
        ("A b.", "• They denied: A b. <a>¶1</a>", "• They denied: A b. <a>¶1</a>"),
        ("Niger", "• Niger: it came late. <a>¶1</a>", "• Niger: it came late. <a>¶1</a>"),
        ("A b.", "• It said: A b. <a>¶1</a>", "• It said: A b. <a>¶1</a>"),
        ("A b.", "• It said: C.\n  It says now: A b.", "• It said: C.\n  It says now: <s>A b.</s>"),
        ("A b.", "• <i>Oman</i> – A b. <a>¶1</a>", "• <i>Oman</i> – <s>A b.</s> <a>¶1</a>"),
        ("A", "• A\n• A (x) (our inference)", "• <s>A</s>\n• <s>A</s> (x) (our inference)"),
        ("عُمان", f"• {isolate('عُمان')}: a member", "• \u2068<s>عُمان</s>\u2069: a member"),
    ],
)  # fmt: skip
def test_a_sentence_is_struck_through_where_it_stands_whole(
    sentence: str, html: str, expected: str
) -> None:
    assert struck(html, told(html, sentence)) == expected
    assert bool(told(html, sentence)) is (html != expected)
    assert not told(expected, sentence)


@pytest.mark.parametrize(
    ("html", "about"),
    [
        ("• A b. (x)", ""),
        ("• <i>Côte d'Ivoire &amp; Mali</i> – A b. (x)", "Côte d'Ivoire & Mali"),
        (f"• <i>{isolate('عُمان')}</i> – A b. (x)", "عُمان"),
        ("• No longer marked as our inference: <i>Mali</i> – A b. (x)", "Mali"),
        ("• <i>Mali</i> – C. (x)\n• <i>Oman</i> – It said: D.\n  It says now: A b.", "Oman"),
        ("• <i>Mali</i> – C. (x)\n• It said: D.\n\n  It says now: A b.", ""),
        ("It says now: A b.", None),
    ],
)
def test_a_sentence_is_told_about_somebody(html: str, about: str | None) -> None:
    assert [one.about for one in told(html, "A b.")] == [about]


def test_of_two_sentences_in_one_place_the_longer_is_struck_through() -> None:
    html = "• Five (of them) (x)"

    assert struck(html, [*told(html, "Five (of them)"), *told(html, "Five")]) == (
        "• <s>Five (of them)</s> (x)"
    )


def test_every_way_to_tell_a_sentence_is_found(briefing: Briefing, desk: Desk) -> None:
    for one in every_way():
        letter = edition_letter(News(briefing, (one,), first=False), EVERYTHING)
        assert letter is not None
        [page] = desk.tell(letter.answer, briefing)
        assert [place.about for place in told(page.html, one.after)] == [one.about]


def every_way() -> list[Item]:
    """Changes of a sentence, each told in words of its own."""
    source = Citation(source="blueprint")
    one = Item(What.ADDED, "resolutions", "one", "", "A b.", source, frozenset(), "Mali")
    return [
        one,
        replace(one, inference=True),
        replace(one, what=What.REWORDED, before="C."),
        replace(one, what=What.REWORDED, before="C.", inference=True, was=source),
        replace(one, what=What.SOURCE, before="A b.", was=source),
        replace(one, what=What.SOURCE, before="A b.", inference=True),
        replace(one, what=What.SOURCE, before="A b."),
        replace(one, section="members", about=""),
    ]


def test_a_statement_counts_for_the_message_that_tells_it_of_two_alike() -> None:
    halves = Message("• The first. (x)"), Message("• The first. (x)")
    twin = FIRST._replace(entry="twin")

    assert parts(halves, (FIRST, twin)) == (Part(halves[0], (FIRST,)), Part(halves[1], (twin,)))


def item(before: str, after: str, source: str = "a", was: str = "") -> Item:
    """A change of one sentence."""
    what = What.REWORDED if before and after else What.REMOVED if before else What.ADDED
    if before == after:
        what = What.SOURCE
    old = Citation(source=was) if was else None
    return Item(what, "facts", "one", before, after, Citation(source=source), frozenset(), was=old)


def brought(briefing: Briefing, *items: Item, correction: bool = False) -> list[News]:
    """An item in each edition, one after the other; the last one may be a correction."""
    found = [
        News(edition(briefing, number), (one,), first=False) for number, one in enumerate(items, 2)
    ]
    last = found[-1]
    return [*found[:-1], News(last.briefing, last.items, first=False, correction=correction)]


@pytest.mark.parametrize("correction", [False, True])
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([item("", "A"), item("A", "B")], item("", "B")),
        ([item("A", "B"), item("B", "C")], item("A", "C")),
        ([item("A", "B"), item("B", "")], item("A", "")),
        ([item("", "A"), item("A", "")], None),
        ([item("A", "B"), item("B", "A")], None),
        ([item("A", ""), item("", "A")], None),
        ([item("", "A"), item("A", "A", "b", "a")], item("", "A", "b")),
        ([item("A", "B"), item("B", "B", "b", "a")], item("A", "B", "b", "a")),
        ([item("A", "B", "b", "a"), item("B", "A", "b")], item("A", "A", "b", "a")),
    ],
)
def test_what_changed_twice_is_told_once(
    briefing: Briefing, changes: list[Item], expected: Item | None, correction: bool
) -> None:
    several = brought(briefing, *changes, correction=correction)

    assert joined(several) == ((expected,) if expected else ())
    assert joined(several[::-1]) == joined(several)


def test_a_correction_by_itself_is_no_news(briefing: Briefing) -> None:
    [correction] = brought(briefing, item("A", "B"), correction=True)

    assert joined([correction]) == ()


def test_the_newest_comes_first(briefing: Briefing) -> None:
    several = brought(briefing, item("A", "B"), item("C", "D"))

    assert [one.after for one in joined(several)] == ["D", "B"]

"""What differs between two states of a briefing is named entry by entry."""

from typing import Any

import pytest

from bot.briefing.changes import Change, What, changes
from bot.briefing.model import Briefing, Citation, Line
from bot.briefing.written import Value


def changed(value: Value, **fields: Any) -> Any:
    return value.model_copy(update=fields)


def first(briefing: Briefing, name: str, **fields: Any) -> Briefing:
    """The briefing with other fields in the first entry of a list."""
    entry, *others = getattr(briefing, name)
    return briefing.model_copy(update={name: (changed(entry, **fields), *others)})


def kinds(found: list[Change]) -> list[tuple[What, str, str]]:
    return [(change.what, change.section, change.entry) for change in found]


def test_the_same_is_no_change(briefing: Briefing) -> None:
    assert changes(briefing, briefing) == []


def test_neither_is_another_edition_or_another_order(briefing: Briefing) -> None:
    membership = changed(
        briefing.membership,
        members=briefing.membership.members[::-1],
        basis=briefing.membership.basis[::-1],
    )
    moved = changed(
        briefing,
        edition=7,
        summary=briefing.summary[::-1],
        resolutions=briefing.resolutions[::-1],
        membership=membership,
    )

    assert changes(briefing, moved) == []


def test_an_entry_is_added_and_removed(briefing: Briefing) -> None:
    line = Line(id="new-line", text="A new line.", cite=briefing.summary[0].cite)
    longer = changed(briefing, summary=(*briefing.summary[:-1], line))

    removed = changes(longer, briefing)

    assert kinds(removed) == [
        (What.ADDED, "summary", briefing.summary[-1].id),
        (What.REMOVED, "summary", "new-line"),
    ]
    assert (removed[1].before, removed[1].after) == ("A new line.", "")
    assert kinds(changes(briefing, longer))[0] == (What.ADDED, "summary", "new-line")


def test_a_rewording_shows_both_sentences(briefing: Briefing) -> None:
    decision = briefing.resolutions[0]

    [change] = changes(briefing, first(briefing, "resolutions", text="to go on."))

    assert change.what is What.REWORDED
    assert change.entry == decision.id
    assert change.before == f"{decision.actor} {decision.verb} {decision.text}"
    assert change.after == f"{decision.actor} {decision.verb} to go on."


def test_a_figure_within_a_sentence_is_told_from_a_rewording(briefing: Briefing) -> None:
    old = first(briefing, "summary", text="There are 83 members.")
    new = first(briefing, "summary", text="There are 85 members.")

    [change] = changes(old, new)

    assert change.what is What.FIGURE
    assert (change.before, change.after) == ("There are 83 members.", "There are 85 members.")


def test_a_number_of_its_own_is_a_figure(briefing: Briefing) -> None:
    more = changed(briefing, membership=changed(briefing.membership, total=99))

    assert kinds(changes(briefing, more)) == [(What.FIGURE, "membership", "membership")]


def test_another_citation_is_another_source(briefing: Briefing) -> None:
    cite = Citation(source="blueprint", paragraph=3, anchor="some other words")

    [change] = changes(briefing, first(briefing, "summary", cite=cite))

    assert (change.what, change.entry) == (What.SOURCE, briefing.summary[0].id)
    assert change.after == "blueprint ¶3 “some other words”"


def test_what_is_said_by_somebody_else_stands_on_another_source(briefing: Briefing) -> None:
    speakers = [speaker for speaker in briefing.speakers if speaker.statements]
    one, other = speakers[:2]
    statement = one.statements[0]
    swapped = {
        one.id: changed(one, statements=one.statements[1:]),
        other.id: changed(other, statements=(*other.statements, statement)),
    }
    moved = changed(
        briefing, speakers=tuple(swapped.get(each.id, each) for each in briefing.speakers)
    )

    [change] = changes(briefing, moved)

    assert (change.what, change.entry) == (What.SOURCE, statement.id)
    assert change.before.startswith(one.id)
    assert change.after.startswith(other.id)


def test_a_source_that_is_described_otherwise_is_a_changed_source(briefing: Briefing) -> None:
    standing = "speech" if briefing.sources[0].standing != "speech" else "official"

    found = changes(briefing, first(briefing, "sources", standing=standing))

    assert kinds(found) == [(What.SOURCE, "sources", briefing.sources[0].id)]


def test_words_and_source_can_change_at_once(briefing: Briefing) -> None:
    cite = Citation(source="blueprint", paragraph=3)

    found = changes(briefing, first(briefing, "summary", text="Else.", cite=cite))

    assert [change.what for change in found] == [What.REWORDED, What.SOURCE]


def test_a_note_without_an_id_belongs_to_the_entry_around_it(briefing: Briefing) -> None:
    membership = briefing.membership
    shorter = changed(briefing, membership=changed(membership, basis=membership.basis[1:]))

    [change] = changes(briefing, shorter)

    assert (change.what, change.entry) == (What.REWORDED, "membership")
    assert (change.before, change.after) == (membership.basis[0].text, "")
    [change] = changes(shorter, briefing)
    assert (change.before, change.after) == ("", membership.basis[0].text)


@pytest.mark.parametrize(
    ("fields", "what", "told"),
    [
        ({"topics": ("finance", "africa")}, What.FIELD, ("topics", "africa", "africa, finance")),
        ({"number": 400}, What.FIGURE, ("number", "4", "400")),
        ({"reported_by": "usman"}, What.SOURCE, ("reported_by", "", "usman")),
        ({"record": "communiqué"}, What.SOURCE, ("record", "article", "communiqué")),
    ],
)
def test_what_the_sentence_does_not_say_is_told_by_its_field(
    briefing: Briefing, fields: dict[str, Any], what: What, told: tuple[str, str, str]
) -> None:
    before = first(briefing, "resolutions", number=4, topics=("africa",), reported_by=None)

    [change] = changes(before, first(before, "resolutions", **fields))

    assert (change.what, change.entry) == (what, briefing.resolutions[0].id)
    assert (change.field, change.before, change.after) == told


def test_a_sentence_and_a_field_beside_it_are_two_changes(briefing: Briefing) -> None:
    before = first(briefing, "resolutions", topics=("africa",))

    sentence, topics = changes(
        before, first(before, "resolutions", text="to go on.", topics=("finance",))
    )

    assert (sentence.what, sentence.field) == (What.REWORDED, "")
    assert sentence.after.endswith("to go on.")
    assert (topics.field, topics.before, topics.after) == ("topics", "africa", "finance")


def test_the_region_of_a_member_is_told(briefing: Briefing) -> None:
    one, *others = briefing.membership.members
    members = (changed(one, region="Oceania"), *others)
    moved = changed(briefing, membership=changed(briefing.membership, members=members))

    [change] = changes(briefing, moved)

    assert (change.entry, change.field) == (one.id, "region")
    assert (change.before, change.after) == (one.region, "Oceania")


def test_an_inference_is_told(briefing: Briefing) -> None:
    [change] = changes(briefing, first(briefing, "summary", inference=True))

    assert kinds([change]) == [(What.FIELD, "summary", briefing.summary[0].id)]
    assert (change.field, change.before, change.after) == ("inference", "", "true")


def test_another_title_shows_the_titles_alone(briefing: Briefing) -> None:
    [change] = changes(briefing, changed(briefing, title="Another"))

    assert kinds([change]) == [(What.FIELD, "briefing", "briefing")]
    assert (change.field, change.before, change.after) == ("title", briefing.title, "Another")


def test_another_day_shows_the_days_alone(briefing: Briefing) -> None:
    [change] = changes(briefing, changed(briefing, date=briefing.date.replace(day=1)))

    assert kinds([change]) == [(What.FIGURE, "briefing", "briefing")]
    assert (change.field, change.before, change.after) == ("date", "2022-05-11", "2022-05-01")


def test_of_a_source_each_field_is_told(briefing: Briefing) -> None:
    one = briefing.sources[0]

    label, read = changes(briefing, first(briefing, "sources", label="Other", read="opening"))

    assert (label.field, label.before, label.after) == ("label", one.label, "Other")
    assert (read.field, read.before, read.after) == ("read", one.read, "opening")

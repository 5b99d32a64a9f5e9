"""An edition brings cited sentences: new, corrected, withdrawn; the rest is editorial."""

import pytest

from bot.briefing.changes import What
from bot.briefing.inventory import Inventory
from bot.briefing.model import Absence, Briefing, Citation, Claim, Reading
from bot.subscriptions.news import Item, News, news, wanted
from bot.subscriptions.topics import choices
from bot.subscriptions.wish import MEMBERS
from tests.subscriptions.edits import NEW_DECISION, edited, edition, entry_of, within, without

EVERYTHING: frozenset[str] = frozenset()
AFRICA = frozenset({"africa", "africa-focus-group"})


def brought(briefing: Briefing, **fields: object) -> tuple[Item, ...]:
    """The items of the next edition with these fields."""
    return news(briefing, edition(briefing, 2, **fields)).items


def with_members(briefing: Briefing, **fields: object) -> Briefing:
    return edition(briefing, 2, membership=edited(briefing.membership, **fields))


def test_a_new_decision_is_an_item_with_its_citation_and_topics(briefing: Briefing) -> None:
    [item] = brought(briefing, resolutions=(*briefing.resolutions, NEW_DECISION))

    assert item == Item(
        What.ADDED,
        "resolutions",
        "new-decision",
        "",
        "The ministers welcomed a new member.",
        Citation(source="fana"),
        frozenset({"africa"}),
    )
    assert not item.corrects


def test_a_withdrawn_decision_keeps_the_citation_it_had(briefing: Briefing) -> None:
    gone = briefing.resolutions[5]

    [item] = brought(briefing, resolutions=without(briefing.resolutions, gone.id))

    assert (item.what, item.cite, item.after) == (What.REMOVED, gone.cite, "")
    assert item.before == f"{gone.actor} {gone.verb} {gone.text}"
    assert item.topics == set(gone.topics)
    assert item.corrects


def test_a_changed_figure_is_a_correction_with_both_sentences(briefing: Briefing) -> None:
    facts = within(briefing.facts, "members-in-the-article", text="The article counts 84 members.")

    [item] = brought(briefing, facts=facts)

    assert item.what is What.FIGURE
    assert item.corrects
    assert (item.before, item.after) == (
        "The article counts 83 members.",
        "The article counts 84 members.",
    )


def test_a_reworded_statement_has_the_topics_of_the_statement(briefing: Briefing) -> None:
    monguno = entry_of(briefing.speakers, "monguno")
    statements = within(monguno.statements, "monguno-partnership", text="to go on.")
    speakers = within(briefing.speakers, "monguno", statements=statements)

    [item] = brought(briefing, speakers=speakers)

    assert item.what is What.REWORDED
    assert item.after == "Babagana Monguno expressed readiness to go on."
    assert item.topics == {"cooperation", "resources"}


def test_words_and_source_that_change_at_once_are_one_item(briefing: Briefing) -> None:
    fact = entry_of(briefing.facts, "members-in-the-article")
    cite = Citation(source="fana")
    facts = within(briefing.facts, fact.id, text="There are 85 members.", cite=cite)

    [item] = brought(briefing, facts=facts)

    assert item.what is What.REWORDED
    assert (item.cite, item.was) == (cite, fact.cite)


def test_the_same_sentence_from_elsewhere_is_a_changed_source(briefing: Briefing) -> None:
    line = briefing.summary[0]
    summary = within(briefing.summary, line.id, cite=Citation(source="fana"))

    [item] = brought(briefing, summary=summary)

    assert item.what is What.SOURCE
    assert item.before == item.after == line.text
    assert (item.cite.source, item.was) == ("fana", line.cite)


def test_what_is_said_by_somebody_else_now_is_a_correction(briefing: Briefing) -> None:
    usman, monguno = (entry_of(briefing.speakers, name) for name in ("usman", "monguno"))
    moved = monguno.statements[0]
    speakers = within(briefing.speakers, "monguno", statements=monguno.statements[1:])
    speakers = within(speakers, "usman", statements=(*usman.statements, moved))

    [item] = brought(briefing, speakers=speakers)

    assert item.what is What.REWORDED
    assert item.before.startswith("Babagana Monguno called for")
    assert item.after.startswith("Zakari Usman called for")


@pytest.mark.parametrize("inference", [True, False])
def test_an_inference_that_was_none_is_a_correction(briefing: Briefing, inference: bool) -> None:
    before = edition(
        briefing, 1, summary=within(briefing.summary, "summary-africa", inference=not inference)
    )
    after = within(briefing.summary, "summary-africa", inference=inference)

    [item] = brought(before, summary=after)

    assert (item.what, item.inference) == (What.REWORDED, inference)
    assert item.before == item.after


def test_edits_that_touch_no_cited_sentence_are_no_news(briefing: Briefing) -> None:
    sources = within(briefing.sources, "blueprint", title="Another title", label="The Blueprint")
    speakers = within(briefing.speakers, "monguno", aliases=("the General",))
    topics = within(briefing.topics, "africa", name="The continent", aliases=())
    resolutions = within(briefing.resolutions[::-1], "resolved-defeat", topics=("rights",))
    absence = Absence(id="new-absence", name="Trade", text="No word.", silent=("blueprint",))
    cite = edited(briefing.summary[3].cite, anchor="the first three Africa Focus Group")

    items = brought(
        briefing,
        sources=sources,
        speakers=speakers,
        topics=topics,
        resolutions=resolutions,
        verbs=briefing.verbs[::-1],
        title="Another title",
        absences=(*briefing.absences, absence),
        summary=within(briefing.summary, "summary-africa", cite=cite),
    )

    assert items == ()


def test_a_sentence_that_only_moved_is_no_news(briefing: Briefing) -> None:
    fact, *others = briefing.facts

    assert brought(briefing, facts=(*others, edited(fact, id="another-id"))) == ()


def test_a_new_note_is_an_item_that_says_whom_it_is_about(briefing: Briefing) -> None:
    note = Claim(text="It spoke.", cite=Citation(source="fana"))
    known = entry_of(briefing.membership.members, "benin").notes
    members = within(briefing.membership.members, "benin", notes=(*known, note))

    [item] = news(briefing, with_members(briefing, members=members)).items

    assert (item.what, item.about, item.after) == (What.ADDED, "Benin", "It spoke.")
    assert item.topics == {MEMBERS}


def test_a_withdrawn_note_is_a_withdrawn_sentence(briefing: Briefing) -> None:
    basis = briefing.membership.basis

    [item] = news(briefing, with_members(briefing, basis=basis[:-1])).items

    assert (item.what, item.before, item.about) == (What.REMOVED, basis[-1].text, "")


def test_a_member_that_came_is_told_by_each_sentence(briefing: Briefing) -> None:
    fewer = with_members(briefing, members=without(briefing.membership.members, "benin"))

    items = news(fewer, briefing).items

    assert (items[0].about, items[0].after) == ("", "Benin")
    assert {item.about for item in items[1:]} == {"Benin"}
    assert {item.entry for item in items} == {"benin"}


def test_a_meeting_and_a_difference_lend_their_sentences_a_name(briefing: Briefing) -> None:
    abouts = {(item.section, item.about) for item in news(None, briefing).items}

    assert ("meetings", "Rome") in abouts
    assert ("differences", "How many members does the Coalition have?") in abouts
    assert ("speakers", "Zakari Usman") in abouts
    assert ("outsiders", briefing.membership.outsiders[0].name) in abouts


def test_a_source_that_is_no_longer_silent_is_a_correction(briefing: Briefing) -> None:
    difference = entry_of(briefing.differences, "al-sinaa-example")
    cite = Citation(source="blueprint", paragraph=9)
    said = Reading(text="The article mentions the attack.", cite=cite)
    readings = (said, *difference.readings[1:])

    [item] = brought(
        briefing, differences=within(briefing.differences, difference.id, readings=readings)
    )

    assert item.what is What.REWORDED
    assert item.before == "The article does not mention the attack."
    assert (item.was, item.cite) == (Citation(source="blueprint"), cite)


def test_the_africa_section_has_the_topics_that_stand_for_it(briefing: Briefing) -> None:
    items = news(None, briefing).items

    of_section = {item.topics for item in items if item.section in {"group", "drivers", "aim"}}
    assert of_section == {AFRICA}


def test_what_else_is_said_of_a_speaker_has_the_topics_of_what_they_said(
    briefing: Briefing,
) -> None:
    nuland = [item for item in news(None, briefing).items if item.entry == "nuland"]

    assert {item.topics for item in nuland} == {
        frozenset({"resources", "iraq-syria", "africa", "civilian-led"})
    }


def test_a_first_edition_brings_every_cited_sentence(briefing: Briefing) -> None:
    found = news(None, briefing)
    silent = [
        reading
        for difference in briefing.differences
        for reading in difference.readings
        if reading.silent
    ]

    assert found.first
    assert len(found.items) == len(Inventory(briefing).cited) + len(silent)
    assert {item.what for item in found.items} == {What.ADDED}


def test_corrections_come_first_then_decisions(briefing: Briefing) -> None:
    after = edition(
        briefing,
        2,
        summary=within(briefing.summary, "summary-africa", text="Another line."),
        facts=without(briefing.facts, "meeting-city"),
        resolutions=within(
            (*briefing.resolutions, NEW_DECISION), "resolved-defeat", text="to go on."
        ),
    )

    items = news(briefing, after).items

    assert [(item.what, item.entry) for item in items] == [
        (What.REWORDED, "resolved-defeat"),
        (What.REWORDED, "summary-africa"),
        (What.REMOVED, "meeting-city"),
        (What.ADDED, "new-decision"),
    ]


def test_a_withdrawn_source_can_still_be_cited(briefing: Briefing) -> None:
    fewer = edition(briefing, 2, sources=without(briefing.sources, "atlasinfo"))

    known = news(briefing, fewer).briefing.sources

    assert {source.id for source in known} == {source.id for source in briefing.sources}
    assert news(briefing, fewer).briefing.edition == 2


def test_corrections_are_wanted_by_everybody(briefing: Briefing) -> None:
    found = edits(briefing)

    assert wanted(found.items, EVERYTHING) == found.items
    assert [item.entry for item in wanted(found.items, frozenset({"rights"}))] == [
        "resolved-defeat"
    ]
    assert [item.entry for item in wanted(found.items, frozenset({"africa", "rights"}))] == [
        "resolved-defeat",
        "new-decision",
    ]


def edits(briefing: Briefing) -> News:
    """A correction, a new decision on Africa and a new fact."""
    fact = edited(briefing.facts[0], id="new-fact", text="A new fact.")
    after = edition(
        briefing,
        2,
        facts=(*briefing.facts, fact),
        resolutions=within(
            (*briefing.resolutions, NEW_DECISION), "resolved-defeat", text="to go on."
        ),
    )
    return news(briefing, after)


def test_a_chat_can_choose_among_the_topics_and_the_members(briefing: Briefing) -> None:
    offered = choices(briefing)

    assert offered[0] == ("defeat-of-isis", "Defeat of ISIS")
    assert offered[-1] == (MEMBERS, "Members")
    assert len(offered) == len(briefing.topics) + 1


def test_members_can_be_chosen_once_though_a_topic_is_called_so(briefing: Briefing) -> None:
    topic = edited(briefing.topics[0], id=MEMBERS, name="Members")

    assert len(choices(edited(briefing, topics=(topic,)))) == 1

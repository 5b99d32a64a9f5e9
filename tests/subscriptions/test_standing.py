"""What an edition brings, as later corrections have left it."""

from dataclasses import replace

import pytest

from bot.briefing.changes import What
from bot.briefing.model import Briefing, Citation
from bot.subscriptions.news import News, news
from bot.subscriptions.standing import as_it_stands
from tests.subscriptions.edits import NEW_DECISION, edited, edition, within, without


def corrected(before: Briefing, after: Briefing) -> News:
    return replace(news(before, after), correction=True)


def decided(briefing: Briefing, number: int, *texts: str) -> Briefing:
    """An edition with these decisions more."""
    added = (edited(NEW_DECISION, id=f"new-{text}", text=f"{text}.") for text in texts)
    return edition(briefing, number, resolutions=(*briefing.resolutions, *added))


def worded(briefing: Briefing, number: int, text: str) -> Briefing:
    """An edition in which the first decision says this."""
    entry = briefing.resolutions[0].id
    return edition(briefing, number, resolutions=within(briefing.resolutions, entry, text=text))


def sentences(told: News) -> list[tuple[What, str, str]]:
    return [(item.what, item.before, item.after) for item in told.items]


def test_without_a_correction_it_is_as_it_was(briefing: Briefing) -> None:
    brought = news(briefing, decided(briefing, 2, "one"))

    assert as_it_stands(brought, []).items == brought.items


def test_what_was_withdrawn_and_stands_again_is_told(briefing: Briefing) -> None:
    one, none = decided(briefing, 2, "one"), decided(briefing, 3)
    back = decided(briefing, 4, "one")

    told = as_it_stands(news(briefing, one), [corrected(one, none), corrected(none, back)])

    assert sentences(told) == [(What.ADDED, "", "The ministers welcomed one.")]


def test_of_a_change_that_was_withdrawn_and_stands_again_both_sentences_are_told(
    briefing: Briefing,
) -> None:
    reworded = worded(briefing, 2, "to go on.")
    gone = edition(
        reworded, 3, resolutions=without(reworded.resolutions, briefing.resolutions[0].id)
    )
    back = edition(reworded, 4)

    [item] = as_it_stands(
        news(briefing, reworded), [corrected(reworded, gone), corrected(gone, back)]
    ).items

    assert item.what is What.REWORDED
    assert item.before.startswith("The Coalition resolved to defeat ISIS")
    assert item.after.endswith("resolved to go on.")


def test_what_is_as_it_was_before_the_edition_is_left_out(briefing: Briefing) -> None:
    reworded = worded(briefing, 2, "to go on.")
    back = edition(briefing, 3)

    assert as_it_stands(news(briefing, reworded), [corrected(reworded, back)]).items == ()


def test_what_another_edition_changed_in_between_is_not_its_to_tell(briefing: Briefing) -> None:
    first, second, third = (
        worded(briefing, number, text) for number, text in ((2, "one."), (3, "two."), (4, "three."))
    )

    [item] = as_it_stands(news(briefing, first), [corrected(second, third)]).items

    assert item.after.endswith("resolved one.")


def test_corrections_come_before_what_is_new_all_the_same(briefing: Briefing) -> None:
    both = decided(worded(briefing, 2, "to go on."), 2, "one")
    right = decided(worded(briefing, 3, "to go back."), 3, "one")

    told = as_it_stands(news(briefing, both), [corrected(both, right)])

    assert [item.what for item in told.items] == [What.REWORDED, What.ADDED]


def test_a_source_that_a_correction_brought_can_be_cited(briefing: Briefing) -> None:
    one = decided(briefing, 2, "one")
    source = edited(briefing.sources[0], id="another")
    right = edition(
        one,
        3,
        sources=(*one.sources, source),
        resolutions=within(one.resolutions, "new-one", cite=Citation(source="another")),
    )

    told = as_it_stands(news(briefing, one), [corrected(one, right)])

    assert [item.cite.source for item in told.items] == ["another"]
    assert "another" in {one.id for one in told.briefing.sources}


@pytest.mark.parametrize("gone", [False, True])
def test_the_summary_of_a_first_edition_is_as_its_lines_are(briefing: Briefing, gone: bool) -> None:
    one = briefing.summary[1].id
    summary = (
        without(briefing.summary, one) if gone else within(briefing.summary, one, text="Right.")
    )

    told = as_it_stands(
        news(None, briefing), [corrected(briefing, edition(briefing, 2, summary=summary))]
    )

    assert told.briefing.summary == summary
    assert told.briefing.edition == briefing.edition

"""Letters say in a few lines what an edition brings, each statement with its citation."""

from datetime import UTC, datetime

import pytest

from bot.briefing.model import Briefing, Citation
from bot.messages import Message, units
from bot.render import Renderer
from bot.simulator.formatting import formatted
from bot.subscriptions.letters import (
    FEW,
    MOST,
    SIZE,
    Letter,
    digest_letter,
    edition_letter,
    news_letter,
)
from bot.subscriptions.news import News, news
from tests.subscriptions.edits import (
    NEW_DECISION,
    edited,
    edition,
    entry_of,
    shown,
    within,
    without,
)

EVERYTHING: frozenset[str] = frozenset()
AFRICA = frozenset({"africa"})
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
BUTTONS = "[Summary: /summary] [Settings: /settings]"


def sent(renderer: Renderer, letter: Letter | None) -> tuple[Message, ...]:
    """What a chat receives."""
    return renderer.render(letter.answer, letter.briefing) if letter else ()


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def second(briefing: Briefing) -> Briefing:
    """A decision and a figure corrected, a decision withdrawn, another source, a new decision."""
    return edition(
        briefing,
        2,
        facts=within(
            briefing.facts, "members-in-the-article", text="The article counts 84 members."
        ),
        summary=within(briefing.summary, "summary-meeting", cite=Citation(source="fana")),
        resolutions=within(
            (*without(briefing.resolutions, "recognised-africa-threat"), NEW_DECISION),
            "welcomed-focus-group",
            text="the first two meetings of the group.",
        ),
    )


@pytest.fixture
def third(second: Briefing) -> Briefing:
    """The figure corrected once more."""
    facts = within(second.facts, "members-in-the-article", text="The article counts 85 members.")
    return edition(second, 3, facts=facts)


def rewritten(briefing: Briefing, count: int, text: str = "Another fact, number {}.") -> News:
    """An edition whose first facts are written anew."""
    facts = tuple(
        edited(fact, text=text.format(index)) if index < count else fact
        for index, fact in enumerate(briefing.facts)
    )
    return news(briefing, edition(briefing, 2, facts=facts))


def test_the_letter_of_an_edition(briefing: Briefing, second: Briefing, renderer: Renderer) -> None:
    letter = sent(renderer, edition_letter(news(briefing, second), EVERYTHING))

    assert shown(letter) == (
        """\
Edition 2 · Global Coalition to Defeat ISIS, Marrakesh communiqué 2022
5 changes

Corrected
• It said: The Coalition welcomed the first three Africa Focus Group meetings, held in Brussels, Rome and Marrakesh.
  It says now: The Coalition welcomed the first two meetings of the group. (press report) Blueprint ¶12

• It said: The article counts 83 members.
  It says now: The article counts 84 members. Blueprint ¶1

Withdrawn
• The Coalition recognised that the evolving threat of ISIS in Africa has to be met. (press report) Blueprint ¶12

Source changed
• Ministers of the Coalition met in Marrakesh, Morocco, on Wednesday 11 May 2022 and issued a joint communiqué. Fana copy (before: PRNigeria)

New
• The ministers welcomed a new member. (unofficial copy) Fana copy

Press quoting it: PRNigeria · Press report: Blueprint · Unofficial copy: Fana copy · Edition 2

"""  # noqa: E501
        + BUTTONS
    )


def test_the_letter_of_a_first_edition_is_the_summary(
    briefing: Briefing, renderer: Renderer
) -> None:
    letter = sent(renderer, edition_letter(news(None, briefing), EVERYTHING))

    text = shown(letter)
    assert text.startswith(f"{briefing.title}\n\n• {briefing.summary[0].text} PRNigeria\n")
    assert text.count("•") == len(briefing.summary)
    assert "[Decisions: /resolutions]" in text


def test_the_letter_of_a_first_edition_for_a_topic(briefing: Briefing, renderer: Renderer) -> None:
    found = news(None, briefing)
    total = sum("cooperation" in item.topics for item in found.items)

    cooperation = sent(renderer, edition_letter(found, frozenset({"cooperation"})))

    assert shown(cooperation).startswith(
        f"{briefing.title}\n"
        f"New briefing · {total} statements on the topics chosen here · the first 3\n\n"
        "• They (not named further) asked for synergies"
    )
    assert shown(cooperation).count("•") == FEW
    assert f"[More: /news 1] {BUTTONS}" in shown(cooperation)


def test_a_topic_brings_what_is_new_on_it_and_every_correction(
    briefing: Briefing, second: Briefing, renderer: Renderer
) -> None:
    found = news(briefing, second)

    africa = shown(sent(renderer, edition_letter(found, AFRICA)))
    rights = shown(sent(renderer, edition_letter(found, frozenset({"rights"}))))

    assert "5 changes" in africa
    assert "4 changes" in rights
    assert "new member" in africa
    assert "new member" not in rights


def test_no_letter_where_nothing_is_wanted(briefing: Briefing, renderer: Renderer) -> None:
    resolutions = (*briefing.resolutions, NEW_DECISION)
    found = news(briefing, edition(briefing, 2, resolutions=resolutions))
    editorial = news(briefing, edition(briefing, 2, title="Another title"))

    assert sent(renderer, edition_letter(found, frozenset({"rights"}))) == ()
    assert sent(renderer, edition_letter(editorial, EVERYTHING)) == ()
    assert sent(renderer, digest_letter([], EVERYTHING, since=MONDAY, weekly=True)) == ()
    assert (
        sent(renderer, digest_letter([found], frozenset({"rights"}), since=MONDAY, weekly=True))
        == ()
    )


def test_a_letter_shows_eight_at_most_and_the_true_total(
    briefing: Briefing, renderer: Renderer
) -> None:
    letter = shown(sent(renderer, edition_letter(rewritten(briefing, 12, "{}."), EVERYTHING)))
    few = shown(sent(renderer, edition_letter(rewritten(briefing, MOST, "{}."), EVERYTHING)))

    assert "12 changes · the first " in letter
    assert "[More: /news 2]" in letter
    assert few.count("•") <= MOST


def test_short_items_are_shown_up_to_eight(briefing: Briefing, renderer: Renderer) -> None:
    facts = tuple(
        edited(briefing.facts[0], id=f"new-{index}", text=f"New {index}.") for index in range(9)
    )
    found = news(briefing, edition(briefing, 2, facts=(*briefing.facts, *facts)))

    letter = shown(sent(renderer, edition_letter(found, EVERYTHING)))

    assert "9 changes · the first 8" in letter
    assert letter.count("•") == MOST


@pytest.mark.untraced
def test_a_letter_fits_a_phones_screen(briefing: Briefing, renderer: Renderer) -> None:
    for count in range(1, 20):
        [message] = sent(renderer, edition_letter(rewritten(briefing, count), EVERYTHING))

        assert len(formatted(message.html, "HTML")[0]) <= 900


def test_long_sentences_still_come_three_at_a_time_in_parts_that_fit(
    briefing: Briefing, renderer: Renderer
) -> None:
    long = "&" * 400
    cite = Citation(source="masrawy")
    before = edition(
        briefing,
        1,
        facts=tuple(edited(one, text=f"{i:03}{long[3:]}") for i, one in enumerate(briefing.facts)),
    )
    facts = tuple(
        edited(one, text=f"{i}x{long[3:]}", cite=cite) for i, one in enumerate(before.facts)
    )
    after = edition(before, 2, facts=facts)

    parts = sent(renderer, edition_letter(news(before, after), EVERYTHING))
    page = sent(renderer, news_letter(news(before, after), 1))

    texts = [formatted(part.html, "HTML")[0] for part in (*parts, *page)]
    assert "the first 3" in texts[0]
    assert len(page) == 2
    assert all(units(text) <= 4096 for text in texts)
    assert page[0].rows == ()


def test_a_withdrawn_sentence_is_struck_out_and_cites_a_source_that_has_left(
    briefing: Briefing, renderer: Renderer
) -> None:
    cite = Citation(source="atalayar")
    before = edition(briefing, 1, facts=within(briefing.facts, "sessions-announced", cite=cite))
    after = edition(
        briefing,
        2,
        facts=without(briefing.facts, "sessions-announced"),
        sources=without(briefing.sources, "atalayar"),
    )

    [message] = sent(renderer, edition_letter(news(before, after), EVERYTHING))

    assert "<b>Withdrawn</b>\n• <s>Three sessions were announced beforehand" in message.html
    assert ">Atalayar</a>" in message.html


def test_what_operators_write_is_escaped(briefing: Briefing, renderer: Renderer) -> None:
    [message] = sent(renderer, edition_letter(rewritten(briefing, 1, "<b>&{}"), EVERYTHING))

    assert "It says now: &lt;b&gt;&amp;0 " in message.html


@pytest.mark.parametrize(
    ("inference", "words"),
    [(True, "Now marked as our inference"), (False, "No longer marked as our inference")],
)
def test_an_inference_that_was_none_reads_so(
    briefing: Briefing, renderer: Renderer, inference: bool, words: str
) -> None:
    states = [
        edition(briefing, 1, summary=within(briefing.summary, "summary-africa", inference=one))
        for one in (not inference, inference)
    ]

    letter = shown(sent(renderer, edition_letter(news(*states), EVERYTHING)))

    assert f"• {words}: The article reports that" in letter


def test_a_new_member_and_a_note_name_the_country(briefing: Briefing, renderer: Renderer) -> None:
    membership = briefing.membership
    fewer = edition(
        briefing, 1, membership=edited(membership, members=without(membership.members, "benin"))
    )

    letter = shown(sent(renderer, edition_letter(news(fewer, briefing), frozenset({"members"}))))

    assert "New\n• Benin: a member State Department\n• Benin – " in letter


def test_a_line_without_a_subject_says_where_it_belongs(
    briefing: Briefing, renderer: Renderer
) -> None:
    assert briefing.africa is not None
    aim, meetings = briefing.africa.aim, briefing.africa.meetings
    africa = edited(briefing.africa, aim=aim[1:], meetings=meetings[1:])
    membership = edited(briefing.membership, basis=briefing.membership.basis[1:])
    after = edition(briefing, 2, africa=africa, membership=membership)

    letter = shown(sent(renderer, edition_letter(news(briefing, after), EVERYTHING)))

    assert "• Africa focus – The Coalition believes" in letter
    assert "• Meeting of the Africa Focus Group – Brussels Blueprint ¶12" in letter
    assert "• Brussels – 2 December 2021" in letter
    assert "• List of members – This list is a reconstruction" in letter


def test_a_weekly_digest(
    briefing: Briefing, second: Briefing, third: Briefing, renderer: Renderer
) -> None:
    several = [news(briefing, second), news(second, third)]

    letter = sent(renderer, digest_letter(several, EVERYTHING, since=MONDAY, weekly=True))

    assert shown(letter) == (
        """\
Weekly digest · since 2 March 2026
Global Coalition to Defeat ISIS, Marrakesh communiqué 2022, editions 2, 3
5 changes · the first 3

Corrected
• It said: The article counts 83 members.
  It says now: The article counts 85 members. Blueprint ¶1

• It said: The Coalition welcomed the first three Africa Focus Group meetings, held in Brussels, Rome and Marrakesh.
  It says now: The Coalition welcomed the first two meetings of the group. (press report) Blueprint ¶12

Withdrawn
• The Coalition recognised that the evolving threat of ISIS in Africa has to be met. (press report) Blueprint ¶12

Press report: Blueprint · Edition 3

[More: /news] """  # noqa: E501
        + BUTTONS
    )
    assert letter == sent(
        renderer, digest_letter(several[::-1], EVERYTHING, since=MONDAY, weekly=True)
    )


def test_a_daily_digest_of_one_edition(
    second: Briefing, third: Briefing, renderer: Renderer
) -> None:
    found = [news(second, third)]

    letter = shown(sent(renderer, digest_letter(found, AFRICA, since=MONDAY, weekly=False)))

    assert letter.startswith(
        "Daily digest · since 2 March 2026\n"
        "Global Coalition to Defeat ISIS, Marrakesh communiqué 2022, edition 3\n"
        "1 change\n\nCorrected\n"
    )


def test_a_digest_is_silent_about_what_came_and_went_again(
    briefing: Briefing, second: Briefing, renderer: Renderer
) -> None:
    third = edition(second, 3, resolutions=without(second.resolutions, NEW_DECISION.id))
    several = [news(briefing, second), news(second, third)]

    letter = shown(sent(renderer, digest_letter(several, AFRICA, since=MONDAY, weekly=True)))

    assert "4 changes" in letter
    assert "new member" not in letter


def test_a_digest_of_two_briefings_keeps_their_sources_apart(
    briefing: Briefing, renderer: Renderer
) -> None:
    url = "https://example.org/another-article"
    cite = Citation(source="blueprint", paragraph=1)
    cited_first = edited(briefing, facts=within(briefing.facts, "meeting-date", cite=cite))
    other = edited(
        cited_first,
        briefing="riyadh-2023",
        title="Riyadh communiqué 2023",
        sources=within(briefing.sources, "blueprint", url=url, label="Other"),
    )
    several = [rewritten(one, 1, "The article opens so.") for one in (cited_first, other)]

    [message] = sent(renderer, digest_letter(several, EVERYTHING, since=MONDAY, weekly=True))

    assert f'opens so. <a href="{url}">Other ¶1</a>' in message.html
    article = entry_of(briefing.sources, "blueprint").url
    assert f'opens so. <a href="{article}">Blueprint ¶1</a>' in message.html
    assert "Riyadh communiqué 2023, edition 2\n" in message.html


def test_news_are_paged(briefing: Briefing, renderer: Renderer) -> None:
    found = rewritten(briefing, SIZE + 2)

    first, last = (shown(sent(renderer, news_letter(found, number))) for number in (1, 9))

    assert first.startswith(
        "Edition 2 · Global Coalition to Defeat ISIS, Marrakesh communiqué 2022\n"
        "7 changes · page 1 of 2\n\nCorrected\n• It said: "
    )
    assert first.count("•") == SIZE
    assert f"[More ›: =/news 2 page 2]\n{BUTTONS}" in first
    assert last.count("•") == 2
    assert "[‹ Back: =/news 2 page 1]" in last


def test_news_of_a_first_edition_and_of_none(briefing: Briefing, renderer: Renderer) -> None:
    first = shown(sent(renderer, news_letter(news(None, briefing), 1)))
    none = shown(sent(renderer, news_letter(news(briefing, briefing), 1)))

    assert " statements · page 1 of " in first
    assert "\nNew\n" not in first
    assert "0 changes\n\nNo statement has changed.\n\nEdition 1" in none


def test_every_page_of_everything_is_accepted(briefing: Briefing, renderer: Renderer) -> None:
    found = news(None, briefing)

    for number in range(1, len(found.items) // SIZE + 2):
        [message] = sent(renderer, news_letter(found, number))

        assert formatted(message.html, "HTML")

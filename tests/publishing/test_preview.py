"""What a draft would change, as operators are told before anybody else."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.answer import Answer
from bot.briefing.changes import Change, What
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from bot.commands import preview
from bot.commands.preview import Asked, understand
from bot.messages import LONGEST_DATA, Button, Message, without_markup
from bot.publishing.preview import Preview, Sample, around, counted, fitting, report
from bot.rehearsal import within
from bot.render import Renderer
from bot.subscriptions.news import news
from bot.subscriptions.wish import Rhythm
from tests.subscriptions.edits import edited, edition
from tests.subscriptions.edits import within as entries

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
DRAFTS, COMMANDS = ("marrakesh-2022", "rome-2021", "document"), ("who", "members")
PROBLEM = Problem("briefings/marrakesh-2022.yaml", 12, 5, "`text` is empty", "Write something.")


@pytest.fixture
def draft(briefing: Briefing) -> Briefing:
    """The next edition, with two statements put otherwise."""
    first, *others = briefing.speakers
    one = edited(first.statements[0], text="84 strategies.")
    speakers = (edited(first, statements=(one, *first.statements[1:])), *others)
    facts = entries(briefing.facts, briefing.facts[0].id, text="Nothing of the kind.")
    return edition(briefing, 2, speakers=speakers, facts=facts)


@pytest.fixture
def seen(briefing: Briefing, draft: Briefing) -> Preview:
    """The draft of a briefing whose first edition is out; a chat reads it at once."""
    sample = Sample(Rhythm.AT_ONCE, frozenset(), 1, (Message("A letter"),))
    return Preview(draft, briefing, news(briefing, draft), (sample,), is_out=False)


def told(answer: Answer) -> Message:
    [message] = Renderer().render(answer, None)
    return message


def buttons(message: Message) -> dict[str, str]:
    return {button.label: button.data for row in message.rows for button in row}


def snapshot(*briefings: Briefing, problems: tuple[Problem, ...] = ()) -> Snapshot:
    names = {one.briefing: one for one in briefings}
    return Snapshot(names, problems, frozenset(names))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", Asked()),
        ("changes", Asked(part="changes")),
        ("Changes 2", Asked(part="changes", number=2)),
        ("changes page 2", Asked(part="changes", number=2)),
        ("letters 3", Asked(part="letters", number=3)),
        ("rome-2021", Asked("rome-2021")),
        ("rome-2021 answers", Asked("rome-2021", "answers")),
        ("document /who monguno page 2", Asked("document", line="/who monguno page 2")),
        ("members Benin", Asked(line="/members Benin")),
        ("2", None),
        ("/settings", None),
        ("nonsense", None),
        ("rome-2021 nonsense", None),
    ],
)
def test_what_can_be_asked_for(words: str, asked: Asked | None) -> None:
    assert understand(words, DRAFTS, COMMANDS) == asked


def test_an_overview_counts_the_changes_and_shows_the_first(seen: Preview) -> None:
    message = told(preview.overview(Asked(), seen, snapshot(seen.briefing), Snapshot(), NOW))
    text = without_markup(message.html)

    assert "marrakesh-2022 · edition 2, not published" in text
    assert f"{len(seen.changes)} changes since edition 1" in text
    assert "now: Babagana" in text or "84 strategies" in text
    assert buttons(message) == {
        "Changes": "=/preview changes",
        "What chats receive": "=/preview letters",
        "Answers": "=/preview answers",
        "Publish": "/publish marrakesh-2022",
    }


def test_an_overview_fits_a_phone_however_much_there_is_to_say(seen: Preview) -> None:
    problems = (replace(PROBLEM, message="long " * 30, hint="words " * 15),) * 40
    obstacle = f"{'x' * 40}: edition 2 was published on 24 November 2026 with other words. What is "
    obstacle += "published stays as it is: write `edition: 3` and publish that."
    message = told(
        preview.overview(
            Asked(), replace(seen, obstacle=obstacle), snapshot(problems=problems), Snapshot(), NOW
        )
    )

    assert len(without_markup(message.html)) <= 900
    assert "Publish" not in buttons(message)


def test_an_overview_tells_problems_and_that_an_earlier_state_is_shown(seen: Preview) -> None:
    kept = frozenset({"marrakesh-2022"})
    drafts = replace(snapshot(problems=(PROBLEM,)), kept=kept)
    message = told(preview.overview(Asked(), seen, drafts, Snapshot(), NOW))

    assert "marrakesh-2022.yaml:12:5 `text` is empty – Write something." in without_markup(
        message.html
    )
    assert "this file’s last state without a problem" in message.html
    assert "Publish" not in buttons(message)


def test_an_embargo_is_told_until_it_is_over(seen: Preview) -> None:
    later = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    held = replace(seen, briefing=edited(seen.briefing, not_before=later))

    before = told(preview.overview(Asked(), held, snapshot(), Snapshot(), NOW))
    after = told(preview.overview(Asked(), held, snapshot(), Snapshot(), later))

    assert "not before Wednesday 25 November 2026, 08:00 UTC" in before.html
    assert "not before" not in after.html


def test_other_drafts_are_offered(seen: Preview) -> None:
    other = edited(seen.briefing, briefing="rome-2021")
    drafts = snapshot(seen.briefing, other)
    message = told(preview.overview(Asked(), seen, drafts, snapshot(other), NOW))

    assert buttons(message)["rome-2021"] == "/preview rome-2021"


def test_a_later_communique_that_people_are_answered_from_is_named(seen: Preview) -> None:
    name = seen.briefing.briefing
    later = edited(seen.briefing, briefing="rome-2023", date=date(2023, 6, 8))
    earlier = edited(seen.briefing, briefing="rome-2021", date=date(2021, 6, 28))
    drafts = snapshot(seen.briefing, later, earlier)

    def overview(*served: Briefing) -> str:
        return told(preview.overview(Asked(name), seen, drafts, snapshot(*served), NOW)).html

    assert "People are answered from rome-2023, whose communiqué is later." in overview(later)
    assert "People are answered from" not in overview(seen.briefing)  # the later one is a draft
    assert "People are answered from" not in overview(earlier)


def test_pages_of_changes_hold_what_stood_there_and_what_stands_there_now(seen: Preview) -> None:
    message = told(preview.changed(Asked(part="changes"), seen))

    assert "before: " in message.html
    assert "now: " in message.html
    assert buttons(message)["‹ Preview"] == "=/preview"


def test_what_the_sentence_does_not_say_is_shown_with_its_field(
    briefing: Briefing, seen: Preview
) -> None:
    decision = briefing.resolutions[0]
    renumbered = entries(briefing.resolutions, decision.id, number=400)
    seen = replace(seen, briefing=edition(briefing, 2, resolutions=renumbered))
    message = told(preview.changed(Asked(part="changes"), seen))

    assert (
        f"• figure changed · {decision.id} · number\nbefore: {decision.number}\nnow: 400"
    ) in without_markup(message.html)


def test_many_changes_are_turned_in_pages(briefing: Briefing, seen: Preview) -> None:
    members = briefing.membership.members
    renamed = tuple(edited(one, name=f"New {one.name}") for one in members[:9])
    membership = edited(briefing.membership, members=(*renamed, *members[9:]))
    seen = replace(seen, briefing=edition(briefing, 2, membership=membership))
    name = seen.briefing.briefing

    message = told(preview.changed(Asked(name, "changes", 2), seen))

    assert buttons(message) == {
        "‹ Back": f"=/preview {name} changes 1",
        "More ›": f"=/preview {name} changes 3",
        "‹ Preview": f"=/preview {name}",
    }


def test_kinds_of_chats_are_listed_the_longest_list_cut(seen: Preview) -> None:
    topic = seen.briefing.topics[0]
    choices = [frozenset({topic.id, f"gone-{number}"}) for number in range(9)]
    samples = [Sample(Rhythm.AT_ONCE, one, 2, (Message("A letter"),)) for one in choices]
    digest = Sample(Rhythm.WEEKLY, frozenset(), 1, ())
    message = told(
        preview.letters(Asked(), replace(seen, samples=(*seen.samples, *samples, digest)))
    )

    assert "1. At once, every topic · 1 chat\n" in message.html
    assert f"2. At once: {topic.name}, gone-0 · 2 chats" in message.html
    assert "11. Weekly digest, of every topic · 1 chat · nothing" in message.html
    assert "and 2 other choices of topics" in message.html
    assert buttons(message)["1. At once, every topic"] == "/preview letters 1"


def test_a_letter_is_asked_for_by_its_number(seen: Preview) -> None:
    assert preview.sample(Asked(part="letters", number=1), seen) == seen.samples[0]
    assert preview.sample(Asked(part="letters", number=2), seen) is None
    assert preview.sample(Asked(part="letters"), seen) is None


def test_a_question_too_long_for_a_button_has_none(seen: Preview) -> None:
    long = "/members " + "x" * LONGEST_DATA
    message = told(preview.answers(Asked(), seen, ["/who monguno", long], ["who"]))

    assert "2 answers differ from what people are told now" in message.html
    assert buttons(message)["/who monguno"] == "/preview /who monguno"
    assert long not in buttons(message)


def test_the_longest_name_of_a_draft_leaves_room_on_every_button(seen: Preview) -> None:
    name = "x" * 40
    seen = replace(seen, briefing=edited(seen.briefing, briefing=name))
    asked = Asked(name, number=9)

    for answer in (
        preview.overview(asked, seen, snapshot(seen.briefing), Snapshot(), NOW),
        preview.changed(asked, seen),
        preview.letters(asked, seen),
        preview.answers(asked, seen, ["/who"] * 99, ["differences", "resolutions"]),
    ):
        assert told(answer).rows


def test_buttons_stay_in_the_preview_and_those_about_the_chat_as_they_are() -> None:
    long = Button("Long", "/who " + "x" * 55)
    rows = ((Button("More", "=/who page 2"), Button("Settings", "/settings")), (long,))

    [message] = within((Message("An answer", rows),), "/preview", COMMANDS)

    assert message.rows == (
        (Button("More", "=/preview /who page 2"), Button("Settings", "/settings")),
    )


def test_changes_are_counted_by_kind() -> None:
    found = [Change(what, "facts", "one", "", "") for what in (What.SOURCE, What.ADDED, What.ADDED)]

    assert list(counted(found).items()) == [(What.ADDED, 2), (What.SOURCE, 1)]


def test_problems_that_have_no_room_are_counted() -> None:
    assert fitting([PROBLEM] * 3, 1000) == ((replace(PROBLEM, file="marrakesh-2022.yaml"),) * 3, 0)
    assert fitting([PROBLEM] * 3, 10)[1] == 2
    assert fitting([PROBLEM] * 1000, 10**6)[1] == 940


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("short", "shorter", ("short", "shorter")),
        ("", "x" * 99, ("", "x" * 59 + "…")),
        ("a" * 80 + "old", "a" * 80 + "new", ("…" + "a" * 20 + "old", "…" + "a" * 20 + "new")),
        ("old" + "a" * 80, "new", ("old" + "a" * 56 + "…", "new")),
        ("a" * 80, "a" * 99, ("…" + "a" * 20, "…" + "a" * 39)),
    ],
)
def test_long_texts_are_shown_around_what_differs(
    before: str, after: str, shown: tuple[str, str]
) -> None:
    assert around(before, after, 60) == shown


def test_a_reload_tells_problems_while_there_are_any(briefing: Briefing) -> None:
    bad = snapshot(briefing, problems=(PROBLEM,))

    assert report(snapshot(briefing), bad, {}, {}).problems == (PROBLEM,)
    assert report(bad, bad, {}, {}).problems == (PROBLEM,)


def test_a_reload_tells_once_that_problems_are_gone(briefing: Briefing) -> None:
    good = snapshot(briefing)

    assert report(snapshot(briefing, problems=(PROBLEM,)), good, {}, {}).mended
    assert not report(good, good, {}, {})


def test_a_reload_tells_what_an_edit_changes_of_what_is_published(
    briefing: Briefing, draft: Briefing
) -> None:
    published = {briefing.briefing: briefing}

    assert report(snapshot(briefing), snapshot(draft), published, {}).edited == {
        briefing.briefing: (2, 1)
    }
    assert not report(snapshot(briefing), snapshot(draft), {}, {})
    assert not report(snapshot(draft), snapshot(draft), published, {})
    assert not report(snapshot(draft), snapshot(briefing), published, {})

"""Whatever is asked and whatever operators write, Telegram accepts what comes out."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer import Answer
from bot.briefing.checks import Subject
from bot.briefing.inventory import Inventory
from bot.briefing.library import Library, Snapshot
from bot.briefing.model import Briefing
from bot.briefing.shelf import Shelf
from bot.briefing.written import Value
from bot.commands import QUESTIONS, Command, name_of
from bot.desk import Desk
from bot.messages import LONGEST_DATA, Message
from bot.proofread import answers_fit
from bot.render import LONGEST_LABEL, Renderer, isolate
from bot.sandbox import RefusedError
from bot.simulator.formatting import formatted
from tests.conftest import BRIEFINGS

often = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
# What the loader lets through: no control characters, no lone halves, no turning of the text.
written = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1
)


def accepted(messages: tuple[Message, ...]) -> bool:
    """Let the strict local Telegram judge; it raises with its reason."""
    for message in messages:
        formatted(message.html, "HTML")
    buttons = [button for message in messages for row in message.rows for button in row]
    return all(
        0 < len(button.label) <= LONGEST_LABEL and len(button.data.encode()) <= LONGEST_DATA
        for button in buttons
    )


@pytest.mark.untraced
@often
@given(words=st.text(max_size=300))
@pytest.mark.parametrize("command", QUESTIONS, ids=name_of)
def test_any_words_after_a_command_get_an_answer(command: Command, desk: Desk, words: str) -> None:
    assert accepted(desk.ask(f"/{name_of(command)} {words}"))


@often
@given(line=st.text(max_size=300))
def test_any_line_at_all_gets_an_answer(desk: Desk, line: str) -> None:
    assert accepted(desk.ask(line))


def rewritten(value: Any, text: str) -> Any:
    """The same value with another text wherever an operator writes sentences and names."""
    if isinstance(value, tuple):
        return tuple(rewritten(item, text) for item in value)
    if not isinstance(value, Value):
        return value
    prose = {"text", "name", "title", "label", "role", "organisation", "question", "publisher"}
    changed = {
        field: text[:80] if field in prose else rewritten(part, text) for field, part in value
    }
    return value.model_copy(update=changed)


@pytest.mark.untraced
@settings(parent=often, max_examples=25)
@given(text=written)
def test_whatever_operators_write_is_escaped_and_accepted(
    briefing: Briefing, desk: Desk, text: str
) -> None:
    hostile = rewritten(briefing, f"</b>{text}<script>&")
    snapshot = Snapshot({hostile.briefing: hostile})
    for command in QUESTIONS:
        for _, words in list(command.questions(hostile))[:12]:
            messages = desk.renderer.render(command.answer(snapshot, words), hostile)

            assert accepted(messages)
            assert not any("<script" in message.html for message in messages)


def test_what_a_person_types_is_escaped(desk: Desk) -> None:
    [message] = desk.ask("/who <b>&nobody")

    assert "&lt;b&gt;&amp;nobody" in message.html


def test_a_name_from_right_to_left_does_not_turn_the_line() -> None:
    assert isolate("بنين") == "\u2068بنين\u2069"
    assert isolate("Benin") == "Benin"


def test_direction_characters_of_a_person_are_not_repeated(desk: Desk) -> None:
    [message] = desk.ask("/who \u202enobody\u2066")

    assert "\u202e" not in message.html
    assert "nobody" in message.html


def test_a_value_that_a_template_lacks_is_an_error_not_a_blank(briefing: Briefing) -> None:
    with pytest.raises(RefusedError, match=r"^_parts.html, line \d+: 'asked' is undefined$"):
        Renderer().render(Answer("who"), briefing)


def test_a_button_whose_data_is_too_long_is_an_error(briefing: Briefing) -> None:
    answer = Answer("unknown", {"near": "x" * LONGEST_DATA})

    with pytest.raises(RefusedError, match=r"^unknown\.html, line 3: .* longer than 64 bytes"):
        Renderer().render(answer, briefing)


def test_a_long_label_is_cut(desk: Desk, briefing: Briefing) -> None:
    labels = [
        button.label
        for difference in briefing.differences
        for row in desk.ask(f"/resolutions {difference.id}")[-1].rows
        for button in row
    ]

    assert max(map(len, labels)) <= LONGEST_LABEL


def test_an_answer_longer_than_a_message_is_found_at_its_entry(briefing: Briefing) -> None:
    first, *others = briefing.speakers
    statement = first.statements[0].model_copy(update={"text": "long words " * 400})
    speaker = first.model_copy(update={"statements": (statement,)})
    grown = briefing.model_copy(update={"speakers": (speaker, *others)})
    rule = answers_fit(Renderer(), QUESTIONS)

    found = list(rule(Subject(Inventory(grown), {})))

    assert ("speakers", 0) in [finding.path for finding in found]
    assert "is longer than a message" in found[0].message


def test_what_fits_is_what_takes_one_message(briefing: Briefing, desk: Desk) -> None:
    snapshot = Snapshot({briefing.briefing: briefing})
    grown = briefing.facts[0].model_copy(update={"text": "long words " * 400})
    answers = [
        *(Answer("fact", {"fact": fact}) for fact in (*briefing.facts, grown)),
        *(command.answer(snapshot, "") for command in QUESTIONS),
    ]

    fitting = [desk.renderer.fits(answer, briefing) for answer in answers]
    assert fitting == [len(desk.renderer.render(answer, briefing)) == 1 for answer in answers]
    assert set(fitting) == {True, False}


def test_a_briefing_without_an_africa_part_says_so(briefing: Briefing, desk: Desk) -> None:
    without = briefing.model_copy(update={"africa": None})
    snapshot = Snapshot({without.briefing: without})
    africa = next(command for command in QUESTIONS if name_of(command) == "africa")

    for words in ("", "aim"):
        [message] = desk.renderer.render(africa.answer(snapshot, words), without)

        assert "no part on Africa" in message.html
    assert list(africa.questions(without)) == []


def test_an_answer_is_of_one_snapshot_though_another_comes_meanwhile(
    briefing: Briefing, desk: Desk
) -> None:
    class Restless(Shelf):
        """A shelf whose snapshot is another at every look."""

        looks = 0

        @property
        def snapshot(self) -> Snapshot:
            self.looks += 1
            edition = briefing.model_copy(update={"edition": self.looks})
            return Snapshot({edition.briefing: edition})

    shelf = Restless(Library(BRIEFINGS))
    restless = Desk(shelf, desk.renderer, QUESTIONS)
    before = shelf.looks
    restless.ask("/summary")

    assert shelf.looks == before + 1


def test_an_answer_is_worked_out_once_for_all_until_another_snapshot_comes(
    briefing: Briefing, desk: Desk
) -> None:
    shelf = Shelf(Library(BRIEFINGS))
    shelf.put({briefing.briefing: briefing})
    another = Desk(shelf, desk.renderer, QUESTIONS)
    first, again = another.ask("/who monguno"), another.ask("/WHO@somebody_bot  monguno")
    shelf.put({briefing.briefing: briefing.model_copy(update={"speakers": ()})})

    assert again is first
    assert another.ask("/who monguno") != first

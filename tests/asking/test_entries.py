"""What can be an answer, and how it is asked for."""

from bot.asking.entries import entries_of
from bot.briefing.model import Briefing
from bot.briefing.words import Asked, Words


def asked(line: str, label: str | None = None) -> Words:
    return Words(asked=(Asked(line=line, label=label, asked=("in other words",)),))


def test_a_way_of_asking_belongs_to_its_entry(briefing: Briefing) -> None:
    entries = entries_of(briefing, asked("/who monguno"))
    [monguno] = [one for one in entries if one.line == "/who monguno"]

    assert (monguno.kind, monguno.asked) == ("person", ("in other words",))


def test_a_command_is_an_entry_if_a_button_has_a_name_for_it(briefing: Briefing) -> None:
    [command] = [
        one for one in entries_of(briefing, asked("/news", "News")) if one.kind == "command"
    ]

    assert (command.line, command.label) == ("/news", "News")


def test_what_is_of_another_briefing_is_passed_over(briefing: Briefing) -> None:
    assert entries_of(briefing, asked("/who nobody")) == entries_of(briefing, Words())


def test_a_briefing_without_a_section_on_africa_has_no_entries_of_it(briefing: Briefing) -> None:
    without = briefing.model_copy(update={"africa": None})

    assert not any(one.line.startswith("/africa") for one in entries_of(without, Words()))


def test_two_decisions_that_begin_alike_have_buttons_of_their_own(briefing: Briefing) -> None:
    entries = entries_of(briefing, Words())
    labels = [one.label for one in entries if one.kind == "decision"]

    assert labels[11].startswith("12. The Coalition reiterated that any")
    assert len({label[:20] for label in labels}) == len(labels)

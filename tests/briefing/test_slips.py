"""What is nearly YAML is pointed at where it is not, with a way out that works."""

import pytest

from tests.briefing.conftest import Shelf, changed

COMMA = "a comma ends this text"
DASH = "a space is missing after this dash"
COLON = "a full-width colon stands after this key"


@pytest.mark.parametrize(
    ("old", "new", "message"),  # the place is where § stands
    [
        ("  - id: lamps\n", "  §-id: lamps\n", f"`id`: {DASH}"),
        ("  - id: solberg\n", "  §-id: solberg\n", f"`id`: {DASH}"),
        ("      - id: solberg-bells", "      §-id: solberg-bells", f"`id`: {DASH}"),
        ("    - id: pilots", "    §-id: pilots", f"`id`: {DASH}"),
        ("  - id: toast\n", "  §-id: toast\n", f"`id`: {DASH}"),
        ("    aliases: [wicks]", "    aliases:\n      - a\n      §-b", f"`aliases`: {DASH}"),
        ("    aliases: [wicks]", "    aliases:\n      §-b", "`aliases` should be a list"),
        ("briefing: sound", "§-briefing: sound", f"`briefing`: {DASH}"),
        ("Bergen on Tuesday}", "Bergen§, on Tuesday}", f"`anchor`: {COMMA}"),
        ("Bergen on Tuesday}", "Bergen§,\n      on Tuesday}", f"`anchor`: {COMMA}"),
        ("Bergen on Tuesday}", "Bergen\n      §, on Tuesday}", f"`anchor`: {COMMA}"),
        ("label: Toast", "label§： Toast", f"`label`: {COLON}"),
        ("read: opening\nsummary", "read§：opening\nsummary", f"`read`: {COLON}"),
        ("title: Lighthouse", "title§：Lighthouse", f"`title`: {COLON}"),
        ("briefing: sound", "briefing§：sound", f"`briefing`: {COLON}"),
        ("cite: {source: toast}", "cite: {source§：toast}", f"`source`: {COLON}"),
        ("cite: {source: toast}", "cite: §source: toast", "`cite`: braces are missing"),
        ("cite: {source: toast}", "cite: §(source: toast)", "`cite`: braces are missing"),
    ],
)
def test_a_slip_is_shown_where_it_is(sound: Shelf, old: str, new: str, message: str) -> None:
    before = changed(sound.original, old, new).partition("§")[0]

    problem = sound.problems(changed(sound.original, old, new.replace("§", "")))[0]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (problem.line, problem.column) == place
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("verbs: [resolved", "verbs: [re-solved, -5 degrees, resolved"),
        ("anchor: met in Bergen on Tuesday", 'anchor: "met in Bergen, on Tuesday"'),
        ("Lighthouse meeting", "Lighthouse\n  meeting：all of them"),
        ("Lighthouse meeting", "会议：灯塔"),
        ("Lighthouse meeting", "Lighthouse\n  -meeting"),
    ],
)
def test_what_is_no_slip_is_not_blamed(sound: Shelf, old: str, new: str) -> None:
    problems = sound.problems(changed(sound.original, old, new))

    assert not [one for one in problems if one.message.endswith((COMMA, DASH, COLON))]


def test_a_quoted_text_before_a_key_without_a_colon_is_not_blamed(sound: Shelf) -> None:
    text = changed(
        sound.original, "met in Bergen on Tuesday}", '"met in Bergen on Tuesday", so it}'
    )

    (problem,) = sound.problems(text)
    assert problem.message == "`so it` has no value"
    assert problem.hint.startswith("Write `so it: …`, or put double quotes")

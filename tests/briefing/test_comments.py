"""A comment never takes words away unseen; where none are meant, it may stand."""

import pytest

from bot.briefing.model import Briefing
from bot.briefing.prose import prose
from bot.briefing.words import Words
from tests.briefing.conftest import Shelf, changed

CUT = "what follows # is left out as a comment"
WITHIN = "a comment can't stand within an unquoted text"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("edition: 1", "edition: 1 # raise it"),
        ("edition: 1", "edition: 1 #raised"),
        ("id: lamps", "id: lamps #1"),
        ("kind: article", "kind: article # of a newspaper"),
        ("date: 2022-05-11", "date: 2022-05-11 # a Wednesday"),
        ("speakers:", "speakers: # in order of speech"),
        ("speakers:", "speakers: #in order of speech"),
        ("  - id: no-cost", "  - # the first\n    id: no-cost"),
        ("title: Lighthouse meeting", 'title: "Lighthouse meeting" # of all keepers'),
        ("title: Lighthouse meeting", "title: 'Lighthouse #1' #once"),
        ("title: Lighthouse meeting", "title: Lighthouse meeting\n# of all keepers"),
        ("title: Lighthouse meeting", "title: Lighthouse meeting\n#of all keepers"),
        ("title: Lighthouse meeting", "title: Lighthouse meeting\n  # of all keepers"),
        ("title: Lighthouse meeting", "title: Lighthouse meeting\n  #\n  # of all"),
        ("title: Lighthouse meeting", "title: # of all\n  Lighthouse meeting"),
        ("title: Lighthouse meeting", "title:\n#of all\n  Lighthouse meeting"),
        ("title: Lighthouse meeting", "title:\n  # of all\n  Lighthouse meeting"),
        ("title: Lighthouse meeting", "title: 'Lighthouse\n  #1 meeting'"),
        ("title: Lighthouse meeting", "title: 'Lighthouse meeting'\n  #1"),
        ("title: Lighthouse meeting", "title: >\n  Lighthouse\n  #1 meeting"),
        ("kind: article", "kind: article\n      #of a newspaper"),
        ("name: Lamps", "name: Lamps\n    #about: light"),
        ("aliases: [wicks]", "aliases:\n      #- oil\n      - wicks\n      #- oil\n    #- oil"),
        ("aliases: [wicks]", "aliases: [wicks,\n      # and oil\n    #no more\n      oil]"),
        ("speakers:", "#who spoke\nspeakers:\n  #in order of speech"),
        ("title: Lighthouse meeting", "title: > # folded\n  Lighthouse meeting"),
        ("title: Lighthouse meeting", "title: Lighthouse#1 meeting"),
        ("welcomed, said,", "welcomed, # when glad\n  said,"),
        ("called for]", "called for] # and no more"),
        ("met in Bergen on Tuesday}", "met in Bergen on Tuesday} #1"),
    ],
)
def test_a_comment_may_stand_where_it_takes_no_words(sound: Shelf, old: str, new: str) -> None:
    assert sound.problems(changed(sound.original, old, new)) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Lighthouse meeting", "Lighthouse #1 meeting"),
        ("Lighthouse meeting", "Lighthouse # 1 meeting"),
        ("Lighthouse meeting", "Lighthouse meeting #"),
        ("Lighthouse meeting", "Lighthouse\n  meeting #1"),
        ("Lighthouse meeting", "Lighthouse #1\n  meeting"),
        ("Lighthouse meeting", "Lighthouse #1\n\n  of the keepers: all"),
        ("Lighthouse meeting", "#1 meeting"),
        ("role: Harbour master", "role: Harbour master #2"),
        ("verb: resolved", "verb: resolved #once"),
        ("Lighthouse meeting", "Lighthouse\n  #1 meeting"),
        ("Lighthouse meeting", "Lighthouse.\n  #1 meeting"),
        ("Lighthouse meeting", "Lighthouse\n  of keepers\n  #1 meeting\n  # and\n"),
        ("Lighthouse meeting", "\n  #1 meeting\n  of keepers"),
        ("Lighthouse meeting", "#1 meeting\n  of keepers"),
        ("aliases: [wicks]", "aliases:\n      - wicks\n        #2 oil"),
        ("aliases: [wicks]", "aliases:\n      - #2 oil\n        wicks"),
        ("aliases: [wicks]", "aliases: [wicks,\n      #threat, terrorism,\n      oil]"),
        ("aliases: [wicks]", "aliases: [wicks\n      #threat, terrorism,\n      , oil]"),
        ("aliases: [wicks]", "aliases: [\n      #threat, terrorism,\n      oil]"),
        ("aliases: [wicks]", "aliases: ['oil, fat',\n      #threat, terrorism,\n      'wick']"),
        ("aliases: [wicks]", "aliases: ['oil',\n      #threat, terrorism,\n      ]"),
        ("on every pier}", "on every\n          #2 pier\n        }"),
        ("[resolved,", "[#1 resolved,"),
        ("welcomed, said", "welcomed, said #2"),
        ("welcomed, said,", "welcomed, said #2,\n "),
        ("resolved, welcomed", "'re, solved', #2 welcomed"),
        ("{source: gazette, paragraph: 1,", '{source: gazette, #1 "paragraph": 1,'),
        ("a bell on every pier}", "a bell #2 on every pier}"),
    ],
)
def test_a_comment_that_takes_words_is_shown(sound: Shelf, old: str, new: str) -> None:
    text = changed(sound.original, old, new)
    at = text.index("#", text.index(new))
    place = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

    problem, *others = sound.problems(text)
    assert (problem.line, problem.column) == place
    assert problem.message.endswith(CUT)
    assert not [other for other in others if CUT not in other.message]


@pytest.mark.parametrize(
    ("old", "new"),  # the comment is the one that § stands before
    [
        ("Lighthouse meeting", "Lighthouse\n  §#1 meeting\n  of the keepers"),
        ("Lighthouse meeting", "Lighthouse.\n  §# of all\n  of the keepers"),
        ("Lighthouse meeting", "Lighthouse\n§# of all\n\n  # and none\n  of the keepers: all"),
        ("Lighthouse meeting", "Lighthouse\n  of\n  §#\n  the keepers"),
        ("kind: article", "kind: article\n      §#of\n      a newspaper"),
        ("aliases: [wicks]", "aliases:\n      - wicks\n      §#2\n        and oil"),
    ],
)
def test_a_comment_that_a_text_goes_on_after_is_shown(sound: Shelf, old: str, new: str) -> None:
    before = changed(sound.original, old, new).partition("§")[0]

    (problem,) = sound.problems(changed(sound.original, old, new.replace("§", "")))
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (problem.line, problem.column) == place
    assert problem.message.endswith(WITHIN)


@pytest.mark.parametrize(
    "new",
    [
        "kind: article # of a newspaper\n     read: whole",  # a column too far
        "kind: article # of a newspaper\n    reads whole",  # its colon forgotten
        "kind: article # of a newspaper\n    title: Both\n      - one",
        "kind: article\n     # of a newspaper\n     read: whole",
        "kind: article\n    #of a newspaper\n    reads whole",
        "kind: [article\n    # of a newspaper\n    read: whole",
    ],
)
def test_a_comment_is_not_blamed_for_another_mistake(sound: Shelf, new: str) -> None:
    problems = sound.problems(changed(sound.original, "kind: article", new))

    assert problems
    assert not [problem for problem in problems if problem.message.endswith((CUT, WITHIN))]


@pytest.mark.parametrize("new", ["title: Lighthouse\n  #1 meeting", "title: #1\n  meeting"])
def test_one_comment_is_shown_once(sound: Shelf, new: str) -> None:
    assert len(sound.problems(changed(sound.original, "title: Lighthouse meeting", new))) == 1


def test_a_comment_between_two_items_is_shown_once(sound: Shelf) -> None:
    text = changed(sound.original, "aliases: [wicks]", "aliases: [wicks,\n      #oil,\n      fat]")

    (problem,) = sound.problems(text)
    assert problem.line == text[: text.index("#oil")].count("\n") + 1
    assert "a space after #" in problem.hint


def test_what_is_read_by_people_is_told_from_ids_numbers_and_choices() -> None:
    assert prose(Briefing) >= {"title", "name", "role", "text", "quote", "anchor", "aliases"}
    assert not prose(Briefing) & {"id", "source", "number", "kind", "url", "code", "topics", "date"}
    assert prose(Words) == {
        *("fillers", "same", "sought", "belonging", "documents"),
        *("person", "statement", "member", "topic"),
        *("decision", "source", "absence", "meeting", "claim", "difference", "command"),
        *("line", "label", "asked", "unsaid"),
    }

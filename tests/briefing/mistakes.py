"""Mistakes that people make in a briefing, each put into the shipped one where chance says.

A kind is a function: what it finds in the text it makes wrong, and it knows where it did so, since
it counts characters and knows nothing of how files are read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from bot.briefing.problem import Problem
from tests.briefing.conftest import SHIPPED

SEED, PLACES = 20221105, 10
TEXT = SHIPPED.read_text("utf-8")

Found = re.Match[str]


@dataclass(frozen=True)
class Mistake:
    """A text with one mistake: where that is, which field it is in, and what would mend it."""

    kind: str
    text: str
    line: int
    column: int
    field: str
    remedy: str


@dataclass(frozen=True)
class Edit:
    """What stands in place of what was found; the mistake is at `at`, counted in the new text."""

    new: str
    at: int
    field: str
    remedy: str


@dataclass(frozen=True)
class Kind:
    """A sort of mistake: what can be made wrong, and how."""

    pattern: re.Pattern[str]
    make: Callable[[Found, Random], Edit]

    @property
    def name(self) -> str:
        return self.make.__name__.replace("_", " ")

    def mistakes(self) -> list[Mistake]:
        """Return as many as there are places, the same at every call."""
        chance = Random(f"{SEED} {self.name}")  # noqa: S311 - nothing secret
        places = list(self.pattern.finditer(TEXT))
        chosen = chance.choices(places, k=PLACES)
        if len(places) >= PLACES:
            chosen = chance.sample(places, PLACES)
        return [self._mistake(found, chance) for found in chosen]

    def _mistake(self, found: Found, chance: Random) -> Mistake:
        edit = self.make(found, chance)
        text = TEXT[: found.start()] + edit.new + TEXT[found.end() :]
        before = text[: edit.at]
        line, column = before.count("\n") + 1, edit.at - before.rfind("\n")
        return Mistake(self.name, text, line, column, edit.field, edit.remedy)


KINDS: list[Kind] = []


def found_by(pattern: str) -> Callable[[Callable[[Found, Random], Edit]], None]:
    def add(make: Callable[[Found, Random], Edit]) -> None:
        KINDS.append(Kind(re.compile(pattern, re.MULTILINE), make))

    return add


def exchanged(found: Found, name: str, new: str) -> str:
    """What was found, with another text for one of its groups."""
    start, end = found.start(name) - found.start(), found.end(name) - found.start()
    return found[0][:start] + new + found[0][end:]


def misspelt(word: str) -> str:
    middle = len(word) // 2
    return word[:middle] + ("z" if word[middle] != "z" else "q") + word[middle + 1 :]


def entry_of(found: Found) -> int:
    """Where the first key stands of the entry that an indented line belongs to."""
    above = re.compile(r"^(?P<indent> *(?:- )*)\w", re.MULTILINE)
    first = found.end("indent")
    for line in reversed(list(above.finditer(TEXT, 0, found.start()))):
        if len(line["indent"]) < len(found["indent"]):
            break
        if len(line["indent"]) == len(found["indent"]):
            first = line.end("indent")
        if "-" in line["indent"] and first == line.end("indent"):
            break
    return first


@found_by(r"^    (?P<key>label|publisher|standing|region|organisation|silent|about|quote|verb): ")
def a_misspelt_key(found: Found, _: Random) -> Edit:
    wrong = misspelt(found["key"])
    return Edit(exchanged(found, "key", wrong), found.start("key"), wrong, found["key"])


@found_by(r"^(?P<indent>    )(?P<key>label|publisher|kind|standing|record|actor|name|url): .*\n")
def a_missing_key(found: Found, _: Random) -> Edit:
    return Edit("", entry_of(found), found["key"], "Add")


@found_by(r"^(?P<indent>(?:    ){1,2})(?P<key>cite): \{.*\}\n")
def a_sentence_without_a_citation(found: Found, _: Random) -> Edit:
    return Edit("", entry_of(found), "cite", "Add")


@found_by(r"^    (?P<key>label|publisher|kind|standing|read|code|region|name|text): .*\n(?=    \w)")
def a_key_that_stands_twice(found: Found, _: Random) -> Edit:
    return Edit(found[0] * 2, found.end() + 4, found["key"], "Keep one")


@found_by(r"^ +verb: (?P<verb>.+)$")
def an_undeclared_verb(found: Found, _: Random) -> Edit:
    wrong = misspelt(found["verb"])
    return Edit(exchanged(found, "verb", wrong), found.start("verb"), "verb", found["verb"])


@found_by(r"\{source: (?P<source>[a-z-]{6,})")
def an_unknown_source(found: Found, _: Random) -> Edit:
    wrong = found["source"] + "x"
    return Edit(exchanged(found, "source", wrong), found.start("source"), "source", found["source"])


@found_by(r"^ +topics: \[(?P<topic>[a-z-]+)")
def an_unknown_topic(found: Found, _: Random) -> Edit:
    wrong = misspelt(found["topic"])
    return Edit(exchanged(found, "topic", wrong), found.start("topic"), "topics", found["topic"])


@found_by(r"^  - id: (?P<id>no-(?!exact).+)$")
def an_id_that_is_taken(found: Found, _: Random) -> Edit:
    return Edit(exchanged(found, "id", "no-exact-date"), found.start("id"), "id", "another")


@found_by(r"^    number: (?P<number>[2-9]|\d\d)$")
def a_number_that_is_taken(found: Found, _: Random) -> Edit:
    return Edit(exchanged(found, "number", "1"), found.start("number"), "number", "another")


@found_by(r"^ +(?P<key>topics|aliases|silent): (?P<list>\[[^\]\n]+\])$")
def a_text_for_a_list(found: Found, _: Random) -> Edit:
    text = found["list"].strip("[]").replace(",", " and")
    return Edit(exchanged(found, "list", text), found.start("list"), found["key"], "dash")


@found_by(
    r"^ +(?P<key>name|place|actor|role|label|publisher|title|question): (?P<text>\w[^,:\n]*)$"
)
def a_list_for_a_text(found: Found, _: Random) -> Edit:
    wrong = f"[{found['text']}]"
    return Edit(exchanged(found, "text", wrong), found.start("text"), found["key"], "A list")


@found_by(r"\b(?P<key>paragraph|number|total|edition): (?P<number>\d+)")
def a_number_that_is_none(found: Found, chance: Random) -> Edit:
    wrong = chance.choice(["¶" + found["number"], "twelve", "0" + found["number"], "7.5", "-1"])
    edited = exchanged(found, "number", wrong)
    return Edit(edited, found.start("number"), found["key"], f"`{found['key']}: ")


@found_by(r"^(?P<key>date): (?P<date>.+)$")
def a_date_that_is_none(found: Found, chance: Random) -> Edit:
    wrong = chance.choice(["11 May 2022", "11/05/2022", "2022-5-11", "2022-02-30", "May 2022"])
    return Edit(exchanged(found, "date", wrong), found.start("date"), "date", "`date: 2022-05-11`")


@found_by(r"^(?P<key>title): .*\n")
def a_moment_without_its_zone(found: Found, chance: Random) -> Edit:
    wrong = chance.choice(["2026-11-25", "2026-11-25T09:00", "2026-11-25 09:00", "9:00"])
    at = found.end() + len("not_before: ")
    return Edit(f"{found[0]}not_before: {wrong}\n", at, "not_before", "+01:00")


@found_by(r"^ +url: (?P<url>https?://.+)$")
def a_web_address_that_is_none(found: Found, chance: Random) -> Edit:
    address = found["url"].partition("://")[2]
    wrong = chance.choice([address, f"https:/{address}", f"htps://{address}", f"www {address}"])
    return Edit(exchanged(found, "url", wrong), found.start("url"), "url", "https://")


@found_by(r"^ +(?P<key>kind|standing|read|about|region|record): (?P<choice>.+)$")
def a_choice_that_is_none(found: Found, _: Random) -> Edit:
    wrong = misspelt(found["choice"])
    return Edit(
        exchanged(found, "choice", wrong), found.start("choice"), found["key"], found["choice"]
    )


@found_by(r"^ +code: (?P<code>[A-Z]{2})$")
def a_country_code_that_is_none(found: Found, chance: Random) -> Edit:
    wrong = chance.choice([found["code"].lower(), found["code"] + "A", "XX", "Q"])
    return Edit(exchanged(found, "code", wrong), found.start("code"), "code", "NO")


_ANCHOR = r'paragraph: (?P<paragraph>\d+), anchor: (?P<anchor>"[^"\n]+"|[^"}\n]+)\}'


@found_by(_ANCHOR)
def an_anchor_with_another_word(found: Found, _: Random) -> Edit:
    words = found["anchor"].split()
    words[1] = misspelt(words[1])
    edited = exchanged(found, "anchor", " ".join(words))
    return Edit(edited, found.start("anchor"), "anchor", "Copy")


@found_by(_ANCHOR)
def an_anchor_of_another_paragraph(found: Found, chance: Random) -> Edit:
    others = [one for one in re.finditer(_ANCHOR, TEXT) if one["paragraph"] != found["paragraph"]]
    wrong = chance.choice(others)["anchor"]
    return Edit(exchanged(found, "anchor", wrong), found.start("anchor"), "anchor", "paragraph")


@found_by(r"paragraph: (?P<number>\d+)")
def a_paragraph_that_is_not_there(found: Found, chance: Random) -> Edit:
    wrong = str(chance.randint(18, 400))
    edited = exchanged(found, "number", wrong)
    return Edit(edited, found.start("number"), "paragraph", "Correct the paragraph")


_ONE_LINE = r"^ +(?:- )?(?P<key>text): (?P<text>\w[^:\n]{30,}\.)\n(?! +[^\s:]+ [^:]*$)"


@found_by(r"^ +(?:- )?(?P<key>text|name|label|title|role): (?P<text>\w[^:\n]*)\n(?= +(?:- )?\w+:)")
def an_empty_text(found: Found, chance: Random) -> Edit:
    wrong = chance.choice(['""', "' '"])
    return Edit(exchanged(found, "text", wrong), found.start("text"), found["key"], "like")


@found_by(_ONE_LINE)
def a_text_that_is_too_long(found: Found, _: Random) -> Edit:
    wrong = " ".join([found["text"]] * 14)
    return Edit(exchanged(found, "text", wrong), found.start("text"), "text", "Shorten")


@found_by(r"^(?P<indent> +)(?:- )?(?P<key>\w+):(?= )")
def a_tab_that_indents(found: Found, chance: Random) -> Edit:
    spaces = chance.randrange(len(found["indent"]))
    edited = exchanged(found, "indent", " " * spaces + "\t")
    return Edit(edited, found.start() + spaces, found["key"], "spaces")


@found_by(r"^(?P<indent> +)(?P<dash>- )(?P<key>id): .*\n(?= +\w)")
def a_dash_left_out(found: Found, _: Random) -> Edit:
    edited = exchanged(found, "dash", "  ")
    return Edit(edited, found.end("dash"), "id", "`- id: …`")


@found_by(r"^(?P<indent> +)(?P<dash>- )?(?P<key>\w+):(?= )")
def a_space_that_is_none(found: Found, chance: Random) -> Edit:
    odd, place = chance.choice("\u00a0\u202f\u3000"), chance.randrange(len(found["indent"]))
    indent = found["indent"][:place] + odd + found["indent"][place + 1 :]
    return Edit(exchanged(found, "indent", indent), found.start() + place, found["key"], "space")


@found_by(r"^ +(?:- )?(?P<key>text|name|label|title|role): \w+(?P<gap> )\w")
def an_invisible_character(found: Found, chance: Random) -> Edit:
    edited = exchanged(found, "gap", " " + chance.choice("\u200b\u200c\u200d\u2060\ufeff"))
    return Edit(edited, found.end("gap"), found["key"], "Delete it")


@found_by(r"(?<=\n)(?P<indent>    )(?P<key>(?!id)\w+): ")
def a_key_in_the_wrong_column(found: Found, chance: Random) -> Edit:
    indent = chance.choice(["   ", "     "])
    edited = exchanged(found, "indent", indent)
    return Edit(edited, found.start() + len(indent), found["key"], "same column")


@found_by(r"^ +(?:- )?(?P<key>text|name|label|title|publisher): (?P<text>\w[^:\n]+)\n")
def a_quotation_mark_left_open(found: Found, chance: Random) -> Edit:
    edited = exchanged(found, "text", chance.choice("\"'") + found["text"].replace("'", ""))
    return Edit(edited, found.start("text"), found["key"], "Close it")


@found_by(r"^ +(?P<key>topics|aliases|silent|cite): (?P<open>[\[{])[^\n]*(?P<close>[\]}])$")
def a_bracket_left_open(found: Found, _: Random) -> Edit:
    edited = exchanged(found, "close", "")
    return Edit(edited, found.start("open"), found["key"], "close the bracket")


@found_by(r"^ +(?:- )?(?P<key>text|name|label|title|publisher): (?P<text>\w[^:\n]+)\n")
def a_text_that_opens_with_a_mark_of_yaml(found: Found, chance: Random) -> Edit:
    wrong = chance.choice("*&!@`%|>") + found["text"]
    return Edit(exchanged(found, "text", wrong), found.start("text"), found["key"], "double quotes")


@found_by(r"^ +(?:- )?(?P<key>text): \w[^:\n]* (?P<word>\w+)[^:\n]*\n")
def a_quotation_mark_in_a_text(found: Found, chance: Random) -> Edit:
    first, last = chance.choice([("“", "”"), ("«", "»"), ('"', '"')])
    edited = exchanged(found, "word", f"{first}{found['word']}{last}")
    return Edit(edited, found.start("word"), "text", "own words")


@found_by(r"^ +(?:- )?(?P<key>text): \w[^:\n]*? (?P<word>\w+) [^:\n]*\n")
def a_colon_in_a_text(found: Found, _: Random) -> Edit:
    edited = exchanged(found, "word", f"{found['word']}:")
    return Edit(edited, found.end("word"), "text", "double quotes")


@found_by(r"^ +(?:- )?(?P<key>text|name|role|title): \w[^:\n]*?(?P<gap> )(?P<word>\w+)[^:\n]*\n")
def a_number_sign_in_a_text(found: Found, chance: Random) -> Edit:
    edited = exchanged(found, "gap", chance.choice([" #", " #1 ", " # "]))
    return Edit(edited, found.start("gap") + 1, found["key"], "double quotes")


@found_by(r"^ +(?P<dash>- )(?P<key>id): ")
def a_space_left_out_after_a_dash(found: Found, _: Random) -> Edit:
    return Edit(exchanged(found, "dash", "-"), found.start("dash"), "id", "`- id: …`")


@found_by(r"^ +(?P<key>cite): (?P<open>\{)[^\n]*(?P<close>\})$")
def a_citation_without_braces(found: Found, chance: Random) -> Edit:
    first, last = chance.choice([("(", ")"), ("", "")])
    edited = exchanged(found, "close", last).replace("{", first, 1)
    return Edit(edited, found.start("open"), "cite", "`cite: {source: …, anchor: …}`")


@found_by(r"anchor: (?P<anchor>\w+(?P<gap> )\w+ [^\"}\n]+)\}")
def a_comma_in_an_anchor(found: Found, _: Random) -> Edit:
    return Edit(exchanged(found, "gap", ", "), found.start("gap"), "anchor", "double quotes")


@found_by(r"^ +(?:- )?(?P<key>label|publisher|kind|name|role|verb)(?P<colon>: )")
def a_full_width_colon(found: Found, _: Random) -> Edit:
    return Edit(exchanged(found, "colon", "："), found.start("colon"), found["key"], "plain colon")


@found_by(
    r"^  - (?P<key>id): .*\n    question: .*\n    readings:\n"
    r"(?P<reading>      - text: (?P<text>.{60,})\n(?:        .*\n)+)"
)
def an_answer_that_is_longer_than_a_message(found: Found, _: Random) -> Edit:
    many = found["reading"] * (4096 // len(found["text"]) + 1)
    return Edit(exchanged(found, "reading", many), found.start("key"), "differences", "Shorten")


def is_shown(mistake: Mistake, problems: Iterable[Problem]) -> bool:
    """Tell whether a problem stands where the mistake does, with its field and what mends it."""
    return any(
        (problem.line, problem.column) == (mistake.line, mistake.column)
        and f"`{mistake.field}`" in problem.message
        and mistake.remedy in problem.hint
        for problem in problems
    )


ALL = [mistake for kind in KINDS for mistake in kind.mistakes()]

"""The manual's generated sections, from the model and the refusals: python -m docs.fields"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.briefing.document import shown
from bot.briefing.examples import written
from bot.briefing.library import load
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem, as_text
from bot.proofread import MOST, MOST_IN_LIST

MANUAL = Path(__file__).parent / "briefings.md"
BROKEN = Path(__file__).parent.parent / "tests/broken"
SEVERAL = "several"
LONGEST = 160  # characters of an example; a longer one is made of parts that have their own
SCHEMA: dict[str, Any] = Briefing.model_json_schema()
_SECTION = re.compile(r"(<!-- (\w+): [^>]* -->\n).*?(<!-- end of \2 -->)", re.DOTALL)

# Kinds of values, what each is, and the broken files that show how it can go wrong.
KINDS = {
    "text": (
        "One line or more; lines that go on are indented. A field says how long it may be.",
        "text-empty text-blank text-too-long text-is-list",
    ),
    "id": (
        "Lower-case letters, digits and hyphens, at most 40; unique in the file.",
        "id-with-capitals id-with-newline id-twice",
    ),
    "number": (
        "A whole number in plain digits.",
        "number-zero number-with-zero number-with-underscore number-is-list",
    ),
    "true or false": ("These words, and no others.", "yes-for-true list-for-true"),
    "date": (
        "Year, month, day: `2022-05-11`.",
        "date-in-words date-not-in-calendar date-is-list",
    ),
    "moment": (
        "A date, the time and the zone, `2026-11-25T09:00+01:00`, or with `Z` for UTC.",
        "moment-without-zone moment-without-time moment-in-words moment-of-no-clock moment-is-list",
    ),
    "web address": (
        "It begins with `https://` or `http://`, at most 800 characters.",
        "web-address-without-slashes web-address-without-host web-address-folded "
        "web-address-too-long",
    ),
    "country code": (
        "Two capital letters, as ISO 3166 has them.",
        "country-code-small country-code-of-no-country country-twice",
    ),
    "choice": ("One of the words that the field names.", "choice-misspelt choice-is-list"),
    "list": (
        "Items with a dash on lines of their own, or `[one, two]`. At most "
        f"{MOST_IN_LIST} in one list, and {MOST:,} in all lists of a file.",
        "list-is-text list-empty verb-is-list readings-too-few summary-too-long item-missing",
    ),
    "part": (
        "Keys with values on lines of their own, or `{source: fana}`.",
        "keys-are-text key-missing top-key-missing key-misspelt "
        "key-unlike-any key-twice first-key-twice value-missing value-null",
    ),
}
# What is wrong with one field and no other.
FIELDS = {
    "Briefing.briefing": "named-otherwise",
    "Topic.name": "placeholder-left",
    "Source.id": "source-unused",
    "Source.fingerprint": "fingerprint-missing fingerprint-garbled fingerprint-is-folder "
    "fingerprint-outside",
    "Line.text": "quotation-marks copied",
    "Citation.source": "source-unknown",
    "Citation.paragraph": "paragraph-not-given paragraph-too-high paragraph-of-unnumbered-source",
    "Citation.anchor": "anchor-not-given anchor-nowhere anchor-misplaced anchor-ambiguous "
    "anchor-too-short anchor-too-long anchor-without-fingerprint",
    "Statement.quote": "quote-altered quote-too-short quote-too-long",
    "Statement.topics": "topic-unknown",
    "Resolution.number": "number-twice",
    "Resolution.verb": "verb-undeclared verb-unlike-any",
    "Resolution.reported_by": "speaker-unknown",
    "Resolution.cite": "speech-proves-decision",
    "Membership.total": "members-miscounted",
    "Membership.difference": "difference-unknown",
    "Absence.differences": "absence-difference-unknown",
    "Member.code": "state-without-code",
    "Member.region": "state-without-region",
    "Reading.silent": "reading-without-ground",
    "Absence.silent": "silence-not-read",
}
# What keeps a file from being read at all.
FILE = {
    "Indentation, dashes and colons": "tab tab-as-indent column-wrong key-in-wrong-column "
    "dash-forgotten dash-forgotten-before-first-item dash-forgotten-before-next-item "
    "space-missing-after-dash space-missing-after-first-dash space-missing-after-dash-of-text "
    "space-missing-after-all-dashes item-among-items list-on-line-of-key "
    "full-width-colon full-width-colon-after-dash full-width-colon-in-braces "
    "colon-forgotten colon-forgotten-after-dash colon-in-text colon-in-text-that-goes-on "
    "no-break-space-as-indent no-break-space-after-dash no-break-space-after-colon",
    "Quotation marks and brackets": "quotation-mark-open quotation-mark-open-until-the-next "
    "text-after-quotation backslash bracket-open bracket-open-after-comma "
    "brace-open braces-missing braces-are-round comma-in-anchor key-alone-in-braces",
    "Texts that open with a sign": "text-opens-with-at text-opens-with-percent "
    "text-opens-with-star text-opens-with-ampersand text-opens-with-bracket block-mark-in-text "
    "percent-sign",
    "Comments": "comment-cuts-text comment-cuts-text-that-goes-on comment-cuts-item "
    "comment-cuts-line comment-cuts-line-of-list "
    "comment-within-text comment-within-text-at-number "
    "comment-in-place-of-text comment-closes-no-bracket",
    "YAML that is not used here": "alias-of-yaml anchor-of-yaml anchor-without-text tag merge-key "
    "complex-key key-over-a-question-mark key-over-two-lines key-without-name nested-deeply "
    "second-document second-document-without-end-mark",
    "The file as a whole": "empty comments-only list-at-top text-at-top end-mark-missing "
    "entry-after-end-mark cut-off not-utf-8 not-utf-8-after-byte-order-mark control-character "
    "direction-override direction-override-escaped zero-width-space zero-width-joiner word-joiner",
}


def main() -> None:
    """Write the sections anew."""
    MANUAL.write_text(renewed(MANUAL.read_text("utf-8")), "utf-8")


def renewed(manual: str) -> str:
    """Return the manual with its generated sections as they should be."""
    made = {"kinds": _kinds, "fields": _fields, "file": _file, "several": _several}
    return _SECTION.sub(
        lambda found: found[1] + "\n".join(made[found[2]]()) + "\n" + found[3], manual
    )


def _several() -> Iterator[str]:
    yield "```"
    for problem in _problems(SEVERAL):
        yield as_text(replace(problem, file=f"{SEVERAL}.yaml"))
    yield "```"


def _kinds() -> Iterator[str]:
    for kind, (meaning, stems) in KINDS.items():
        yield f"\n### {kind.capitalize()}\n\n{meaning}\n"
        yield from _mistakes(stems, "")


def _file() -> Iterator[str]:
    for heading, stems in FILE.items():
        yield f"\n### {heading}\n"
        yield from _mistakes(stems, "")


def _fields() -> Iterator[str]:
    for part in _parts("Briefing", {}):
        schema = SCHEMA["$defs"].get(part, SCHEMA)
        yield f"\n### {part}\n\n{schema['description']}\n"
        for name, field in schema["properties"].items():
            yield from _field(f"{part}.{name}", field, needed=name in schema["required"])


def _parts(part: str, known: dict[str, None]) -> dict[str, None]:
    """Return the parts, each before those that stand within it."""
    if part not in known:
        known[part] = None
        for field in SCHEMA["$defs"].get(part, SCHEMA)["properties"].values():
            inner = _held(field)
            if inner:
                _parts(inner, known)
    return known


def _field(path: str, field: dict[str, Any], *, needed: bool) -> Iterator[str]:
    name = path.partition(".")[2]
    needs = "needed" if needed else "may be missing"
    yield f"- **`{name}`** · {_form(field)} · {needs}  \n  {field['description']}."
    line = f"{name}: {written(field['examples'][0])}"
    if len(line) <= LONGEST:
        yield f"  Like `{line}`"
    yield from _mistakes(FIELDS.get(path, ""), "  ")


def _held(field: dict[str, Any]) -> str:
    """Return the part that a field holds, by itself or in a list."""
    kind = _kind(field)
    return str(kind.get("items", kind).get("$ref", "")).rpartition("/")[2]


def _kind(field: dict[str, Any]) -> dict[str, Any]:
    choices: list[dict[str, Any]] = field.get("anyOf", [field])
    return next(choice for choice in choices if choice.get("type") != "null")


def _form(field: dict[str, Any]) -> str:
    kind = _kind(field)
    if _held(field):
        part = _held(field)
        listed = "list of " * (kind.get("type") == "array")
        return f"{listed}[{part}](#{part.lower()}){_bounds(kind)}"
    if kind.get("type") == "array":
        return f"list: {_form(kind['items'])}{_bounds(kind)}"
    if "enum" in kind:
        return "one of " + ", ".join(f"`{choice}`" for choice in kind["enum"])
    return _plain_form(kind)


def _bounds(kind: dict[str, Any]) -> str:
    least, most = kind.get("minItems", 0), kind.get("maxItems", 0)
    if most:
        return f", {least} to {most}"
    return f", {least} or more" if least else ""


def _plain_form(kind: dict[str, Any]) -> str:
    if kind["type"] != "string":
        return {"integer": "number", "boolean": "true or false"}[kind["type"]]
    if kind.get("format") == "date":
        return "date"
    length = kind.get("maxLength", 0)
    forms = {40: "id", 80: "text, at most 80 characters", 400: "text, at most 400 characters"}
    other = "country code" if kind.get("pattern", "").startswith("^[A-Z]") else "moment"
    return forms.get(length, "web address" if length else other)


def _mistakes(stems: str, indent: str) -> Iterator[str]:
    for stem in stems.split():
        for problem in _problems(stem):
            line = shown(problem.excerpt)
            where = f", `{line}`" if line.isprintable() and line and "`" not in line else ""
            said = f"{problem.message}. {problem.hint}".replace("\\", "\\\\")
            yield f"{indent}- ✗ {stem.replace('-', ' ')}{where}: {said}"


def _problems(stem: str) -> tuple[Problem, ...]:
    return load(BROKEN / f"{stem}.yaml").problems


if __name__ == "__main__":
    main()

"""Hostile briefings, each written when it is needed: most are as large as a file may be."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.briefing.fingerprint import windows
from bot.briefing.reading import LARGEST
from tests.briefing.conftest import BROKEN

NAME = "sound.yaml"
SOUND = (BROKEN / NAME).read_text("utf-8")
FINGERPRINT = "fingerprints/gazette.json"
END = "...\n"
RECORD = "{source: record}"
ANCHOR = "met in Bergen on Tuesday"
PROVED = f"{{source: gazette, paragraph: 1, anchor: {ANCHOR}}}"


def full(of: str, end: str = END) -> bytes:
    """A file that is as large as it may be, full of something."""
    return of.encode() * ((LARGEST - len(end)) // len(of.encode())) + end.encode()


def begun(before: str, item: Callable[[int], str], count: int) -> bytes:
    """The sound briefing with further items before those of a list."""
    assert before in SOUND
    return SOUND.replace(before, before + "".join(map(item, range(count))), 1).encode()


def valued(old: str, new: str) -> bytes:
    """The sound briefing with another value somewhere."""
    assert old in SOUND
    return SOUND.replace(old, new, 1).encode()


MARKS = (
    *("[", "{", '"', "'", "- ", "? ", "&a ", "*a ", "!a ", "| ", ">\n", "%", "@", "`", "#", ": "),
    *(",", "-\n", "?\n", "\\", "\t", "~ ", "<<: ", "--- ", "---\n", "...\n", "[[]", "{a: ", "a:\n"),
    *("{? ", "[? ", "!<a> ", '"\\x00', "&a [*a, ", "\r", "\u2028", "\ufeff", "\x1b[2J", "\u202e"),
)
TAGS = (
    "!!python/object/apply:os.system [id]",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/object/new:os.system [id]",
    "!!binary aWQ=",
    "!!set {a, b}",
    "!!timestamp 2022-05-11",
    "!include /etc/passwd",
    "!<tag:yaml.org,2002:python/object/apply:os.system> [id]",
)
LISTS: Mapping[str, bytes] = MappingProxyType(
    {
        "speakers": begun(
            "\nspeakers:\n",
            lambda n: (
                f"  - {{id: a{n}, name: A{n}, role: r, organisation: o, cite: {{source: toast}}}}\n"
            ),
            1_400,
        ),
        "speakers of one name": begun(
            "\nspeakers:\n",
            lambda n: (
                f"  - {{id: a{n}, name: A, role: r, organisation: o, cite: {{source: toast}}}}\n"
            ),
            1_400,
        ),
        "topics": begun("\ntopics:\n", lambda n: f"  - {{id: a{n}, name: A{n}}}\n", 3_800),
        "topics of one name": begun("\ntopics:\n", lambda n: f"  - {{id: a{n}, name: a}}\n", 3_800),
        "aliases": begun("aliases: [", lambda n: f"alias{n}, ", 19_000),
        "equal aliases": begun("aliases: [", lambda _: "abc, ", 19_000),
        "verbs": begun("verbs: [", lambda n: f"verb{n}, ", 19_000),
        "members": begun(
            "  members:\n",
            lambda n: f"    - {{id: a{n}, name: A{n}, organisation: true, cite: {RECORD}}}\n",
            1_700,
        ),
        "statements": begun(
            "    statements:\n",
            lambda n: f"      - {{id: a{n}, verb: said, text: b, cite: {RECORD}}}\n",
            1_700,
        ),
        "resolutions": begun(
            "\nresolutions:\n",
            lambda n: (
                f"  - {{id: a{n}, number: {n + 2}, record: article, actor: A, verb: said, text: b,"
                f" topics: [lamps], cite: {RECORD}}}\n"
            ),
            900,
        ),
        "differences": begun(
            "\ndifferences:\n",
            lambda n: (
                f"  - {{id: a{n}, question: A{n},"
                f" readings: [{{text: a, cite: {RECORD}}}, {{text: b, cite: {RECORD}}}]}}\n"
            ),
            900,
        ),
        "readings": begun(
            "    readings:\n", lambda _: f"      - {{text: a, cite: {RECORD}}}\n", 2_700
        ),
        "absences": begun(
            "\nabsences:\n",
            lambda n: f"  - {{id: a{n}, name: A{n}, text: b, silent: [gazette]}}\n",
            1_900,
        ),
        "sources of nothing": begun(
            "\nsources:\n",
            lambda n: (
                f"  - {{id: a{n}, label: A, title: B, publisher: C, url: 'http://a', kind: list,"
                " standing: official, read: opening}\n"
            ),
            1_000,
        ),
        "summary": begun(
            "\nsummary:\n", lambda n: f"  - {{id: a{n}, text: A., cite: {RECORD}}}\n", 2_000
        ),
        "facts": begun(
            "called for]\nfacts:\n" if "\nfacts:\n" in SOUND else "called for]\n",
            lambda n: (
                ("facts:\n" if n == 0 else "")
                + f"  - {{id: a{n}, about: terms, text: A., cite: {PROVED}}}\n"
            ),
            1_200,
        ),
        "ids of one beginning": begun(
            "\ntopics:\n", lambda n: f"  - {{id: {'a' * 34}{n:06}, name: A}}\n", 3_800
        ),
        "equal ids": begun("\ntopics:\n", lambda _: "  - {id: a, name: A}\n", 3_800),
        "unknown topics": begun("    topics: [", lambda n: f"lamp{n}, ", 9_000),
        "unknown keys": begun("edition: 1\n", lambda n: f"titel{n}: x\n", 9_000),
    }
)
TEXTS: Mapping[str, bytes] = MappingProxyType(
    {
        "a text of one word": valued("The keepers met in Bergen.", "a" * 250_000),
        "a text of blanks": valued("The keepers met in Bergen.", f'"{" " * 250_000}"'),
        "a text of marks": valued("The keepers met in Bergen.", "\u0301" * 120_000),
        "a text of ligatures": valued("The keepers met in Bergen.", "\ufdfa" * 80_000),
        "a long id": valued("id: in-short", f"id: {'a-' * 120_000}a"),
        "a long address": valued("https://keepers.example/toast", f"https://{'a.' * 120_000}a"),
        "a long edition": valued("edition: 1", f"edition: {'9' * 250_000}"),
        "a long date": valued("date: 2022-05-11", f"date: {'2022-05-11' * 25_000}"),
        "a long anchor": valued(f"anchor: {ANCHOR}", f"anchor: {ANCHOR} {'a ' * 120_000}"),
        "an address that runs": valued("https://keepers.example/toast", "javascript:alert(1)"),
        "a hidden turn": valued("The keepers met in Bergen.", '"The \\u202e keepers"'),
        "a hidden end": valued("The keepers met in Bergen.", '"The \\0 keepers"'),
        "a hidden bell": valued("The keepers met in Bergen.", '"The \\a keepers"'),
        "a hidden half": valued("The keepers met in Bergen.", '"The \\ud800 keepers"'),
        "a wide encoding": SOUND.encode("utf-16"),
        "a wider encoding": SOUND.encode("utf-32"),
        "one byte too many": b"#" * (LARGEST + 1 - len(SOUND.encode())) + SOUND.encode(),
        "aliases of aliases": (
            "a0: &a0 [x, x]\n"
            + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 9_000))
        ).encode(),
        "merged keys": (
            "a0: &a0 {x: y}\n"
            + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 6_000))
        ).encode(),
        "an alias of itself": b"a: &a [*a]\n...\n",
        "deeper and deeper": "".join(f"{' ' * n}a:\n" for n in range(700)).encode(),
        **{f"tagged {tag}": valued("The keepers met in Bergen.", tag) for tag in TAGS},
    }
)
REFUSED: Mapping[str, bytes] = MappingProxyType(
    {f"full of {mark!a}": full(mark) for mark in MARKS} | {**LISTS} | {**TEXTS}
)


def row(digest: str) -> str:
    """A fingerprint file, as large as it may be, of one window again and again."""
    paragraph = " ".join([digest] * 1_000)
    return json.dumps({"window": 3, "paragraphs": [paragraph] * 18})


# What a source's fingerprint may turn out to hold.
PROOFS: Mapping[str, str] = MappingProxyType(
    {
        "brackets": "[" * 200_000,
        "braces": '{"a":' * 40_000,
        "a long number": "9" * 200_000,
        "one key again and again": "{" + ",".join(['"window": 3'] * 20_000) + "}",
        "many paragraphs": json.dumps({"window": 3, "paragraphs": [""] * 60_000}),
        "many words": json.dumps({"window": 3, "paragraphs": ["0 " * 120_000]}),
        "one window": row(windows(ANCHOR)[0]),
        "too large": " " * (LARGEST + 1),
        "a long text": json.dumps("a" * 200_000),
        "not a number": '{"window": NaN, "paragraphs": [Infinity]}',
    }
)
# What the name of a source's fingerprint may lead to.
PLACES = (
    *("../../../../../../etc/passwd", "/etc/passwd", "/dev/zero", "/proc/self/environ", "."),
    *(NAME, "fingerprints", "fingerprints/../../x", "'fingerprints/gazette.json\u0301'", "'~'"),
)


def _link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


# What may lie where a briefing is expected.
THINGS: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {
        "a folder": Path.mkdir,
        "a pipe": os.mkfifo,
        "a link to zeros": _link("/dev/zero"),
        "a link to noise": _link("/dev/urandom"),
        "a link to the environment": _link("/proc/self/environ"),
        "a link to passwords": _link("/etc/passwd"),
        "a link to nothing": _link("nothing"),
        "a link to itself": _link(NAME),
        "a link to a folder": _link("."),
    }
)
# What an operator may write, and everybody is shown as it is written.
LITERAL = (
    "{{ 7 * 7 }}",
    "{{ briefing.parse_file('/etc/passwd') }}",
    "{% for a in range(10 ** 9) %}{% endfor %}",
    "{# unseen #}",
    "{% raw %}",
    "{0.__class__} {} {a}",
    "%(number)s %s %999999999d 100 %",
    "${HOME} $(id) `id`",
    "<b>bold</b>",
    "</i></b></a>",
    "<script>alert(1)</script>",
    "<a href='https://example.org'>here</a>",
    "&lt;b&gt; &amp;amp; &#60; &nbsp",
    "<!-- unseen --> <![CDATA[ unseen ]]> <!DOCTYPE html> <?php ?>",
    "*bold* _italic_ [here](https://example.org) ||hidden||",
    "/who @everybody #all tg://user?id=1",
    "a\u0301\u0302\u0303\u0304\u0305",
    "العربية and עברית in one line",
    "👩‍👩‍👧‍👦🏳️‍🌈🇳🇬",
)


def literal(text: str) -> bytes:
    """The sound briefing with this text for its summary, its title, a speaker and a question."""
    written = json.dumps(text, ensure_ascii=False)
    changed = SOUND
    for old in (
        "title: Lighthouse meeting",
        "text: The keepers met in Bergen.",
        "name: Ingrid Solberg",
        "question: How many lighthouses are there?",
    ):
        changed = changed.replace(old, f"{old.partition(':')[0]}: {written}", 1)
    return changed.encode()

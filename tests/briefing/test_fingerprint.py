"""A fingerprint proves a few consecutive words in the right paragraph, and nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.fingerprint import WINDOW, Fingerprint, words
from bot.briefing.inventory import Inventory
from bot.briefing.library import load
from tests.briefing.conftest import BROKEN, ROOT, SHIPPED

GAZETTE = BROKEN / "fingerprints" / "gazette"
TEXT = GAZETTE.with_suffix(".txt").read_text("utf-8")
BLUEPRINT = ROOT.parent / "shared" / "sources" / "blueprint.txt"
WORDS = st.lists(st.sampled_from(["ab", "cd", "ef", "gh", "ij"]), min_size=3, max_size=12)


@pytest.fixture(scope="module")
def gazette() -> Fingerprint:
    return Fingerprint.of(TEXT)


@pytest.mark.parametrize(
    ("phrase", "paragraphs"),
    [
        ("Keepers of forty lighthouses", (1,)),
        ("KEEPERS, of forty: lighthouses!", (1,)),
        ("keepers — of “forty” lighthouses", (1,)),
        ("keepers of forty\n  lighthouses", (1,)),
        ("the forty-first", (2,)),
        ("the forty first", (2,)),
        ("the forty–first", (2,)),
        ("ｔｈｅ ｆｏｒｔｙ ｆｉｒｓｔ", (2,)),
        ("the ferries had never", (3, 4)),
        ("keepers of lighthouses", ()),
        ("forty keepers of lighthouses", ()),
        ("are home the keepers welcomed", ()),
        ("Keepers of fort", ()),
        ("Keepers of", ()),
        ("", ()),
    ],
)
def test_the_same_words_stand_in_their_paragraph(
    gazette: Fingerprint, phrase: str, paragraphs: tuple[int, ...]
) -> None:
    assert gazette.holding(phrase) == paragraphs


def test_words_have_to_follow_one_another_throughout() -> None:
    # Every window of the phrase stands in the text, and the phrase does not.
    text = Fingerprint.of("one two three four and two three four five")

    assert text.holding("one two three four") == (1,)
    assert text.holding("one two three four five") == ()


@given(st.lists(WORDS, min_size=1, max_size=4), st.data())
def test_a_phrase_stands_exactly_where_its_words_do(
    rows: list[list[str]], data: st.DataObject
) -> None:
    fingerprint = Fingerprint.of("\n".join(" ".join(row) for row in rows))
    phrase = data.draw(WORDS)

    expected = tuple(
        number
        for number, row in enumerate(rows, 1)
        if f" {' '.join(phrase)} " in f" {' '.join(row)} "
    )
    # Windows that overlap can only follow one another as the words do.
    assert fingerprint.holding(" ".join(phrase)) == expected


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("", 0),
        ("two words", 0),
        ("nothing of it stands there", 0),
        ("they asked for spare wicks", 4),
        ("resolved to keep every lamp burning and then keep every lamp", 6),
        ("are home. The keepers welcomed", 3),
        ("had never lost had never missed", 3),
    ],
)
def test_the_longest_copy_counts_consecutive_words(
    gazette: Fingerprint, text: str, copied: int
) -> None:
    assert gazette.copied(text, 2) == copied


def test_a_whole_paragraph_is_a_copy_of_all_its_words(gazette: Fingerprint) -> None:
    for line in TEXT.splitlines():
        assert gazette.copied(line, 2) == len(words(line))


def test_empty_lines_are_no_paragraphs() -> None:
    assert Fingerprint.of("\n\none two three\n \nfour\n").holding("one two three") == (1,)


def test_what_is_kept_reads_back_the_same(gazette: Fingerprint) -> None:
    assert Fingerprint.load(gazette.dump()) == gazette
    assert gazette.dump() == GAZETTE.with_suffix(".json").read_text("utf-8")


def test_what_is_kept_does_not_hold_the_text(gazette: Fingerprint) -> None:
    assert not set(words(TEXT)) & set(words(gazette.dump()))


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "3", "null", '"text"', "{}", "[" * 100_000),
        json.dumps({"window": 4, "paragraphs": ["0123456789ab"]}),
        json.dumps({"window": WINDOW}),
        json.dumps({"window": WINDOW, "paragraphs": []}),
        json.dumps({"window": WINDOW, "paragraphs": "0123456789ab"}),
        json.dumps({"window": WINDOW, "paragraphs": {"0123456789ab": 1}}),
        json.dumps({"window": WINDOW, "paragraphs": [1]}),
        json.dumps({"window": WINDOW, "paragraphs": [["0123456789ab"]]}),
        json.dumps({"window": WINDOW, "paragraphs": ["keepers of forty"]}),
        json.dumps({"window": WINDOW, "paragraphs": ["0123456789AB"]}),
    ],
)
def test_garbage_is_no_fingerprint(content: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        Fingerprint.load(content)


def test_every_anchor_and_quotation_of_the_shipped_briefing_holds() -> None:
    briefing = load(SHIPPED).briefing
    kept = Fingerprint.load((SHIPPED.parent / "fingerprints/blueprint.json").read_text("utf-8"))
    assert briefing is not None

    cites = [cited.cite for cited in Inventory(briefing).cited if cited.cite.source == "blueprint"]
    assert len(cites) > 70
    for cite in cites:
        assert kept.holding(cite.anchor or "") == (cite.paragraph,)
    for speaker in briefing.speakers:
        for statement in speaker.statements:
            if statement.quote:
                assert statement.cite.paragraph in kept.holding(statement.quote)


@pytest.mark.skipif(not BLUEPRINT.exists(), reason="the article's text is not on this machine")
def test_the_shipped_fingerprint_is_that_of_the_article() -> None:
    article = Fingerprint.of(BLUEPRINT.read_text("utf-8"))

    kept = Path(SHIPPED.parent / "fingerprints/blueprint.json").read_text("utf-8")
    assert kept == article.dump()
    assert len(article.paragraphs) == 17


@pytest.mark.parametrize("length", range(1, 13))
def test_a_copy_counts_from_one_word_beyond_what_is_allowed(length: int) -> None:
    source = [f"word{number}" for number in range(40)]
    kept = Fingerprint.of(" ".join(source))
    for start in range(20):
        text = " ".join(["own", *source[start : start + length], "own"])

        assert kept.copied(text, 9) == (length if length > 9 else 0)


def test_what_a_source_repeats_without_end_is_not_looked_at_without_end() -> None:
    kept = Fingerprint.of("one two three " * 300)

    assert kept.holding("one two three one") == (1,)

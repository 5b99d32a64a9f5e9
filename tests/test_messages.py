"""HTML is split into messages that Telegram accepts, cut where a reader would pause."""

import re
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import LARGEST, LONGEST, MOST_ENTITIES, is_short, split, units
from bot.simulator.formatting import formatted
from bot.simulator.markup import parse

LETTERS = "ab .!?\n\t&<>\"'é¶😀\u00a0\u202f"
TEXT = st.text(st.sampled_from(LETTERS), max_size=30)
LONG = st.builds(lambda text, times: text * times, TEXT, st.integers(1, 400))
BLOCKS = st.builds(lambda text, times: f"{text}\n\n" * times, TEXT, st.integers(1, 200))
STYLES = st.sampled_from(["b", "i", "u", "s", "tg-spoiler", "strong", "em", "ins", "del"])
LINKS = st.builds(
    lambda path, query: f"https://example.org/{path}?{query}",
    st.text(st.sampled_from("ab%/é"), max_size=300),
    st.sampled_from(["", "a=1&b=2", 'q="x"', "q='<>'"]),
)
words = st.one_of(TEXT, LONG, BLOCKS).map(lambda text: escape(text, quote=False))


def repeated(html: str, times: int) -> str:
    return html * max(1, min(times, 20_000 // (len(html) + 1)))


def styled(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("<{0}>{1}</{0}>".format, STYLES, inner),
        st.lists(inner, max_size=5).map("".join),
        st.lists(inner, max_size=3).map("\n\n".join),
        st.builds(repeated, inner, st.integers(1, 120)),
    )


inline = st.recursive(words, styled, max_leaves=8)
linked = st.builds(lambda url, text: f'<a href="{escape(url)}">{text}</a>', LINKS, inline)
quoted = st.builds(
    "<blockquote{}>{}</blockquote>".format, st.sampled_from(["", " expandable"]), inline
)
coded = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["code", "pre"]), words) | words.map(
    '<pre><code class="language-python">{}</code></pre>'.format
)
pages = st.lists(st.one_of(inline, linked, quoted, coded), min_size=1, max_size=6).map("\n\n".join)


def visible(html: str) -> str:
    return parse(html)[0]


def unspaced(text: str) -> str:
    return "".join(text.split())


def short(html: str) -> str:
    """As much as is quick to check, without a tag or reference that is cut."""
    return (
        html
        if len(html) <= 40_000
        else escape(visible(html), quote=False)[:40_000].rpartition("&")[0]
    )


@pytest.mark.untraced
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(page=pages.map(short))
def test_every_part_is_a_message_that_telegram_accepts(page: str) -> None:
    parts = split(page)

    for part in parts:
        text, entities = formatted(part, "HTML")
        assert units(text) <= LONGEST
        assert len(entities) >= len(parse(part)[1])
        assert len(parse(part)[1]) <= MOST_ENTITIES
        assert len(part.encode()) <= LARGEST
    assert unspaced("".join(visible(part) for part in parts)) == unspaced(visible(page))


@pytest.mark.untraced
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(page=pages.map(short))
def test_what_is_short_is_one_message_at_most(page: str) -> None:
    assert len(split(page)) <= 1 or not is_short(page)


@pytest.mark.parametrize(
    ("html", "short"),
    [
        ("a" * LONGEST, True),
        ("a" * (LONGEST + 1), False),
        ("\N{PARTY POPPER}" * (LONGEST // 2), True),
        ("\N{PARTY POPPER}" * (LONGEST // 2) + "a", False),
        ("&x " * (LONGEST // 3), False),  # which is read as `&x; `
        ("<b>a</b>" * MOST_ENTITIES, True),
        ("<b>a</b>" * (MOST_ENTITIES + 1), False),
    ],
)
def test_what_is_surely_one_message_is_told_at_once(html: str, *, short: bool) -> None:
    assert is_short(html) == short


@pytest.mark.untraced
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(page=pages.map(short))
def test_every_letter_keeps_its_marks(page: str) -> None:
    assert [one for part in split(page) for one in marked(part)] == marked(page)


def marked(html: str) -> list[tuple[str, frozenset[tuple[str, str | None, str | None]]]]:
    """Every visible letter with the kinds and links of the entities around it."""
    text, entities = parse(html)
    letters = []
    place = 0
    for letter in text:
        around = [one for one in entities if one.offset <= place < one.end]
        if not letter.isspace():
            letters.append((letter, frozenset((one.type, one.url, one.language) for one in around)))
        place += units(letter)
    return letters


def test_a_short_text_stays_as_it_is() -> None:
    html = '<b>One</b> &amp; <a href="https://a.org/?x=1&amp;y=&quot;">two\n\nthree</a> &lt;'

    assert split(html) == [html]


@pytest.mark.parametrize("html", ["", " \n\n ", "<b></b>", "<b> </b>", "<i>\n</i>"])
def test_nothing_to_show_is_no_message(html: str) -> None:
    assert split(html) == []


@pytest.mark.parametrize("pause", ["\n\n", "\n", ". ", " "])
def test_a_cut_is_made_at_the_widest_pause(pause: str) -> None:
    lesser = ["\n\n", "\n", ". ", " "][["\n\n", "\n", ". ", " "].index(pause) + 1 :]
    half = "".join(f"{'x' * 50}{lesser[n % len(lesser)] if lesser else 'x'}" for n in range(45))

    first, second = split(f"{half}yy{pause}{half}zz")
    assert first == f"{half}yy{pause}".rstrip()
    assert second == f"{half}zz"


def test_a_text_without_pauses_is_cut_at_the_limit() -> None:
    assert [units(part) for part in split("x" * 10_000)] == [4096, 4096, 1808]


def test_a_cut_may_fall_exactly_on_the_limit() -> None:
    assert split("x" * 4096 + "\n\n" + "y" * 4096) == ["x" * 4096, "y" * 4096]
    assert split("x" * 4096 + " y") == ["x" * 4096, "y"]


def test_a_character_of_two_units_is_never_cut() -> None:
    parts = split("x" + "😀" * 4096)

    assert [units(part) for part in parts] == [4095, 4096, 2]
    assert "".join(parts) == "x" + "😀" * 4096


def test_a_reference_counts_as_its_character_and_is_never_cut() -> None:
    parts = split("&amp;" * 5000)

    assert [part.count("&amp;") for part in parts] == [4096, 904]
    assert all(re.fullmatch("(&amp;)+", part) for part in parts)


@pytest.mark.parametrize(
    ("html", "plain"),
    [("&#233;&#xE9;&eacute;", "ééé"), ("a & b &c; &#; <!-- no -->", "a &amp; b &amp;c; &amp;#;")],
)
def test_references_are_read_and_only_those_needed_written(html: str, plain: str) -> None:
    assert split(html) == [plain]


def test_a_tag_over_a_cut_is_closed_and_opened_again() -> None:
    parts = split(f'<blockquote expandable><a href="https://a.org">{"x " * 3000}</a></blockquote>')

    assert len(parts) == 2
    for part in parts:
        assert part.startswith('<blockquote expandable=""><a href="https://a.org">x')
        assert part.endswith("x</a></blockquote>")


def test_the_hundred_and_first_entity_opens_the_next_message() -> None:
    parts = split("<b>x</b> " * 250)

    assert [part.count("<b>") for part in parts] == [100, 100, 50]


def test_many_long_links_are_spread_so_that_each_message_stays_small() -> None:
    link = f'<a href="https://example.org/{"x" * 700}">source</a>\n\n'
    parts = split(link * 90)

    assert sum(part.count("<a ") for part in parts) == 90
    for part in parts:
        assert formatted(part, "HTML")


def test_a_link_too_large_for_any_message_still_ends() -> None:
    assert split(f'<a href="https://a.org/{"x" * 40_000}">ab</a>')


@pytest.mark.parametrize("html", ["<b>x", "x</b>", "<b><i>x</b></i>", "<b>x</i>"])
def test_tags_that_do_not_match_are_a_mistake(html: str) -> None:
    with pytest.raises(ValueError, match=r"closes|is not closed"):
        split(html)

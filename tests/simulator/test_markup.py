"""Telegram HTML is read as the server reads it, and refused where the server refuses it."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import Entity, utf16_length
from bot.simulator.markup import parse
from bot.simulator.replies import RefusedError

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
STYLES = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough"}


@given(ANY_TEXT)
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    assert parse(escape(text)) == (text, ())


@given(ANY_TEXT, ANY_TEXT.filter(bool), ANY_TEXT, st.sampled_from(sorted(STYLES)))
def test_offsets_count_utf16_units(before: str, marked: str, after: str, tag: str) -> None:
    text, entities = parse(f"{escape(before)}<{tag}>{escape(marked)}</{tag}>{escape(after)}")

    (entity,) = entities
    assert text == before + marked + after
    assert entity == Entity(STYLES[tag], utf16_length(before), utf16_length(marked))
    assert entity.cut(text) == marked


@given(
    st.recursive(ANY_TEXT.map(escape), lambda inner: st.builds("<b>{}</b>{}".format, inner, inner))
)
def test_balanced_tags_are_never_refused(html: str) -> None:
    text, entities = parse(html)

    assert all(entity.end <= utf16_length(text) for entity in entities)


@pytest.mark.parametrize(
    ("html", "entity"),
    [
        ("<strong>x</strong>", Entity("bold", 0, 1)),
        ("<EM>x</em>", Entity("italic", 0, 1)),
        ("<ins>x</ins>", Entity("underline", 0, 1)),
        ("<strike>x</strike>", Entity("strikethrough", 0, 1)),
        ("<del>x</>", Entity("strikethrough", 0, 1)),
        ("<tg-spoiler>x</tg-spoiler>", Entity("spoiler", 0, 1)),
        ('<span class="tg-spoiler">x</span >', Entity("spoiler", 0, 1)),
        ("<span class=tg-spoiler>x</span>", Entity("spoiler", 0, 1)),
        ("<blockquote>x</blockquote>", Entity("blockquote", 0, 1)),
        ("<blockquote expandable>x</blockquote>", Entity("expandable_blockquote", 0, 1)),
        ("<code>x</code>", Entity("code", 0, 1)),
        ('<code class="language-python">x</code>', Entity("code", 0, 1)),
        ("<pre>x</pre>", Entity("pre", 0, 1)),
        (
            '<pre><code class="language-python">x</code></pre>',
            Entity("pre", 0, 1, language="python"),
        ),
        (
            "<a href = 'https://example.org/?a=1&amp;b=2' title>x</a>",
            Entity("text_link", 0, 1, url="https://example.org/?a=1&b=2"),
        ),
        ("<a>tg://x</a>", Entity("text_link", 0, 6, url="tg://x")),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            Entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286"),
        ),
    ],
)
def test_every_tag_becomes_its_entity(html: str, entity: Entity) -> None:
    assert parse(html)[1] == (entity,)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#233;&#xE9;&#x1F600;", "éé😀"),
        ("&lt b", "< b"),
        ("&nbsp; &apos; &; &", "&nbsp; &apos; &; &"),
        ("&#0; &#99999999999; &#x110000;", "&#0; &#99999999999; &#x110000;"),
        ("<b></b>x", "x"),
    ],
)
def test_only_telegrams_references_are_decoded(html: str, text: str) -> None:
    assert parse(html) == (text, ())


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("é <div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
        ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ("<a ", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=http://x.org>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ('<tg-emoji emoji-id="0">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_what_the_server_refuses_is_refused_in_its_words(html: str, problem: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse(html)

    assert refused.value.status == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {problem}"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        (
            '<a href="https://a.org">x<a href="https://b.org">y</a></a>',
            'a "text_link" can\'t contain a "text_link"',
        ),
        ("<b>x<code>y</code></b>", 'a "bold" can\'t contain a "code"'),
        (
            "<blockquote>x<blockquote>y</blockquote></blockquote>",
            'a "blockquote" can\'t contain a "blockquote"',
        ),
        ('<a href="example.org">x</a>', '"example.org" at byte offset 0 is no link'),
    ],
)
def test_what_the_server_would_drop_in_silence_is_refused(html: str, problem: str) -> None:
    with pytest.raises(RefusedError, match="stricter than Telegram") as refused:
        parse(html)

    assert problem in refused.value.description


def test_entities_that_telegram_nests_are_nested() -> None:
    html = '<blockquote><b>x <a href="https://a.org"><i>y</i></a></b></blockquote> <b>z</b>'

    _, entities = parse(html)

    kinds = [entity.type for entity in entities]
    assert kinds == ["blockquote", "bold", "text_link", "italic", "bold"]

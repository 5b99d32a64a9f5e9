"""A message's text stays within Telegram's limits and gets the entities that the server finds."""

import pytest

from bot.simulator.entities import Entity
from bot.simulator.formatting import formatted
from bot.simulator.replies import RefusedError


def test_space_at_both_ends_is_trimmed_and_entities_follow() -> None:
    assert formatted("\n <b> a b \n</b> <i> </i>\n", "HTML") == ("a b", (Entity("bold", 0, 3),))


@pytest.mark.parametrize("text", ["", " \n", "<b> </b>"])
def test_nothing_to_show_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"^Bad Request: message text is empty$"):
        formatted(text, "HTML")


def test_length_is_counted_in_utf16_units_after_parsing() -> None:
    assert formatted(f"<b>{'😀' * 2048}</b> ", "HTML")
    with pytest.raises(RefusedError, match=r"^Bad Request: message is too long$"):
        formatted("😀" * 2048 + "x", "")


def test_the_text_as_sent_is_limited_in_bytes() -> None:
    link = f'<a href="https://example.org/{"x" * 1000}">y</a>'
    with pytest.raises(RefusedError, match=r"^Bad Request: text is too long$"):
        formatted(link * 40, "HTML")


def test_a_hundred_entities_are_taken_and_one_more_is_refused() -> None:
    assert len(formatted("<b>x</b> " * 100, "HTML")[1]) == 100
    with pytest.raises(RefusedError, match=r"101 entities, .*stricter than Telegram"):
        formatted("<b>x</b> " * 101, "html")


def test_without_parse_mode_tags_are_text() -> None:
    assert formatted("<b>x", "") == ("<b>x", ())


@pytest.mark.parametrize(
    ("parse_mode", "problem"),
    [("MarkdownV2", "the simulator knows parse_mode HTML or none"), ("LaTeX", "unsupported")],
)
def test_other_parse_modes_are_refused(parse_mode: str, problem: str) -> None:
    with pytest.raises(RefusedError, match=problem):
        formatted("x", parse_mode)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("😀 /who@briefing_bot kenya", "bot_command", "/who@briefing_bot"),
        ("ask @amina.", "mention", "@amina"),
        ("see https://example.org/a?b=c.", "url", "https://example.org/a?b=c"),
        ("#Marrakesh 2022", "hashtag", "#Marrakesh"),
    ],
)
def test_the_server_finds_commands_mentions_links_and_hashtags(
    text: str, kind: str, words: str
) -> None:
    (entity,) = formatted(text, "")[1]

    assert (entity.type, entity.cut(text)) == (kind, words)


def test_nothing_is_found_inside_code_and_links() -> None:
    html = '<code>/who</code> <a href="https://a.org">@amina</a> and/or 1/2 a@b.org'

    assert [entity.type for entity in formatted(html, "HTML")[1]] == ["code", "text_link"]

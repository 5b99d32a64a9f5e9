"""What a word tells, by how many entries it leads to, and how far."""

from bot.asking.entries import Entry
from bot.asking.index import Index
from bot.asking.language import Language


def test_a_word_that_entries_are_seldom_asked_with_tells_more_than_one_that_they_say(
    language: Language,
) -> None:
    entries = [
        Entry(f"/{number}", f"entry {number}", "claim", text="sauna", asked=("is there a pool",))
        for number in range(3)
    ]
    index = Index(entries, language, frozenset(), frozenset())
    [sauna], [pool] = (language.read(word).tokens for word in ("sauna", "pool"))

    assert index.weight(pool) > index.weight(sauna)

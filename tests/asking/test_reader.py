"""Questions against the shipped briefing: what they find, and that they always come to an end."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asking.entries import entries_of
from bot.asking.reader import MOST, Reader
from bot.asking.scale import LEARNED, WEIGHTS
from bot.asking.verdict import State, Verdict
from bot.briefing.library import Library
from bot.commands import QUESTIONS, name_of
from bot.desk import Desk, parse
from bot.messages import LONGEST_DATA


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("when did the ministers meet?", "/summary meeting-date"),
        ("is kenya a member", "/members kenya"),
        ("NG", "/members nigeria"),
        ("🇿🇦", "/members za"),
        ("is soth africa a membr", "/members za"),
        ("who is nulan", "/who nuland"),
        ("what about terrorist financing", "/resolutions financing"),
        ("what did they decide on iraq and syria", "/resolutions iraq-syria"),
        ("did they mention boko haram", "/resolutions no-boko-haram"),
        ("did they mention women", "/resolutions no-women"),
        ("does the article name the city", "/resolutions no-city"),
        ("how many members", "/members"),
        ("which african countries are members", "/members africa"),
        ("how many ministerials have there been", "/differences ordinal"),
        ("what did Nigeria want", "/who monguno-partnership"),
        ("list organisations", "/members organisations"),
        ("list of members", "/members all"),
        ("Is NATO in the coalition?", "/members nato"),
        ("How many people in all, delegates and everyone?", "/summary attendance-people"),
        ("when was the Rome ministerial", "/sources rome-communique"),
        ("US pledged $700 million. True or false?", "/differences stabilisation-money"),
        ("Where can I read the Nuland speech?", "/sources north-africa-post"),
        ("SUMMARY", "/summary"),
        ("what are your sources", "/sources"),
    ],
)
def test_a_question_finds_the_entry_that_says_it(reader: Reader, question: str, line: str) -> None:
    [verdict] = reader.verdicts(question)

    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, line)


@pytest.mark.parametrize(
    "question",
    [
        "what is the weather in Marrakesh",
        "how old is Monguno",
        "who won the world cup",
        "what did Usman say about Benin",
        "write me a poem",
        "how many soldiers did Chad send",
        "why did the Philippines join",
        "what did Ghana say in Rome",
        "did Nuland meet the Nigerian delegation",
        "how many members in 2019",
        "Kuwait 2018. Who attended?",
        "NATO summit in Madrid. When and where was it?",
        "Small Group. How many members?",
        "Which country was the 76th member?",
        "Is Ireland a member of NATO?",
        "when did Croatia join the EU",
        "is Kenya a NATO member",
        "What does the communiqué say about Turkey?",
        "What did Bourita say about Nigeria?",
        "does the article mention the Peshmerga",
        "what did the Saudi minister say in Marrakesh?",
    ],
)
def test_what_no_entry_says_is_not_answered(reader: Reader, question: str) -> None:
    assert [one.state for one in reader.verdicts(question)] == [State.REFUSED]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("what does daesh mean", "/summary term-daesh"),
        ("what does isis mean", "/summary term-isis"),
    ],
)
def test_between_entries_that_mean_the_same_the_spelling_tells(
    reader: Reader, question: str, line: str
) -> None:
    assert reader.verdicts(question)[0].entries[0].line == line


def test_what_a_person_said_on_a_subject_is_theirs_before_it_is_anything_else(
    reader: Reader,
) -> None:
    [verdict] = reader.verdicts("what did Nuland say about Africa")

    assert [one.line for one in verdict.entries[:2]] == [
        "/who nuland-africa-deaths",
        "/who nuland-africa-aid",
    ]


def test_where_a_source_is_silent_counts_although_nobody_answers_the_like(reader: Reader) -> None:
    [verdict] = reader.verdicts("when is the next meeting")

    assert verdict.entries[0].line == "/resolutions no-next-meeting"


def test_what_an_article_leaves_out_is_no_answer_about_the_text_that_was_agreed(
    reader: Reader,
) -> None:
    [article], [communique] = (
        reader.verdicts(f"Does the {one} mention Al-Shabaab?") for one in ("article", "communiqué")
    )

    assert (article.state, article.entries[0].line) == (
        State.ANSWERED,
        "/resolutions no-other-groups",
    )
    assert communique.state is State.REFUSED


def test_of_equals_what_says_all_sides_goes_first(reader: Reader) -> None:
    [verdict] = reader.verdicts("confirm: 83 members")

    assert verdict.entries[0].line == "/differences member-count"


def test_a_paragraph_of_the_article_is_no_decision(reader: Reader) -> None:
    [verdict] = reader.verdicts("¶6")

    assert verdict.entries[0].line == "/sources blueprint 6"


@pytest.mark.parametrize("word", ["Peshmerga", "Taliban"])
def test_one_word_of_what_nobody_answers_is_not_refused(reader: Reader, word: str) -> None:
    assert reader.verdicts(word)[0].state is not State.REFUSED


def test_what_is_known_to_be_unsaid_is_refused_though_much_of_it_is_said(library: Library) -> None:
    question = "is Zakari Usman a soldier or a civilian"
    snapshot = library.snapshot
    assert question in snapshot.words.unsaid
    words = snapshot.words.model_copy(update={"unsaid": ()})

    [known], [unknown] = (
        Reader(replace(snapshot, words=one)).verdicts(question) for one in (snapshot.words, words)
    )

    assert (known.state, unknown.state) == (State.REFUSED, State.ANSWERED)
    assert "" not in {one.line for one in known.entries}


def test_nothing_unsaid_is_dealt_as_a_card(reader: Reader) -> None:
    assert all(card.line for card in reader.cards("who replaced Monguno", 50))


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("when did Nigeria join", "/members nigeria"),
        ("when was the coalition founded", "/differences founding-date"),
        ("did Kenya join in 2015?", "/members kenya"),
        ("is DE a member", "/members germany"),
        ("are the Dutch in the coalition", "/members netherlands"),
        ("Republic of Kenya", "/members kenya"),
        ("is St. Lucia a member", "/members lc"),
        ("is NATO a member", "/members nato"),
        ("resolution 12", "/resolutions 12"),
        ("was $700m raised", "/differences stabilisation-money"),
    ],
)
def test_members_numbers_and_sums_are_found_however_they_are_put(
    reader: Reader, question: str, line: str
) -> None:
    [verdict] = reader.verdicts(question)

    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, line)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("was France there", "/members france"),
        ("which african countries are not members", "/members africa"),
    ],
)
def test_what_is_only_near_is_no_answer(reader: Reader, question: str, line: str) -> None:
    answered = [one for one in reader.verdicts(question) if one.state is State.ANSWERED]

    assert line not in {one.entries[0].line for one in answered}


def test_each_question_of_a_message_is_read_with_or_without_a_question_mark(
    reader: Reader,
) -> None:
    lines = [one.entries[0].line for one in reader.verdicts("is Kenya a member? what about Ghana")]

    assert lines == ["/members kenya", "/members ghana"]


def test_the_same_answer_is_given_once(reader: Reader) -> None:
    assert len(reader.verdicts("Is Kenya a member? Is Kenya in the coalition?")) == 1


@pytest.mark.parametrize("words", ["", "  ", "hello", "Thank you!", "???", "\u202e\u200b"])
def test_where_nothing_is_asked_there_is_no_verdict(reader: Reader, words: str) -> None:
    assert reader.verdicts(words) == ()


def test_every_entry_is_one_that_a_command_answers(library: Library, desk: Desk) -> None:
    questions = {name_of(command): command for command in QUESTIONS}
    for entry in entries_of(library.snapshot.current, library.snapshot.words):
        name, words = parse(entry.line)
        assert questions[name].answer(library.snapshot, words).missed == "", entry.line
        assert len(entry.line.encode()) <= LONGEST_DATA
        assert desk.ask(f"/start {entry.line[1:].replace(' ', '_')}") == desk.ask(entry.line)


def is_bounded(verdicts: tuple[Verdict, ...]) -> bool:
    return len(verdicts) <= MOST and all(len(one.entries) <= 4 for one in verdicts)


@pytest.mark.untraced
@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=900))
def test_any_text_comes_to_few_verdicts(reader: Reader, text: str) -> None:
    assert is_bounded(reader.verdicts(text))


WORDS = st.sampled_from(
    (
        "who", "what", "when", "and", "is", "did", "kenya", "monguno", "africa", "members", "how",
        "many", "?", ",", ".", ";", "it", "the", "83", "<b>", "&", "\u202e", "\u200b", "🇰🇪",
    )
)  # fmt: skip


@pytest.mark.untraced
@settings(max_examples=300, deadline=None)
@given(words=st.lists(WORDS, max_size=2_000))
def test_any_number_of_words_comes_to_few_verdicts(reader: Reader, words: list[str]) -> None:
    assert is_bounded(reader.verdicts(" ".join(words)))


@pytest.mark.untraced
def test_what_was_read_is_not_read_again_while_the_words_are_the_same(library: Library) -> None:
    snapshot = library.snapshot
    first = Reader(snapshot)
    more = snapshot.words.model_copy(update={"fillers": (*snapshot.words.fillers, "kenya")})

    assert Reader(snapshot, before=first).language is first.language
    assert Reader(replace(snapshot, words=more), before=first).verdicts("kenya") == ()


def test_after_an_edit_only_what_was_edited_is_made_anew(library: Library) -> None:
    snapshot = library.snapshot
    briefing = snapshot.current
    fact = briefing.facts[0].model_copy(update={"text": "Ministers met under a walnut tree."})
    edited = replace(
        snapshot,
        briefings={
            briefing.briefing: briefing.model_copy(update={"facts": (fact, *briefing.facts[1:])})
        },
    )
    before = Reader(snapshot)
    after, anew = Reader(edited, before=before), Reader(edited)
    kept = {id(one) for one in before.index.indexed}
    questions = ("walnut tree", "who is nulan", "Iraq and Syria", "who replaced Monguno")

    made = [one.entry.line for one in after.index.indexed if id(one) not in kept]
    assert made == [f"/summary {fact.id}"]
    assert [after.verdicts(one) for one in questions] == [anew.verdicts(one) for one in questions]


def test_with_other_words_all_is_made_anew(library: Library) -> None:
    snapshot = library.snapshot
    words = snapshot.words.model_copy(update={"same": (*snapshot.words.same, ("walnut", "kenya"))})
    before = Reader(snapshot)
    after = Reader(replace(snapshot, words=words), before=before)

    assert {id(one) for one in after.index.indexed}.isdisjoint(map(id, before.index.indexed))


def test_each_line_is_a_question_of_its_own(desk: Desk) -> None:
    [message] = desk.ask("is Kenya a member\nis Ghana a member\nis Togo a member\nwho is Usman")

    assert [one in message.html for one in ("Kenya</b>", "Ghana</b>", "Togo</b>")] == [True] * 3
    assert "Still to ask:\n<i>who is Usman</i>" in message.html


def test_a_line_may_go_on_in_the_next(reader: Reader) -> None:
    [verdict] = reader.verdicts("who spoke\nfor nigeria")

    assert verdict.entries[0].line == "/who monguno"


def test_of_a_long_question_the_beginning_is_said_back(desk: Desk) -> None:
    [message] = desk.ask("/ask " + "unheard " * 100)

    assert "unheard unh" in message.html
    assert message.html.count("unheard") < 20


def test_how_it_stands_today_is_not_answered_with_how_it_stood_then(reader: Reader) -> None:
    [today] = reader.verdicts("how many members are there today")
    [then] = reader.verdicts("how many members are there")

    assert (today.state, then.state) == (State.REFUSED, State.ANSWERED)
    assert today.entries[0].line == "/members"


def test_of_two_questions_that_nothing_answers_each_is_said_back(reader: Reader) -> None:
    verdicts = reader.verdicts("Is there a bank near the embassy? What is the rate of the dirham?")

    assert [(one.asked, one.state, one.entries) for one in verdicts] == [
        ("Is there a bank near the embassy?", State.REFUSED, ()),
        ("What is the rate of the dirham?", State.REFUSED, ()),
    ]


def test_what_is_left_out_of_a_question_is_said_back(reader: Reader) -> None:
    [verdict] = reader.verdicts("Can you show us the decisions?")

    assert (verdict.asked, verdict.state) == ("Can you show us the decisions?", State.ANSWERED)


def test_a_message_has_evidence_that_tells_how_sure_its_answer_is(reader: Reader) -> None:
    clear, doubtful = (
        reader.evidence(one)
        for one in ("on which day was the meeting held", "on which day was the hotel built")
    )

    assert clear is not None
    assert doubtful is not None
    assert clear.confidence(WEIGHTS) > LEARNED.sure > doubtful.confidence(WEIGHTS)
    assert reader.evidence("hotel") is None


@pytest.mark.parametrize(
    "question",
    ["GDP of Peru", "capital of Peru", "was Israel invited", "who signed the communiqué"],
)
def test_what_is_near_in_words_is_no_answer_by_that_alone(reader: Reader, question: str) -> None:
    assert [one.state for one in reader.verdicts(question)] == [State.REFUSED]


def test_a_question_that_has_its_answer_keeps_it_in_a_long_message(reader: Reader) -> None:
    verdicts = reader.verdicts(
        "Tell me the exact date of the meeting. How do you know it if the article doesn't say?"
    )

    assert verdicts[0].asked == "Tell me the exact date of the meeting."
    assert (verdicts[0].state, verdicts[0].entries[0].line) == (
        State.ANSWERED, "/differences date-and-city",
    )  # fmt: skip

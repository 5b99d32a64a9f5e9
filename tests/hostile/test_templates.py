"""A hostile template is refused in exact words, and no template gets more than its steps."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.nodes import Node

from bot import sandbox
from bot.briefing.model import Briefing
from bot.render import TEMPLATES, Renderer
from bot.sandbox import LONGEST_WORDS, STEPS, RefusedError, Sandbox
from tests.hostile.templates import BOMBS, FILES, FOLDER, VALUES, answer, write_bombs

LONGEST_OUTPUT = STEPS * sandbox.LETTERS * len("&quot;")


@pytest.fixture(scope="module")
def hostile() -> Renderer:
    return Renderer(templates=FOLDER)


@pytest.fixture(scope="module")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    folder = tmp_path_factory.mktemp("bombs")
    write_bombs(folder)
    return Renderer(templates=folder)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_hostile_template_is_refused_in_these_words(
    file: Path, hostile: Renderer, briefing: Briefing, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(RefusedError) as refused:
        hostile.render(answer(file.stem), briefing)
    words = file.with_suffix(".txt")
    if request.config.getoption("--accept"):
        words.write_text(f"{refused.value}\n", "utf-8")

    assert f"{refused.value}\n" == words.read_text("utf-8")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_few_words(name: str, bombs: Renderer, briefing: Briefing) -> None:
    with pytest.raises(RefusedError) as refused:
        bombs.render(answer(name), briefing)

    assert str(refused.value).partition(".html")[0] in BOMBS
    assert len(str(refused.value)) <= LONGEST_WORDS + 80


def test_many_templates_are_refused_though_each_is_sound(
    bombs: Renderer, briefing: Briefing
) -> None:
    with pytest.raises(RefusedError, match=r"^link \d+.html, line 1: it takes more than"):
        bombs.render(answer("link 0"), briefing)


def test_every_refusal_belongs_to_a_hostile_template() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in FILES}


def test_a_refusal_is_no_more_than_a_refusal(hostile: Renderer, briefing: Briefing) -> None:
    with pytest.raises(RefusedError):
        hostile.render(answer("emptied-list"), briefing)
    with pytest.raises(RefusedError, match="more than 50,000 steps"):
        hostile.render(answer("macro-branching"), briefing)

    [message] = Renderer().render(answer("ask"), briefing)
    assert message.html


def filled(sandbox: Sandbox, name: str, values: Mapping[str, object]) -> tuple[str, str]:
    """The filled-in template, or the words of its refusal."""
    try:
        return sandbox.fill(name, values), ""
    except RefusedError as refused:
        return "", str(refused)


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.stem)
def test_no_template_of_ours_is_refused_for_more_than_a_missing_value(file: Path) -> None:
    _, refusal = filled(Renderer()._sandbox, file.name, {})

    assert refusal == "" or refusal.endswith(" is undefined")


TEXTS = st.sampled_from(["asked", "'&'", "word", "1", "now", "names", "nothing", "loop", "a()"])
VALUE = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.builds("{} ~ {}".format, inner, inner),
        st.builds("({}) + ({})".format, inner, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("({})|{}".format, inner, st.sampled_from(["join", "length", "lower", "upper"])),
        st.builds("({})|join({})".format, inner, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("a({})".format, inner),
        st.builds("range({})".format, st.integers(0, 10**6)),
        st.builds('_("%(x)s%(x)s", x={})'.format, inner),
        st.builds('"%s%s"|format({}, {})'.format, inner, inner),
        st.builds("{} if {} else {}".format, inner, inner, inner),
    ),
    max_leaves=6,
)
TEMPLATE = st.recursive(
    st.builds("{{{{ {} }}}}".format, VALUE) | st.text("a&<{%}# \n", max_size=9),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{{% for word in {} %}}{}{{% endfor %}}".format, VALUE, inner),
        st.builds("{{% if {} %}}{}{{% endif %}}".format, VALUE, inner),
        st.builds("{{% macro a(word) %}}{}{{% endmacro %}}".format, inner),
        st.builds("{{% set word = {} %}}{}".format, VALUE, inner),
        st.builds("{{% block a %}}{}{{% endblock %}}{{{{ self.a() }}}}".format, inner),
    ),
    max_leaves=12,
)


@pytest.mark.untraced
@settings(max_examples=300, deadline=None)
@given(source=TEMPLATE)
def test_whatever_is_put_together_renders_within_bounds_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "any.html").write_text(source, "utf-8")
    html, refusal = filled(Sandbox(folder, {}, {}), "any.html", VALUES)

    assert len(html) <= LONGEST_OUTPUT
    assert refusal == "" or refusal.startswith("any.html")


def test_the_language_is_no_larger_than_ours() -> None:
    """What no template of ours uses is not allowed to any."""
    sources = (file.read_text("utf-8") for file in TEMPLATES.glob("*.html"))
    trees = [Renderer()._sandbox._environment.parse(source) for source in sources]
    used = {type(node) for tree in trees for node in tree.find_all(Node)}

    assert set(sandbox._LANGUAGE) - used == set()

"""What a template may do, and does; what it may not stands among the hostile ones."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import pass_context
from jinja2.sandbox import unsafe

from bot.sandbox import RefusedError, Sandbox

VALUES = {"names": {"b": "Benin", "a": "<Angola>"}, "seconds": 89.6, "chats": 12_345, "one": 1}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{{ seconds|round }} {{ (chats / 5)|round }}", "90 2469"),
        ("{{ chats|thousands }}", "12,345"),
        ('{{ "%02d:00"|format(one) }}', "01:00"),
        ('{{ ("<", "b")|join(", ") }}', "&lt;, b"),
        ('{{ "<" ~ one }}', "&lt;1"),
        ("{{ one + one }}", "2"),
        ("{% for key, name in names.items() if key > 'a' %}{{ name }}{% endfor %}", "Benin"),
        ('{{ ngettext("%(num)s chat", "%(num)s chats", one) }}', "1 chat"),
        ('{{ ngettext("%(num)s of %(all)s", "", one, all="<") }}', "1 of &lt;"),
        ("{% trans name=names.a %}<b>{{ name }}</b>{% endtrans %}", "<b>&lt;Angola&gt;</b>"),
    ],
)
def test_a_template_is_filled_in(tmp_path: Path, source: str, html: str) -> None:
    (tmp_path / "any.html").write_text(source, "utf-8")

    assert Sandbox(tmp_path, {}, {}).fill("any.html", VALUES) == html


class Offered:
    """What a template may be given: its methods are called as Jinja calls them."""

    def told(self, name: str) -> str:
        return f"<{name}>"

    @pass_context
    def knowing(self, context: Any) -> str:
        return str(context["one"])

    @unsafe
    def harmful(self) -> str:
        raise AssertionError("it was called")


def filled(folder: Path, source: str) -> str:
    (folder / "any.html").write_text(source, "utf-8")
    one = Offered()
    functions = {"told": one.told, "knowing": one.knowing, "harmful": one.harmful}
    return Sandbox(folder, functions, {}).fill("any.html", VALUES)


def test_a_method_is_called_wherever_it_stands(tmp_path: Path) -> None:
    source = "{% for name in names %}{{ told(name) }}{{ told(name=name) }}{% endfor %}"

    assert filled(tmp_path, source) == "&lt;b&gt;" * 2 + "&lt;a&gt;" * 2


def test_a_method_that_asks_for_the_context_gets_it(tmp_path: Path) -> None:
    assert filled(tmp_path, "{{ knowing() }}{{ knowing() }}") == "11"


def test_a_method_that_is_called_unsafe_is_not_called(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="not safely callable"):
        filled(tmp_path, "{{ harmful() }}")

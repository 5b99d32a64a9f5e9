"""What a template may do, and does; what it may not stands among the hostile ones."""

from pathlib import Path

import pytest

from bot.sandbox import Sandbox

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

"""Hostile templates: files for what is short, and bombs that are written when they are needed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from bot.answer import Answer
from bot.sandbox import LONGEST

FOLDER = Path(__file__).parent / "templates"
FILES = tuple(sorted(FOLDER.glob("*.html")))

# All they can get hold of: what a person typed, names, a time, nothing.
VALUES: Mapping[str, object] = MappingProxyType(
    {
        "asked": "<b>who</b>",
        "names": {"a": "Africa"},
        "now": datetime(2026, 11, 24, tzinfo=UTC),
        "nothing": None,
    }
)

BOMBS: Mapping[str, str] = MappingProxyType(
    {
        "parentheses": f"{{{{ {'(' * 5_000}1{')' * 5_000} }}}}",
        "open parentheses": f"{{{{ {'(' * 16_000}",
        "brackets": f"{{{{ {'[' * 5_000}1{']' * 5_000} }}}}",
        "attributes": f"{{{{ asked{'.a' * 5_000} }}}}",
        "subscripts": f"{{{{ asked{'[0]' * 5_000} }}}}",
        "calls": f"{{{{ asked{'()' * 5_000} }}}}",
        "filters": f"{{{{ asked{'|lower' * 2_000} }}}}",
        "sums": f"{{{{ 1{' + 1' * 4_000} }}}}",
        "joined texts": f"{{{{ 'a'{' ~ asked' * 1_500} }}}}{{{{ unheard }}}}",
        "denials": f"{{{{ {'not ' * 4_000}1 }}}}",
        "comparisons": f"{{{{ 1{' < 1' * 3_000} }}}}{{{{ unheard }}}}",
        "choices": f"{{{{ 1{' if 1 else 1' * 1_300} }}}}",
        "ifs": "{% if 1 %}" * 1_600,
        "closed ifs": "{% if 1 %}" * 700 + "{% endif %}" * 700,
        "elifs": "{% if nothing %}" + "{% elif nothing %}" * 800 + "{% endif %}{{ unheard }}",
        "loops": "{% for a in asked %}" * 25 + "{% endfor %}" * 25,
        "more loops": "{% for a in asked %}" * 60 + "{% endfor %}" * 60,
        "macros": "".join(f"{{% macro m{n}() %}}{{% endmacro %}}" for n in range(450)) + "{{ a }}",
        "blocks": "".join(f"{{% block b{n} %}}{{% endblock %}}" for n in range(450)) + "{{ a }}",
        "values": "{{ asked }}" * 1_400 + "{{ unheard }}",
        "numbers": "{{ 1 }}" * 2_300 + "{{ unheard }}",
        "settings": "".join(f"{{% set a{n}=1 %}}" for n in range(900)) + "{{ unheard }}",
        "arguments": f"{{{{ button({'1,' * 8_000}) }}}}",
        "named arguments": f"{{{{ button({','.join(f'a{n}=1' for n in range(1_700))}) }}}}",
        "a long tuple": f"{{{{ ({'1,' * 8_000})|length }}}}{{{{ unheard }}}}",
        "open outputs": "{{" * 8_000,
        "open comments": "{#" * 8_000,
        "open tags": "{%" * 8_000,
        "open raws": "{% raw %}" * 1_800,
        "dashes": "{{-" * 5_000,
        "blanks": f"{{{{ unheard{' ' * 16_000} }}}}",
        "blanks before tags": (" " * 7_900 + "{% if asked %}") * 2,
        "line ends": "\n" * 8_000 + "{{ unheard }}" + "\n" * 8_000,
        "backslashes": '{{ "' + "\\" * 16_000,
        "a long name": f"{{{{ {'a' * 16_000} }}}}",
        "a long number": f"{{{{ {'1_' * 8_000}1 }}}}",
        "a long exponent": f"{{{{ 1e{'9' * 4_000} }}}}{{{{ unheard }}}}",
        "a long translation": f"{{% trans %}}{'{{ asked }}' * 1_300}{{% endtrans %}}{{{{ a }}}}",
        "one character too many": "a" * (LONGEST + 1),
        "ten megabytes": "a" * 10_000_000,
    }
)

# Each extends the next, and is as long as a template may be: it takes time to read them all.
LINKS: Mapping[str, str] = MappingProxyType(
    {f"link {n}": f'{{% extends "link {n + 1}.html" %}}{"{{ asked }}" * 1_400}' for n in range(60)}
)


def answer(name: str) -> Answer:
    """The answer that is put into words by this template."""
    return Answer(name, VALUES)


def write_bombs(folder: Path) -> None:
    """Write each bomb and each link into a folder, as a template of its name."""
    for name, source in [*BOMBS.items(), *LINKS.items()]:
        (folder / f"{name}.html").write_text(source, "utf-8")

"""Templates that can't do harm: a small part of Jinja's language, in which every step counts.

Jinja's own sandbox keeps templates from what Python hides behind underscores. It keeps them neither
from the methods of our values nor from time and memory. Here a template may use no more of the
language than ours need, and each render has so many steps and no more. Steps are counted, no clock
is looked at: what is refused here is refused everywhere, and nothing is because a machine is busy.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from itertools import chain
from pathlib import Path
from threading import local
from traceback import walk_tb
from types import MethodType
from typing import Any

from babel.support import NullTranslations
from jinja2 import FileSystemLoader, StrictUndefined, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError
from jinja2.filters import do_capitalize, do_lower, sync_do_groupby
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import test_divisibleby
from markupsafe import Markup

LONGEST = 16_384  # characters of a template; the longest of ours has 4,000
DEEPEST = 32  # levels of tags and brackets; the deepest of ours has 11
STEPS = 50_000  # of one render; the longest answer of ours takes 2,000
LETTERS = 16  # characters that are written in one step; to read a template takes one for each
LONGEST_WORDS = 300  # of a refusal

# The part of the language: whatever else Jinja reads is refused.
_TAGS = (nodes.Extends, nodes.Block, nodes.FromImport, nodes.Macro, nodes.For, nodes.If)
_TEXTS = (nodes.Assign, nodes.Output, nodes.TemplateData, nodes.Concat, nodes.Const, nodes.Tuple)
_VALUES = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Keyword, nodes.Filter)
_CHOICES = (nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
_LANGUAGE = (*_TAGS, *_TEXTS, *_VALUES, *_CHOICES, nodes.Test, nodes.Add, nodes.Sub, nodes.Div)
_HIDDEN = frozenset({"varargs", "kwargs", "caller"})  # what macros get unasked
_METHODS = frozenset(
    {"changed", "isdecimal", "items", "strftime", "tzname", "weekday"}
)  # nothing else of a value is run
_SHOWN = (str, int, float, date, time, Undefined)
# A pattern to fill in has no widths: `%999999999d` would be a gigabyte.
_PLAIN = re.compile(r"(?:[^%]|%%|%(?:\(\w+\))?(?:02)?[ds])*")
_Stretch = nodes.Template | nodes.Block | nodes.Macro | nodes.For  # what is gone through as one
_TOLL = "(toll)"  # a filter that no template can name


class RefusedError(Exception):
    """A template is not filled in; the words say which, where and why."""


class Sandbox:
    """A folder of templates, and the only way to fill them in."""

    def __init__(
        self,
        folder: Path,
        functions: Mapping[str, object],
        filters: Mapping[str, Callable[[str], str]],
    ) -> None:
        """Offer the templates these functions and values, and these filters of text."""
        self._environment = _Environment(folder)
        self._environment.globals |= functions
        self._environment.filters |= {
            name: self._environment.of_text(function) for name, function in filters.items()
        }

    def fill(self, name: str, values: Mapping[str, object]) -> str:
        """Return the filled-in template; RefusedError if that can't or must not be done."""
        try:
            return self._environment.fill(name, values)
        except Exception as error:
            raise RefusedError(f"{_place(error) or name}: {_words(error)}") from error


class _Compiler(CodeGenerator):
    """Refuses what is not in the language, and puts a toll on each stretch of the rest."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        _refuse_strange(node, self.name or "")
        _put_tolls(node)
        super().visit_Template(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self._write_call("joined", node.nodes, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802
        if node.ctx == "load":
            self._write_call("listed", node.items, frame)
        else:
            super().visit_Tuple(node, frame)

    def _write_call(self, method: str, parts: Iterable[nodes.Expr], frame: Frame) -> None:
        self.write(f"environment.{method}((")
        for part in parts:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _Meter(local):
    """How many steps are left; publications are rendered in threads of their own."""

    left = STEPS


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with our language, our filters, and a meter that runs down."""

    code_generator_class = _Compiler
    intercepted_binops = frozenset({"+"})

    def __init__(self, folder: Path) -> None:
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=self.shown,
            extensions=["jinja2.ext.i18n"],
        )
        self._meter = _Meter()
        self._safe: dict[tuple[type, str], bool] = {}
        self._plain: dict[object, bool] = {}
        self._translations = NullTranslations()
        self.newstyle_gettext = True  # what `trans` goes by
        self.globals = {
            "_": self.gettext,
            "gettext": self.gettext,
            "ngettext": self.ngettext,
            "range": self.globals["range"],
        }
        self.tests = {"divisibleby": test_divisibleby}
        self.filters = {
            "capitalize": self.of_text(do_capitalize),
            "format": self.format,
            "groupby": self.groupby,
            "join": self.join,
            "length": len,
            "lower": self.of_text(do_lower),
            "map": self.map,
            "round": _rounded,
            "thousands": "{:,}".format,
            _TOLL: _toll,
        }

    def fill(self, name: str, values: Mapping[str, object]) -> str:
        self._meter.left = STEPS
        return self.get_template(name).render(values)

    def spend(self, steps: int) -> None:
        self._meter.left -= steps
        if self._meter.left < 0:
            raise SecurityError(f"it takes more than {STEPS:,} steps")

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        if len(source) > LONGEST:
            raise SecurityError(f"it is longer than {LONGEST:,} characters")
        self.spend(len(source))
        return super().preprocess(source, name, filename)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        kind = type(obj), attr  # on more than these Jinja's own judgement does not depend
        if kind not in self._safe:
            self._safe[kind] = super().is_safe_attribute(obj, attr, value)
        return self._safe[kind] and (not callable(value) or attr in _METHODS)

    def call(self, context: Context, function: Any, /, *args: Any, **named: Any) -> Any:
        if self._is_plain(function):
            named.pop("_loop_vars", None)  # of Jinja's own, which only `Context.call` knows
            named.pop("_block_vars", None)
            result = function(*args, **named)
        else:
            result = super().call(context, function, *args, **named)
        return self.shown(result) if isinstance(result, str) else result

    def _is_plain(self, function: Any) -> bool:
        """Tell whether this is a method that Jinja would call as it is, after asking at length."""
        inner = function.__func__ if type(function) is MethodType else None
        if inner not in self._plain:
            is_safe = inner is not None and self.is_safe_callable(function)
            self._plain[inner] = is_safe and not hasattr(inner, "jinja_pass_arg")
        return self._plain[inner]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int) and isinstance(right, int)):
            raise SecurityError("`+` is for numbers; `~` joins texts")
        return super().call_binop(context, operator, left, right)

    def shown(self, value: Any) -> Any:
        """Return what may stand in a text, and count its letters."""
        if not isinstance(value, _SHOWN):
            raise SecurityError(f"a value of type {type(value).__name__} can't be shown")
        if isinstance(value, str):
            self.spend(len(value) // LETTERS)
        return value

    def joined(self, parts: Iterable[Any]) -> str:
        return markup_join([self.shown(part) for part in parts])

    def listed(self, items: Iterable[Any]) -> tuple[Any, ...]:
        # Tuples of tuples that share their parts take ages to compare.
        return tuple(None if item is None else self.shown(item) for item in items)

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.spend(1)
            yield item

    def of_text(self, function: Callable[[str], str]) -> Callable[[Any], str]:
        return lambda text: function(self.shown(text))

    def groupby(self, items: Iterable[Any], attribute: str) -> list[Any]:
        return sync_do_groupby(self, list(self.counted(items)), attribute)

    def join(self, items: Iterable[Any], between: str = "") -> str:
        parts = chain.from_iterable((between, item) for item in self.counted(items))
        return self.joined(list(parts)[1:])

    def map(self, items: Iterable[Any], attribute: str) -> list[Any]:
        return [self.getattr(item, attribute) for item in self.counted(items)]

    def format(self, pattern: str, *values: Any, **named: Any) -> str:
        return self._filled(pattern, values or named)

    def gettext(self, message: str, /, **named: Any) -> str:
        return self._filled(Markup(self._translations.gettext(message)), named)  # noqa: S704 - our own words

    def ngettext(self, one: str, many: str, number: int, /, **named: Any) -> str:
        message = Markup(self._translations.ngettext(one, many, number))  # noqa: S704 - our own words
        return self._filled(message, {"num": number} | named)

    def _filled(self, pattern: str, values: tuple[Any, ...] | dict[str, Any]) -> str:
        if "%" not in pattern and not values:
            return pattern
        if not _PLAIN.fullmatch(pattern):
            raise SecurityError("a pattern takes no more than %s, %d, %02d and their names")
        texts = values.values() if isinstance(values, dict) else values
        longest = max((len(str(self.shown(text))) for text in texts), default=0)
        self.spend(pattern.count("%") * longest // LETTERS)
        return pattern % values


@pass_context
def _toll(context: Context, steps: int) -> bool:
    context.environment.spend(steps)  # type: ignore[attr-defined]
    return True


def _rounded(number: float) -> int:
    return round(number)  # to whole numbers alone: to -999999999 digits would take ages


def _refuse_strange(template: nodes.Template, name: str) -> None:
    level: list[nodes.Node] = [template]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.iter_child_nodes()]
        for node in level:
            if not isinstance(node, _LANGUAGE) or _is_hidden(node):
                raise _strange(node, name)
    if level:
        words = f"nested deeper than {DEEPEST} levels"
        raise TemplateSyntaxError(words, level[0].lineno, name)


def _strange(node: nodes.Node, name: str) -> TemplateSyntaxError:
    word = getattr(node, "name", type(node).__name__)
    # Some nodes are made without a line: what is in them has one.
    line = node.lineno or next(node.iter_child_nodes()).lineno
    return TemplateSyntaxError(f"`{word}` is not for templates", line, name)


def _is_hidden(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name in _HIDDEN


def _put_tolls(template: nodes.Template) -> None:
    loops = list(template.find_all(nodes.For))
    stretches: list[_Stretch] = [template, *loops]
    stretches += template.find_all(nodes.Block)
    stretches += template.find_all(nodes.Macro)
    tolls = [_toll_of(stretch) for stretch in stretches]
    for stretch, toll in zip(stretches, tolls, strict=True):
        stretch.body.insert(0, nodes.ExprStmt(toll, lineno=stretch.lineno))
    for loop in loops:
        if loop.test:
            loop.test = nodes.And(_toll_of(loop.test), loop.test, lineno=loop.lineno)


def _toll_of(stretch: nodes.Node) -> nodes.Filter:
    steps = nodes.Const(_steps(stretch), lineno=stretch.lineno)
    return nodes.Filter(steps, _TOLL, [], [], None, None, lineno=stretch.lineno)


def _steps(node: nodes.Node) -> int:
    """Return what it costs to go through a node once, without what is gone through by itself."""
    inner = (
        1 if isinstance(child, _Stretch) else _steps(child) for child in node.iter_child_nodes()
    )
    text = getattr(node, "data", getattr(node, "value", None))
    return 1 + (len(text) // LETTERS if isinstance(text, str) else 0) + sum(inner)


def _place(error: Exception) -> str:
    """Return the template and the line that an error comes from, as far as they are known."""
    steps = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        steps.append((error.name or "", error.lineno))
    lines = [f"{Path(file).name}, line {line}" for file, line in steps if file.endswith(".html")]
    return lines[-1] if lines else ""


def _words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply, or it calls itself without end"
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    return str(error)[:LONGEST_WORDS] or type(error).__name__

"""A folder of briefings as one snapshot; where a file goes bad, its last good version stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from bot.briefing.checks import COMPLETE, SOUND, Finding, Rule, Subject
from bot.briefing.document import Document
from bot.briefing.fingerprint import Fingerprint
from bot.briefing.inventory import Inventory
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from bot.briefing.reading import ENOUGH, LARGEST, UnreadableError, read
from bot.briefing.shape import shape


@dataclass(frozen=True)
class Snapshot:
    """All briefings as loaded at one moment, by id; and what was wrong with their files."""

    briefings: Mapping[str, Briefing] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def current(self) -> Briefing:
        """The briefing on the latest communiqué; LookupError if there is none."""
        if not self.briefings:
            raise LookupError("there is no briefing")
        return max(self.briefings.values(), key=lambda briefing: (briefing.date, briefing.briefing))

    @cached_property
    def inventory(self) -> Inventory:
        """The current briefing taken apart."""
        return Inventory(self.current)


@dataclass(frozen=True)
class Loaded:
    """What came of one file: a briefing, if it has no problem at all."""

    briefing: Briefing | None
    problems: tuple[Problem, ...]


class Library:
    """Keeps the snapshot that answers are given from."""

    def __init__(self, folder: Path, rules: Sequence[Rule] = ()) -> None:
        """Look after a folder; `rules` hold beside those of the checks."""
        self.snapshot = Snapshot()
        self._folder, self._rules = folder, tuple(rules)

    def reload(self) -> Snapshot:
        """Read the folder anew and swap the snapshot whole."""
        briefings: dict[str, Briefing] = {}
        problems: list[Problem] = []
        for path in files(self._folder):
            loaded = load(path, self._rules)
            problems += loaded.problems
            briefing = loaded.briefing or self.snapshot.briefings.get(path.stem)
            if briefing is not None:
                briefings[path.stem] = briefing
        if not briefings:
            problems.append(_nothing(self._folder))
        served = MappingProxyType(briefings or self.snapshot.briefings)
        self.snapshot = Snapshot(served, tuple(problems))
        return self.snapshot


def files(folder: Path) -> list[Path]:
    """Return the briefing files of a folder, in order of their names."""
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def load(path: Path, rules: Sequence[Rule] = ()) -> Loaded:
    """Return the briefing of a file, or every problem of it, in order of line and column."""
    try:
        document = read(str(path), _content(path), to_the_end=True)
    except UnreadableError as error:
        return Loaded(None, tuple(error.problems))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Loaded(None, (Problem(str(path), 1, 1, f"the file can't be read: {reason}"),))
    shaped = shape(document, Briefing)
    problems = [*document.problems, *shaped.problems]
    if shaped.value is not None:
        chosen = (*SOUND, *(() if problems else (*COMPLETE, *rules)))
        problems += _review(path, shaped.document, shaped.value, chosen)
    briefing = None if problems else shaped.value
    return Loaded(briefing, tuple(sorted(problems)))


def _content(path: Path) -> bytes:
    if not path.is_file():
        reason = "it is not a regular file" if path.exists() else "there is no such file"
        raise OSError(0, reason)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _review(
    path: Path, document: Document, briefing: Briefing, rules: Sequence[Rule]
) -> list[Problem]:
    fingerprints, findings = _fingerprints(path.parent, briefing)
    if briefing.briefing != path.stem:
        message = f"`briefing` is `{briefing.briefing}`, and the file is named {path.name}"
        hint = f"Write `{path.stem}`, or rename the file."
        findings.append(Finding(("briefing",), message, hint))
    subject = Subject(Inventory(briefing), fingerprints)
    findings += [finding for rule in rules for finding in islice(rule(subject), ENOUGH)]
    return [document.problem(finding.path, finding.message, finding.hint) for finding in findings]


def _fingerprints(folder: Path, briefing: Briefing) -> tuple[dict[str, Fingerprint], list[Finding]]:
    kept: dict[str, Fingerprint] = {}
    findings: list[Finding] = []
    for index, source in enumerate(briefing.sources):
        if source.fingerprint is None:
            continue
        try:
            content = _content(_inside(folder, source.fingerprint))
            kept[source.id] = Fingerprint.load(content.decode())
        except (OSError, ValueError, RuntimeError) as error:  # the last from a loop, or deep JSON
            reason = getattr(error, "strerror", None) or "it is no fingerprint"
            hint = "Make it with `python -m bot fingerprint TEXT`."
            path = ("sources", index, "fingerprint")
            findings.append(Finding(path, f"`{source.fingerprint}`: {reason}", hint))
    return kept, findings


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise OSError(0, "it is outside the folder of the briefings")
    return path


def _nothing(folder: Path) -> Problem:
    return Problem(str(folder), 1, 1, "no sound briefing here", "Mend one, or add a *.yaml file.")

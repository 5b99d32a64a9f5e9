"""A folder of briefings as one snapshot; where a file goes bad, its last good version stays."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from bot.briefing.checks import COMPLETE, SOUND, Finding, Rule, Subject
from bot.briefing.disk import Content, Disk, State, state
from bot.briefing.document import Document
from bot.briefing.fingerprint import Fingerprint
from bot.briefing.inventory import Inventory
from bot.briefing.model import Briefing
from bot.briefing.names import agreeing, is_misnamed, misnamed, renaming
from bot.briefing.problem import Problem
from bot.briefing.reading import ENOUGH, UnreadableError, read
from bot.briefing.shape import shape
from bot.briefing.words import FOLDER, Words, joined

TRIES, PAUSE = 10, 0.1  # readings of a folder that changes meanwhile; seconds between them


@dataclass(frozen=True)
class Snapshot:
    """All briefings as loaded at one moment, by id; and what was wrong with their files.

    `names` are the ids of all files, sound or not, and of whatever is kept of files that are gone.
    Of those that are `kept`, the file says nothing sound now: what stands here is from before.
    """

    briefings: Mapping[str, Briefing] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    names: frozenset[str] = frozenset()
    words: Words = field(default_factory=Words)
    kept: frozenset[str] = frozenset()

    @cached_property
    def sound(self) -> Mapping[str, Briefing]:
        """The briefings as their files say now, by id: without what is only kept."""
        return {name: one for name, one in self.briefings.items() if name not in self.kept}

    @cached_property
    def unsound(self) -> frozenset[str]:
        """The ids of the files that say nothing sound now."""
        return self.names - self.sound.keys()

    def wrong_with(self, name: str = "") -> tuple[Problem, ...]:
        """Return why a briefing's file is not sound, or why any are not; nothing if all is well."""
        unsound = {one for one in self.unsound if name in {"", one}}
        mine = (one for one in self.problems if Path(one.file).parent.name != FOLDER)
        found = tuple(one for one in mine if Path(one.file).stem in unsound)
        # Where no file is, or none can be read, that is a problem of the folder.
        return found or (self.problems if unsound else ())

    @cached_property
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
    """What came of one file, a briefing if it has no problem at all; and what was read for it."""

    briefing: Briefing | None
    problems: tuple[Problem, ...]
    contents: Mapping[Path, Content] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedWords:
    """What came of a file of words, and of what problems."""

    words: Words | None
    problems: tuple[Problem, ...] = ()


class Library:
    """Keeps the snapshot that answers are given from."""

    def __init__(self, folder: Path, rules: Sequence[Rule] = ()) -> None:
        """Look after a folder; `rules` hold beside those of the checks."""
        self.snapshot = Snapshot()
        self.states: Mapping[Path, State] = {}  # of the files that the snapshot was made of
        self._folder, self._rules = folder, tuple(rules)
        self._loaded: Mapping[Path, Loaded] = {}

    def look(self) -> Mapping[Path, State]:
        """Return the states as they are now; where they differ, there is something to reload."""
        return self._look(self.states.keys() - self._loaded.keys())

    def reload(self) -> Snapshot:
        """Read the folder anew and swap the snapshot whole; it stays where nothing differs."""
        for _ in range(TRIES):
            disk = Disk()
            loaded = {path: self._load(path, disk) for path in _listed(self._folder)}
            words = [_load_words(path, disk) for path in _listed(self._folder / FOLDER)]
            unused = [renaming(disk.seen(path)) for path in _misnamed(self._folder)]
            # Files of two moments are a mixture, so nothing may have changed since the first one.
            if self._look(disk.states.keys() - loaded.keys()) == disk.states:
                self._loaded, self.states = loaded, disk.states
                return self._swap(self._snapshot(loaded, words, unused))
            time.sleep(PAUSE)
        kept = frozenset(self.snapshot.briefings)  # what the files say, nobody knows
        restless = (_restless(self._folder),)
        return self._swap(replace(self.snapshot, problems=restless, kept=kept))

    def review(self, name: str, content: bytes, rules: Sequence[Rule] = ()) -> Loaded:
        """Judge a file as if it lay in the folder; nothing of it is kept."""
        path = self._folder / name
        return _load(path, rules, Disk({path: content}))

    def _look(self, proofs: Iterable[Path]) -> dict[Path, State]:
        folder = self._folder
        listed = (*_listed(folder), *_listed(folder / FOLDER), *_misnamed(folder))
        return {path: state(path) for path in {*listed, *proofs}}

    def _load(self, path: Path, disk: Disk) -> Loaded:
        known = self._loaded.get(path)
        if known is not None and _contents(path, known.contents, disk) == known.contents:
            return known
        return _load(path, self._rules, disk)

    def _snapshot(
        self,
        loaded: Mapping[Path, Loaded],
        words: Sequence[LoadedWords],
        unused: Iterable[Problem],
    ) -> Snapshot:
        old = self.snapshot
        found = {path.stem: one.briefing for path, one in loaded.items()}
        kept = {name: one or old.briefings.get(name) for name, one in found.items()}
        briefings = {name: one for name, one in kept.items() if one is not None}
        problems = [problem for one in loaded.values() for problem in one.problems]
        problems += [problem for one in words for problem in one.problems]
        problems += unused
        if not briefings:
            problems.append(_nothing(self._folder))
        served = MappingProxyType(briefings or old.briefings)
        # A folder that is away takes nothing with it, not even names.
        names = frozenset((*found, *served)) if found else old.names
        lost = frozenset(name for name in served if found.get(name) is None)
        return Snapshot(served, tuple(problems), names, self._words(words), lost)

    def _words(self, loaded: Sequence[LoadedWords]) -> Words:
        """What the files know together; where one goes bad, all stays as it was."""
        sound = [one.words for one in loaded if one.words is not None]
        return joined(sound) if len(sound) == len(loaded) else self.snapshot.words

    def _swap(self, new: Snapshot) -> Snapshot:
        if new != self.snapshot:
            self.snapshot = new
        return self.snapshot


def is_all(problems: Iterable[Problem]) -> bool:
    """Tell whether these are all the problems of their files: of one kind no more are shown."""
    return all(count < ENOUGH for count in Counter(one.file for one in problems).values())


def files(folder: Path) -> list[Path]:
    """Return the briefing files of a folder, in order of their names."""
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def checked(folder: Path) -> list[Path]:
    """Return the files of a folder that `check` looks at: its briefings, and its words.

    Those that nobody would see by their names are among them.
    """
    return [*files(folder), *files(folder / FOLDER), *_misnamed(folder)]


def problems_of(path: Path, rules: Sequence[Rule] = ()) -> tuple[Problem, ...]:
    """Return every problem of a file, be it a briefing or the words; its name may be one."""
    disk = Disk()
    loaded = _load_words(path, disk) if path.parent.name == FOLDER else _load(path, rules, disk)
    return (*((renaming(path),) if is_misnamed(path) else ()), *loaded.problems)


def load(path: Path, rules: Sequence[Rule] = ()) -> Loaded:
    """Return the briefing of a file, or every problem of it, in order of line and column."""
    return _load(path, rules, Disk())


def _load_words(path: Path, disk: Disk) -> LoadedWords:
    content = disk.content(path)
    if isinstance(content, str):
        problem = Problem(str(path), 1, 1, f"the file can't be read: {content}")
        return LoadedWords(None, (problem,))
    try:
        document = read(str(path), content, to_the_end=True)
    except UnreadableError as error:
        return LoadedWords(None, tuple(error.problems))
    shaped = shape(document, Words)
    problems = (*document.problems, *shaped.problems)
    return LoadedWords(None if problems else shaped.value, tuple(sorted(problems)))


def _misnamed(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [*misnamed(folder), *misnamed(folder / FOLDER)]
    return []


def _listed(folder: Path) -> list[Path]:
    with suppress(OSError):  # it is just being swapped, or can't be looked into
        return files(folder)
    return []


def _load(path: Path, rules: Sequence[Rule], disk: Disk) -> Loaded:
    content = disk.content(path)
    if isinstance(content, str):
        hint = "Put a file that can be read in its place, or take it out of the folder."
        problem = Problem(str(path), 1, 1, f"the file can't be read: {content}", hint)
        return Loaded(None, (problem,), {path: content})
    try:
        document = read(str(path), content, to_the_end=True)
    except UnreadableError as error:
        return Loaded(None, tuple(error.problems), {path: content})
    return _judge(path, document, rules, disk)


def _judge(path: Path, document: Document, rules: Sequence[Rule], disk: Disk) -> Loaded:
    shaped = shape(document, Briefing)
    problems = [*document.problems, *shaped.problems]
    contents = _contents(path, _proofs(path.parent, shaped.value), disk)
    if shaped.value is not None:
        findings, subject = _subject(path, shaped.value, contents)
        findings += _found(subject, (*SOUND, *(() if problems else COMPLETE)))
        if not (problems or findings):  # what comes of a mistake is none of its own
            findings += _found(subject, rules)
        problems += [_placed(shaped.document, finding) for finding in findings]
    briefing = None if problems else shaped.value
    return Loaded(briefing, tuple(sorted(problems)), contents)


def _proofs(folder: Path, briefing: Briefing | None) -> list[Path]:
    sources = briefing.sources if briefing else ()
    return [folder / one.fingerprint for one in sources if one.fingerprint is not None]


def _contents(path: Path, proofs: Iterable[Path], disk: Disk) -> dict[Path, Content]:
    """Return what a briefing's file and the fingerprints that it names hold."""
    named = {one: disk.content(one, within=path.parent) for one in proofs if one != path}
    return {path: disk.content(path)} | named


def _subject(
    path: Path, briefing: Briefing, contents: Mapping[Path, Content]
) -> tuple[list[Finding], Subject]:
    """Return what the rules look at, and what is wrong with the files it comes from."""
    fingerprints, findings = _fingerprints(path.parent, briefing, contents)
    if briefing.briefing != path.stem:
        message = f"`briefing` is `{briefing.briefing}`, and the file is named {path.name}"
        findings.append(Finding(("briefing",), message, agreeing(path, briefing.briefing)))
    return findings, Subject(Inventory(briefing), fingerprints)


def _found(subject: Subject, rules: Iterable[Rule]) -> list[Finding]:
    return [finding for rule in rules for finding in islice(rule(subject), ENOUGH)]


def _placed(document: Document, found: Finding) -> Problem:
    return document.problem(found.path, _naming(found), found.hint, within=found.within)


def _naming(finding: Finding) -> str:
    """Return the message, which opens with the name of a field; it may do so already."""
    names = [step for step in finding.path if isinstance(step, str)]
    if not names or finding.message.startswith("`"):
        return finding.message
    return f"`{names[-1]}`: {finding.message}"


def _fingerprints(
    folder: Path, briefing: Briefing, contents: Mapping[Path, Content]
) -> tuple[dict[str, Fingerprint], list[Finding]]:
    kept: dict[str, Fingerprint] = {}
    findings: list[Finding] = []
    for index, source in enumerate(briefing.sources):
        if source.fingerprint is None:
            continue
        try:
            kept[source.id] = _fingerprint(contents[folder / source.fingerprint])
        except (OSError, ValueError, RecursionError) as error:  # the last from deep JSON
            reason = getattr(error, "strerror", None) or "it is no fingerprint"
            hint = "Make it with `python -m bot fingerprint TEXT`."
            path = ("sources", index, "fingerprint")
            findings.append(Finding(path, f"can't use {source.fingerprint}: {reason}", hint))
    return kept, findings


def _fingerprint(content: Content) -> Fingerprint:
    if isinstance(content, str):
        raise OSError(0, content)
    return Fingerprint.load(content.decode())


def _nothing(folder: Path) -> Problem:
    return Problem(str(folder), 1, 1, "no sound briefing here", "Mend one, or add a *.yaml file.")


def _restless(folder: Path) -> Problem:
    message = "the files change while they are read"
    return Problem(str(folder), 1, 1, message, "Let whatever writes there come to its end.")

"""Files as they stood on the disk: each is read once, and known by the state it was read in."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.briefing.reading import LARGEST

# What no way of saving leaves as it was, even where size and time are kept; None: nothing is there.
State = tuple[int, int, int, int] | None
Content = bytes | str  # what a file holds, or why it can't be read


class Disk:
    """Reads files; what it has read once does not change any more."""

    def __init__(self, contents: Mapping[Path, Content] | None = None) -> None:
        """Start with nothing read, or with what files are taken to hold."""
        self.states: dict[Path, State] = {}
        self._contents: dict[Path, Content] = dict(contents or {})

    def content(self, path: Path, within: Path | None = None) -> Content:
        """Return what a file holds, or why not; outside the folder `within` nothing is read."""
        if path not in self._contents:
            self.states[path] = state(path)
            self._contents[path] = self._content(path, within)
        return self._contents[path]

    def seen(self, path: Path) -> Path:
        """Return the path of a file that is not read, once its state is noted."""
        self.states.setdefault(path, state(path))
        return path

    def _content(self, path: Path, within: Path | None) -> Content:
        try:
            if reason := _refusal(path, within):
                return reason
            with path.open("rb") as file:
                # Of the file that is read: its name may mean another one by now.
                self.states[path] = _state(os.fstat(file.fileno()))
                return file.read(LARGEST + 1)
        except OSError as error:
            return error.strerror or type(error).__name__


def state(path: Path) -> State:
    """Return what differs whenever the content of a file may differ; links are followed."""
    try:
        return _state(path.stat())
    except OSError:
        return None


def _state(found: os.stat_result) -> State:
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _refusal(path: Path, within: Path | None) -> str:
    if within is not None and not _is_inside(path, within):
        return "it is outside the folder of the briefings"
    if path.is_file():
        return ""
    if path.is_symlink() and not path.exists():
        return "its link leads to no file"
    return "it is not a regular file" if path.exists() else "there is no such file"


def _is_inside(path: Path, folder: Path) -> bool:
    # Unlike `Path.resolve`, this does not raise at a link to itself.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))

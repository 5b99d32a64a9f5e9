"""The ways in which editors and tools save several files, each as it does so on the disk."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

Files = Mapping[str, bytes]  # by their paths in the folder
Save = Callable[[Path, Files], None]
MOMENT = 0.05  # seconds that a slow tool takes between two steps
PIECES = 10
_numbers = count(1)


def written(folder: Path, files: Files) -> Path:
    """Files of a new folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def plain(room: Path, files: Files) -> Path:
    return written(room / "briefings", files)


@dataclass(frozen=True)
class Way:
    """How a tool saves; `prepare` makes the folder to follow in an empty room."""

    save: Save
    prepare: Callable[[Path, Files], Path] = plain


def each(save: Callable[[Path, bytes], None]) -> Save:
    """One file after the other."""

    def save_all(folder: Path, files: Files) -> None:
        for name, content in files.items():
            save(folder / name, content)

    return save_all


def beside(path: Path) -> Path:
    """A name for a file or folder that will take another one's place."""
    return path.with_name(f".{path.name}.{next(_numbers)}")


def rename_over(path: Path, content: bytes) -> None:
    new = beside(path)
    new.write_bytes(content)
    new.replace(path)


def in_place(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def in_pieces(folder: Path, files: Files) -> None:
    """All files emptied at first, then filled by and by."""
    for name in files:
        (folder / name).write_bytes(b"")
    for piece in range(PIECES):
        time.sleep(MOMENT)
        for name, content in files.items():
            size = -(-len(content) // PIECES)
            with (folder / name).open("ab") as file:
                file.write(content[piece * size : (piece + 1) * size])


def with_backup(path: Path, content: bytes) -> None:
    """As vim does: the old file steps aside, and goes once the new one is there."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_bytes(content)
    backup.unlink()


def swap_folders(folder: Path, files: Files, pause: float = 0) -> None:
    new, old = written(beside(folder), files), beside(folder)
    folder.rename(old)
    time.sleep(pause)
    new.rename(folder)
    shutil.rmtree(old)


def swap_folders_slowly(folder: Path, files: Files) -> None:
    swap_folders(folder, files, MOMENT)


def linked(room: Path, files: Files) -> Path:
    folder = room / "briefings"
    folder.symlink_to(written(room / "first", files))
    return folder


def switch_link(link: Path, files: Files) -> None:
    """As `ln -sfn` does."""
    new, old = beside(link), link.resolve()
    new.symlink_to(written(beside(link), files))
    new.replace(link)
    shutil.rmtree(old)


def mounted(room: Path, files: Files) -> Path:
    """As Kubernetes mounts a ConfigMap: every file is a link through `..data`."""
    folder = room / "briefings"
    written(folder / "..first", files)
    (folder / "..data").symlink_to("..first")
    for name in {Path(name).parts[0] for name in files}:
        (folder / name).symlink_to(f"..data/{name}")
    return folder


def switch_mounted(folder: Path, files: Files) -> None:
    switch_link(folder / "..data", files)


def git(folder: Path, *words: str) -> None:
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=Keeper", "-c", "user.email=keeper@example.org")
    subprocess.run(  # noqa: S603 - our own words
        ["git", *who, "-C", str(folder), *words],  # noqa: S607 - whichever git there is
        check=True,
        capture_output=True,
        env={**os.environ, **nobody},
    )


def cloned(room: Path, files: Files) -> Path:
    """A clone of a repository in which somebody else commits."""
    origin = room / "origin"
    origin.mkdir()
    git(origin, "init", "-q")
    _commit(origin, files)
    git(room, "clone", "-q", str(origin), "briefings")
    return room / "briefings"


def check_out(folder: Path, files: Files) -> None:
    _commit(folder.parent / "origin", files)
    git(folder, "fetch", "-q", "origin")
    git(folder, "checkout", "-q", "--detach", "origin/HEAD")


def _commit(folder: Path, files: Files) -> None:
    written(folder, files)
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Edit")


def rsync(path: Path, content: bytes) -> None:
    """As `rsync -a` does; the times that it keeps are the old file's."""
    new, old = beside(path), path.stat()
    new.write_bytes(content)
    os.utime(new, ns=(old.st_atime_ns, old.st_mtime_ns))
    new.replace(path)


def in_place_with_time_kept(path: Path, content: bytes) -> None:
    """As `rsync -a --inplace`, `cp -p` and `touch -r` do."""
    old = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))


def make_anew(folder: Path, files: Files) -> None:
    for name in files:
        (folder / name).unlink()
    time.sleep(MOMENT)
    written(folder, files)


WAYS: Mapping[str, Way] = {
    "renamed over": Way(each(rename_over)),
    "in place": Way(each(in_place)),
    "in place, in pieces": Way(in_pieces),
    "with a backup": Way(each(with_backup)),
    "folders swapped": Way(swap_folders),
    "folders swapped slowly": Way(swap_folders_slowly),
    "link switched": Way(switch_link, linked),
    "mount switched": Way(switch_mounted, mounted),
    "git checkout": Way(check_out, cloned),
    "rsync": Way(each(rsync)),
    "in place, time kept": Way(each(in_place_with_time_kept)),
    "deleted and made anew": Way(make_anew),
}
AT_ONCE = ("folders swapped", "link switched", "mount switched")  # all files change in one moment

"""Who sits at this terminal, as the system knows them: what a variable says, anybody can set."""

import os
import sys

from bot.publishing.proposal import Who

if sys.platform != "win32":
    import pwd


def whoever_is_here() -> Who:
    """Return the user of this machine who runs this command."""
    if sys.platform == "win32":
        return _user(os.getlogin(), os.getlogin())
    number = os.getuid()
    try:
        return _user(number, pwd.getpwuid(number).pw_name)
    except KeyError:  # as in a container
        return _user(number, f"user {number}")


def _user(key: int | str, name: str) -> Who:
    return Who(f"terminal:{key}", name)

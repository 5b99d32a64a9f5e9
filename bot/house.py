"""The bot put together, without a Telegram: what answers, and what sends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.library import Library
from bot.commands import ABOUT_THE_CHAT, COMMANDS, QUESTIONS, line_of, name_of
from bot.desk import Desk
from bot.register import Register
from bot.render import HelpLine, Renderer
from bot.sending.archive import Archive
from bot.sending.sender import utc_now
from bot.sending.sending import Sending, gate_of
from bot.store.database import Database


@dataclass(frozen=True)
class House:
    """Both share a database, and a pace."""

    register: Register
    sending: Sending


def house_of(
    library: Library,
    database: Database,
    rate: int = 30,
    clock: Callable[[], datetime] = utc_now,
) -> House:
    """Put together what answers and what sends."""
    archive = Archive()
    register = Register(desk_of(library), ABOUT_THE_CHAT, database, archive, clock)
    sending = Sending(database, register.desk.renderer, archive, gate_of(rate), clock)
    return House(register, sending)


def desk_of(library: Library) -> Desk:
    """Return the desk that answers from these briefings."""
    others = [name_of(command) for command in ABOUT_THE_CHAT]
    return Desk(library, renderer(), QUESTIONS, others)


def renderer() -> Renderer:
    """Return what turns answers into messages, with what /help lists."""
    return Renderer(
        [HelpLine(name_of(command), command.USAGE, line_of(command)) for command in COMMANDS]
    )

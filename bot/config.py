"""Settings: config.yaml, then the environment; secrets from the environment only."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot.briefing.document import (
    Document,
    Fields,
    Items,
    Node,
    Plain,
    Scalar,
)
from bot.briefing.problem import Problem, as_text
from bot.briefing.reading import UnreadableError, read
from bot.briefing.shape import did_you_mean, nearest, shape
from bot.briefing.written import Number

LAST_PORT = 65535
TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105
DATABASE = "sqlite:///data/bot.sqlite3"
_VARIABLE = re.compile(r"BOT_[A-Z]+__[A-Z_]+")
_NEAR = 90  # of 100: how like a setting another variable has to be to be taken for a slip
_SECRETS = {
    ("token",): TOKEN,
    ("telegram", "token"): TOKEN,
    ("webhook", "secret"): "BOT_WEBHOOK__SECRET",
}


def _server(written: str) -> str:
    with suppress(ValueError):  # of a bracket that is not closed, or a port too high
        address = urlsplit(written)
        if address.scheme in {"http", "https"} and address.hostname and address.port != 0:
            return written.rstrip("/")
    raise ValueError("should be an address like http://127.0.0.1:8081")


def _listener(written: str) -> str:
    host, _, port = written.rpartition(":")
    on_port = host and port.isdecimal() and int(port) <= LAST_PORT
    if not written.startswith("unix:/") and not on_port:
        raise ValueError("should be like 127.0.0.1:8443 or unix:/run/bot.sock")
    return written


def _has_a_port(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def _database(written: str) -> str:
    if not written.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("should be like sqlite:///data/bot.sqlite3 or postgresql://user@host/name")
    if not written.partition("///")[2] and written.startswith("sqlite"):
        raise ValueError("names no file: it should be like sqlite:///data/bot.sqlite3")
    if not _has_a_port(written):
        raise ValueError("has a port that is no number")
    if written.count("@") > 1:
        raise ValueError("has more than one @: in a password it is written as %40")
    return written


Server = Annotated[str, AfterValidator(_server)]
Listener = Annotated[str, AfterValidator(_listener)]


def _user_id(written: object) -> object:
    # Telegram's ids are longer than the numbers of a briefing.
    if isinstance(written, str) and not re.fullmatch(r"[1-9][0-9]{0,15}", written):
        raise ValueError("should be a Telegram user id in plain digits, like 123456789")
    return written


UserId = Annotated[int, BeforeValidator(_user_id)]


class Section(BaseModel):
    """A group of settings: they never change while the bot runs, and unknown ones are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Telegram(Section):
    """Which Bot API server, and how updates come in."""

    api_url: Server = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"


class Webhook(Section):
    """Where Telegram delivers updates in webhook mode."""

    url: Server | None = None
    listen: Listener = "127.0.0.1:8443"
    secret: SecretStr | None = None


class Briefings(Section):
    """Where the briefing files are."""

    path: Path = Path("briefings")


class Database(Section):
    """Where what has to be remembered is kept; None: where `run` looks by default."""

    url: Annotated[str, AfterValidator(_database)] | None = Field(None, repr=False)


class Sending(Section):
    """How fast messages may go out."""

    rate: Annotated[Number, Field(ge=2, le=100_000)] = 30


class Publishing(Section):
    """How many operators have to agree before anything goes out."""

    approvals: Annotated[Number, Field(ge=1, le=2)] = 1


class Http(Section):
    """Where health and metrics are served."""

    listen: Listener | None = None


class Config(Section):
    """Everything an operator may set."""

    telegram: Telegram = Telegram()
    webhook: Webhook = Webhook()
    briefings: Briefings = Briefings()
    database: Database = Database()
    sending: Sending = Sending()
    publishing: Publishing = Publishing()
    http: Http = Http()
    operators: tuple[UserId, ...] = ()
    token: SecretStr | None = None

    @property
    def secrets(self) -> list[str]:
        """What may be written nowhere."""
        held = [self.token, self.webhook.secret]
        written = [secret.get_secret_value() for secret in held if secret]
        url = self.database.url or ""
        return [*written, *filter(None, [urlsplit(url).password, _password_in_query(url)])]


class ConfigError(Exception):
    """The settings can't be used; the text names each place, what is wrong and the way out."""


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """Return the settings of a file, overridden by the environment; ConfigError if any is wrong."""
    document = _document(path)
    shaped = shape(document, Config)
    secrets = list(_kept_secrets(document))
    places = [(problem.line, problem.column) for problem in secrets]
    others = (*document.problems, *shaped.problems)
    refused = [*secrets, *(one for one in others if (one.line, one.column) not in places)]
    if refused or shaped.value is None:
        raise ConfigError(_as_text(refused))
    config = shaped.value
    known = list(_variables())
    for name, text in sorted(environment.items()):
        if text and (name in known or _VARIABLE.fullmatch(name) or nearest(name, known, _NEAR)):
            config = _overridden(config, name, text)
    folder = path.parent / config.briefings.path
    token = environment.get(TOKEN, "").strip()
    return config.model_copy(
        update={"briefings": Briefings(path=folder), "token": SecretStr(token) if token else None}
    )


def _document(path: Path) -> Document:
    try:
        content = path.read_bytes()
        lines = (line.strip() for line in content.splitlines())
        if all(not line or line.startswith(b"#") for line in lines):
            content = b"{}"
        return read(str(path), content)
    except OSError as error:
        hint = "Name another with --config, or run from the project's folder."
        raise ConfigError(f"{path}: can't be read: {error.strerror}\n  {hint}") from None
    except UnreadableError as error:
        raise ConfigError(_as_text(error.problems)) from None


def _as_text(problems: list[Problem]) -> str:
    # Without the lines: a secret may stand in one.
    return "\n".join(as_text(replace(problem, excerpt="")) for problem in sorted(problems))


def _kept_secrets(document: Document) -> Iterator[Problem]:
    values = document.plain()
    for path, variable in _SECRETS.items():
        if _held(values, path) is not None:
            hint = f"Set the environment variable {variable} instead, and delete it here."
            message = "secrets don't belong in a file"
            yield document.problem(path, message, hint, at_key=True)
    path = ("database", "url")
    url = str(_held(values, path))
    if re.match(r"[^/]*//[^/@]*:.*@", url) or _password_in_query(url):
        hint = "Set the environment variable BOT_DATABASE__URL instead."
        yield document.problem(path, "there is a password in it", hint)


def _password_in_query(url: str) -> str | None:
    return dict(parse_qsl(url.partition("?")[2])).get("password")


def _held(values: Plain, path: tuple[str, ...]) -> "Plain | None":
    held: Plain | None = values
    for step in path:
        held = held.get(step) if isinstance(held, dict) else None
    return held


def _overridden(config: Config, name: str, text: str) -> Config:
    section, _, key = name.removeprefix("BOT_").lower().partition("__")
    known = list(_variables())
    if name not in known:
        hint = f"The token is {TOKEN}." if "TOKEN" in name else did_you_mean(name, known)
        raise ConfigError(f"{name}: no such setting. {hint}")
    shaped = shape(_as_document(name, section, key, text), Config)
    if shaped.problems or shaped.value is None:
        problem = shaped.problems[0]
        raise ConfigError(f"{name}: {problem.message} {problem.hint}".strip())
    new = getattr(shaped.value, section)
    if key:
        new = getattr(config, section).model_copy(update={key: getattr(new, key)})
    return config.model_copy(update={section: new})


def _as_document(name: str, section: str, key: str, text: str) -> Document:
    # The lines stay empty: what stands in a variable may be a secret, and is never shown.
    value: Node = Scalar(1, 1, 1, text)
    if key:
        value = Fields(1, 1, {}, {key: value})
    else:
        value = Items(1, 1, [Scalar(1, 1, 1, item.strip()) for item in text.split(",")])
    return Document(name, [""], Fields(1, 1, {}, {section: value}))


def _variables() -> Iterator[str]:
    for section, field in Config.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for key in field.annotation.model_fields:
                yield f"BOT_{section}__{key}".upper()
    yield "BOT_OPERATORS"

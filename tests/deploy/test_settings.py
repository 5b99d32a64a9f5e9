"""What the files of `deploy/` tell the bot is what it understands, and no secret is among it."""

import re
import shlex

import pytest
from starlette.routing import Route
from typer.main import get_group

from bot import config
from bot.__main__ import app
from bot.gateway.health import application
from bot.gateway.webhook import path_of
from tests.deploy import files

SETTINGS = {config.TOKEN, *config._variables()}
# What else they name: of Python, and what Compose puts together.
OTHERS = {"PYTHONDONTWRITEBYTECODE", "PUBLIC_HOST", "POSTGRES_PASSWORD"}
SECRETS = {
    "TELEGRAM_BOT_TOKEN": "1:token",
    "BOT_WEBHOOK__SECRET": "secret",
    "POSTGRES_PASSWORD": "password",
}
FILLED_IN = {**SECRETS, "PUBLIC_HOST": "bot.example.org"}
BOTS = ("bot-1", "bot-2")


def interpolated(value: str) -> str:
    """A value of compose.yaml, once the variables have been filled in."""
    return re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: FILLED_IN[found[1]], value)


def composed(bot: str) -> dict[str, str]:
    written = files.compose()[bot]["environment"]
    return {name: interpolated(value) for name, value in written.items()}


def in_kubernetes() -> dict[str, str]:
    return files.kubernetes_environment() | {
        "TELEGRAM_BOT_TOKEN": "1:token",
        "BOT_WEBHOOK__SECRET": "secret",
        "BOT_DATABASE__URL": "postgresql://bot:password@host/bot",
    }


def understood(environment: dict[str, str]) -> config.Config:
    return config.load(files.ROOT / "config.yaml", environment)


def port(listen: str | None) -> int:
    return int((listen or "").rpartition(":")[2])


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(files.image_environment(), id="image"),
        pytest.param(files.compose()["bot-1"]["environment"], id="compose"),
        pytest.param(files.example_env(), id="example.env"),
        pytest.param(files.kubernetes_environment(), id="kubernetes"),
        pytest.param(files.manifest("secret.example")["stringData"], id="secret"),
        pytest.param(files.unit_environment(), id="systemd"),
    ],
)
def test_every_variable_is_a_setting_that_there_is(names: dict[str, str]) -> None:
    assert names
    assert set(names) - OTHERS <= SETTINGS


@pytest.mark.parametrize("environment", [files.image_environment(), files.unit_environment()])
def test_one_process_polls_keeps_sqlite_where_it_may_write_and_shows_its_health(
    environment: dict[str, str],
) -> None:
    settings = understood(environment)

    assert settings.telegram.mode == "polling"
    assert re.match(r"sqlite:////(data|var/lib/briefing-bot)/", settings.database.url or "")
    assert port(settings.http.listen) == 9090


@pytest.mark.parametrize("environment", [*map(composed, BOTS), in_kubernetes()])
def test_several_take_updates_by_webhook_and_share_postgresql(environment: dict[str, str]) -> None:
    settings = understood(environment)

    assert settings.telegram.mode == "webhook"
    assert (settings.database.url or "").startswith("postgresql://")
    assert settings.webhook.url
    assert settings.webhook.secret
    assert settings.http.listen != settings.webhook.listen


@pytest.mark.parametrize("bot", BOTS)
def test_the_proxy_passes_on_what_telegram_calls_to_where_the_bot_listens(bot: str) -> None:
    settings = understood(composed(bot))
    [path] = re.findall(r"handle (/\S*) \{", files.CADDYFILE)
    [upstreams] = re.findall(r"reverse_proxy (.+) \{", files.CADDYFILE)

    assert path == path_of(settings.webhook.url or "")
    assert f"{bot}:{port(settings.webhook.listen)}" in upstreams.split()
    assert f"health_port {port(settings.http.listen)}\n" in files.CADDYFILE


def test_the_ingress_passes_on_what_telegram_calls_to_where_the_bot_listens() -> None:
    settings = understood(in_kubernetes())
    [rule] = files.manifest("ingress")["spec"]["rules"]
    [way] = rule["http"]["paths"]
    ports = {one["name"]: one["containerPort"] for one in files.container()["ports"]}

    assert settings.webhook.url == f"https://{rule['host']}{way['path']}"
    assert way["backend"]["service"]["port"]["name"] == "webhook"
    assert ports == {
        "webhook": port(settings.webhook.listen),
        "health": port(settings.http.listen),
    }


def test_the_proxy_does_not_write_down_the_word_that_proves_a_call() -> None:
    assert "request>headers>X-Telegram-Bot-Api-Secret-Token delete" in files.CADDYFILE


def test_whoever_asks_for_health_asks_for_a_path_that_is_served() -> None:
    class Nobody:
        silence, ready = 0.0, False

    async def nothing() -> bytes:
        return b""

    routes = application(Nobody(), nothing).routes
    served = {route.path for route in routes if isinstance(route, Route)}
    probes = [files.container()[f"{kind}Probe"] for kind in ("startup", "readiness")]
    asked = [probe["httpGet"]["path"] for probe in probes]

    assert asked == ["/healthz", "/readyz"]
    assert "httpGet" not in files.container()["livenessProbe"]  # a restart would not help
    assert {"/healthz", "/readyz"} <= served
    assert re.findall(r"health_uri (\S+)", files.CADDYFILE) == ["/readyz"]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(shlex.split(files.unit("ExecStart")[0])[1:], id="systemd"),
        pytest.param(["-m", "bot", *files.container()["args"]], id="kubernetes"),
    ],
)
def test_the_bot_is_started_by_its_command_line(command: list[str]) -> None:
    module, name, run, *options = command

    assert (module, name, run) == ("-m", "bot", "run")
    get_group(app).commands[run].make_context(run, options)  # an unknown option raises


@pytest.mark.parametrize("bot", BOTS)
def test_compose_takes_every_secret_from_outside_and_insists_on_it(bot: str) -> None:
    written = " ".join(files.compose()[bot]["environment"].values())

    assert set(re.findall(r"\$\{(\w+):\?", written)) == set(FILLED_IN)
    assert set(files.example_env()) == set(FILLED_IN)


def test_no_secret_has_a_value() -> None:
    secret = files.manifest("secret.example")["stringData"]
    open_to_all = {
        **files.image_environment(),
        **files.kubernetes_environment(),
        **files.unit_environment(),
    }

    assert set(files.example_env().values()) == set(secret.values()) == {""}
    assert open_to_all.keys().isdisjoint(SECRETS)
    assert not re.search(r"//[^/]*:[^/]*@", " ".join(open_to_all.values()))
    assert files.unit("EnvironmentFile") == ["/etc/briefing-bot/secrets.env"]
    assert "secret.example.yaml" not in files.manifest("kustomization")["resources"]
    assert "deploy/.env" in (files.ROOT / ".gitignore").read_text("utf-8").splitlines()

"""What is deployed is whole, runs without rights, and can be reached only where it should be."""

import asyncio
import json
import re
import sys
from itertools import chain
from pathlib import Path

import pytest

from bot.gateway.health import LONGEST_SILENCE, application
from bot.listening import served
from bot.metrics import Metrics
from tests.deploy import files

BRIEFINGS = files.ROOT / "briefings"


class Patient:
    """A bot of which only its health is known."""

    ready = False

    def __init__(self, silence: float) -> None:
        self.silence = silence


async def measured() -> bytes:
    return b""


def seconds(written: str) -> int:
    return int(written.removesuffix("s"))


def test_the_image_holds_what_the_project_has_locked_and_nothing_of_the_developers() -> None:
    ours = files.locked(files.DEPLOY / "requirements.lock")
    project = files.locked(files.ROOT / "requirements.lock")
    run, dev = files.needed()
    names = set(map(files.name_of, ours))

    assert {pin: project.get(pin) for pin in ours} == ours
    assert run <= names
    assert names.isdisjoint(dev)


def test_the_image_is_built_from_files_that_are_let_in() -> None:
    lines = (files.ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = {
        source.rstrip("/")
        for name, said in files.instructions()
        if name == "COPY" and "--from" not in said
        for source in said.split()[:-1]
    }

    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == copied
    assert all((files.ROOT / one).exists() for one in copied)


def test_the_image_runs_as_the_user_whom_kubernetes_takes_it_for() -> None:
    user = files.pod()["securityContext"]["runAsUser"]

    assert user > 0
    assert files.instruction("USER") == f"{user}:{user}"
    assert f"--chown={user}:{user} /data /data" in " ".join(
        said for _, said in files.instructions()
    )


@pytest.mark.parametrize(("silence", "sick"), [(0.0, False), (LONGEST_SILENCE + 1, True)])
async def test_the_image_asks_whether_the_bot_lives(silence: float, sick: bool) -> None:
    python, option, asks = json.loads(files.instruction("HEALTHCHECK").partition("CMD ")[2])
    async with served(application(Patient(silence), measured), "127.0.0.1:0") as address:
        there = asks.replace("9090", address.rpartition(":")[2])
        asking = await asyncio.create_subprocess_exec(sys.executable, option, there)

        assert (python, bool(await asking.wait())) == ("python", sick)


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    services = files.compose()

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert not any("network_mode" in service for service in services.values())
    assert set(services["proxy"]["networks"]).isdisjoint(services["database"]["networks"])


@pytest.mark.parametrize("name", files.compose())
def test_nothing_that_compose_starts_may_write_or_gain_rights(name: str) -> None:
    service = files.compose()[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == ["NET_BIND_SERVICE"] * (name == "proxy")
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_a_pod_may_not_write_or_gain_rights() -> None:
    pod, container = files.pod(), files.container()

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_a_bot_has_the_ten_seconds_that_it_needs_to_stop_cleanly() -> None:
    grace = files.pod()["terminationGracePeriodSeconds"]
    pause = files.container()["lifecycle"]["preStop"]["sleep"]["seconds"]
    given = [
        grace - pause,
        seconds(files.unit("TimeoutStopSec")[0]),
        *(seconds(files.compose()[bot]["stop_grace_period"]) for bot in ("bot-1", "bot-2")),
    ]

    assert min(given) > 10


def test_kubernetes_gives_the_bot_every_file_of_the_briefings() -> None:
    sources = next(one for one in files.pod()["volumes"] if "projected" in one)
    placed = {
        one["configMap"]["name"]: {item["key"]: item["path"] for item in one["configMap"]["items"]}
        for one in sources["projected"]["sources"]
    }
    taken = {}
    content = ("briefing-bot-briefings", "briefing-bot-words")
    for one in chain.from_iterable(files.generated(name)["files"] for name in content):
        key, _, source = one.rpartition("=")
        taken[key or Path(one).name] = (files.KUBERNETES / source).resolve()
    shipped = [
        *BRIEFINGS.glob("*.yaml"),
        *BRIEFINGS.glob("words/*.yaml"),
        *BRIEFINGS.glob("fingerprints/*.json"),
    ]

    brought = {path: taken[key] for name in content for key, path in placed[name].items()}
    assert brought == {file.relative_to(files.ROOT).as_posix(): file for file in shipped}
    assert placed["briefing-bot-config"] == {"config.yaml": "config.yaml"}


def test_every_manifest_is_applied_and_means_the_bot() -> None:
    listed = files.manifest("kustomization")["resources"]
    there = {file.name for file in files.KUBERNETES.glob("*.yaml")}
    labels = files.manifest("deployment")["spec"]["template"]["metadata"]["labels"]

    assert {*listed, "kustomization.yaml", "secret.example.yaml"} == there
    assert files.manifest("deployment")["spec"]["selector"]["matchLabels"] == labels
    assert files.manifest("service")["spec"]["selector"] == labels
    assert files.manifest("disruption")["spec"]["selector"]["matchLabels"] == labels
    assert files.manifest("network")["spec"]["podSelector"]["matchLabels"] == labels


def test_every_metric_that_is_explained_is_measured() -> None:
    explained = re.findall(
        r"^\| `(bot_\w+)", (files.DEPLOY / "README.md").read_text("utf-8"), re.MULTILINE
    )
    measured = re.findall(r"^# TYPE (\w+)", Metrics().written().decode(), re.MULTILINE)

    assert set(explained) == {name for name in measured if not name.endswith("_created")}

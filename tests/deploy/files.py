"""The files of `deploy/`, taken apart as far as tests look into them."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
CADDYFILE = (DEPLOY / "Caddyfile").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with what it says, on one line."""
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    pairs = (line.split(maxsplit=1) for line in text.replace("\\\n", " ").splitlines() if line)
    return [(name, " ".join(said.split())) for name, said in pairs]


def instruction(name: str) -> str:
    """What the last instruction of this name says: the one that counts."""
    return [said for one, said in instructions() if one == name][-1]


def image_environment() -> dict[str, str]:
    """What an image sets, but for its path."""
    pairs = (pair.partition("=") for pair in shlex.split(instruction("ENV")))
    return {name: value for name, _, value in pairs if name != "PATH"}


def compose() -> dict[str, Any]:
    """The services, by name."""
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return dict(services["services"])


def example_env() -> dict[str, str]:
    """The variables of the example, with their values."""
    lines = (DEPLOY / "example.env").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def manifest(name: str) -> dict[str, Any]:
    """One file of the manifests."""
    return dict(yaml.safe_load((KUBERNETES / f"{name}.yaml").read_text("utf-8")))


def pod() -> dict[str, Any]:
    """What runs in Kubernetes."""
    return dict(manifest("deployment")["spec"]["template"]["spec"])


def container() -> dict[str, Any]:
    """The one container of it."""
    [only] = pod()["containers"]
    return dict(only)


def generated(name: str) -> dict[str, Any]:
    """What makes one of the ConfigMaps."""
    found = manifest("kustomization")["configMapGenerator"]
    return next(dict(one) for one in found if one["name"] == name)


def kubernetes_environment() -> dict[str, str]:
    """What a pod is told, but for the secrets."""
    pairs = (one.partition("=") for one in generated("briefing-bot-settings")["literals"])
    return {name: value for name, _, value in pairs}


def unit(key: str) -> list[str]:
    """Every value of a key in the unit of systemd."""
    text = (DEPLOY / "briefing-bot.service").read_text("utf-8")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def unit_environment() -> dict[str, str]:
    """What the unit sets."""
    pairs = (one.partition("=") for one in unit("Environment"))
    return {name: value for name, _, value in pairs}


def locked(file: Path) -> dict[str, set[str]]:
    """What a lock pins, each with its hashes."""
    found: dict[str, set[str]] = {}
    pin = ""
    for line in file.read_text("utf-8").splitlines():
        words = line.rstrip("\\ ").strip()
        if line.startswith(" "):
            found[pin].add(words)
        else:
            pin = words
            found[pin] = set()
    return found


def name_of(requirement: str) -> str:
    """The name in a requirement or a pin, as a lock writes it."""
    return re.split(r"[\[<>=~; ]", requirement)[0].lower()


def needed() -> tuple[set[str], set[str]]:
    """The names that running asks for, and those that only developing does."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    return {name_of(one) for one in run}, {name_of(one) for one in dev}

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PASSWORD = "${REDIS_PASSWORD:?set it in .env}"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return read


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_redis_keeps_what_it_was_told_and_throws_nothing_away(services: dict[str, Any]) -> None:
    command = services["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))

    assert command[0] == "redis-server"
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert services["redis"]["volumes"] == ["redis:/data"]


def test_redis_has_a_password_and_no_port_outside(services: dict[str, Any]) -> None:
    assert PASSWORD in services["redis"]["command"]
    assert "ports" not in services["redis"]


@pytest.mark.parametrize("name", ["bot", "worker"])
def test_the_bot_waits_for_redis_and_knows_its_password(services: dict[str, Any], name: str) -> None:
    service = services[name]

    assert service["depends_on"] == {"redis": {"condition": "service_healthy"}}
    assert service["environment"]["REDIS_URL"] == f"redis://:{PASSWORD}@redis:6379/0"
    assert service["env_file"] == ".env"


def test_workers_are_started_only_when_asked_for(services: dict[str, Any]) -> None:
    assert services["bot"]["command"] == ["run"]
    assert services["worker"]["command"] == ["worker"]
    assert services["worker"]["scale"] == 0


def test_the_image_runs_as_somebody_who_is_not_root(dockerfile: str) -> None:
    last_stage = dockerfile.rpartition("FROM ")[2]

    assert re.search(r"^USER countersign$", last_stage, re.MULTILINE)


def test_the_image_holds_the_locked_packages_and_none_for_development(dockerfile: str) -> None:
    assert "--require-hashes -r named.txt -c requirements.lock" in dockerfile
    assert "dependency-groups" not in dockerfile


def test_what_the_image_copies_is_let_through_to_the_build(dockerfile: str) -> None:
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for name in line.split()
    }
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert copied == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)

"""docker-compose.yml, the Dockerfile, .env.example, the alert rules and the settings say the same."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.cli import app
from api.doctor import OF_A_PROCESS, PARTS
from api.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("migrate", "api", "runs", "tools")
NAMES = {f"LIANGTU_{name.upper()}" for name in Settings.model_fields} | {
    "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL",
}  # fmt: skip
ELSEWHERE = {"FSSPEC_S3_ENDPOINT_URL", "FSSPEC_S3_KEY", "FSSPEC_S3_SECRET"}


def commands() -> set[str]:
    return {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}


@pytest.mark.parametrize("name", OURS)
def test_each_process_has_settings_that_exist_and_a_command_that_exists(name: str) -> None:
    service = COMPOSE["services"][name]
    assert set(service["environment"]) <= NAMES | ELSEWHERE
    assert service["command"][0] in commands()
    if service["command"][0] == "worker":
        assert service["command"][1] in ("runs", "tools")


def test_both_queues_have_workers_and_all_wait_for_the_tables() -> None:
    services = COMPOSE["services"]
    assert {services[name]["command"][1] for name in ("runs", "tools")} == {"runs", "tools"}
    for name in ("api", "runs", "tools"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_everything_that_keeps_something_has_a_volume_and_a_health_check() -> None:
    volumes = set(COMPOSE["volumes"])
    for name, service in COMPOSE["services"].items():
        if name == "migrate":
            continue
        assert {mount.partition(":")[0] for mount in service["volumes"]} <= volumes
        assert service["healthcheck"]["test"], name
    checks = {COMPOSE["services"][name]["healthcheck"]["test"][-1] for name in ("api", "runs", "tools")}
    assert checks <= {part.name for part in (*PARTS, *OF_A_PROCESS)}


def test_redis_keeps_what_it_is_told() -> None:
    assert "--appendonly" in COMPOSE["services"]["redis"]["command"]


def test_no_password_stands_in_the_file() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|KEY|SECRET", name):
                assert str(value).startswith("${"), name


def test_the_image_holds_every_package_and_serves_the_settings_port() -> None:
    text = (ROOT / "Dockerfile").read_text()
    for package in ("agent", "api", "tools", "prompts"):
        assert f"COPY {package} {package}" in text
        assert f"!{package}" in (ROOT / ".dockerignore").read_text()
    port = Settings.model_fields["port"].default
    assert f"EXPOSE {port}" in text
    assert COMPOSE["services"]["api"]["ports"] == [f"${{LIANGTU_PORT:-{port}}}:{port}"]


def test_the_example_names_every_setting_once() -> None:
    text = (ROOT / ".env.example").read_text()
    named = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    hidden = {"LIANGTU_SCRIPTED_REPLIES"} | {
        f"LIANGTU_{name}" for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL")
    }
    assert NAMES - hidden - set(named) == set()
    assert set(named) <= NAMES | {"POSTGRES_PASSWORD", "S3_KEY", "S3_SECRET"} | ELSEWHERE
    assert len(named) == len(set(named))


def test_the_alerts_ask_for_figures_that_exist() -> None:
    rules = yaml.safe_load((ROOT / "api" / "alerts.yml").read_text())["groups"][0]["rules"]
    source = (ROOT / "api" / "metrics.py").read_text()
    for rule in rules:
        assert set(rule["annotations"]) == {"summary", "do"}
        for name in re.findall(r"liangtu_\w+", rule["expr"]):
            assert f'"{name.removesuffix("_total")}"' in source, name

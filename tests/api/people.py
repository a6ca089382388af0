"""Users of a service, and how they sign in."""

import subprocess
import sys

import httpx

from tests.api.client import Client
from tests.services import Service

PASSWORD = "a long and quiet word"


def add_user(service: Service, name: str, *more: str) -> None:
    command = [sys.executable, "-m", "api.cli", "user", "add", name, "--password", PASSWORD, *more]
    subprocess.run(command, env=service.environment, check=True, capture_output=True)


def signed_in(service: Service, name: str, password: str = PASSWORD) -> Client:
    answer = httpx.post(f"{service.api}/auth/token", json={"username": name, "password": password}, timeout=30)
    assert answer.status_code == 200, answer.text
    return Client(service, token=answer.json()["access_token"])

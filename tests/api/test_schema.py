"""Odd input to every route of the OpenAPI description: no answer says that something broke inside."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.client import Client
from tests.services import running


@pytest.mark.timeout(300)
def test_no_input_breaks_a_route(tmp_path: Path) -> None:
    """On a service of its own: what is there is renamed and deleted on the way."""
    with running(tmp_path / "service") as service, Client(service) as client:
        client.sample()
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", f"{service.address}/docs/openapi.json", "--no-color",
            "--checks", "not_a_server_error", "--phases", "coverage,fuzzing", "--max-examples", "4", "--seed", "7",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:]
    assert "Tested:" in done.stdout

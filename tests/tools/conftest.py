"""The sample sheet and what it truly shows, opened once for the tests of the tools."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tools
from tests.plans import Truth, sample
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger
from tools.kit.result import Result

Call = Callable[..., Result]


@pytest.fixture(scope="session")
def sheet_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    path = tmp_path_factory.mktemp("sheet") / "sample.pdf"
    return path, sample(path)


@pytest.fixture
def truth(sheet_file: tuple[Path, Truth]) -> Truth:
    return sheet_file[1]


@pytest.fixture
def call(sheet_file: tuple[Path, Truth]) -> Call:
    """Calls a tool on the sample sheet as the agent would: by name and arguments."""
    drawing = Drawing.open(sheet_file[0])

    def run(name: str, **arguments: Any) -> Result:
        return tools.call(name, arguments, {Drawing: drawing, Ledger: Ledger()})

    return run

"""The whole service, once with the built-in rules and once with a model that plays a script over HTTP."""

from collections.abc import Iterator

import pytest

from agent.scripted_server import ScriptedServer
from tests.api.client import Client
from tests.api.people import add_user, signed_in
from tests.api.scripts import SCRIPT
from tests.services import Service, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("rules"), LIANGTU_UPLOAD_MB="3", LIANGTU_CHILD_MB="900") as made:
        yield made


@pytest.fixture
def client(service: Service) -> Iterator[Client]:
    with Client(service) as made:
        yield made


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that nobody is signed in to by themselves, with two users and an operator."""
    with running(tmp_path_factory.mktemp("guarded"), LIANGTU_AUTH="required") as made:
        add_user(made, "ada")
        add_user(made, "bo")
        add_user(made, "root", "--operator")
        yield made


@pytest.fixture
def ada(guarded: Service) -> Iterator[Client]:
    with signed_in(guarded, "ada") as made:
        yield made


@pytest.fixture
def root(guarded: Service) -> Iterator[Client]:
    with signed_in(guarded, "root") as made:
        yield made


@pytest.fixture(scope="session")
def model() -> Iterator[ScriptedServer]:
    with ScriptedServer(SCRIPT) as server:
        yield server


@pytest.fixture(scope="session")
def scripted_service(tmp_path_factory: pytest.TempPathFactory, model: ScriptedServer) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("scripted")
    with running(folder, OPENAI_API_KEY="none", OPENAI_BASE_URL=model.url, LIANGTU_LEASE_SECONDS="4") as made:
        yield made


@pytest.fixture
def scripted(scripted_service: Service) -> Iterator[Client]:
    with Client(scripted_service) as made:
        yield made

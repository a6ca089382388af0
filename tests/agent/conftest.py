"""An endpoint over real HTTP that plays a script, and a desk where the rules are asked about the sample sheet."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.agent.endpoints import Endpoint
from tests.agent.test_rules import Desk


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    yield endpoint
    await endpoint.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.executor.close()

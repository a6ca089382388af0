"""An endpoint over real HTTP that plays a script."""

from collections.abc import AsyncIterator

import pytest

from tests.agent.endpoints import Endpoint


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    yield endpoint
    await endpoint.close()

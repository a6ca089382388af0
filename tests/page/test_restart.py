"""The service goes away and comes back while a run is under way: the page goes on where it was."""

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from agent.scripted_server import ScriptedServer
from tests.page.conftest import Visitor
from tests.page.test_page import ANSWER_MS, ask
from tests.page.test_runs import CALLS, SLOWLY
from tests.services import Service, running

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, model: ScriptedServer) -> Iterator[Service]:
    settings = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.url, "LIANGTU_LEASE_SECONDS": "3"}
    with running(tmp_path_factory.mktemp("restart"), **settings) as service:
        yield service


async def test_a_restarted_service_finishes_what_the_page_shows(visitor: Visitor, own: Service) -> None:
    page = await visitor.open(own.address)
    await expect(page.locator("#drawings li")).to_have_attribute("data-status", "ready", timeout=ANSWER_MS)
    await ask(page, SLOWLY)
    await expect(page.locator(".call").first).to_be_visible(timeout=ANSWER_MS)
    own.stop()
    await expect(page.locator(".lost")).to_be_visible(timeout=ANSWER_MS)
    own.start()
    await page.wait_for_selector(".exchange:last-child .answer", timeout=2 * ANSWER_MS)
    await expect(page.locator(".answer .prose")).to_contain_text("There are 6 KZ1 columns on the plan")
    await expect(page.locator(".call:not([hidden])")).to_have_count(CALLS)
    await expect(page.locator(".exchange")).to_have_count(1)
    await page.close()
    visitor.errors.clear()  # the browser itself logs refused connections


async def test_stop_works_after_a_reload(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await page.click("#new-chat")
    await ask(page, SLOWLY)
    await expect(page.locator(".call").first).to_be_visible(timeout=ANSWER_MS)
    await page.reload()
    await page.click("#stop", timeout=ANSWER_MS)
    await expect(page.locator(".banner")).to_have_text("Stopped", timeout=ANSWER_MS)

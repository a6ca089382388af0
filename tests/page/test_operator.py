"""The operator's page."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import PASSWORD, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_operator_sees_workers_jobs_and_what_was_done(visitor: Visitor, service: str) -> None:
    page = await visitor.open(f"{service}/operator", ready=False)
    await expect(page.locator("#workers tbody tr")).to_have_count(2)
    await expect(page.locator("#queues tbody tr")).to_have_count(2)
    await expect(page.locator("#jobs tbody tr").first).to_be_visible()
    await page.select_option("[name=status]", "failed")
    await page.fill("[name=user]", "nobody of that name")
    await expect(page.locator("#jobs tbody tr")).to_have_count(1)
    await expect(page.locator("#jobs tbody")).to_contain_text("nothing")


async def test_the_way_there_is_shown_to_operators_only(visitor: Visitor, service: str, guarded_service: str) -> None:
    page = await visitor.open(service)
    await page.click("#to-operator")
    await expect(page.locator("#workers tbody tr")).to_have_count(2)
    other = await visitor.open(guarded_service, ready=False)
    await other.fill("#user", "ada")
    await other.fill("#password", PASSWORD)
    await other.press("#password", "Enter")
    await other.wait_for_selector("body.ready")
    await expect(other.locator("#to-operator")).to_be_hidden()
    visitor.errors.clear()  # the browser itself logs the refused request before the sign-in

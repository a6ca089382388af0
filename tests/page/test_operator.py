"""The operator's page."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Visitor

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

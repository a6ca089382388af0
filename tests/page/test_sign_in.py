"""The page of a service that lets nobody in without a password."""

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import PASSWORD, Visitor
from tests.page.test_page import answered

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sign_in(page: Page, password: str) -> None:
    await page.fill("#user", "ada")
    await page.fill("#password", password)
    await page.press("#password", "Enter")


async def test_a_user_signs_in_asks_and_leaves(visitor: Visitor, guarded_service: str) -> None:
    page = await visitor.open(guarded_service, ready=False)
    await expect(page.locator("#sign-in")).to_be_visible()
    await sign_in(page, "wrong")
    await expect(page.locator("#sign-in-problem")).to_contain_text("password is wrong")
    await sign_in(page, PASSWORD)
    await page.wait_for_selector("body.ready")
    await expect(page.locator("#stage[data-view]:not(.loading)")).to_be_visible()
    await answered(page, "How many KZ1 columns are there?")
    await expect(page.locator(".headline .value")).to_have_text("6 nos")
    await page.click("#account")
    await expect(page.locator("#sign-in")).to_be_visible()
    visitor.errors.clear()  # the browser itself logs refused requests


async def test_a_token_that_is_no_longer_good_leads_to_the_sign_in(visitor: Visitor, guarded_service: str) -> None:
    page = await visitor.open(guarded_service, ready=False)
    await sign_in(page, PASSWORD)
    await page.wait_for_selector("body.ready")
    await page.evaluate("localStorage.setItem('liangtu.token', 'stale')")
    await page.click("#new-chat")
    await page.fill("#text", "How many D1?")
    await page.press("#text", "Enter")
    await expect(page.locator("#sign-in")).to_be_visible()
    visitor.errors.clear()

"""Numbered candidates: of a question of the agent, and of a count that was refused. The figure follows what is struck."""

import asyncio
from pathlib import Path

import pymupdf
import pytest
from playwright.async_api import Page, Route, expect

from tests.houses import House, draw
from tests.page.conftest import Visitor
from tests.page.test_drawing import drag, opened
from tests.page.test_page import ANSWER_MS, KZ1, SHOWN, ask, settled

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUSE = House(columns=2, rows=1)
FREE = (150.0, 140.0), (160.0, 146.0)  # mm of the sample where nothing is marked


async def asked_about_places(page: Page) -> None:
    await page.click("#new-chat")
    await ask(page, "Which candidates are columns?")
    await page.wait_for_selector(".ask .spot", timeout=ANSWER_MS)


async def test_candidates_of_a_question_are_struck_and_added_on_the_sheet(
    visitor: Visitor, scripted_service: str
) -> None:
    page = await opened(visitor, scripted_service)
    await asked_about_places(page)
    await expect(page.locator("#marks")).to_have_attribute("data-places", str(KZ1))
    await expect(page.locator(".ask .spot")).to_have_text([str(n) for n in range(1, KZ1 + 1)])
    await page.locator(".ask .spot").nth(1).click()
    await expect(page.locator(".ask .spot").nth(1)).to_have_attribute("aria-pressed", "false")
    await expect(page.locator(".ask-count")).to_have_text(f"{KZ1 - 1} count, of {KZ1} candidates")
    await page.click("#place-next")
    await expect(page.locator("#places-count")).to_have_text(f"1 of {KZ1}")
    await page.click("#place-strike")
    await expect(page.locator(".ask-count")).to_have_text(f"{KZ1 - 2} count, of {KZ1} candidates")
    await page.click("#zoom-fit")
    await settled(page)
    await page.click("#tool-area")
    await drag(page, *FREE)
    await page.click("#area-card .primary")
    await expect(page.locator(".ask-count")).to_have_text(f"{KZ1 - 1} count, of {KZ1} candidates")
    await expect(page.locator("#marks")).to_have_attribute("data-places", str(KZ1 + 1))
    await page.click(".ask .primary")
    await expect(page.locator(".question.said")).to_contain_text("Not these: 1, 2. Another one: sheet 1, box 150")
    await expect(page.locator(".question.said")).to_contain_text(f"That makes {KZ1 - 1}.")
    await expect(page.locator(".headline .value")).to_have_text(f"{KZ1 - 1} nos", timeout=ANSWER_MS)
    await expect(page.locator(".held")).to_contain_text("no. 1")


async def test_candidates_are_there_again_after_a_reload(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await asked_about_places(page)
    await page.reload()
    await expect(page.locator(".ask .spot")).to_have_count(KZ1)
    await expect(page.locator("#marks")).to_have_attribute("data-places", str(KZ1))
    await page.click("#stop")
    await expect(page.locator(".banner")).to_have_text("Stopped", timeout=ANSWER_MS)


def _doubtful_house(path: Path) -> Path:
    """A house with more bedrooms named than doors drawn: its count of doors is refused, with the candidates."""
    with pymupdf.open(draw(path.with_name("plain.pdf"), HOUSE)) as document:
        for n in range(8):
            document[0].insert_text((400 + n % 2 * 60, 300 + n // 2 * 30), f"BEDROOM {n + 2}", fontsize=7)
        document.save(path)
    return path


async def test_a_refused_count_is_settled_on_the_sheet(visitor: Visitor, service: str, tmp_path: Path) -> None:
    page = await visitor.open(service)
    await page.set_input_files("#file", _doubtful_house(tmp_path / "house.pdf"))
    await expect(page.locator(".drawing[aria-current]")).to_contain_text("house", timeout=ANSWER_MS)
    await expect(page.locator(SHOWN)).to_be_visible()
    await ask(page, "How many doors does the plan show?")
    await expect(page.locator(".banner")).to_have_text(
        "Not certain: please check the numbered places", timeout=ANSWER_MS
    )
    await expect(page.locator(".headline .value")).to_have_text(f"{HOUSE.doors} nos")
    await expect(page.locator(".ask-candidates .spot")).to_have_count(HOUSE.doors)
    await page.locator(".ask-candidates .spot").first.click()
    await expect(page.locator(".headline .value")).to_contain_text(f"{HOUSE.doors - 1} nos")
    await expect(page.locator(".headline .state-pill")).to_have_text("corrected by local")
    await expect(page.locator(".banner")).to_have_count(0)
    await page.locator(".ask-candidates .spot").first.click()
    await page.click(".ask-candidates .primary")
    await expect(page.locator(".headline .state-pill")).to_have_text("approved by local")
    await page.reload()
    await expect(page.locator(".headline .value")).to_have_text(f"{HOUSE.doors} nos")
    await expect(page.locator(".headline .state-pill")).to_have_text("approved by local")


async def test_a_question_that_is_asked_while_a_drawing_opens_is_about_that_one(
    visitor: Visitor, service: str, tmp_path: Path
) -> None:
    """It went to the drawing before it, whose six columns were told."""
    page = await visitor.open(service)
    await expect(page.locator(SHOWN)).to_be_visible()

    async def late(route: Route) -> None:
        await asyncio.sleep(1)
        await route.continue_()

    await page.route("**/api/v1/chats", late)
    await page.set_input_files("#file", _doubtful_house(tmp_path / "house.pdf"))
    await expect(page.locator(".drawing[aria-current]")).to_contain_text("house", timeout=ANSWER_MS)
    await ask(page, "How many KZ1 columns are there?")
    await expect(page.locator(".banner")).to_contain_text("does not give", timeout=ANSWER_MS)
    await expect(page.locator(".answer")).to_contain_text("KZ1 was not found")

"""What a person does on the sheet: areas, scales, striking and adding places, reading titles."""

from pathlib import Path

import pymupdf
import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import Visitor
from tests.page.test_page import ANSWER_MS, HELD, KZ1, SAMPLE, SHOWN, answered, settled, view_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "How many KZ1 columns are there?"
AXIS_1, AXIS_2 = (72.0, 180.0), (132.0, 180.0)  # 6000 mm apart


async def at(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    """The pixel of the window under which a point of the sheet (mm) lies."""
    scale, x, y = await view_of(page)
    stage = await page.locator("#stage").bounding_box()
    assert stage
    return stage["x"] + point[0] * scale + x, stage["y"] + point[1] * scale + y


async def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*await at(page, start))
    await page.mouse.down()
    for share in (0.3, 0.6, 1.0):
        middle = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
        await page.mouse.move(*await at(page, middle))
    await page.mouse.up()


async def opened(visitor: Visitor, service: str) -> Page:
    page = await visitor.open(service)
    await expect(page.locator(SHOWN)).to_be_visible()
    await page.click("#zoom-fit")
    await settled(page)
    return page


async def test_the_sheets_are_listed_by_number_and_title(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    row = page.locator("#sheets .sheet").first
    await expect(row).to_contain_text("A-101")
    await expect(row).to_contain_text("Ground Floor Plan")
    await expect(row).to_have_attribute("aria-current", "true")
    await expect(row.locator("img")).to_have_js_property("complete", True)


async def test_a_scale_is_confirmed_by_two_clicks_and_a_length(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await expect(page.locator("#scale-state")).to_have_text("Scale 1 : 100, checked by dimensions")
    await page.click("#scale-state")
    await page.mouse.click(*await at(page, AXIS_1))
    await page.mouse.click(*await at(page, AXIS_2))
    await page.fill("#line-card input", "6000")
    await expect(page.locator("#line-card")).to_contain_text("agrees with 1 : 100")
    await page.press("#line-card input", "Enter")
    await expect(page.locator("#scale-state")).to_have_text("Scale 1 : 100, confirmed by you")
    await page.reload()
    await expect(page.locator("#scale-state")).to_have_text("Scale 1 : 100, confirmed by you")
    await page.click("#scale-state")
    await page.click("#line-card .quiet-button:has-text('Back to the drawing')")
    await expect(page.locator("#scale-state")).to_have_text("Scale 1 : 100, checked by dimensions")


async def _shown(page: Page, path: Path) -> None:
    await page.set_input_files("#file", path)
    await expect(page.locator(".drawing[aria-current]")).to_contain_text(path.stem, timeout=ANSWER_MS)


async def test_the_foot_tells_how_far_a_scale_can_be_trusted(visitor: Visitor, service: str, tmp_path: Path) -> None:
    """Nothing stated, a note alone, and a note that the dimensions contradict, as on a sheet printed at half its size."""
    page = await visitor.open(service)
    foot = page.locator("#scale-state")
    for name, text in (("bare", "GENERAL NOTES OF THE PROJECT, REVISION B"), ("noted", "SECTION A-A  SCALE 1:50")):
        with pymupdf.open() as document:
            document.new_page().insert_text((72, 72), text)
            document.save(tmp_path / f"{name}.pdf")
    with pymupdf.open(SAMPLE) as whole, pymupdf.open() as half:
        small = half.new_page(width=whole[0].rect.width / 2, height=whole[0].rect.height / 2)
        small.show_pdf_page(small.rect, whole, 0)
        half.save(tmp_path / "half.pdf")
    await _shown(page, tmp_path / "bare.pdf")
    await expect(foot).to_have_text("Scale not known", timeout=ANSWER_MS)
    await _shown(page, tmp_path / "noted.pdf")
    await expect(foot).to_have_text("Scale 1 : 50, printed, not checked", timeout=ANSWER_MS)
    await _shown(page, tmp_path / "half.pdf")
    await expect(foot).to_have_text("Scale 1 : 200 by dimensions, but 1 : 100 is printed", timeout=ANSWER_MS)
    await expect(foot).to_have_attribute("data-disputed", "true")


async def test_an_area_goes_into_the_question(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await page.click("#new-chat")
    await page.click("#tool-area")
    await drag(page, (60, 80), (150, 120))
    await expect(page.locator("#area-card")).to_be_visible()
    await page.click("#area-card .quiet-button:has-text('something else')")
    await expect(page.locator("#region .chip")).to_contain_text("sheet 1")
    await page.fill("#text", "How many KZ1 are here?")
    await page.press("#text", "Enter")
    await expect(page.locator(".question .chip")).to_contain_text("area on sheet 1")
    await expect(page.locator(".question")).not_to_contain_text("mm]")
    await page.wait_for_selector(".exchange:last-child .answer", timeout=ANSWER_MS)
    await expect(page.locator("#region")).to_be_hidden()


async def test_an_area_is_chosen_by_the_keyboard_alone(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await page.focus("#stage")
    await page.keyboard.press("b")
    await page.keyboard.press("Enter")
    await expect(page.locator("#area-card")).to_contain_text("420 × 297 mm")
    await page.focus("#stage")
    await page.keyboard.press("Escape")
    await expect(page.locator("#area-card")).to_be_hidden()


async def test_striking_a_place_changes_the_figure_and_what_it_says(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await answered(page, QUESTION)
    await page.click("#place-next")
    await page.click("#place-strike")
    await expect(page.locator(".headline .value")).to_contain_text(f"{KZ1 - 1} nos")
    await expect(page.locator(".headline .state-pill")).to_have_text("corrected by local")
    await expect(page.locator("#places-kinds")).to_contain_text("1 struck out")
    await page.reload()
    await expect(page.locator(".headline .value")).to_contain_text(f"{KZ1 - 1} nos")
    await page.click(".headline .value")
    await page.click("#place-next")
    await page.click("#place-strike")
    await expect(page.locator(".headline .value")).to_have_text(f"{KZ1} nos")


async def test_a_place_is_added_to_a_count(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await answered(page, QUESTION)
    await page.click("#zoom-fit")
    await settled(page)
    await page.click("#tool-area")
    await drag(page, (100, 140), (110, 146))
    await page.click("#area-card .primary")
    await expect(page.locator(".headline .value")).to_contain_text(f"{KZ1 + 1} nos")
    await expect(page.locator("#marks")).to_have_attribute("data-places", str(KZ1 + HELD + 1))


async def test_pointing_at_a_place_tells_what_it_is(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await answered(page, QUESTION)
    await page.click("#place-next")
    await settled(page)
    stage = await page.locator("#stage").bounding_box()
    assert stage
    await page.mouse.move(stage["x"] + stage["width"] / 2 + 3, stage["y"] + stage["height"] / 2)
    await expect(page.locator("#tip")).to_contain_text("KZ1")
    await expect(page.locator("#tip")).to_contain_text("1 · counted")


async def test_the_crops_of_a_figure_lead_to_their_places(visitor: Visitor, service: str) -> None:
    page = await opened(visitor, service)
    await answered(page, QUESTION)
    await page.click(".how > summary")
    crop = page.locator(".crop").first
    await expect(page.locator(".crop img[src^=blob]")).to_have_count(4)
    await crop.click()
    await expect(page.locator("#marks")).to_have_attribute("data-places", "1")

"""Quantities, copies, batches, and windows that stay in step."""

import io
from pathlib import Path

import pymupdf
import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.page.conftest import Visitor
from tests.page.test_drawing import QUESTION
from tests.page.test_page import ANSWER_MS, HELD, KZ1, SHOWN, answered, ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_quantities_are_corrected_approved_and_taken_along(
    visitor: Visitor, service: str, tmp_path: Path
) -> None:
    page = await visitor.open(service)
    await answered(page, QUESTION)
    await page.click("#quantities-open")
    row = page.locator("#quantities tr.head")
    await row.locator("input").fill("7")
    await row.locator("input").press("Enter")
    await expect(row.locator(".state-pill")).to_have_text("corrected by local")
    await row.locator("button:has-text('Approve')").click()
    await expect(row.locator(".state-pill")).to_have_text("approved by local")
    async with page.expect_download() as download:
        await page.click("#quantities button:has-text('XLSX')")
    await (await download.value).save_as(tmp_path / "q.xlsx")
    book = load_workbook(tmp_path / "q.xlsx")
    assert book.active is not None
    assert [cell.value for cell in book.active[2]][3] == 7
    await page.keyboard.press("Escape")
    await expect(page.locator(".headline .value")).to_contain_text("7 nos")


async def test_the_marked_sheets_are_downloaded(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, QUESTION)
    async with page.expect_download() as download:
        await page.click(".answer footer button[aria-label*=PDF]")
    path = await (await download.value).path()
    assert pymupdf.open("pdf", io.BytesIO(path.read_bytes())).page_count == 2


async def test_a_copy_is_read_by_whoever_has_the_link(visitor: Visitor, guarded_service: str) -> None:
    page = await visitor.open(guarded_service, ready=False)
    await page.fill("#user", "ada")
    await page.fill("#password", "a long password")
    await page.press("#password", "Enter")
    await page.wait_for_selector("body.ready")
    await answered(page, QUESTION)
    token = await page.evaluate("localStorage.getItem('liangtu.token')")
    run = await page.locator(".exchange").count()
    assert run
    async with page.expect_response("**/share") as made:
        page.on("dialog", lambda dialog: dialog.dismiss())
        await page.click(".answer footer button[aria-label*=link]")
    link = (await (await made.value).json())["path"]
    assert token
    other = await visitor.open(f"{guarded_service}{link}")
    await expect(other.locator(".headline .value")).to_have_text(f"{KZ1} nos")
    await expect(other.locator("#marks")).to_have_attribute("data-places", str(KZ1 + HELD))
    await expect(other.locator(SHOWN)).to_be_visible()
    await other.click(".how > summary")
    await expect(other.locator(".crop img[src^=blob]").first).to_be_visible()
    await expect(other.locator("#text")).to_have_count(0)
    await page.reload()
    await page.click(".answer footer .unshare")
    await expect(page.locator(".answer footer .unshare")).to_be_hidden()
    await other.reload()
    await expect(other.locator(".banner")).to_contain_text("no longer good")
    visitor.errors.clear()  # the browser itself logs the refused request before the sign-in


async def test_a_batch_is_watched_in_a_grid(visitor: Visitor, service: str) -> None:
    page = await visitor.open(f"{service}/batch")
    await page.check("#batch-drawings label:has-text('Sample') input")
    await page.fill("#batch-questions", f"{QUESTION}\nHow many D2?\nHow heavy is the roof?")
    await expect(page.locator("#batch-count")).to_contain_text("= 3")
    await page.click("#batch-form .primary")
    await expect(page.locator("#grid-state")).to_have_text("3 of 3 done", timeout=ANSWER_MS)
    await expect(page.locator(".cell strong").first).to_have_text(f"{KZ1} nos")
    await expect(page.locator(".cell[data-status=refused]")).to_have_count(1)
    await page.locator("button.cell").first.click()
    await expect(page.locator("#cell .crop img[src^=blob]").first).to_be_visible()
    await page.keyboard.press("Escape")
    async with page.expect_download() as download:
        await page.click("#grid-csv")
    assert "KZ1" in (await (await download.value).path()).read_text(encoding="utf-8-sig")
    await page.reload()
    await expect(page.locator("#grid-state")).to_have_text("3 of 3 done")


async def test_two_windows_stay_in_step(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, QUESTION)
    other = await visitor.open(page.url)
    await expect(other.locator(".exchange")).to_have_count(1)
    await ask(page, "How many D2 doors are there?")
    await expect(other.locator(".exchange")).to_have_count(2, timeout=ANSWER_MS)
    await expect(other.locator(".exchange:last-child .headline .value")).to_have_text("2 nos", timeout=ANSWER_MS)
    await page.locator(".exchange").first.locator(".headline .value").click()
    await page.click("#place-next")
    await page.click("#place-strike")
    await expect(other.locator(".exchange").first.locator(".headline .value")).to_contain_text(
        "5 nos", timeout=ANSWER_MS
    )


async def test_chats_and_drawings_are_renamed_and_deleted(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, QUESTION)
    names = iter(["Columns 柱", "Plan 平面.pdf", "Sample 样例.pdf"])
    page.on("dialog", lambda dialog: dialog.accept(next(names)) if dialog.type == "prompt" else dialog.accept())
    await page.click("#chat-rename")
    await expect(page.locator("#chat-pick option:checked")).to_have_text("Columns 柱")
    row = page.locator("#drawings li", has=page.locator(".drawing[aria-current]"))
    for name in ("Plan 平面.pdf", "Sample 样例.pdf"):
        await row.hover()
        await row.locator("button[data-act=rename]").click()
        await expect(row.locator(".name")).to_have_text(name)
    await page.click("#chat-remove")
    await expect(page.locator("#chat-pick option:checked")).not_to_have_text("Columns 柱")


async def test_an_earlier_question_is_edited_and_asked_again(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, QUESTION)
    await page.hover(".exchange")
    await page.click(".asked-row .icon-button")
    assert await page.input_value("#text") == QUESTION
    await page.fill("#text", "How many KZ2 columns are there?")
    await page.press("#text", "Enter")
    await expect(page.locator(".exchange")).to_have_count(2)
    await expect(page.locator(".exchange:last-child .headline .value")).to_have_text("4 nos", timeout=ANSWER_MS)
    await page.locator(".exchange:last-child footer button[aria-label*=again]").click()
    await expect(page.locator(".exchange")).to_have_count(3)
    await page.wait_for_selector(".exchange:last-child .answer", timeout=ANSWER_MS)

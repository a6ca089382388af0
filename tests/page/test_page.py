"""The page on the real service with the built-in rules: drawings, sheets, questions, answers and their places."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import STATIC, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAMPLE = STATIC / "sample.pdf"
KZ1 = 6
HELD = 1  # one more stands in the column schedule and is shown as not counted
SHOWN = "#stage[data-view]:not(.loading)"
ANSWER_MS = 30_000


async def ask(page: Page, question: str) -> None:
    await page.fill("#text", question)
    await page.press("#text", "Enter")


async def answered(page: Page, question: str) -> None:
    await page.click("#new-chat")
    await ask(page, question)
    await page.wait_for_selector(".exchange:last-child .answer", timeout=ANSWER_MS)


async def test_the_sample_is_ready_to_ask_about(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await expect(page.locator(".drawing[aria-current]")).to_contain_text("sample")
    await expect(page.locator(SHOWN)).to_be_visible()
    await expect(page.locator("#paper-size")).to_have_text("420 × 297 mm")
    await expect(page.locator("#provider")).to_have_text("built-in rules")
    await page.click("#new-chat")
    await page.click("#suggestions button:first-child")
    answer = page.locator(".answer")
    await expect(answer).to_be_visible(timeout=ANSWER_MS)
    await expect(page.locator(".headline .value")).to_have_text(f"{KZ1} nos")
    await expect(answer.locator("footer")).to_contain_text("Answered by built-in rules")
    await expect(page.locator(".work")).not_to_have_attribute("open", "")


async def test_a_figure_shows_its_places(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, "How many KZ1 columns are there?")
    await expect(page.locator("#marks")).to_have_attribute("data-places", str(KZ1 + HELD))
    await page.click("#places-clear")
    await expect(page.locator("#marks")).to_have_attribute("data-places", "0")
    figure = page.locator(".prose .figure").first
    await figure.click()
    await expect(page.locator("#marks")).to_have_attribute("data-places", str(KZ1 + HELD))
    await expect(page.locator("#places-count")).to_have_text(f"{KZ1} places")
    await page.click("#place-next")
    await expect(page.locator("#places-count")).to_have_text(f"1 of {KZ1 + HELD}")
    await expect(page.locator("#marks")).to_have_attribute("data-current", "0")
    await page.click("#place-previous")
    await expect(page.locator("#places-count")).to_have_text(f"{KZ1 + HELD} of {KZ1 + HELD}")


async def view_of(page: Page) -> tuple[float, float, float]:
    """Pixels per mm, and where the sheet's corner lies on the stage."""
    scale, x, y = map(float, (await page.locator("#stage").get_attribute("data-view") or "").split())
    return scale, x, y


async def settled(page: Page) -> tuple[float, float, float]:
    """The view once it has come to rest."""
    await page.evaluate("Object.assign(window, { stillFor: -10 })")
    await page.wait_for_function(
        """() => {
          const view = document.getElementById("stage").dataset.view;
          const still = window.stillFor < 0 || window.lastView === view ? window.stillFor + 1 : 0;
          Object.assign(window, { lastView: view, stillFor: still });
          return still > 5;
        }"""
    )
    return await view_of(page)


async def test_a_marked_place_lies_on_what_was_read(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, "How many KZ1 columns are there?")
    await page.click("#place-next")
    await expect(page.locator("#places-source")).to_contain_text("KZ1")
    scale, x, y = await settled(page)
    stage = await page.locator("#stage").bounding_box()
    assert stage
    run = (await (await page.request.get(f"{service}/api/v1/chats")).json())[0]["id"]
    chat = await (await page.request.get(f"{service}/api/v1/chats/{run}")).json()
    answer = chat["runs"][-1]["answer"]
    (count,) = [quantity for quantity in answer["quantities"] if quantity["id"] == answer["headline"]]
    x0, y0, x1, y1 = count["sources"][0]["box"]
    assert abs((x0 + x1) / 2 * scale + x - stage["width"] / 2) < 4
    assert abs((y0 + y1) / 2 * scale + y - stage["height"] / 2) < 4


async def test_pointing_at_a_figure_tells_its_source(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, "How many KZ1 columns are there?")
    figure = page.locator(".prose .figure").first
    await figure.hover()
    await expect(page.locator("#tip")).to_contain_text("sheet 1")
    await page.keyboard.press("Escape")
    await expect(page.locator("#tip")).to_be_hidden()
    await page.locator(".headline .value").focus()
    await expect(page.locator("#tip")).to_contain_text("KZ1")


async def test_chinese_browsers_get_chinese(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service, locale="zh-CN")
    await expect(page.locator("#new-chat")).to_have_text("新对话")
    await answered(page, "KZ1 柱有多少根？")
    await expect(page.locator(".headline .value")).to_have_text(f"{KZ1} 个")
    await expect(page.locator(".headline .label")).to_have_text("第 1 张图上标注的 KZ1")
    await expect(page.locator("#places-label")).to_have_text("第 1 张图上标注的 KZ1")
    await page.click("#quantities-open")
    await expect(page.locator("#quantities tr.head td").first).to_have_text("第 1 张图上标注的 KZ1")
    await page.keyboard.press("Escape")
    await expect(page.locator(".answer")).to_have_attribute("lang", "zh")
    await page.click("#language")
    await page.wait_for_selector("body.ready")
    await expect(page.locator("#new-chat")).to_have_text("New chat")
    await expect(page.locator(".question")).to_have_text("KZ1 柱有多少根？")


async def test_dark_and_light_follow_the_system(visitor: Visitor, service: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = await visitor.open(service, color_scheme=scheme)
        colour = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        grounds.append(sum(int(part) for part in re.findall(r"\d+", colour)[:3]))
    assert grounds[0] > 600
    assert grounds[1] < 150


async def test_a_reload_keeps_the_chat_and_its_work(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, "How many KZ1 columns are there?")
    text = await page.locator(".answer .prose").inner_text()
    await page.reload()
    await expect(page.locator(".answer .prose")).to_have_text(text)
    await expect(page.locator(".call")).to_have_count(0)
    await page.click(".work > summary")
    await expect(page.locator(".call[data-status=done]").first).to_be_visible()


async def test_an_uploaded_drawing_is_read_and_shown(visitor: Visitor, service: str, tmp_path: Path) -> None:
    page = await visitor.open(service)
    plan = tmp_path / "大样 plan.pdf"
    plan.write_bytes(SAMPLE.read_bytes())
    await page.set_input_files("#file", plan)
    row = page.locator("#drawings li").first
    await expect(row).to_contain_text("大样 plan.pdf")
    await expect(row).to_have_attribute("data-status", "ready", timeout=ANSWER_MS)
    await expect(page.locator("#sheet-title")).to_have_text("大样 plan.pdf")
    await expect(page.locator(SHOWN)).to_be_visible()


async def test_a_drawing_is_removed(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await page.set_input_files(
        "#file", {"name": "gone.pdf", "mimeType": "application/pdf", "buffer": SAMPLE.read_bytes()}
    )
    row = page.locator("#drawings li", has_text="gone.pdf")
    await expect(row).to_have_attribute("data-status", "ready", timeout=ANSWER_MS)
    await expect(page.locator("#sheet-title")).to_have_text("gone.pdf")
    await expect(page.locator(SHOWN)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await row.hover()
    await row.locator("[data-act=remove]").click()
    await expect(row).to_have_count(0)
    await expect(page.locator("#sheet-title")).not_to_have_text("gone.pdf")
    await page.close()
    visitor.errors.clear()  # the browser itself logs tiles that were under way when their drawing was deleted


async def test_dropped_files_are_uploaded(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    data = await page.evaluate_handle(
        """async (path) => {
          const bytes = await (await fetch(path)).arrayBuffer();
          const data = new DataTransfer();
          data.items.add(new File([bytes], "dropped.pdf", { type: "application/pdf" }));
          return data;
        }""",
        "/static/sample.pdf",
    )
    await page.dispatch_event("body", "dragover", {"dataTransfer": data})
    await expect(page.locator("#drop")).to_be_visible()
    await page.dispatch_event("body", "drop", {"dataTransfer": data})
    await expect(page.locator("#drop")).to_be_hidden()
    row = page.locator("#drawings li", has_text="dropped.pdf")
    await expect(row).to_have_attribute("data-status", "ready", timeout=ANSWER_MS)


async def test_a_bad_file_is_told_and_nothing_else_suffers(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    for name, content in (("empty.pdf", b""), ("words.pdf", b"These are words and no drawing.")):
        await page.set_input_files("#file", {"name": name, "mimeType": "application/pdf", "buffer": content})
        told = page.locator(f".problem:has-text('{name}'), li[data-status=failed]:has-text('{name}')").first
        await expect(told).to_be_visible(timeout=ANSWER_MS)
        assert len(await told.inner_text()) > len(name) + 20
    visitor.errors.clear()  # the browser itself logs a refused request
    await page.locator(".drawing", has_text="sample").first.click()
    await answered(page, "What is the scale?")


async def test_text_is_found_on_the_sheet(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await page.fill("#find-text", "kz2")
    await page.press("#find-text", "Enter")
    await expect(page.locator("#marks")).not_to_have_attribute("data-places", "0")
    await page.fill("#find-text", "no such text")
    await page.press("#find-text", "Enter")
    await expect(page.locator("#places-label")).to_contain_text("is not in the text")
    await expect(page.locator("#marks")).to_have_attribute("data-places", "0")


async def test_zooming_fetches_finer_tiles(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await expect(page.locator(SHOWN)).to_be_visible()
    await page.locator("#stage").hover()
    async with page.expect_response(lambda response: "/tiles/4/" in response.url and response.ok, timeout=ANSWER_MS):
        for _ in range(12):
            await page.mouse.wheel(0, -400)
            await page.wait_for_timeout(30)


async def test_the_sheet_answers_to_the_keyboard(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await expect(page.locator(SHOWN)).to_be_visible()
    fitted = await settled(page)
    await page.focus("#stage")
    await page.keyboard.press("+")
    nearer = await settled(page)
    assert nearer[0] == pytest.approx(fitted[0] * 1.4, rel=0.01)
    await page.keyboard.press("ArrowRight")
    assert (await settled(page))[1] == pytest.approx(nearer[1] - 60, abs=1)
    await page.keyboard.press("0")
    assert (await settled(page))[0] == pytest.approx(fitted[0], rel=0.01)


async def test_a_turned_sheet_is_fitted_and_its_places_turn_with_it(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await expect(page.locator(SHOWN)).to_be_visible()
    scale, x, _ = await settled(page)
    await page.focus("#stage")
    await page.keyboard.press("r")
    turned = await settled(page)
    assert turned[0] < scale, "a wide sheet that stands upright is smaller"
    assert turned[1] > x, "its upper left corner is at the upper right now"
    await answered(page, "How many KZ1 columns are there?")
    await page.click("#place-next")
    await settled(page)
    stage = await page.locator("#stage").bounding_box()
    assert stage
    await page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
    await expect(page.locator("#tip")).to_contain_text("KZ1")
    await page.click("#turn")
    await page.click("#turn")
    await page.click("#turn")
    assert (await settled(page))[0] == pytest.approx(scale, rel=0.01)


async def test_dragging_moves_the_sheet(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await expect(page.locator(SHOWN)).to_be_visible()
    before = await settled(page)
    await page.mouse.move(600, 400)
    await page.mouse.down()
    for step in range(1, 6):
        await page.mouse.move(600 + 10 * step, 400 + 6 * step)
        await page.wait_for_timeout(60)
    await page.wait_for_timeout(300)  # held still before it is let go: a sheet that is flung glides on
    await page.mouse.up()
    after = await settled(page)
    assert after[1] - before[1] == pytest.approx(50, abs=3)
    assert after[2] - before[2] == pytest.approx(30, abs=3)


async def test_enter_sends_but_not_while_characters_are_chosen(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await page.click("#new-chat")
    await page.fill("#text", "柱")
    await page.dispatch_event("#text", "keydown", {"key": "Enter", "isComposing": True})
    await page.press("#text", "Shift+Enter")
    await expect(page.locator(".exchange")).to_have_count(0)
    assert await page.input_value("#text") == "柱\n"


async def test_everything_that_can_be_clicked_has_a_name(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    await answered(page, "How many KZ1 columns are there?")
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, select, textarea, input:not([type=file])")]
          .filter((node) => node.checkVisibility())
          .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.labels?.length))
          .map((node) => node.outerHTML)"""
    )
    assert nameless == []


async def test_the_page_lives_under_a_strict_policy(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service)
    response = await page.request.get(service)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"\s(style|on\w+)=", await response.text()) is None
    assert re.search(r"<script(?![^>]*src=)", await response.text()) is None


async def test_a_phone_shows_one_part_at_a_time(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service, viewport={"width": 400, "height": 800})
    for part, shown in (("library", "#drawings"), ("desk", "#stage"), ("chat", "#text")):
        await page.click(f"#parts [data-part={part}]")
        await expect(page.locator(shown)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.click("#new-chat")
    await ask(page, "How many KZ1 columns are there?")
    await page.locator(".headline .value").click(timeout=ANSWER_MS)
    await expect(page.locator("#stage")).to_be_visible()

"""Runs as the page shows them, with a model that takes its time: live, cut off, reloaded, stopped, asked back."""

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from agent.scripted_server import ScriptedServer
from tests.page.conftest import Visitor
from tests.page.test_page import ANSWER_MS, ask

pytestmark = pytest.mark.asyncio(loop_scope="session")

SLOWLY = "Count KZ1 slowly"
CALLS = 2
"""Steps of a run that counts once: the overview of the sheets, and the model's own."""


async def fresh(page: Page, question: str) -> None:
    await page.click("#new-chat")
    await ask(page, question)


async def finished(page: Page) -> None:
    await page.wait_for_selector(".exchange:last-child .answer", timeout=ANSWER_MS)


async def test_the_work_and_the_text_stream_by(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, SLOWLY)
    await expect(page.locator("#stop")).to_be_visible()
    await expect(page.locator(".call").first).to_be_visible(timeout=ANSWER_MS)
    await expect(page.locator(".remark")).to_have_text("I will count the marks first.")
    await expect(page.locator(".draft")).to_contain_text("on the plan", timeout=ANSWER_MS)
    assert "[q" not in await page.locator(".draft").inner_text()
    await finished(page)
    await expect(page.locator(".draft")).to_be_hidden()
    await expect(page.locator(".headline .value")).to_have_text("6 nos")
    await expect(page.locator("#stop")).to_be_hidden()
    await expect(page.locator(".answer footer")).to_contain_text("gpt-4o")


async def test_a_reload_joins_the_running_run(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, SLOWLY)
    await expect(page.locator(".call").first).to_be_visible(timeout=ANSWER_MS)
    await page.reload()
    await expect(page.locator(".question")).to_have_text(SLOWLY)
    await expect(page.locator(".call")).to_have_count(CALLS)
    await expect(page.locator("#stop")).to_be_visible()
    await finished(page)
    await expect(page.locator(".answer .prose")).to_contain_text("There are 6 KZ1 columns on the plan")


async def test_lost_connections_lose_and_repeat_nothing(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    cuts = 0

    def cut_after_three(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        passed = 0

        async def pass_on(message: str | bytes) -> None:
            nonlocal passed, cuts
            socket.send(message)
            passed += 1
            if passed == 3 and cuts < 6:
                cuts += 1
                await socket.close()

        server.on_message(pass_on)

    await page.route_web_socket("**/events*", cut_after_three)
    await page.evaluate(
        """() => {
          window.drafts = [];
          new MutationObserver(() => {
            const text = document.querySelector(".draft")?.textContent;
            if (text) window.drafts.push(text);
          }).observe(document.getElementById("messages"), { subtree: true, childList: true, characterData: true });
        }"""
    )
    await fresh(page, SLOWLY)
    await finished(page)
    assert cuts == 6
    await expect(page.locator(".call")).to_have_count(CALLS)
    whole = "There are 6 KZ1 columns on the plan, each of them drawn at a crossing of the grid axes."
    await expect(page.locator(".answer .prose")).to_have_text(whole)
    drafts = [text for text in await page.evaluate("window.drafts") if text.startswith("There")]
    assert drafts
    assert all(whole.startswith(text.rstrip()) for text in drafts)


async def test_a_run_is_stopped(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, SLOWLY)
    await expect(page.locator(".call").first).to_be_visible(timeout=ANSWER_MS)
    await page.click("#stop")
    await expect(page.locator(".banner")).to_have_text("Stopped", timeout=5000)
    await expect(page.locator("#send")).to_be_visible()
    await page.click("text=Try again")
    await expect(page.locator(".exchange")).to_have_count(2)
    await finished(page)


async def test_a_question_back_is_answered_by_a_click(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, "Which height?")
    await expect(page.locator(".ask")).to_contain_text("Which storey height?", timeout=ANSWER_MS)
    await page.reload()
    await page.click(".ask .choice:has-text('3.6 m')", timeout=ANSWER_MS)
    await finished(page)
    await expect(page.locator(".ask")).to_have_count(0)
    await expect(page.locator(".question.said")).to_have_text("3.6 m")


async def test_a_question_back_is_answered_in_words(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, "The height, please")
    await expect(page.locator(".ask")).to_be_visible(timeout=ANSWER_MS)
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Your answer")
    await ask(page, "3.45 m")
    await finished(page)
    await expect(page.locator(".question.said")).to_have_text("3.45 m")


async def test_a_computed_figure_shows_how(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, "What is the volume of the KZ1 columns?")
    await finished(page)
    await expect(page.locator(".headline .value")).to_have_text("3.168 m³")
    root = page.locator(".tree > li")
    await expect(root).to_contain_text("concrete of the columns")
    await expect(root.locator("> .expression")).to_contain_text("6 nos × (0.4 m)² × 3.3 m")
    leaves = root.locator("> ul > li")
    await expect(leaves).to_have_count(3)
    await expect(leaves.first.locator(".crop img").first).to_have_js_property("complete", True)
    await root.locator("> .expression .figure").first.click()
    await expect(page.locator("#marks")).to_have_attribute("data-places", "6")


async def test_an_unproven_figure_is_marked(visitor: Visitor, scripted_service: str) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, "How much with waste?")
    await finished(page)
    await expect(page.locator(".unverified").first).to_contain_text("17.5")
    await page.locator(".unverified").first.hover()
    await expect(page.locator("#tip")).to_contain_text("proves")


async def test_a_second_window_sees_the_same_run(
    visitor: Visitor, scripted_service: str, model: ScriptedServer
) -> None:
    page = await visitor.open(scripted_service)
    await fresh(page, SLOWLY)
    await expect(page.locator(".call").first).to_be_visible(timeout=ANSWER_MS)
    asked = len(model.requests)
    other = await visitor.open(page.url)
    await expect(other.locator(".call")).to_have_count(CALLS)
    await finished(page)
    await finished(other)
    assert await other.locator(".prose").last.inner_text() == await page.locator(".prose").last.inner_text()
    assert len(model.requests) <= asked + 1

"""The page in Chromium on this machine: paint, scripts, tiles, panning, long runs, the way to a figure's source."""

import asyncio
import gzip
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pymupdf
from playwright.async_api import Page, async_playwright

from tests.bench.bench_kit import big_sheet
from tests.page.conftest import CHROMIUM, FLAGS, STATIC, running_service

A0 = (1189.0, 841.0)
OVERLAYS = 2000
EVENTS = 10_000
TILES = [(3, 2, 2), (4, 5, 4), (4, 9, 7), (5, 11, 9), (5, 20, 14), (2, 1, 1), (3, 4, 3), (5, 17, 3)]
Row = tuple[str, str, str]

PAN = """async () => {
  const times = [];
  let on = true;
  const tick = (now) => { times.push(now); if (on) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const canvas = document.querySelector("#tiles .openseadragon-canvas");
  const at = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
    clientX: x, clientY: y, pointerId: 1, pointerType: "mouse", isPrimary: true, bubbles: true, buttons: type === "pointerup" ? 0 : 1, button: 0,
  }));
  at("pointerdown", 640, 420);
  const began = performance.now();
  while (performance.now() - began < 3000) {
    const share = (performance.now() - began) / 3000;
    at("pointermove", 640 + 180 * Math.sin(9 * share), 420 + 120 * Math.sin(13 * share));
    await new Promise(requestAnimationFrame);
  }
  at("pointerup", 640, 420);
  on = false;
  return times;
}"""
LONG_RUN = """async (count) => {
  const { apply, newRun } = await import("/static/js/run.js");
  const { WorkView } = await import("/static/js/work.js");
  const run = newRun("r"), work = new WorkView({ show() {}, replay() {} });
  const event = (seq) => seq % 10 === 1
    ? { seq, type: "step", data: { step: (seq - 1) / 10 + 1, title: { en: "Thinking" } } }
    : seq % 10 === 2 ? { seq, type: "tool_started", data: { call_id: `c${seq}`, tool: "look", title: { en: "Looking" } } }
    : seq % 10 === 3 ? { seq, type: "tool_finished", data: { call_id: `c${seq - 1}`, seconds: 1, items: [], quantities: [] } }
    : { seq, type: "tool_progress", data: { call_id: `c${seq - 1}`, done: seq, total: count } };
  const parts = [];
  for (let part = 0; part < 10; part++) {
    const began = performance.now();
    for (let n = 1; n <= count / 10; n++) {
      apply(run, event(part * (count / 10) + n), 0);
      if (n % 20 === 0) work.update(run);
    }
    parts.push((performance.now() - began) / (count / 10));
  }
  return parts;
}"""
TO_SOURCE = """async () => {
  const stage = document.getElementById("stage"), marks = document.getElementById("marks");
  document.getElementById("places-clear").click();
  document.getElementById("zoom-fit").click();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = stage.dataset.view, began = performance.now();
  document.querySelector(".headline .value").click();
  while (marks.dataset.places === "0" || stage.dataset.view === before) await new Promise(requestAnimationFrame);
  const first = performance.now() - began;
  let last = "", still = performance.now();
  while (performance.now() - still < 100) {
    if (stage.dataset.view !== last) [last, still] = [stage.dataset.view, performance.now()];
    await new Promise(requestAnimationFrame);
  }
  return [first, still - began];
}"""


def wide_sheet(path: Path) -> None:
    """An A0 sheet with 2,000 marks on it and lines between them."""
    document = pymupdf.open()
    page = document.new_page(width=A0[0] / 25.4 * 72, height=A0[1] / 25.4 * 72)
    shape = page.new_shape()
    for n in range(OVERLAYS):
        x, y = 60 + (n % 50) * 64, 60 + (n // 50) * 56
        page.insert_text((x, y), "XQ7", fontsize=8)
        shape.draw_line((x, y + 4), (x + 50, y + 4 + n % 9))
    shape.finish(width=0.4)
    shape.commit()
    document.save(path)


def uploaded(service: str, path: Path) -> str:
    """The id of the drawing, once it is read."""
    with path.open("rb") as file:
        drawing = str(httpx.post(f"{service}/api/v1/drawings/upload", files={"file": file}).json()["drawing"]["id"])
    while httpx.get(f"{service}/api/v1/drawings/{drawing}/status").json()["status"] not in ("ready", "failed"):
        time.sleep(0.1)
    return drawing


def tiles(service: str, path: Path) -> list[Row]:
    base = f"{service}/api/v1/drawings/{uploaded(service, path)}/sheets/1/tiles"
    with httpx.Client() as client:
        first = _timed(client, f"{base}/0/0/0")
        cold = [_timed(client, f"{base}/{level}/{x}/{y}") for level, x, y in TILES]
        warm = [_timed(client, f"{base}/{level}/{x}/{y}") for level, x, y in TILES * 4]
    return [
        ("first tile of a sheet just opened, A1, 38,000 paths", f"{first:.0f} ms", ""),
        ("tile, cold, worst of 8", f"{max(cold):.0f} ms", "≤ 150 ms"),
        ("tile, warm, p95", f"{statistics.quantiles(warm, n=20)[-1]:.0f} ms", "≤ 30 ms"),
    ]


def _timed(client: httpx.Client, address: str) -> float:
    began = time.perf_counter()
    assert client.get(address).status_code == 200
    return 1000 * (time.perf_counter() - began)


def scripts() -> Row:
    """Everything that the page of the chat loads, compressed as a server would."""
    own = [path for path in (STATIC / "js").glob("*.js") if path.stem not in ("operator", "batch", "share")]
    vendored = [path for path in (STATIC / "vendor").iterdir() if path.suffix in (".js", ".mjs")]
    size = sum(len(gzip.compress(path.read_bytes(), 9)) for path in (*own, *vendored))
    return ("all scripts, compressed", f"{size / 1024:.0f} KB", "≤ 400 KB")


async def paint(page: Page, service: str) -> Row:
    seconds = []
    for _ in range(5):
        await page.goto(f"{service}/?{time.time()}")
        await page.wait_for_selector("body.ready")
        seconds.append(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    return ("first paint, median of 5", f"{statistics.median(seconds):.0f} ms", "≤ 500 ms")


async def panning(page: Page, service: str, drawing: str) -> list[Row]:
    await page.goto(f"{service}/#drawing={drawing}&on={drawing}&sheet=1")
    await page.reload()
    await page.wait_for_selector("#stage[data-view]:not(.loading)")
    await page.fill("#find-text", "XQ7")
    await page.press("#find-text", "Enter")
    await page.wait_for_selector(f"#marks[data-places='{OVERLAYS}']")
    await page.click("#zoom-fit")
    await page.wait_for_timeout(2000)
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    before = await _work(session)
    times: list[float] = await page.evaluate(PAN)
    work = 1000 * (await _work(session) - before) / len(times)
    rate = 1000 * (len(times) - 1) / (times[-1] - times[0])
    return [
        (f"panning A0 with {OVERLAYS} overlays in view", f"{rate:.0f} frames/s", "≥ 50"),
        ("work of the main thread a frame", f"{work:.1f} ms", "≤ 20 ms"),
    ]


async def _work(session: Any) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


async def source(page: Page, service: str) -> list[Row]:
    await page.goto(service)
    await page.locator(".drawing", has_text="sample").click()
    await page.click("#new-chat")
    await page.fill("#text", "How many KZ1 columns are there?")
    await page.press("#text", "Enter")
    await page.wait_for_selector(".headline .value")
    first, rest = await page.evaluate(TO_SOURCE)
    return [
        ("click on a figure until its places are drawn", f"{first:.0f} ms", ""),
        ("until the sheet rests on them", f"{rest:.0f} ms", "≤ 300 ms"),
    ]


async def long_run(page: Page) -> list[Row]:
    parts = await page.evaluate(LONG_RUN, EVENTS)
    return [
        (f"an event of a run of {EVENTS}, first thousand", f"{parts[0]:.3f} ms", ""),
        ("the same, last thousand", f"{parts[-1]:.3f} ms", "no slower to the eye"),
    ]


async def measured(folder: Path) -> list[Row]:
    big_sheet(folder / "a1.pdf")
    wide_sheet(folder / "a0.pdf")
    with running_service(folder, OPENAI_API_KEY="") as service:
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await chromium.new_page(viewport={"width": 1400, "height": 850}, locale="en-GB")
            rows = [await paint(page, service), scripts(), *await asyncio.to_thread(tiles, service, folder / "a1.pdf")]
            drawing = await asyncio.to_thread(uploaded, service, folder / "a0.pdf")
            rows += [*await source(page, service), *await panning(page, service, drawing), *await long_run(page)]
            await chromium.close()
    return rows


def main() -> None:
    if not CHROMIUM:
        print("\nThe page: Chromium is not installed")
        return
    with TemporaryDirectory() as name:
        rows = asyncio.run(measured(Path(name)))
    print("\nThe page in Chromium")
    for what, got, wanted in rows:
        print(f"  {what:55}{got:>14}   {wanted}")


if __name__ == "__main__":
    main()

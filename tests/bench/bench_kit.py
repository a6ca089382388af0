"""Reading and rendering on this machine: crops, text, OCR, children. Times are single-threaded and of this moment."""

import asyncio
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pymupdf

from tests.plans import sample
from tools.kit.reading import open_source
from tools.kit.sandbox import Limits, Pool

PATHS = 38_000
A1 = (841.0, 594.0)
CROPS = 60


def big_sheet(path: Path) -> None:
    """An A1 sheet of 38,000 paths and 300 texts."""
    document = pymupdf.open()
    page = document.new_page(width=A1[0] / 25.4 * 72, height=A1[1] / 25.4 * 72)
    shape = page.new_shape()
    for n in range(PATHS):
        x, y = 20 + (n * 37) % 2340, 20 + (n * 91) % 1640
        shape.draw_line((x, y), (x + 8 + n % 30, y + n % 17))
        shape.finish(width=0.3, color=(0, 0, 0))
    shape.commit()
    for n in range(300):
        page.insert_text((40 + (n * 157) % 2250, 40 + (n * 271) % 1600), f"KL{n % 40}(3) 250x500", fontsize=9)
    document.save(path)


def p95(seconds: list[float]) -> float:
    return 1000 * statistics.quantiles(seconds, n=20)[-1]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def crops(path: Path) -> tuple[float, float]:
    """Cold first crop and warm p95 of 768 px crops, ms."""
    source = open_source(str(path))
    boxes = [((n * 61) % 700, (n * 43) % 480, (n * 61) % 700 + 100, (n * 43) % 480 + 75) for n in range(CROPS)]
    cold = timed(lambda: source.render(1, boxes[0], 768))
    warm = [timed(lambda box=box: source.render(1, box, 768)) for box in boxes]  # type: ignore[misc]
    return 1000 * cold, p95(warm)


def scanned(path: Path, folder: Path) -> Path:
    pixels = pymupdf.open(path)[0].get_pixmap(dpi=150)
    pixels.set_dpi(150, 150)
    pixels.save(folder / f"{path.stem}.png")
    return folder / f"{path.stem}.png"


async def child_start() -> float:
    pool = Pool(1, Limits())
    began = time.perf_counter()
    await pool.run("tests.kit.test_sandbox:echo", {})
    seconds = time.perf_counter() - began
    await pool.close()
    return 1000 * seconds


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        big_sheet(folder / "a1.pdf")
        sample(folder / "sample.pdf")
        cold, warm = crops(folder / "a1.pdf")
        rows = [
            ("first 768 px crop, A1 with 38,000 paths", f"{cold:.0f} ms", ""),
            ("768 px crop, warm, p95", f"{warm:.1f} ms", "≤ 25 ms"),
            (
                "text of that page",
                f"{1000 * timed(lambda: open_source(str(folder / 'a1.pdf')).read(1)):.0f} ms",
                "≤ 1000 ms",
            ),
            ("start of a child and first call", f"{asyncio.run(child_start()):.0f} ms", ""),
            (
                "OCR of an A3 scan at 150 dpi",
                f"{timed(lambda: open_source(str(scanned(folder / 'sample.pdf', folder))).read(1)):.1f} s",
                "",
            ),
            (
                "OCR of an A1 scan of 300 texts",
                f"{timed(lambda: open_source(str(scanned(folder / 'a1.pdf', folder))).read(1)):.1f} s",
                "",
            ),
            (
                "peak memory of this process",
                f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
                "≤ 900 MB",
            ),
        ]
    print(f"\nReading and rendering ({os.cpu_count()} cores)")
    for what, got, wanted in rows:
        print(f"  {what:45}{got:>12}   {wanted}")


if __name__ == "__main__":
    main()

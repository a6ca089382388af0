"""OCR of generated sheets, ours beside the plain way and Debian's tesseract: exact recall and precision of lines, CPU, memory.

The plain way is the same engine over overlapping tiles of 1024 pixels at 150 dpi, once as the sheet lies and once turned.
A line is exact where it says what was written, blanks aside, at the place where it was written.
"""

import math
import multiprocessing
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

import cv2
import numpy as np
import pymupdf
from PIL import Image

from tests.bench.ocr_sheets import Label, Sheet, drawn, scanned
from tools.kit.reading import open_source
from tools.kit.text import normalised

DPI = 150
TILE, OVERLAP = 1024, 128
SURE = 0.9
"""Confidence from which a line is told without a doubt."""
DIRECTIONS = ("lies", "stands", "slants")
SAME = {"×": "x", "，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "φ": "Φ", "Ø": "Φ", "”": '"', "’": "'"}


class Line(NamedTuple):
    """A line as it was read, the middle of its box, mm, and how sure it is."""

    text: str
    x: float
    y: float
    confidence: float = 1.0


class Score(NamedTuple):
    """How many labels there are, how many were read exactly, and how many lines are such a reading."""

    labels: int
    exact: int
    right: int
    lines: int

    @property
    def recall(self) -> float:
        return self.exact / max(self.labels, 1)

    @property
    def precision(self) -> float:
        return self.right / max(self.lines, 1)


Way = Callable[[Path], list[Line]]
"""Reads a picture of a sheet to lines."""
L = TypeVar("L")


def same(text: str) -> str:
    folded = "".join(SAME.get(character, character) for character in normalised(text))
    return re.sub(r"\s", "", folded)


def scored(labels: Sequence[Label], lines: Sequence[Line]) -> Score:
    hits = [next((i for i, line in enumerate(lines) if _is(line, label)), None) for label in labels]
    found = [hit for hit in hits if hit is not None]
    return Score(len(labels), len(found), len(set(found)), len(lines))


def direction(label: Label) -> str:
    off = abs((label.angle + 45) % 90 - 45)
    return "slants" if off > 2 else ("stands" if round(label.angle / 90) % 2 else "lies")


def _by_direction(labels: Sequence[Label], lines: Sequence[Line]) -> str:
    """The recall of each direction, and of those that no line crosses."""
    groups = [[label for label in labels if direction(label) == one] for one in DIRECTIONS]
    groups.append([label for label in labels if not label.crossed])
    return "".join(f"{scored(group, lines).recall:8.3f}" if group else f"{'-':>8}" for group in groups)


def _is(line: Line, label: Label) -> bool:
    off = math.dist((line.x, line.y), label.centre)
    return off < max(3.0, label.width / 4) and same(line.text) == same(label.text)


def ours(path: Path) -> list[Line]:
    lines = open_source(str(path)).read(1).lines
    return [
        Line(line.text, (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2, line.confidence)
        for line in lines
    ]


def plain(path: Path) -> list[Line]:
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error", **threads})
    image, per_mm = _at_150(path)
    found: list[tuple[float, Line]] = []
    for turned in (False, True):
        picture = np.ascontiguousarray(np.rot90(image, -1)) if turned else image
        for y in _starts(picture.shape[0]):
            for x in _starts(picture.shape[1]):
                read = engine(
                    cv2.cvtColor(np.ascontiguousarray(picture[y : y + TILE, x : x + TILE]), cv2.COLOR_GRAY2BGR)
                )
                for box, text, score in (
                    zip(read.boxes, read.txts, read.scores, strict=True) if read.boxes is not None else ()
                ):
                    wide, high = np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[3] - box[0])
                    if wide > (1.2 if turned else 0.75) * high:
                        at = np.asarray(box).mean(axis=0) + np.array([x, y])
                        at = (at[1], image.shape[0] - at[0]) if turned else at
                        found.append((float(score) * min(len(text), 4), Line(text, at[0] / per_mm, at[1] / per_mm)))
    return _once([line for _, line in sorted(found, key=lambda one: -one[0])])


def _starts(size: int) -> list[int]:
    return list(range(0, max(size - OVERLAP, 1), TILE - OVERLAP))


def _once(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if all(math.dist(line[1:3], other[1:3]) > 3 for other in kept):
            kept.append(line)
    return kept


def tesseract(path: Path) -> list[Line]:
    image, per_mm = _at_150(path)
    lines: list[Line] = []
    for turned in (False, True):
        picture = np.ascontiguousarray(np.rot90(image, -1)) if turned else image
        for text, x, y in _tesseract_lines(picture):
            at = (y, image.shape[0] - x) if turned else (x, y)
            lines.append(Line(text, at[0] / per_mm, at[1] / per_mm))
    return _once(sorted(lines, key=lambda line: -len(line.text)))


def _tesseract_lines(picture: Any) -> list[tuple[str, float, float]]:
    png = cv2.imencode(".png", picture)[1].tobytes()
    command = ["tesseract", "-", "-", "-l", "chi_sim+eng", "--psm", "11", "--dpi", str(DPI), "tsv"]
    out = subprocess.run(
        command, input=png, capture_output=True, env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin"}
    ).stdout
    rows: dict[tuple[str, ...], list[list[str]]] = {}
    for cells in (row.split("\t") for row in out.decode().splitlines()[1:]):
        if len(cells) == 12 and cells[11].strip() and float(cells[10]) >= 30:
            rows.setdefault(tuple(cells[1:5]), []).append(cells)
    found = []
    for words in rows.values():
        boxes = np.array([[float(cell) for cell in word[6:10]] for word in words])
        (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
        if x1 - x0 > 0.8 * (y1 - y0):
            found.append((" ".join(word[11] for word in words), (x0 + x1) / 2, (y0 + y1) / 2))
    return found


def _at_150(path: Path) -> tuple[Any, float]:
    with Image.open(path) as opened:
        dpi = float(opened.info["dpi"][0])
        image = np.asarray(opened.convert("L"))
    image = cv2.resize(image, None, fx=DPI / dpi, fy=DPI / dpi, interpolation=cv2.INTER_AREA) if dpi != DPI else image
    return image, DPI / 25.4


def _measured(way: Callable[[Path], list[L]], path: Path, answer: Any) -> None:
    """In a process of its own: CPU seconds of it and of what it starts, seconds, peak memory in MB."""
    began = time.monotonic()
    lines = way(path)
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(used.ru_utime + used.ru_stime for used in (own, others))
    answer.send((lines, cpu, time.monotonic() - began, max(own.ru_maxrss, others.ru_maxrss) / 1024))


def measured(way: Callable[[Path], list[L]], path: Path) -> tuple[list[L], float, float, float]:
    context = multiprocessing.get_context("spawn")
    ours_end, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(way, path, theirs))
    process.start()
    theirs.close()
    found: tuple[list[L], float, float, float] = ours_end.recv()
    process.join()
    return found


def plotted(sheet: Sheet, folder: Path) -> Sheet:
    """The sheet as pixels of 150 dpi and nothing else."""
    pixels = pymupdf.open(sheet.path)[0].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    pixels.set_dpi(DPI, DPI)
    out = folder / f"{sheet.name}.png"
    pixels.save(out)
    return Sheet(sheet.name, out, sheet.labels)


def sheets(folder: Path) -> list[Sheet]:
    level = drawn(folder, "level", 1, (0.0,))
    mixed = drawn(folder, "mixed", 2, (0.0, 90.0, 0.0, 90.0, 0.0, 270.0, 180.0))
    slanted = drawn(folder, "slanted 6", 3, (6.0, 96.0), plan=6.0)
    hatched = drawn(folder, "hatched", 4, (0.0, 90.0), hatched=True)
    return [*(plotted(sheet, folder) for sheet in (level, mixed, slanted, hatched)), scanned(mixed, folder, 200)]


def main() -> None:
    print(
        "\nOCR of A1 sheets of 300 texts, 2 to 5 mm: exact recall of all, by direction, of those no line crosses; precision, and that of sure lines"
    )
    heads = "".join(f"{head:>8}" for head in ("recall", *DIRECTIONS, "free"))
    print(f"  {'sheet':18}{'way':11}{heads}{'precision':>11}{'sure':>8}{'CPU s':>8}{'s':>7}{'MB':>7}")
    with TemporaryDirectory() as name:
        for sheet in sheets(Path(name)):
            for title, way in ways().items():
                lines, cpu, seconds, memory = measured(way, sheet.path)
                score = scored(sheet.labels, lines)
                sure = scored(sheet.labels, [line for line in lines if line.confidence >= SURE])
                print(
                    f"  {sheet.name:18}{title:11}{score.recall:8.3f}{_by_direction(sheet.labels, lines)}"
                    f"{score.precision:11.3f}{sure.precision:8.3f}{cpu:8.1f}{seconds:7.1f}{memory:7.0f}"
                )
                sys.stdout.flush()


def ways() -> dict[str, Way]:
    return {"ours": ours, "plain": plain} | ({"tesseract": tesseract} if shutil.which("tesseract") else {})


if __name__ == "__main__":
    main()

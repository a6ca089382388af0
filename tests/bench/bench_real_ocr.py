"""OCR of real sheets against their own text layers: LIANGTU_SHEETS names PDF files or folders of them, parted as in PATH.

Each page with a sound text layer is plotted as pixels of LIANGTU_DPI, 150 unless told, and read like a scan. A text of the layer is
exact where a line says the same, blanks aside, at its place; of one piece, so that what is cut or joined elsewhere is no hit, or
in its parts. Precision is that of the lines that lie at texts of the layer: logos and letters drawn as lines have no truth.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pymupdf

from tests.bench.bench_ocr import DPI, measured, plain, same
from tools.kit.evidence import Box
from tools.kit.geometry import covered
from tools.kit.reading import open_source
from tools.kit.text import TextLine

SOUND = 20
"""Texts from which a layer counts."""
AT, HALF = 0.3, 0.5
CAPITAL = 0.72
"""Height of capitals over the size of the usual fonts."""
LEAST = 2.0
SHOWN = 12


Way = Callable[[Path], list[TextLine]]


class Found(NamedTuple):
    """A text of the layer, the lines at its place, and whether they say it, as one or in parts."""

    truth: TextLine
    lines: tuple[TextLine, ...]
    whole: bool
    parts: bool


class Sheet(NamedTuple):
    name: str
    picture: Path
    truth: tuple[TextLine, ...]


def sheets(folder: Path) -> Iterator[Sheet]:
    dpi = int(os.environ.get("LIANGTU_DPI", DPI))
    for path in _files():
        for page in open_source(str(path)).pages:
            reading = open_source(str(path)).read(page.number)
            truth = tuple(line for line in reading.visible if line.method == "text" and same(line.text))
            if len(truth) >= SOUND:
                name = f"{path.stem[-14:]} p{page.number}"
                yield Sheet(name, _plotted(path, page.number, folder / f"{name}.png", dpi), truth)


def _files() -> Iterator[Path]:
    for part in filter(None, os.environ.get("LIANGTU_SHEETS", "").split(os.pathsep)):
        path = Path(part)
        yield from sorted(path.glob("**/*.pdf")) if path.is_dir() else [path]


def _plotted(path: Path, number: int, out: Path, dpi: int) -> Path:
    pixels = pymupdf.open(path)[number - 1].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    pixels.set_dpi(dpi, dpi)
    pixels.save(out)
    return out


def lines_of(path: Path) -> list[TextLine]:
    return list(open_source(str(path)).read(1).lines)


def compared(truth: Sequence[TextLine], lines: Sequence[TextLine]) -> list[Found]:
    return [_found(text, truth, lines) for text in truth]


def _found(text: TextLine, truth: Sequence[TextLine], lines: Sequence[TextLine]) -> Found:
    near = _at(text.box, lines, HALF)
    whole = any(same(line.text) == same(text.text) for line in near)
    joined = any(_joined(_at(line.box, truth, HALF)) == same(line.text) for line in near)
    return Found(text, tuple(near), whole, whole or joined or _joined(near) == same(text.text))


def _at(box: Box, lines: Sequence[TextLine], share: float) -> list[TextLine]:
    return [line for line in lines if covered(box, line.box) > share]


def _joined(lines: Sequence[TextLine]) -> str:
    stands = sum(round(line.angle / 90) % 2 for line in lines) * 2 > len(lines)
    ordered = sorted(lines, key=lambda line: -line.box[3] if stands else line.box[0])
    return same("".join(line.text for line in ordered))


def _share(found: Sequence[Found], *, parts: bool = False) -> str:
    good = sum(one.parts if parts else one.whole for one in found)
    return f"{good / len(found):8.3f}" if found else f"{'-':>8}"


def reported(title: str, sheet: Sheet, way: Way) -> list[Found]:
    """Prints one line of the table."""
    lines, cpu, seconds, memory = measured(way, sheet.picture)
    found = compared(sheet.truth, lines)
    at = [line for line in lines if _at(line.box, sheet.truth, AT)]
    right = sum(any(same(line.text) == same(text.text) for text in _at(line.box, sheet.truth, HALF)) for line in at)
    groups = ([one for one in found if (round(one.truth.angle / 90) % 2 == 1) == stands] for stands in (False, True))
    high = [one for one in found if CAPITAL * one.truth.height >= LEAST]
    print(
        f"  {sheet.name:22}{title:8}{len(found):6}{_share(found)}{_share(found, parts=True)}"
        f"{''.join(_share(group) for group in groups)}{_share(high)}"
        f"{right / max(len(at), 1):11.3f}{len(lines) - len(at):6}{cpu:8.1f}{seconds:7.1f}{memory:7.0f}"
    )
    sys.stdout.flush()
    return found


def errors(found: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """What was written and what was read instead, of single places of the texts."""
    for one in found:
        said = "".join(same(line.text) for line in one.lines)
        if one.parts:
            continue
        if not said:
            yield f"{len(same(one.truth.text))} letters" if len(same(one.truth.text)) < 3 else "a text", "nothing"
        for kind, a, b, c, d in SequenceMatcher(None, same(one.truth.text), said).get_opcodes() if said else ():
            if kind != "equal":
                yield same(one.truth.text)[a:b], said[c:d]


def commonest(found: Sequence[Found]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for error in errors(found):
        counts[error] = counts.get(error, 0) + 1
    ranked = sorted(counts.items(), key=lambda entry: -entry[1])[:SHOWN]
    return ", ".join(f"{a or '·'}→{b or '·'} {count}" for (a, b), count in ranked)


def main() -> None:
    if not os.environ.get("LIANGTU_SHEETS"):
        print("\nOCR of real sheets: LIANGTU_SHEETS names none")
        return
    heads = "".join(f"{head:>8}" for head in ("exact", "parts", "lies", "stands", "≥2 mm"))
    print(f"\nOCR of real sheets against their text layers\n  {'sheet':22}{'way':8}{'texts':>6}{heads}", end="")
    print(f"{'precision':>11}{'else':>6}{'CPU s':>8}{'s':>7}{'MB':>7}")
    with TemporaryDirectory() as name:
        for sheet in sheets(Path(name)):
            found = reported("ours", sheet, lines_of)
            if "LIANGTU_PLAIN" in os.environ:
                reported("plain", sheet, plain_lines)
            print(f"    {commonest(found)}")


def plain_lines(path: Path) -> list[TextLine]:
    """The plain way, with boxes of a guess: its lines know their middles alone."""
    return [
        TextLine(text=line.text, box=(line.x - 0.5, line.y - 0.5, line.x + 0.5, line.y + 0.5), method="ocr")
        for line in plain(path)
    ]


if __name__ == "__main__":
    main()

"""A pen that draws on a PDF page in millimetres of paper, origin top left."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymupdf

MM = 72 / 25.4
INK = (0.0, 0.0, 0.0)
GREY = (0.45, 0.45, 0.45)
RED = (0.75, 0.1, 0.1)
BLUE = (0.1, 0.25, 0.6)
KAPPA = 0.5523
CAP = 0.72
"""Height of a capital over the font size: text heights on drawings are those of capitals."""

Point = tuple[float, float]
Colour = tuple[float, float, float]


class Pen:
    """Text is Helvetica with Chinese runs in the built-in Song face, so that both look as in a CAD plot."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.shape = page.new_shape()
        self.latin = pymupdf.Font("helv")
        self.chinese = pymupdf.Font("china-s")

    def finish(self) -> None:
        self.shape.commit()

    def stroke(self, width: float, colour: Colour, fill: Colour | None = None, dash: str = "") -> None:
        self.shape.finish(width=width * MM, color=colour, fill=fill, dashes=dash or None, closePath=False)

    def line(self, a: Point, b: Point, width: float = 0.18, colour: Colour = INK, dash: str = "") -> None:
        self.shape.draw_line(_points(a), _points(b))
        self.stroke(width, colour, dash=dash)

    def polygon(self, points: Sequence[Point], fill: Colour | None = None, width: float = 0.18) -> None:
        self.shape.draw_polyline([_points(p) for p in points])
        self.shape.finish(width=width * MM, color=None if width == 0 else INK, fill=fill, closePath=True)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, *, fill: Colour | None = None, width: float = 0.18
    ) -> None:
        self.shape.draw_rect(pymupdf.Rect(x0 * MM, y0 * MM, x1 * MM, y1 * MM))
        self.shape.finish(width=width * MM, color=None if width == 0 else INK, fill=fill)

    def circle(self, centre: Point, radius: float, width: float = 0.25, fill: Colour | None = None) -> None:
        self.shape.draw_circle(_points(centre), radius * MM)
        self.stroke(width, INK, fill)

    def quarter(self, centre: Point, start: Point, end: Point, width: float = 0.13) -> None:
        """A quarter arc about `centre` from `start` to `end`."""
        towards = [(p[0] + KAPPA * (q[0] - centre[0]), p[1] + KAPPA * (q[1] - centre[1]))
                   for p, q in ((start, end), (end, start))]  # fmt: skip
        self.shape.draw_bezier(_points(start), _points(towards[0]), _points(towards[1]), _points(end))
        self.stroke(width, INK)

    def width_of(self, text: str, height: float) -> float:
        return sum(font.text_length(run, height / CAP * MM) for run, font in self._runs(text)) / MM

    def text(
        self, at: Point, text: str, height: float = 2.5, *, align: str = "left", angle: float = 0, colour: Colour = INK
    ) -> None:
        """`at` is the baseline's left, centre or right; `angle` turns counter-clockwise about it."""
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * self.width_of(text, height)
        writer = pymupdf.TextWriter(self.page.rect, color=colour)
        cursor = pymupdf.Point((at[0] - shift) * MM, at[1] * MM)
        for run, font in self._runs(text):
            _, cursor = writer.append(cursor, run, font=font, fontsize=height / CAP * MM)
        morph = (_points(at), pymupdf.Matrix(1, 0, 0, 1, 0, 0).prerotate(angle)) if angle else None
        writer.write_text(self.page, morph=morph)

    def centred(self, centre: Point, text: str, height: float = 2.5, colour: Colour = INK) -> None:
        self.text((centre[0], centre[1] + height / 2), text, height, align="centre", colour=colour)

    def _runs(self, text: str) -> list[tuple[str, Any]]:
        runs = re.findall(r"[\u2e80-\uffef]+|[^\u2e80-\uffef]+", text)
        return [(run, self.chinese if run[0] >= "\u2e80" else self.latin) for run in runs]


def _points(p: Point) -> Any:
    return pymupdf.Point(p[0] * MM, p[1] * MM)


def plan(path: Path, draw: Callable[[Pen], None]) -> Path:
    """An A3 sheet in the folder `path`, as `draw` draws it."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    draw(pen)
    pen.finish()
    document.save(path / "plan.pdf")
    return path / "plan.pdf"


@contextmanager
def a2_sheet(path: Path, turned: int = 0) -> Iterator[Pen]:
    """The pen for a PDF of A2 with a healthy layer of text, which is saved at the end; `turned` turns the page."""
    document = pymupdf.open()
    page = document.new_page(width=594 * MM, height=420 * MM)
    pen = Pen(page)
    yield pen
    pen.text((20, 405), "A sheet with a healthy layer of text", 2.5)
    pen.finish()
    page.set_rotation(turned)
    document.save(path)

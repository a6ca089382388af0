"""Lines, curves and circles of a page, as paths of every kind draw them."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from tests.pen import MM, Pen
from tools.kit.pdf import PdfSource
from tools.kit.vectors import Linework, Tracer


def linework(path: Path, draw: Callable[[Pen], None], rotation: int = 0) -> Linework:
    document = pymupdf.open()
    page = document.new_page(width=200 * MM, height=100 * MM)
    pen = Pen(page)
    draw(pen)
    pen.finish()
    page.set_rotation(rotation)
    document.save(path / "page.pdf")
    source = PdfSource(path / "page.pdf", None)
    return source.traced(source.pages[0])


def ring(centre: tuple[float, float], radius: float, sides: int, turn: float = 1.0) -> list[tuple[float, float]]:
    steps = [2 * math.pi * turn * n / sides for n in range(sides + 1)]
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in steps]


def test_lines_are_in_millimetres(tmp_path: Path) -> None:
    found = linework(tmp_path, lambda pen: pen.line((10, 20), (40, 60)))
    assert np.allclose(found.segments, [[10, 20, 40, 60]], atol=0.01)
    assert found.curves.shape == (0, 8)


def test_a_turned_page_is_turned(tmp_path: Path) -> None:
    found = linework(tmp_path, lambda pen: pen.line((10, 20), (40, 60)), rotation=90)
    assert np.allclose(found.segments, [[80, 10, 40, 40]], atol=0.01)


def test_a_drawn_circle_is_a_circle(tmp_path: Path) -> None:
    found = linework(tmp_path, lambda pen: pen.circle((50, 40), 3, fill=(0, 0, 0)))
    assert np.allclose(found.circles, [50, 40, 3], atol=0.02)  # the engine tells filling and outline apart
    assert found.solid_circles.any()
    assert len(found.segments) == len(found.curves) == 0


@pytest.mark.parametrize("sides", [8, 24, 64])
def test_a_circle_of_many_sides_is_a_circle(tmp_path: Path, sides: int) -> None:
    found = linework(tmp_path, lambda pen: pen.polygon(ring((50, 40), 3, sides)[:-1]))
    assert np.allclose(found.circles, [[50, 40, 3]], atol=0.02)
    assert found.solid_circles.tolist() == [False]


def test_an_arc_of_many_sides_is_no_circle(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.shape.draw_polyline([pymupdf.Point(x * MM, y * MM) for x, y in ring((50, 40), 3, 36, turn=0.8)])
        pen.stroke(0.2, (0, 0, 0))

    found = linework(tmp_path, draw)
    assert len(found.circles) == 0
    assert len(found.segments) == 36


def test_a_square_is_no_circle(tmp_path: Path) -> None:
    found = linework(tmp_path, lambda pen: pen.rect(10, 10, 20, 20, fill=(1, 1, 1)))
    assert len(found.circles) == 0
    assert {tuple(side) for side in found.segments.round(1).tolist()} == {
        (10, 10, 20, 10), (20, 10, 20, 20), (20, 20, 10, 20), (10, 20, 10, 10),
    }  # fmt: skip
    assert not found.solid.any()


def test_a_quarter_arc_is_one_curve(tmp_path: Path) -> None:
    found = linework(tmp_path, lambda pen: pen.quarter((50, 40), (59, 40), (50, 49)))
    assert found.curves.shape == (1, 8)
    chords = found.chords(8)
    assert np.allclose(np.hypot(chords[:, 0] - 50, chords[:, 1] - 40), 9, atol=0.01)
    assert np.allclose(chords[-1, 2:], (50, 49), atol=0.01)


def test_a_circle_and_a_cross_in_one_path_are_told_apart(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.shape.draw_circle(pymupdf.Point(50 * MM, 40 * MM), 3 * MM)
        pen.shape.draw_line(pymupdf.Point(47 * MM, 40 * MM), pymupdf.Point(53 * MM, 40 * MM))
        pen.shape.draw_line(pymupdf.Point(50 * MM, 37 * MM), pymupdf.Point(50 * MM, 43 * MM))
        pen.stroke(0.2, (0, 0, 0))

    found = linework(tmp_path, draw)
    assert np.allclose(found.circles, [[50, 40, 3]], atol=0.02)
    assert len(found.segments) == 2


def test_a_lens_of_two_arcs_is_no_circle(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        a, b = pymupdf.Point(100, 100), pymupdf.Point(120, 120)
        pen.shape.draw_bezier(a, pymupdf.Point(111, 100), pymupdf.Point(120, 109), b)
        pen.shape.draw_bezier(b, pymupdf.Point(109, 120), pymupdf.Point(100, 111), a)
        pen.stroke(0.2, (0, 0, 0))

    found = linework(tmp_path, draw)
    assert len(found.curves) == 2
    assert len(found.circles) == 0


def test_what_is_beyond_the_limit_is_counted() -> None:
    tracer = Tracer(limit=2)
    for n in range(5):
        tracer.take({"items": [("l", (n, 0), (n, 1))]})
    found = tracer.linework((1, 0, 0, 1, 0, 0), 1)
    assert (len(found.segments), found.dropped) == (2, 3)


def test_scaling_scales_everything() -> None:
    tracer = Tracer()
    tracer.take({"items": [("c", (0, 0), (1, 0), (2, 1), (2, 2))]})
    tracer.take({"items": [("l", (0, 0), (1, 0))], "fill": (0, 0, 0)})
    found = tracer.linework((1, 0, 0, 1, 0, 0), 1).scaled(3)
    assert found.curves[0].tolist() == [0, 0, 3, 0, 6, 3, 6, 6]
    assert found.segments[0].tolist() == [0, 0, 3, 0]
    assert found.solid.tolist() == [True]

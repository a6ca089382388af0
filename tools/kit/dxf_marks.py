"""What is painted of a layout: the end of ezdxf's pipeline, where lines, areas and writing are kept as values."""

from typing import Any, Literal, NamedTuple

import numpy as np
from ezdxf.addons.drawing.config import Configuration
from ezdxf.addons.drawing.pipeline import ClippingStage2d, RenderPipeline2d, RenderStage2d
from ezdxf.addons.drawing.properties import RenderContext
from ezdxf.math import Matrix44, Vec2

from tools.kit.dxf_text import Measure, Points, Writing, advance, readable

FLATNESS = 0.0005
"""Of a curve, over the size of its box."""


class Mark(NamedTuple):
    """One thing to paint: polylines, an area of several outlines, or a run of text, whose part is its four corners.
    Runs of the same `entity` belong together."""

    kind: Literal["line", "area", "text"]
    parts: tuple[Points, ...]
    color: str
    width: float = 0.0
    dashes: tuple[float, ...] = ()
    writing: Writing | None = None
    hidden: str = ""
    entity: int = 0


class Collector(RenderStage2d):  # type: ignore[misc]
    """The end of the pipeline: keeps what is painted."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.zoom = 1.0
        self.entities = 0

    def draw_point(self, pos: Vec2, properties: Any) -> None:
        self._line([[pos, pos]], properties)

    def draw_line(self, start: Vec2, end: Vec2, properties: Any) -> None:
        self._line([[start, end]], properties)

    def draw_solid_lines(self, lines: Any, properties: Any) -> None:
        self._line(lines, properties, dashed=False)

    def draw_path(self, path: Any, properties: Any) -> None:
        self._line(_flat([path]), properties)

    def draw_filled_paths(self, paths: Any, properties: Any) -> None:
        self._add("area", _flat(paths), properties)

    def draw_filled_polygon(self, points: Any, properties: Any) -> None:
        self._add("area", [points.vertices()], properties)

    def draw_image(self, image_data: Any, properties: Any) -> None:
        """Pictures lie in other files, which nobody uploaded."""

    def _line(self, lines: Any, properties: Any, dashed: bool = True) -> None:
        pattern = properties.linetype_pattern if dashed and len(properties.linetype_pattern) > 1 else ()
        dashes = tuple(float(dash) * properties.linetype_scale * self.zoom for dash in pattern)
        self._add("line", lines, properties, properties.lineweight, dashes)

    def _add(
        self, kind: Literal["line", "area"], lines: Any, look: Any, width: float = 0.0, dashes: tuple[float, ...] = ()
    ) -> None:
        parts = tuple(np.array([(p.x, p.y) for p in line], dtype=np.float64) for line in lines)
        parts = tuple(part for part in parts if len(part) and np.isfinite(part).all())
        if parts:
            self.marks.append(Mark(kind, parts, look.color[:7], width, dashes))


def span(mark: Mark) -> float:
    return float(max(np.ptp(np.concatenate(mark.parts), axis=0)))


def _flat(paths: Any) -> list[list[Vec2]]:
    """Curves as polylines, as fine as their own size asks for."""
    flat = []
    for path in paths:
        if len(path):
            low, high = path.extents()
            flat.append(list(path.flattening(max((high - low).magnitude * FLATNESS, 1e-9), segments=4)))
    return flat


class Pipeline(RenderPipeline2d):  # type: ignore[misc]
    """Clips at viewports and keeps text as text."""

    text_engine = Measure()

    def __init__(self, collector: Collector, encoding: str) -> None:
        self.collector = collector
        self.encoding = encoding
        self.turn = Matrix44()
        super().__init__(None)

    def build_render_pipeline(self) -> RenderStage2d:
        return ClippingStage2d(self.config, self.clipping_portal, next_stage=self.collector)

    def set_config(self, config: Configuration) -> None:
        self.config = self._pipeline.config = config

    def set_background(self, color: str) -> None:
        """White, always."""

    def finalize(self) -> None:
        """Nothing is buffered."""

    def enter_entity(self, entity: Any, properties: Any) -> None:
        """The painter minds what it is in."""

    def exit_entity(self, entity: Any) -> None:
        """The painter minds what it is in."""

    def enter_viewport(self, vp: Any) -> bool:
        shown = bool(super().enter_viewport(vp))
        if shown:
            self.turn = self.clipping_portal.transform_matrix(Matrix44())
            self.collector.zoom = self.turn.transform_direction((1, 0)).magnitude
        return shown

    def exit_viewport(self) -> None:
        super().exit_viewport()
        self.collector.zoom = 1.0

    def draw_text(
        self, text: str, transform: Matrix44, properties: Any, cap_height: float, dxftype: str = "TEXT"
    ) -> None:
        width = advance(text) * cap_height
        if not text.strip() or self._clipped(transform, width / 2, cap_height / 2):
            return
        matrix = self.clipping_portal.transform_matrix(transform)
        start, end, head = (matrix.transform(point) for point in ((0, 0, 0), (width, 0, 0), (0, cap_height, 0)))
        along, up = end - start, head - start
        writing = Writing(readable(text, self.encoding), (start.x, start.y), (along.x, along.y), (up.x, up.y))
        if np.isfinite(writing.corners).all():
            self.collector.marks.append(Mark(
                "text", (writing.corners,), properties.color[:7], writing=writing, hidden=properties.hidden,
                entity=self.collector.entities,
            ))  # fmt: skip

    def _clipped(self, transform: Matrix44, x: float, y: float) -> bool:
        middle = Vec2(transform.transform((x, y, 0)))
        return self.clipping_portal.is_active and self.clipping_portal.clip_point(middle) is None


class Context(RenderContext):  # type: ignore[misc]
    """Styles need no fonts."""

    def add_text_style(self, text_style: Any) -> None:
        """Letters are set by Lettering."""

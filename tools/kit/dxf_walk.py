"""Walking through a DXF layout: blocks, dimensions and viewports are resolved into lines, areas and writing."""

import time
from contextlib import suppress
from typing import Any, Literal, NamedTuple

import numpy as np
from ezdxf import bbox
from ezdxf.addons.drawing.config import BackgroundPolicy, Configuration, ImagePolicy
from ezdxf.addons.drawing.frontend import UniversalFrontend
from ezdxf.addons.drawing.pipeline import ClippingStage2d, RenderPipeline2d, RenderStage2d
from ezdxf.addons.drawing.properties import RenderContext
from ezdxf.entities import Attrib, Insert
from ezdxf.math import BoundingBox, Matrix44, Vec2
from ezdxf.protocols import SupportsVirtualEntities
from ezdxf.tools import text_layout

from tools.kit.dxf_text import Measure, Paragraphs, Points, Writing, advance, readable

MAX_ENTITIES = 400_000
MAX_DEPTH = 12
MAX_SECONDS = 20.0
FLATNESS = 0.0005
"""Of a curve, over the size of its box."""
WORDS = {"TEXT", "MTEXT", "ATTRIB", "ATTDEF"}


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


class Walked(NamedTuple):
    """The marks of a layout in the order of painting, those of each entity of its own by their numbers, and what
    could not be shown."""

    marks: list[Mark]
    spans: list[tuple[Any, int, int]]
    problems: tuple[str, ...]


class _EnoughError(Exception):
    """The entities or the time that one layout may take are used up."""


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


def _span(mark: Mark) -> float:
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
            self.collector.zoom = (
                self.clipping_portal.transform_matrix(Matrix44()).transform_direction((1, 0)).magnitude
            )
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


class Painter(UniversalFrontend):  # type: ignore[misc]
    """Walks within limits of depth, number and time; a broken entity is left out and noted."""

    def __init__(self, document: Any, config: Configuration, boxes: bbox.Cache | None = None) -> None:
        self.collector = Collector()
        super().__init__(Context(document), Pipeline(self.collector, document.encoding), config, boxes)
        self.document = document
        self.problems: dict[str, None] = {}
        self.spans: list[tuple[Any, int, int]] = []
        self.depth = 0
        self.concealed = ""
        self.until = time.monotonic() + MAX_SECONDS

    def override_properties(self, entity: Any, properties: Any) -> None:
        """Writing that nobody sees is kept, and marked as such; so are the blocks and dimensions that it may be in."""
        properties.hidden = self.concealed or self._hidden(entity, properties)
        kept = entity.dxftype() in WORDS or isinstance(entity, SupportsVirtualEntities)
        properties.is_visible = kept if properties.hidden else properties.is_visible

    def _hidden(self, entity: Any, properties: Any) -> str:
        if isinstance(entity, Insert):
            layer = self.document.layers.has_entry(entity.dxf.layer) and self.document.layers.get(entity.dxf.layer)
            return "layer_off" if layer and layer.is_frozen() else ""
        if properties.is_visible:
            return ""
        unseen = entity.dxf.get("invisible", 0) or (isinstance(entity, Attrib) and entity.is_invisible)
        return "invisible" if unseen else "layer_off"

    def draw_entity(self, entity: Any, properties: Any) -> None:
        if self.collector.entities >= MAX_ENTITIES or time.monotonic() > self.until:
            self.problems["too_many_entities"] = None
            raise _EnoughError
        if self.depth >= MAX_DEPTH:
            self.problems["nested_too_deep"] = None
            return
        before, concealed = len(self.collector.marks), self.concealed
        self.collector.entities += 1
        self.depth += 1
        self.concealed = properties.hidden
        try:
            super().draw_entity(entity, properties)
            self._drop_huge_arrows(entity, before)
        except (_EnoughError, MemoryError):
            raise
        except Exception:  # one broken entity among thousands: ezdxf has no base class for what they raise
            self.problems["unreadable_entities"] = None
        finally:
            self.concealed = concealed
            self.depth -= 1
            if self.depth == 0:
                self.spans.append((entity, before, len(self.collector.marks)))

    def _drop_huge_arrows(self, entity: Any, before: int) -> None:
        """CAD programs leave out the arrow of a leader that is too short for it."""
        if entity.dxftype() == "LEADER":
            drawn = self.collector.marks[before:]
            room = max((_span(mark) for mark in drawn if mark.kind == "line"), default=0.0)
            self.collector.marks[before:] = [mark for mark in drawn if mark.kind != "area" or _span(mark) <= room]

    def draw_complex_mtext(self, mtext: Any, properties: Any) -> None:
        engine = Paragraphs(self.ctx, self.pipeline, properties).layout_engine(mtext)
        engine.place(align=text_layout.LayoutAlignment(mtext.dxf.attachment_point))
        engine.render(mtext.ucs().matrix)

    def draw_viewport(self, vp: Any) -> None:
        if not vp.is_top_view:
            self.problems["viewport_not_shown"] = None
        super().draw_viewport(vp)


def walk(document: Any, layout: Any, boxes: bbox.Cache | None = None) -> Walked:
    """Everything that a layout shows, in its own units. `boxes` tells where the entities of model space lie."""
    config = Configuration(
        background_policy=BackgroundPolicy.WHITE, image_policy=ImagePolicy.IGNORE, hatching_timeout=2.0,
        max_flattening_distance=0.05,
    )  # fmt: skip
    painter = Painter(document, config, boxes)
    with suppress(_EnoughError):
        painter.draw_layout(layout)
    return Walked(painter.collector.marks, painter.spans, tuple(painter.problems))


def boxes_of(walked: Walked) -> bbox.Cache:
    """Where the entities of model space lie, so that viewports need not look at those that they do not show."""
    cache = bbox.Cache()
    for entity, first, last in walked.spans:
        parts = [part for mark in walked.marks[first:last] for part in mark.parts]
        box = BoundingBox()
        if parts:
            points = np.concatenate(parts)
            box.extend([tuple(points.min(axis=0)), tuple(points.max(axis=0))])
        cache.store(entity, box)
    return cache

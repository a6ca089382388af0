"""Walking through a DXF layout: blocks, dimensions and viewports are resolved into lines, areas and writing."""

import time
from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from ezdxf import bbox
from ezdxf.addons.drawing.config import BackgroundPolicy, Configuration, ImagePolicy
from ezdxf.addons.drawing.frontend import UniversalFrontend
from ezdxf.addons.drawing.gfxproxy import DXFGraphicProxy
from ezdxf.entities import Attrib, DXFGraphic, Insert
from ezdxf.entities.acad_proxy_entity import ACADProxyEntity
from ezdxf.math import BoundingBox, Matrix44
from ezdxf.protocols import SupportsVirtualEntities
from ezdxf.tools import text_layout

from tools.kit.dxf_bombs import DEEPEST, mind_bombs
from tools.kit.dxf_marks import Collector, Context, Mark, Pipeline, span
from tools.kit.dxf_text import Paragraphs

MAX_ENTITIES = 400_000
MAX_DEPTH = DEEPEST
MAX_SECONDS = 20.0
CUSTOM = (DXFGraphicProxy, ACADProxyEntity)
WORDS = {"TEXT", "MTEXT", "ATTRIB", "ATTDEF"}
OUTLINED = {"LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "HATCH", "MPOLYGON"}
DIMENSIONS = {"DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION"}
ANNOTATIONS = DIMENSIONS | {"LEADER", "MULTILEADER", "MLEADER", "ACAD_TABLE", "TOLERANCE"}
"""What is within them (arrow blocks, frames) is part of the writing, not of what is drawn."""
NOTED = OUTLINED | DIMENSIONS | {"INSERT", "ARC"}
"""And single lines outside of blocks, of which outlines may be drawn."""


class Record(NamedTuple):
    """An entity that stands for something, as it was met: on its `layer`, within the blocks of those names, through the
    viewport of that number, whose matrix `turn` is. Its marks are those from `first` to before `last`."""

    entity: Any
    layer: str
    hidden: str
    within: tuple[str, ...]
    viewport: int
    turn: Matrix44 | None
    first: int
    last: int


class Walked(NamedTuple):
    """The marks of a layout in the order of painting, those of each entity of its own by their numbers, the entities that
    stand for something, the viewports in the order of painting, and what could not be shown: (why, kind) → how often."""

    marks: list[Mark]
    spans: list[tuple[Any, int, int]]
    problems: tuple[str, ...]
    records: list[Record]
    viewports: list[Any]
    unread: Counter[tuple[str, str]]
    on_layer: Counter[tuple[str, str]]


class _EnoughError(Exception):
    """The entities or the time that one layout may take are used up."""


class Painter(UniversalFrontend):  # type: ignore[misc]
    """Walks within limits of depth, number and time; a broken entity is left out and noted."""

    def __init__(self, document: Any, config: Configuration, boxes: bbox.Cache | None = None) -> None:
        self.collector = Collector()
        super().__init__(Context(document), Pipeline(self.collector, document.encoding), config, boxes)
        self.document = document
        self.problems: dict[str, None] = {}
        self.spans: list[tuple[Any, int, int]] = []
        self.records: list[Record] = []
        self.viewports: list[Any] = []
        self.unread: Counter[tuple[str, str]] = Counter()
        self.on_layer: Counter[tuple[str, str]] = Counter()
        self.customs: dict[str, Counter[tuple[str, str]]] = {}
        self.depth = 0
        self.concealed = ""
        self.within: tuple[str, ...] = ()
        self.annotating = False
        self.viewport = 0
        self.until = time.process_time() + MAX_SECONDS

    def override_properties(self, entity: Any, properties: Any) -> None:
        """Writing that nobody sees is kept, and marked as such; so are the blocks and dimensions that it may be in."""
        properties.hidden = self.concealed or self._hidden(entity, properties)
        kept = entity.dxftype() in WORDS | OUTLINED or isinstance(entity, SupportsVirtualEntities)
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
        self._mind_the_limits()
        if self.depth >= MAX_DEPTH:
            self.problems["nested_too_deep"] = None
            return
        kind, before = entity.dxftype(), len(self.collector.marks)
        if not (properties.hidden or self.annotating):
            self.on_layer[properties.layer, kind] += 1
        kept = self.concealed, self.within, self.annotating
        self.collector.entities += 1
        self.depth += 1
        self.concealed = properties.hidden
        place = self._place(entity, kind, properties)
        try:
            self._enter(entity, kind)
            if not (properties.hidden and kind in OUTLINED):
                super().draw_entity(entity, properties)
            self._drop_huge_arrows(entity, before)
        except (_EnoughError, MemoryError):
            raise
        except Exception:  # one broken entity among thousands: ezdxf has no base class for what they raise
            self.problems["unreadable_entities"] = None
            self.unread["broken", kind] += 1
        finally:
            self.concealed, self.within, self.annotating = kept
            self.depth -= 1
            self._leave(entity, place, before)

    def _mind_the_limits(self) -> None:
        if self.collector.entities >= MAX_ENTITIES or time.process_time() > self.until:
            self.problems["too_many_entities"] = None
            raise _EnoughError

    def _place(self, entity: Any, kind: str, properties: Any) -> int | None:
        """Takes the entity's place among the records, before those that are within it; none where it stands for nothing."""
        noted = kind in NOTED or (kind == "LINE" and not self.within)
        if not noted or self.annotating or (kind == "INSERT" and entity.mcount > 1):
            return None
        turn = self.pipeline.turn if self.viewport else None
        start = len(self.collector.marks)
        self.records.append(
            Record(entity, properties.layer, properties.hidden, self.within, self.viewport, turn, start, start)
        )
        return len(self.records) - 1

    def _enter(self, entity: Any, kind: str) -> None:
        self.annotating = self.annotating or kind in ANNOTATIONS
        if kind == "INSERT" and not self.annotating:
            self._mind_what_is_missing(entity)
            self.within = self.within if entity.mcount > 1 else (*self.within, entity.dxf.name)

    def _leave(self, entity: Any, place: int | None, before: int) -> None:
        last = len(self.collector.marks)
        if place is not None:
            self.records[place] = self.records[place]._replace(last=last)
        if isinstance(entity, CUSTOM) and entity.dxftype() not in ANNOTATIONS:
            self.unread["custom" if last == before else "picture", class_of(entity, self.document)] += 1
        if self.depth == 0:
            self.spans.append((entity, before, last))

    def _mind_what_is_missing(self, insert: Any) -> None:
        block = insert.block()
        if block is None:
            self.unread["missing_block", insert.dxf.name] += 1
        elif block.block is not None and (block.block.is_xref or block.block.is_xref_overlay):
            self.unread["external", insert.dxf.name] += 1
        elif block.name not in self.customs:
            self.customs[block.name] = _customs_of(block, self.document)
        if block is not None:
            self.unread.update(self.customs.get(block.name, {}))

    def draw_composite_entity(self, entity: Any, properties: Any) -> None:
        """Each reference of an array is one of its own."""
        if isinstance(entity, Insert) and entity.mcount > 1:
            for one in entity.multi_insert():
                self.draw_entity(one, properties)
        elif not (isinstance(entity, Insert) and entity.block() is None):
            super().draw_composite_entity(entity, properties)

    def _drop_huge_arrows(self, entity: Any, before: int) -> None:
        """CAD programs leave out the arrow of a leader that is too short for it."""
        if entity.dxftype() == "LEADER":
            drawn = self.collector.marks[before:]
            room = max((span(mark) for mark in drawn if mark.kind == "line"), default=0.0)
            self.collector.marks[before:] = [mark for mark in drawn if mark.kind != "area" or span(mark) <= room]

    def draw_complex_mtext(self, mtext: Any, properties: Any) -> None:
        engine = Paragraphs(self.ctx, self.pipeline, properties).layout_engine(mtext)
        engine.place(align=text_layout.LayoutAlignment(mtext.dxf.attachment_point))
        engine.render(mtext.ucs().matrix)

    def draw_viewport(self, vp: Any) -> None:
        if not vp.is_top_view:
            self.problems["viewport_not_shown"] = None
        self.viewports.append(vp)
        self.viewport = len(self.viewports)
        try:
            super().draw_viewport(vp)
        finally:
            self.viewport = 0


def class_of(entity: Any, document: Any) -> str:
    """The name of a custom entity: TCH_WALL, or that of the class that a proxy stands for."""
    tags = getattr(entity, "acdb_proxy_entity", None)
    number = (tags.get_first_value(91, 0) if tags else 0) - 500
    classes = list(document.classes)
    return str(classes[number].dxf.name if 0 <= number < len(classes) else entity.dxftype())


def _customs_of(block: Any, document: Any) -> Counter[tuple[str, str]]:
    """The custom entities of a block, which references show as pictures at best."""
    customs = [one for one in block if isinstance(one, ACADProxyEntity) or not isinstance(one, DXFGraphic)]
    customs = [one for one in customs if one.dxftype() not in ANNOTATIONS]
    return Counter(
        ("picture" if getattr(one, "proxy_graphic", None) else "custom", class_of(one, document)) for one in customs
    )


def walk(document: Any, layout: Any, boxes: bbox.Cache | None = None) -> Walked:
    """Everything that a layout shows, in its own units. `boxes` tells where the entities of model space lie. Raises
    TooLarge for a bomb."""
    mind_bombs(document, layout)
    config = Configuration(
        background_policy=BackgroundPolicy.WHITE, image_policy=ImagePolicy.IGNORE, hatching_timeout=2.0,
        max_flattening_distance=0.05,
    )  # fmt: skip
    painter = Painter(document, config, boxes)
    with suppress(_EnoughError):
        painter.draw_layout(layout)
    return Walked(
        painter.collector.marks, painter.spans, tuple(painter.problems), painter.records, painter.viewports, painter.unread,
        painter.on_layer,
    )  # fmt: skip


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

"""The entities of a walked layout as typed values on its sheet: references, dimensions, viewports and layers."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from ezdxf.math import Matrix44, Vec3

from tools.kit.dxf_marks import Mark
from tools.kit.dxf_outline import outlines_in
from tools.kit.dxf_text import Points, readable
from tools.kit.dxf_walk import DIMENSIONS, Record, Walked
from tools.kit.entities import Arc, Dimension, Entities, Hidden, Insert, Layer, Point, Settled, Unread, Viewport
from tools.kit.evidence import Box

KINDS = {0: "linear", 1: "aligned", 2: "angular", 3: "diameter", 4: "radius", 5: "angular", 6: "ordinate"}
SAME_SCALE = 1.001


class Frame(NamedTuple):
    """How a layout lies on its sheet: `corner` is the drawing's point at the top left, `scale` millimetres of the sheet a
    drawing unit, `real` millimetres of the building a unit of model space."""

    corner: tuple[float, float]
    scale: float
    real: float

    def placed(self, points: Any) -> Points:
        """Points of the layout, n × 2, on the sheet."""
        given = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        placed: Points = np.round((given - self.corner) * np.array([self.scale, -self.scale]), 3)
        return placed

    def box(self, low: Any, high: Any) -> Box:
        (x0, y1), (x1, y0) = self.placed([low, high]).tolist()
        return x0, y0, x1, y1


class Boxes:
    """Where the marks of a layout lie, in drawing units."""

    def __init__(self, marks: list[Mark]) -> None:
        sizes = np.array([sum(map(len, mark.parts)) for mark in marks], dtype=np.int64)
        points = np.concatenate([part for mark in marks for part in mark.parts]) if marks else np.zeros((0, 2))
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1])) if marks else sizes
        self.low = np.minimum.reduceat(points, starts) if marks else points
        self.high = np.maximum.reduceat(points, starts) if marks else points
        self.seen = np.array([not mark.hidden for mark in marks], dtype=bool)

    def around(self, record: Record) -> tuple[Any, Any, bool] | None:
        """The corners around what the record paints, and whether any of it is seen; None where it paints nothing."""
        span = slice(record.first, record.last)
        if record.first == record.last:
            return None
        seen = self.seen[span]
        chosen = seen if seen.any() else ~seen
        return self.low[span][chosen].min(axis=0), self.high[span][chosen].max(axis=0), bool(seen.any())


def entities_in(walked: Walked, document: Any, frame: Frame, space: str, unit: Settled, model: Box) -> Entities:
    """`model` is the drawing's box that the sheet of model space shows."""
    boxes = Boxes(walked.marks)
    viewports = tuple(_viewports(walked.viewports, frame, model))
    return Entities(
        space="model" if space == "model" else "layout", scale=1.0 if space == "model" else _common(viewports), unit=unit,
        inserts=tuple(_inserts(walked.records, boxes, frame, document)),
        outlines=tuple(outlines_in(walked.records, frame, space == "model")),
        arcs=tuple(_arcs(walked.records, frame, space == "model")),
        dimensions=tuple(dimensions_in(walked, frame, boxes)),
        viewports=viewports, layers=tuple(_layers(document, walked)),
        unread=tuple(Unread(kind=readable(kind), count=count, why=why) for (why, kind), count in walked.unread.items()),
    )  # fmt: skip


def _common(viewports: tuple[Viewport, ...]) -> float:
    scales = [viewport.scale for viewport in viewports if viewport.scale > 0]
    return scales[0] if scales and max(scales) <= SAME_SCALE * min(scales) else 0.0


def turned(point: Any, turn: Matrix44 | None) -> tuple[float, float]:
    moved = turn.transform(Vec3(point)) if turn else Vec3(point)
    return float(moved.x), float(moved.y)


# Blocks


def _inserts(records: Iterable[Record], boxes: Boxes, frame: Frame, document: Any) -> Iterator[Insert]:
    names: dict[str, str] = {}
    for record in records:
        if record.entity.dxftype() == "INSERT":
            yield _insert(record, boxes, frame, document, names)


def _insert(record: Record, boxes: Boxes, frame: Frame, document: Any, names: dict[str, str]) -> Insert:
    entity, found = record.entity, boxes.around(record)
    at = turned(entity.ocs().to_wcs(entity.dxf.insert), record.turn)
    low, high, seen = found or (at, at, False)
    along = turned(entity.ocs().to_wcs(Vec3.from_deg_angle(entity.dxf.rotation)), _direction(record.turn))
    ((x, y),) = frame.placed(at).tolist()
    return Insert(
        block=_name(entity.dxf.name, document, names), layer=readable(record.layer), box=frame.box(low, high),
        hidden=_hidden(record, found is not None and not seen, document), viewport=record.viewport,
        within=tuple(_name(name, document, names) for name in record.within),
        attributes=tuple((readable(one.dxf.tag), readable(one.plain_mtext() if one.has_embedded_mtext_entity else one.dxf.text))
                         for one in entity.attribs),
        at=(x, y), rotation=round(math.degrees(math.atan2(along[1], along[0])) % 360, 3),
        scale=(float(entity.dxf.xscale), float(entity.dxf.yscale)), inked=seen,
    )  # fmt: skip


def _direction(turn: Matrix44 | None) -> Matrix44 | None:
    """The matrix without its translation."""
    if turn is None:
        return None
    rows = list(turn)
    return Matrix44([*rows[:12], 0.0, 0.0, 0.0, 1.0])


def _hidden(record: Record, covered: bool, document: Any) -> Hidden:
    """A reference on a layer that is off is seen as far as what is in it lies on other layers."""
    if record.hidden:
        return "invisible" if record.hidden == "invisible" else "layer_off"
    off = document.layers.has_entry(record.layer) and not document.layers.get(record.layer).is_on()
    return "layer_off" if covered or (off and record.first == record.last) else ""


def _name(name: str, document: Any, names: dict[str, str]) -> str:
    if name not in names:
        names[name] = readable(_known_name(name, document) if name.startswith("*") else name, document.encoding)
    return names[name]


def _known_name(name: str, document: Any) -> str:
    """The dynamic block whose state an anonymous block such as *U12 is."""
    block = document.blocks.get(name)
    record = block.block_record if block is not None else None
    if record is None or not record.has_xdata("AcDbBlockRepBTag"):
        return name
    handle = next((value for code, value in record.get_xdata("AcDbBlockRepBTag") if code == 1005), None)
    original = document.entitydb.get(handle)
    return str(original.dxf.name) if original is not None and original.dxf.hasattr("name") else name


# Arcs


def _arcs(records: Iterable[Record], frame: Frame, in_model: bool) -> Iterator[Arc]:
    """Those that are seen; blocks that are inserted with two scales turn them into parts of ellipses."""
    for record in records:
        entity = record.entity
        kind = entity.dxftype()
        if record.hidden or kind not in ("ARC", "ELLIPSE"):
            continue
        if kind == "ARC":
            middle, radius = entity.ocs().to_wcs(entity.dxf.center), float(entity.dxf.radius)
            sweep = (entity.dxf.end_angle - entity.dxf.start_angle) % 360
        else:
            middle, radius = Vec3(entity.dxf.center), float(Vec3(entity.dxf.major_axis).magnitude)
            sweep = math.degrees(entity.dxf.end_param - entity.dxf.start_param) % 360
        if radius > 0 and 0 < sweep < 360:
            yield _arc(record, frame, (middle, entity.start_point, entity.end_point), radius, sweep, in_model)


def _arc(record: Record, frame: Frame, points: Any, radius: float, sweep: float, in_model: bool) -> Arc:
    centre, start, end = ((x, y) for x, y in frame.placed([turned(point, record.turn) for point in points]).tolist())
    spread = (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
    real = frame.real if in_model or record.viewport else 0.0
    return Arc(
        layer=readable(record.layer), box=spread, within=record.within, viewport=record.viewport, centre=centre,
        start=start, end=end, radius=radius * real, sweep=sweep,
    )  # fmt: skip


# Dimensions


def dimensions_in(walked: Walked, frame: Frame, boxes: Boxes | None = None) -> Iterator[Dimension]:
    boxes = boxes or Boxes(walked.marks)
    for record in walked.records:
        if record.entity.dxftype() in DIMENSIONS:
            try:
                yield _dimension(record, walked.marks[record.first : record.last], boxes, frame)
            except (ValueError, TypeError, ZeroDivisionError, ArithmeticError):
                continue  # points that are missing or fall together: the walk has noted what it could not paint


def _dimension(record: Record, marks: list[Mark], boxes: Boxes, frame: Frame) -> Dimension:
    entity = record.entity
    kind = KINDS.get(entity.dxf.dimtype & 15, "linear")
    factor = abs(float(entity.override().get("dimlfac", 1.0) or 1.0)) if kind != "angular" else 1.0
    start, end, line, angle = _measured_points(entity, kind)
    distance = _distance(entity, kind)
    found = boxes.around(record)
    places = [turned(point, record.turn) for point in (start, end, *line)]
    first, last, left, right = (_point(x, y) for x, y in frame.placed(places).tolist())
    low, high, seen = found or (np.min(places, axis=0), np.max(places, axis=0), False)
    written = [mark for mark in marks if mark.writing]
    return Dimension(
        layer=readable(record.layer), box=frame.box(low, high), hidden=_seen(record, found is None or seen),
        within=record.within, viewport=record.viewport, kind=kind, factor=factor,
        measured=distance * factor, length=0.0 if kind == "angular" else distance * frame.real,
        text=_printed(written) or _typed(entity.dxf.get("text", "")), overridden=_overridden(entity.dxf.get("text", "")),
        start=first, end=last, line=(left, right), angle=_turned_angle(angle, record.turn),
        text_box=_around(written, frame) if written else None,
    )  # fmt: skip


def _point(x: float, y: float) -> Point:
    return x, y


def _seen(record: Record, seen: bool) -> Hidden:
    if record.hidden == "invisible":
        return "invisible"
    return "layer_off" if record.hidden or not seen else ""


def _measured_points(entity: Any, kind: str) -> tuple[Any, Any, tuple[Any, Any], float]:
    """What is measured from and to, the ends of the dimension line, and its direction in degrees, in the world."""
    dxf = entity.dxf
    base = Vec3(dxf.defpoint)
    if kind in ("radius", "diameter"):
        far = Vec3(dxf.defpoint4)
        return base, far, (base, far), (far - base).angle_deg
    start, end = Vec3(dxf.get("defpoint2", base)), Vec3(dxf.get("defpoint3", base))
    if kind not in ("linear", "aligned"):
        return start, end, (start, end), (end - start).angle_deg
    angle = float(dxf.get("angle", 0.0)) if kind == "linear" else (end - start).angle_deg
    along = entity.ocs().to_wcs(Vec3.from_deg_angle(angle)) if kind == "linear" else Vec3.from_deg_angle(angle)
    line = tuple(base + along * (point - base).dot(along) for point in (start, end))
    return start, end, (line[0], line[1]), along.angle_deg


def _distance(entity: Any, kind: str) -> float:
    found = entity.get_measurement()
    if kind == "ordinate":
        return abs(float(found.x if entity.dxf.dimtype & 64 else found.y))
    return abs(float(found))


def _turned_angle(angle: float, turn: Matrix44 | None) -> float:
    if turn is not None:
        moved = turn.transform_direction(Vec3.from_deg_angle(angle))
        angle = moved.angle_deg
    return round(angle % 180, 3) % 180


def _printed(written: list[Mark]) -> str:
    return " ".join(mark.writing.text.strip() for mark in written if mark.writing)


def _typed(text: str) -> str:
    return "" if text.strip() in ("", "<>") else readable(text)


def _overridden(text: str) -> bool:
    """Whether the number was typed: neither measured, nor suppressed by a blank."""
    return bool(text.strip()) and "<>" not in text


def _around(marks: list[Mark], frame: Frame) -> Box:
    points = np.concatenate([part for mark in marks for part in mark.parts])
    return frame.box(points.min(axis=0), points.max(axis=0))


# Viewports and layers


def _viewports(viewports: list[Any], frame: Frame, model: Box) -> Iterator[Viewport]:
    for number, viewport in enumerate(viewports, 1):
        dxf = viewport.dxf
        paper = dxf.height * frame.scale
        middle, half = np.array(dxf.center)[:2], np.array([dxf.width, dxf.height]) / 2
        if not viewport.is_top_view or paper <= 0 or dxf.view_height <= 0:
            continue
        x0, y0, x1, y1 = (edge * frame.real for edge in viewport.get_modelspace_limits())
        yield Viewport(
            number=number, box=frame.box(middle - half, middle + half), layer=readable(dxf.layer),
            scale=dxf.view_height * frame.real / paper, turned=float(dxf.view_twist_angle),
            shows=(x0 - model[0] * frame.real, model[3] * frame.real - y1,
                   x1 - model[0] * frame.real, model[3] * frame.real - y0),
        )  # fmt: skip


def _layers(document: Any, walked: Walked) -> Iterator[Layer]:
    names = {layer.dxf.name: layer for layer in document.layers}
    used = {name for name, _ in walked.on_layer}
    for name in sorted(used | set(names)):
        layer = names.get(name)
        yield Layer(
            name=readable(name), off=layer is not None and not layer.is_on(),
            frozen=layer is not None and layer.is_frozen(),
            entities=tuple(sorted((kind, count) for (on, kind), count in walked.on_layer.items() if on == name)),
        )  # fmt: skip

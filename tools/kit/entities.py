"""What a CAD file knows of its sheets besides ink and words: blocks, outlines, dimensions, viewports and layers.

All places are in sheet space (millimetres, origin top left, y down); real sizes are in millimetres of the building, with
the file's unit as it was settled (`Settled`). Files that hold only ink (PDF, images) have none of this.
"""

from typing import Literal, Protocol, runtime_checkable

from tools.kit.drawing import Sheet
from tools.kit.evidence import Box
from tools.kit.result import Frozen

Point = tuple[float, float]
Hidden = Literal["", "layer_off", "invisible"]
"""Why an entity is not seen on the sheet; counts and sums leave such ones out and say so."""


class Shown(Frozen):
    """What entities of all kinds share. `layer` is the one that the entity takes its visibility from: what lies on layer 0
    of a block belongs to the layer of its reference. `within` names the blocks that it is nested in, outermost first;
    `viewport` is the number of the viewport that it is seen through, 0 where it lies on the sheet itself."""

    layer: str
    box: Box
    hidden: Hidden = ""
    within: tuple[str, ...] = ()
    viewport: int = 0


class Insert(Shown):
    """One reference to a block, each of an array and each one within another block for itself. `block` is the name that
    the user knows (that of the dynamic block behind *U12); `at` is its insertion point."""

    block: str
    attributes: tuple[tuple[str, str], ...] = ()
    at: Point
    rotation: float = 0.0
    scale: Point = (1.0, 1.0)
    inked: bool = True
    """False where the block draws nothing that is seen."""


class Outline(Shown):
    """A closed polyline, a circle, an ellipse, the boundary of a hatch, or a ring of single lines (`chain`). `area` (mm²), `perimeter` (mm) and `size` (mm,
    of the smallest rectangle around it, longer side first) are real ones, 0 where nothing settles them: what is drawn on
    the paper of a layout has no real size. `points` lie on the sheet, arcs as short sides; a hatch with holes gives its
    outer boundary here and has them deducted from its area."""

    kind: Literal["polyline", "circle", "ellipse", "hatch", "chain"]
    points: tuple[Point, ...]
    area: float
    perimeter: float
    size: Point
    pattern: str = ""
    """Of a hatch: SOLID, ANSI31 …"""
    crossing: bool = False
    """Whether its sides cross one another, so that its area means nothing."""


class Arc(Shown):
    """A part of a circle, as the swing of a door: `radius` is in real millimetres (0 on the paper of a layout), `sweep` in
    degrees; `centre`, `start` and `end` lie on the sheet."""

    centre: Point
    start: Point
    end: Point
    radius: float
    sweep: float


class Dimension(Shown):
    """A DIMENSION entity. `measured` is the distance between its points times the factor of its style (DIMLFAC), in drawing
    units, or degrees where `kind` is angular; `length` is the distance in real millimetres (0 for angles). `text` is what
    is printed, `overridden` whether it was typed by hand instead of measured.

    `start` and `end` are the points that are measured, `line` the ends of the dimension line, all on the sheet; `angle` is
    the direction that is measured in, degrees counter-clockwise as seen, from 0 to below 180.
    """

    kind: Literal["linear", "aligned", "angular", "radius", "diameter", "ordinate"]
    measured: float
    length: float
    text: str = ""
    overridden: bool = False
    factor: float = 1.0
    start: Point
    end: Point
    line: tuple[Point, Point]
    angle: float = 0.0
    text_box: Box | None = None


class Viewport(Frozen):
    """A window of a layout onto model space. `scale` is real length per paper length (100 for 1:100), from the viewport and
    the units as settled, so it is the plotted scale; `shows` is the part of the model sheet that it shows, `turned` the
    degrees that it is turned by, counter-clockwise."""

    number: int
    box: Box
    scale: float
    shows: Box
    turned: float = 0.0
    layer: str = ""


class Layer(Frozen):
    """A layer and what lies on it on this sheet: entities by kind, as (INSERT, 12)."""

    name: str
    off: bool = False
    frozen: bool = False
    entities: tuple[tuple[str, int], ...] = ()


Why = Literal["custom", "picture", "missing_block", "external", "broken"]


class Unread(Frozen):
    """Entities that are on the sheet and were not read: custom ones such as TCH_WALL (天正), which show nothing or only a
    picture of themselves; references to blocks that the file does not hold or that lie in other files; broken ones."""

    kind: str
    count: int
    why: Why


class Settled(Frozen):
    """The unit: `millimetres` a drawing unit, and how that was settled. `declared` is $INSUNITS."""

    millimetres: float = 1.0
    declared: int = 0
    by: Literal["declared", "dimensions", "letters", "extent", "assumed"] = "assumed"
    believed: bool = True
    """Whether the file's own declaration was followed, where it has one."""


class Entities(Frozen):
    """All that is known of one sheet. `space` tells model space from a layout; `scale` is real length per length on the
    sheet: 1 for model space, the common scale of a layout's viewports, 0 where they differ or there are none."""

    space: Literal["model", "layout"] = "model"
    scale: float = 1.0
    unit: Settled = Settled()
    inserts: tuple[Insert, ...] = ()
    outlines: tuple[Outline, ...] = ()
    arcs: tuple[Arc, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    viewports: tuple[Viewport, ...] = ()
    layers: tuple[Layer, ...] = ()
    unread: tuple[Unread, ...] = ()


@runtime_checkable
class Structured(Protocol):
    """A Source whose files hold entities."""

    def entities(self, page: int) -> Entities:
        """What is known of that page, from the cache where it is there."""
        ...


def entities_of(sheet: Sheet) -> Entities | None:
    """What a CAD file knows of this sheet; None for files that hold only ink."""
    return sheet.source.entities(sheet.page) if isinstance(sheet.source, Structured) else None

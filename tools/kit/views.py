"""The scale of each view of a sheet, by the authority of what states it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable

from tools.kit.dimensions import dimensions_of
from tools.kit.dims import DimScale
from tools.kit.drawing import Sheet
from tools.kit.entities import Entities, entities_of
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import grown, overlap
from tools.kit.language import Message
from tools.kit.memo import per_sheet
from tools.kit.pdf_views import MeasuredView
from tools.kit.reading import Page
from tools.kit.result import Frozen
from tools.kit.scale import ScaleNote, contradicting, scale_notes
from tools.kit.scale_bars import ScaleBar, scale_bars

State = Literal["unset", "detected", "confirmed"]
Authority = Literal["viewport", "units", "dimensions", "note", "bar", "user", "none"]
AGREEMENT = 0.01
ROOM = 10.0
"""Millimetres around the dimensions of a view that still belong to it."""
MOST_EVIDENCE = 12


class ViewScale(Frozen):
    """`ratio` is real length per paper length for what lies in `box` (all of the sheet where None). `note` is the ratio
    that is printed for that view; `disputed` says that what is printed and what is plotted differ by more than 1 %.
    `relative` marks scans whose paper size is unknown: lengths can be measured there, but there is no 1:100."""

    ratio: Decimal = Decimal(0)
    state: State = "unset"
    by: Authority = "none"
    box: Box | None = None
    title: str = ""
    note: Decimal | None = None
    noted: Evidence | None = None
    evidence: tuple[Evidence, ...] = ()
    disputed: bool = False
    distorted: bool = False
    relative: bool = False

    def real(self, paper: float) -> Decimal:
        """Real millimetres of that many on paper."""
        return Decimal(repr(paper)) * self.ratio


UNSET = ViewScale()


@runtime_checkable
class Measured(Protocol):
    """A Source whose pages state viewports with a measure."""

    def measured_views(self, page: Page) -> tuple[MeasuredView, ...]: ...


def view_scales(sheet: Sheet) -> list[ViewScale]:
    """The scales of a sheet, the more trusted first; empty where nothing states one. What a user measured on it takes the
    place of what was found for that view."""
    found, given = _found(sheet), sheet.given_scale
    if given is None:
        return found
    (x0, y0, x1, y1) = given.place
    there = _at(found, ((x0 + x1) / 2, (y0 + y1) / 2))
    others = [view for view in found if view.evidence != there.evidence]
    said = (given.evidence(sheet.number),)
    update = {"ratio": given.ratio, "state": "confirmed", "by": "user", "evidence": said, "disputed": False}
    return [there.model_copy(update=update), *others]


@per_sheet
def _found(sheet: Sheet) -> list[ViewScale]:
    known = entities_of(sheet)
    if known and known.space == "model":
        return [_of_units(sheet, known)]
    notes = _notes(sheet)
    stated = [*_of_viewports(sheet, known, notes), *_of_pdf(sheet, notes)]
    measured = [_of_dimensions(sheet, scale, notes) for scale in dimensions_of(sheet).scales]
    bound = {view.noted.box for view in (*stated, *measured) if view.noted}
    rest = [_of_note(sheet, note) for note in notes if note.line.box not in bound]
    found = [*stated, *measured, *rest]
    return found or [_of_bar(sheet, bar) for bar in scale_bars(sheet.reading.visible)]


def _notes(sheet: Sheet) -> list[ScaleNote]:
    """The notes that may hold: the named ones where there are any, and none that another one of the same view contradicts."""
    found = scale_notes(sheet.reading)
    doubtful = contradicting(found)
    return [note for note in found if (note.named or not _any_named(sheet)) and note not in doubtful]


def scale_at(sheet: Sheet, point: tuple[float, float]) -> ViewScale:
    """The scale that holds at a point: of the view around it, else the one on which the whole sheet agrees."""
    return _at(view_scales(sheet), point)


def _at(views: Sequence[ViewScale], point: tuple[float, float]) -> ViewScale:
    around = [view for view in views if view.box and view.by != "note" and _holds(view.box, point)]
    if around:
        return min(around, key=lambda view: (_rank(view), _size(view.box)))
    firm = [view for view in views if view.by in ("user", "viewport", "dimensions")]
    general = [view for view in views if view.box is None] or firm or views
    return general[0] if _one(general) else _nearest(general, point)


def scale_of_sheet(sheet: Sheet) -> ViewScale | None:
    """The one scale of a sheet; None where its views differ or nothing states one."""
    views = view_scales(sheet)
    firm = [view for view in views if view.by in ("user", "viewport", "units", "dimensions")] or views
    return firm[0] if firm and _one(firm) else None


def user_scale(ratio: Decimal) -> ViewScale:
    said = Evidence(method="user", text=f"1:{ratio}")
    return ViewScale(ratio=ratio, state="confirmed", by="user", evidence=(said,))


def _rank(view: ViewScale) -> int:
    return ("user", "units", "viewport", "dimensions", "note", "bar", "none").index(view.by)


def _one(views: Sequence[ViewScale]) -> bool:
    return bool(views) and max(v.ratio for v in views) <= min(v.ratio for v in views) * Decimal("1.01")


def _holds(box: Box, point: tuple[float, float]) -> bool:
    x0, y0, x1, y1 = grown(box, ROOM)
    return x0 <= point[0] <= x1 and y0 <= point[1] <= y1


def _size(box: Box | None) -> float:
    return (box[2] - box[0]) * (box[3] - box[1]) if box else float("inf")


def _nearest(views: Sequence[ViewScale], point: tuple[float, float]) -> ViewScale:
    """Where the views of a sheet differ: a note stands under its view, so one that is below counts as nearer. A scale that
    was taken from so far is no more than detected."""

    def away(view: ViewScale) -> float:
        if view.box is None:
            return float("inf")
        x0, y0, x1, y1 = view.box
        dx, dy = max(x0 - point[0], 0, point[0] - x1), max(y0 - point[1], 0, 2 * (point[1] - y1))
        return dx + dy

    if not views:
        return UNSET
    return min(views, key=away).model_copy(update={"state": "detected"})


def _of_units(sheet: Sheet, known: Entities) -> ViewScale:
    """Model space is drawn at real size; dimensions settle a unit that is missing or wrong."""
    dims = dimensions_of(sheet).dims
    sure = known.unit.by == "dimensions" or (known.unit.believed and known.unit.by == "declared")
    return ViewScale(
        ratio=Decimal(1), state="confirmed" if sure else "detected", by="units", title=sheet.name,
        evidence=tuple(dim.evidence(sheet.number) for dim in dims[:MOST_EVIDENCE]) or (_whole(sheet),),
    )  # fmt: skip


def _whole(sheet: Sheet) -> Evidence:
    reading = sheet.reading
    return Evidence(sheet=sheet.number, box=(0, 0, reading.width, reading.height), method="vector", text="model space")


def _of_viewports(sheet: Sheet, known: Entities | None, notes: Sequence[ScaleNote]) -> Iterator[ViewScale]:
    for port in known.viewports if known else ():
        place = Evidence(sheet=sheet.number, box=port.box, method="vector", text=f"viewport {port.number}")
        yield _checked(sheet, port.scale, port.box, "viewport", (place,), notes)


def _of_pdf(sheet: Sheet, notes: Sequence[ScaleNote]) -> Iterator[ViewScale]:
    if not isinstance(sheet.source, Measured):
        return
    for view in sheet.source.measured_views(sheet.source.pages[sheet.page - 1]):
        place = Evidence(sheet=sheet.number, box=view.box, method="vector", text=view.text or "measured viewport")
        yield _checked(sheet, view.ratio, view.box, "viewport", (place,), notes)


def _of_dimensions(sheet: Sheet, scale: DimScale, notes: Sequence[ScaleNote]) -> ViewScale:
    places = tuple(dim.evidence(sheet.number) for dim in scale.dims[:MOST_EVIDENCE])
    ratio = scale.ratio
    printed = _bound(notes, scale.box)
    if not scale.unit_sure and printed and abs(10 * ratio / float(printed.ratio) - 1) < 0.05:
        ratio *= 10
    view = _checked(sheet, ratio, scale.box, "dimensions", places, notes)
    sure = scale.unit_sure or ratio != scale.ratio or (view.note is not None and not view.disputed)
    return view.model_copy(update={"distorted": scale.distorted, "state": "confirmed" if sure else "detected"})


def _checked(
    sheet: Sheet, ratio: float, box: Box, by: Authority, evidence: tuple[Evidence, ...], notes: Sequence[ScaleNote]
) -> ViewScale:
    """With the note that stands for that view, and whether the two agree. Without a paper size nothing can disagree."""
    note = _bound(notes, box)
    known = sheet.reading.paper_known
    off = note is not None and known and abs(ratio / float(note.ratio) - 1) > AGREEMENT
    return ViewScale(
        ratio=Decimal(repr(round(ratio, 6))), state="confirmed", by=by, box=box, evidence=evidence, disputed=off,
        title=note.title if note else "", note=note.ratio if note else None,
        noted=_place(sheet, note) if note else None, relative=not known,
    )  # fmt: skip


def _bound(notes: Iterable[ScaleNote], box: Box) -> ScaleNote | None:
    """The note that belongs to a view: the only one that the sheet states, else the nearest, below rather than above."""
    candidates = list(notes)
    if len({note.ratio for note in candidates}) == 1:
        return min(candidates, key=lambda note: _gap(note.line.box, box))
    near = [note for note in candidates if _gap(note.line.box, box) < max(box[2] - box[0], box[3] - box[1])]
    return min(near, key=lambda note: _gap(note.line.box, box), default=None)


def _gap(note: Box, view: Box) -> float:
    across = max(-overlap(note[0], note[2], view[0], view[2]), 0)
    below, above = max(note[1] - view[3], 0), max(view[1] - note[3], 0)
    return across + below + 2 * above


def _of_note(sheet: Sheet, note: ScaleNote) -> ViewScale:
    place = _place(sheet, note)
    return ViewScale(
        ratio=note.ratio, state="detected", by="note", box=note.line.box, title=note.title, note=note.ratio, noted=place,
        evidence=(place,), relative=not sheet.reading.paper_known,
    )  # fmt: skip


def _of_bar(sheet: Sheet, bar: ScaleBar) -> ViewScale:
    line = bar.lines[0]
    place = Evidence(sheet=sheet.number, box=bar.box, method=line.method, text=bar.text, confidence=line.confidence)
    return ViewScale(
        ratio=Decimal(repr(round(bar.ratio, 4))), state="detected", by="bar", box=bar.box, evidence=(place,),
        relative=not sheet.reading.paper_known,
    )  # fmt: skip


def _place(sheet: Sheet, note: ScaleNote) -> Evidence:
    line = note.line
    return Evidence(sheet=sheet.number, box=line.box, method=line.method, text=line.text, confidence=line.confidence)


def _any_named(sheet: Sheet) -> bool:
    return any(note.named for note in scale_notes(sheet.reading))


def told(view: ViewScale) -> Message:
    """In words where a scale comes from, and what is doubtful about it."""
    how = SAID[view.by]
    if view.relative:
        return Message(en=f"scale {how.en}; the file states no paper size", zh=f"比例{how.zh}；文件未说明图幅")
    ratio = f"1:{view.ratio:.4g}" if view.ratio < 10_000 else f"1:{view.ratio:.0f}"
    doubt_en = "" if view.state == "confirmed" else ", unconfirmed"
    doubt_zh = "" if view.state == "confirmed" else "，未经核实"
    return Message(en=f"scale {ratio} {how.en}{doubt_en}", zh=f"比例 {ratio}，{how.zh}{doubt_zh}")


SAID: dict[Authority, Message] = {
    "viewport": Message(en="by the viewport of the file", zh="取自文件的视口"),
    "units": Message(en="by the units of the file", zh="取自文件单位"),
    "dimensions": Message(en="by the printed dimensions", zh="由标注尺寸反算"),
    "note": Message(en="as printed, not checked against dimensions", zh="按图上标注，未与尺寸核对"),
    "bar": Message(en="by the scale bar", zh="取自比例尺图形"),
    "user": Message(en="given by the user", zh="由用户给出"),
    "none": Message(en="not known", zh="未知"),
}

"""Tool: how many beams, columns, doors … are marked, whatever their marks are."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.language import Message
from tools.kit.mark_hits import Hit, hits_of
from tools.kit.mark_kinds import letters_of_kind
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.subjects import BY_NAME
from tools.kit.unread import unread_messages

Kind = Literal["door", "window", "column", "beam", "footing", "pile", "lintel", "slab"]
TITLE = Message(en="Counting marks: {kind}", zh="统计编号：{kind}")
MOST_ITEMS = 400


def count_marked(
    drawing: Drawing,
    kind: Kind,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count all beams (columns, doors, windows …) by their marks, whatever the letters: KL1 and L2 are beams.

    Letters of several kinds (C1, F1) count where the sheet speaks of only one of these. For each sheet the ledger gets one total and one count for each family of marks (KL, L). The same object may be marked on
    several sheets: do not add these. For one mark or family use count_marks."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    sheets = list(drawing.chosen(sheet))
    found = [
        (one, letters, hits_of(one, f"{letters}*", box)) for one in sheets for letters in letters_of_kind(one, kind)
    ]
    hits = [hit for _, _, some in found for hit in some]
    counted = [hit for hit in hits if hit.reason is None]
    return Result(
        summary=_summary(kind, found, sheets),
        quantities=tuple(q for one in sheets for q in _counts(kind, one, [entry[1:] for entry in found if entry[0] is one])),
        items=tuple(Item(label=hit.mark, evidence=hit.evidence()) for hit in counted[:MOST_ITEMS]),
        total_items=len(counted),
        withheld=tuple(Withheld(label=h.mark, reason=h.reason, evidence=h.evidence()) for h in hits if h.reason),
        coverage=Coverage(
            searched=tuple(Message(en=f"text of sheet {one.number}", zh=f"第 {one.number} 张图的文字") for one in sheets),
            not_searched=(Message(en="objects drawn without a mark are not counted", zh="没有标注编号的构件未计入"), *unread_messages(sheets)),
        ),
    )  # fmt: skip


def _counts(kind: str, sheet: Sheet, families: Sequence[tuple[str, list[Hit]]]) -> Iterator[Quantity]:
    """The total of a sheet, then each family; nothing where none is marked."""
    subject = BY_NAME[kind]
    by_letters = {letters: [hit for hit in hits if hit.reason is None] for letters, hits in families}
    every = [hit for hits in by_letters.values() for hit in hits]
    if every:
        where_en, where_zh = f"marked on sheet {sheet.number}", f"第 {sheet.number} 张图上标注的"
        yield _count(every, f"{subject.en[1]} {where_en}", f"{where_zh}{subject.zh}")
        for letters, hits in by_letters.items():
            if hits:
                yield _count(hits, f"{letters} {where_en}", f"{where_zh} {letters}")


def _count(hits: Sequence[Hit], label: str, label_zh: str) -> Quantity:
    sources = tuple(hit.evidence() for hit in hits)
    return Quantity(value=Decimal(len(hits)), unit="nos", label=label, label_zh=label_zh, sources=sources)


def _summary(kind: str, found: Sequence[tuple[Sheet, str, list[Hit]]], sheets: Sequence[Sheet]) -> str:
    told = [
        f"sheet {one.number}: {letters} × {sum(hit.reason is None for hit in hits)}" for one, letters, hits in found
    ]
    return "; ".join(told) or f"No marks that are surely of {BY_NAME[kind].en[1]} were found on {len(sheets)} sheets."

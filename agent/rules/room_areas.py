"""The area of one room: what is printed with it, or the product of the two sides that are noted there."""

from collections.abc import Iterable, Sequence

from agent.rules.asked import Asked, Failed
from tools.kit.quantity import Quantity
from tools.kit.result import Item
from tools.kit.room_names import folded


def called(room: Item) -> str:
    return f"{room.label} {room.note}".strip() if room.note != room.label else room.label


def once_each(asked: Asked, rooms: Iterable[Item]) -> list[Item]:
    """Each room once: of plans of several sheets that name it, the one that prints its area, where they do not disagree."""
    named: dict[tuple[str, str], list[Item]] = {}
    for room in {room.id: room for room in rooms}.values():
        named.setdefault((folded(room.label), room.note), []).append(room)
    return [room for alike in named.values() for room in _one_of(asked, alike)]


def _one_of(asked: Asked, alike: Sequence[Item]) -> list[Item]:
    sheets = {room.evidence.sheet for room in alike}
    printed = [(room, area) for room in alike if (area := _printed(asked, room))]
    if len(alike) > 1 and len(sheets) == len(alike) and len({(area.value, area.unit) for _, area in printed}) == 1:
        return [printed[0][0]]
    return list(alike)


def area_with(asked: Asked, room: Item) -> Quantity | None:
    """What is printed with it, or the product of the two sides that are noted there."""
    return _printed(asked, room) or _product(asked, room)


def _printed(asked: Asked, room: Item) -> Quantity | None:
    areas = asked.need("list_rooms", sheet=asked.sheet).quantities
    return next((area for area in areas if area.sources[0].box == room.evidence.box and area.sources[0].sheet == room.evidence.sheet), None)  # fmt: skip


def _product(asked: Asked, room: Item) -> Quantity | None:
    box = room.evidence.box
    if box is None:
        return None
    try:
        within = [round(box[0] - 1, 1), round(box[1] - 1, 1), round(box[2] + 1, 1), round(box[3] + 1, 1)]
        found = asked.need("find_text", pattern=r"\d.*[xX×].*\d", regex=True, sheet=room.evidence.sheet, box=within)
    except Failed:
        return None
    sides = [quantity for quantity in found.quantities if quantity.unit in ("ft", "m", "mm")]
    if len(sides) != 2 or len(found.items) != 1:
        return None
    unit = "ft2" if sides[0].unit == "ft" else "m2"
    label = asked.say(f"area of {called(room)} by its noted size", f"{called(room)} 按标注尺寸的面积")
    return asked.need("calculate", expression=f"{sides[0].id} * {sides[1].id}", label=label, unit=unit).quantities[-1]


def shown(asked: Asked, area: Quantity, room: Item) -> str:
    """With how it was found: printed, or the product of the sides."""
    if area.kind == "computed":
        sides = f"“{room.evidence.text}” [{room.id}]"
        return asked.say(f"{area.shown()} [{area.id}], the product of its noted sides, {sides}",
                         f"{area.shown('zh')} [{area.id}]，为标注两边之积：{sides}")  # fmt: skip
    return asked.say(f"{area.shown()} [{area.id}], printed with it", f"{area.shown('zh')} [{area.id}]，为图上标注")

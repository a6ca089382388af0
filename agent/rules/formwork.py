"""Rules for the formwork and the perimeter of marked columns and beams: their faces by section × height or length."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.column_concrete import ALL, COLUMN, ONE, height_of, number_of, section_of
from agent.rules.volumes import length_given
from tools.kit.quantity import Quantity

FORMWORK = (r"\bform ?work\b", r"\bshuttering\b", "模板(?!图|布置)", "支模")
PERIMETER = (r"\bperimeter\b", "周长")
SECTION = (r"\bsections?\b", r"\bcolumns?\b", r"\bbeams?\b", "截面", "柱", "梁")
PART = (r"\b(?:one|two|both) (?:faces?|sides?)\b(?!.{0,20}\b(?:soffit|bottom|underside))", r"\bonly\b", r"\bsoffit (?:only|alone)\b", "仅", "只算", "单侧", "不含底")  # fmt: skip
"""A part of the faces, which is another figure."""


def formwork(asked: Asked) -> Reply | None:
    """The faces of columns of a mark, of all of them or one; both sides and the soffit of a beam of the length that is given."""
    if len(asked.marks) != 1 or not asked.has(*FORMWORK) or asked.has(*PART):
        return None
    return _of_columns(asked) if COLUMN.match(asked.marks[0]) else _of_beam(asked)


def perimeter_of_section(asked: Asked) -> Reply | None:
    """Twice the sum of the two sides that stand with a mark."""
    if len(asked.marks) != 1 or not asked.has(*PERIMETER) or not asked.has(*SECTION) or asked.has(*FORMWORK):
        return None
    mark = asked.marks[0]
    label = asked.say(f"perimeter of {mark}", f"{mark} 截面周长")
    inputs = list(section_of(asked, mark))
    b, h, total = asked.need("calculate", expression="2 * (b + h)", label=label, unit="mm", inputs=inputs).quantities
    sides = f"2 × ({b.shown()} [{b.id}] + {h.shown()} [{h.id}])"
    text = asked.say(f"Perimeter of {mark}: {total.shown()} [{total.id}] = {sides}.",
                     f"{mark} 截面周长 {total.shown('zh')} [{total.id}] = {sides}。")  # fmt: skip
    return Reply(text=text, headline=total.id, verdict="answered")


def _of_columns(asked: Asked) -> Reply | None:
    mark = asked.marks[0]
    one = asked.has(*ONE) and not asked.has(*ALL)
    count = None if one else number_of(asked, mark)
    if not one and not isinstance(count, Quantity):
        return count if isinstance(count, Reply) else None
    times = f"{count.id} * " if isinstance(count, Quantity) else ""
    inputs = [*section_of(asked, mark), {"name": "height", **height_of(asked)._asdict()}]
    label = asked.say(f"formwork of {mark}", f"{mark} 模板面积")
    expression = f"{times}2 * (b + h) * height"
    b, h, height, total = asked.need(
        "calculate", expression=expression, label=label, unit="m2", inputs=inputs
    ).quantities
    many = f"{count.value:f} [{count.id}] × " if isinstance(count, Quantity) else ""
    product = f"{many}2 × ({b.shown()} [{b.id}] + {h.shown()} [{h.id}]) × {height.shown()} [{height.id}]"
    name = asked.say(f"one {mark}" if one else mark, f"单根 {mark}" if one else mark)
    text = asked.say(
        f"Formwork of {name}: {total.shown()} [{total.id}] = {product}. Full height, beams and slabs not deducted.",
        f"{name} 模板面积 {total.shown('zh')} [{total.id}] = {product}。按全高计算，未扣除梁板。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _of_beam(asked: Asked) -> Reply | None:
    """Nothing where the question gives no length."""
    mark, length = asked.marks[0], length_given(asked.text)
    if length is None or re.search(r"\d\s*(?:根|no\.?s?\b|beams\b)", asked.text, re.I):
        return None
    inputs = [*section_of(asked, mark), {"name": "length", **length._asdict()}]
    label = asked.say(f"formwork of {mark}", f"{mark} 模板面积")
    made = asked.need("calculate", expression="(b + 2 * h) * length", label=label, unit="m2", inputs=inputs)
    b, h, long, total = made.quantities
    product = f"({b.shown()} [{b.id}] + 2 × {h.shown()} [{h.id}]) × {long.shown()} [{long.id}]"
    text = asked.say(
        f"Formwork of {mark}: {total.shown()} [{total.id}] = {product}: both sides and the soffit, the slab not deducted.",
        f"{mark} 模板面积 {total.shown('zh')} [{total.id}] = {product}，计两侧及底模，未扣除板厚。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")

"""Tool: a figure corrected or exchanged, and everything that was computed from it anew."""

from collections.abc import Sequence
from fractions import Fraction

from pydantic import BaseModel, Field

from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.given import GivenInput, stated
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity, unit_named
from tools.kit.recompute import recomputed
from tools.kit.result import Result

TITLE = Message(en="Working it out anew with the corrected figure", zh="按更正后的数值重算")
CORRECTS = True
FAR_OFF = 40
"""A correction without a unit that is so many times off the old value is likely to be in another unit."""


class Change(BaseModel):
    """One figure of the ledger and what takes its place."""

    id: str = Field(pattern=r"^q\d+$")
    by: str = Field("", description="id that takes its place, else `value`")
    value: str | float | None = Field(None, description="as written")
    unit: str = Field("", description="else the old one's")
    source: str = Field("user", description="as in calculate")
    why: str = ""


def recalculate(changes: list[Change], ledger: Ledger) -> Result:
    """Correct figures and recompute all that rests on them: "the storey height is 3.6 m, redo".

    The new figure takes the place of the old one from now on."""
    if not changes:
        raise Correctable("Say which figure changes: {id, value} or {id, by}.")
    added, names, values = list[Quantity](), dict[str, str](), dict[str, Quantity]()
    for change in changes:
        old = ledger.latest(change.id)
        if change.by:
            name, new = change.by, _same_kind(old, ledger.quantity(change.by))
        else:
            added.append(_corrected(change, old, ledger))
            name, new = f"#{len(added)}", added[-1]
        names[old.id], values[name] = name, new
    again = recomputed(ledger, names, values, len(added) + 1)
    return Result(summary=_summary(added, again.done), quantities=(*added, *again.done), withheld=again.left)


def _corrected(change: Change, old: Quantity, ledger: Ledger) -> Quantity:
    if change.value is None:
        raise Correctable(f"{change.id}: give the new `value`, or in `by` the id of the figure that takes its place.")
    entry = GivenInput(name=change.id, value=change.value, unit=change.unit, source=change.source, why=change.why)
    given = stated(entry, ledger)
    if given.kind == "given":
        told = Evidence(method="user", text=f"{old.label} = {change.value} {change.unit}".strip())
        given = given.model_copy(update={"sources": (told,)})
    if not given.unit and old.unit:
        _near(change, old, given)
        given = given.model_copy(update={"unit": old.unit})
    return _same_kind(old, given).model_copy(update={"label": old.label, "label_zh": old.label_zh, "replaces": old.id})


def _same_kind(old: Quantity, new: Quantity) -> Quantity:
    if unit_named(old.unit).dimension != unit_named(new.unit).dimension:
        raise Correctable(f"{old.id} is in {old.unit or 'no unit'}; {new.shown()} cannot take its place.")
    return new


def _near(change: Change, old: Quantity, given: Quantity) -> None:
    """A bare 3.6 in place of 3300 mm is rather metres."""
    ratio = abs(Fraction(given.value) / Fraction(old.value)) if old.value and given.value else Fraction(1)
    if not Fraction(1, FAR_OFF) < ratio < FAR_OFF:
        raise Correctable(f"{change.id} is {old.shown()}. Give the unit of {change.value}.")


def _summary(added: Sequence[Quantity], again: Sequence[Quantity]) -> str:
    corrected = [f"{new.label} is now {new.shown()}" for new in added]
    redone = [f"{new.label} = {new.shown()} (in place of {new.replaces})" for new in again]
    return "; ".join([*corrected, *(redone or ["nothing was calculated from it"])]) + "."

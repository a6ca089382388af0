"""The project's table of what estimators take from standards: masses, densities, deduction thresholds, item codes.

One file of data, reference.toml; each entry names its standard and edition, and says whether it was checked against it.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tools.kit.evidence import Evidence
from tools.kit.language import CJK
from tools.kit.quantity import Quantity
from tools.kit.result import Frozen

Topic = Literal["rebar", "density", "deduction", "item_code"]
FILE = Path(__file__).with_name("reference.toml")


class Entry(Frozen):
    """A figure or a code of a standard. `value` is empty for a code, `rule` says how it is applied."""

    topic: Topic
    names: tuple[str, ...]
    edition: str
    checked: bool = False
    value: str = ""
    unit: str = ""
    rule: str = ""

    @property
    def text(self) -> str:
        """The entry as one line with its edition and whether it is verified."""
        what = " ".join(filter(None, (self.names[0], self.value, self.unit)))
        mark = "" if self.checked else " (not verified: compare with the standard)"
        return f"{what}: {self.edition}.{' ' + self.rule if self.rule else ''}{mark}"

    def evidence(self) -> Evidence:
        return Evidence(method="assumption", text=self.text)

    def quantity(self) -> Quantity | None:
        """The figure as an assumed quantity, whose source is the standard."""
        if not self.value:
            return None
        edition = self.edition.partition(",")[0]
        chinese = next((name for name in self.names if CJK.search(name)), "")
        return Quantity(
            value=Decimal(self.value), unit=self.unit, label=f"{self.names[0]} ({edition})",
            label_zh=f"{chinese}（{edition}）" if chinese else "", kind="assumed", sources=(self.evidence(),),
        )  # fmt: skip


@cache
def entries() -> tuple[Entry, ...]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    listed = [Entry.model_validate(entry) for entry in data["entries"]]
    return (*_bars(data["sources"]), *listed, *_codes(data["codes"]))


def found(topic: Topic, name: str) -> list[Entry]:
    """The entries of that topic and name: those named exactly so before those that only hold the word."""
    wanted = _folded(name, topic)
    exact = [entry for entry in entries() if entry.topic == topic and wanted in map(_plain, entry.names)]
    if exact or topic == "rebar" or not wanted:
        return exact
    held = [entry for entry in entries() if entry.topic == topic and any(_holds(wanted, n) for n in entry.names)]
    return held


def names(topic: Topic) -> list[str]:
    """The names that this topic knows."""
    return list(dict.fromkeys(entry.names[0] for entry in entries() if entry.topic == topic))


def _holds(wanted: str, name: str) -> bool:
    plain = _plain(name)
    return wanted in plain or (len(plain) > 1 and plain in wanted)


def _folded(name: str, topic: Topic) -> str:
    """Φ25, D25, 25 mm and HRB400 25 all name the bar of 25."""
    if topic != "rebar":
        return _plain(name)
    us = re.search(r"#\s*(\d+)", name)
    if us:
        return f"bar #{us[1]}"
    numbers = re.findall(r"(?<![\d.])\d{1,2}(?![\d.])", re.sub(r"HRB?F?\d+|HPB\d+", "", name, flags=re.IGNORECASE))
    return f"bar {numbers[0]}" if len(numbers) == 1 else _plain(name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _bars(sources: list[dict[str, Any]]) -> Iterator[Entry]:
    for source in sources:
        for size, mass in source["values"].items():
            yield Entry(
                topic="rebar", names=(f"bar {size}",), edition=source["edition"], checked=source.get("checked", False),
                value=mass, unit=source["unit"],
            )  # fmt: skip


def _codes(lists: list[dict[str, Any]]) -> Iterator[Entry]:
    for each in lists:
        for code, name, unit in each["items"]:
            english = each["english"].get(name, "")
            spoken = (f"{code} {name}", code, name, *filter(None, (english,)))
            yield Entry(topic="item_code", names=spoken, edition=each["edition"], rule=f"Unit {unit}.")

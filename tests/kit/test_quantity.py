"""Quantities: their names in both languages."""

from decimal import Decimal

from tools.kit.evidence import Evidence
from tools.kit.quantity import Quantity

READ = (Evidence(sheet=1, box=(0, 0, 1, 1), method="text", text="KZ1"),)


def test_a_figure_is_named_in_the_language_of_the_answer() -> None:
    count = Quantity(value=Decimal(6), unit="nos", label="KZ1 marked", label_zh="标注的 KZ1", sources=READ)
    assert (count.named("en"), count.named("zh")) == ("KZ1 marked", "标注的 KZ1")


def test_a_figure_that_was_stored_with_one_label_keeps_it_in_both() -> None:
    stored = Quantity(value=Decimal(6), unit="nos", label="KZ1 marked", sources=READ).model_dump(exclude={"label_zh"})
    assert Quantity.model_validate(stored).named("zh") == "KZ1 marked"

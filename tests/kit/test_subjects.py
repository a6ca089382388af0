"""What rows of schedules are about."""

import pytest

from tools.kit.subjects import subject_of, subjects_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("How many doors are there?", ["door"]), ("一共有多少樘窗？", ["window"]), ("门窗表", ["door", "window"]), ("COLUMN SCHEDULE", ["column"]),
        ("过梁表", ["lintel"]), ("梁表", ["beam"]), ("SPREAD FOOTING SCHEDULE", ["footing"]), ("门厅", []), ("OUTDOOR LIGHT", []),
    ],
)  # fmt: skip
def test_subjects_of_a_text(text: str, names: list[str]) -> None:
    assert [subject.name for subject in subjects_in(text)] == names


@pytest.mark.parametrize(
    ("title", "said", "mark", "name"),
    [
        ("DOOR SCHEDULE", "TIMBER", "A", "door"),
        ("DOORS AND WINDOWS", "GLAZED DOOR", "X1", "door"),
        ("DOORS AND WINDOWS", "ALUMINIUM", "W6", "window"),
        ("门窗表", "木门", "M0921", "door"),
        ("门窗表", "", "C1815", "window"),
        ("门窗表", "门连窗", "MLC1", None),
        ("DOORS AND WINDOWS", "FANLIGHT", "F1", None),
        ("", "adjustable window", "W1", "window"),
        ("", "", "1", "door"),
    ],
)
def test_the_subject_of_a_row(title: str, said: str, mark: str, name: str | None) -> None:
    found = subject_of(title, [said], mark, "REFERENCES / TYPE OF DOOR")
    assert (found.name if found else None) == name

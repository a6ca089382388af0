"""The shell's ask and batch, in real children on real files, without a service."""

import json
from pathlib import Path

import pytest

from agent.providers import provider_named
from api.ask import BadBatch, as_text, ask, batch, finished, read_pairs
from tests.plans import Truth, sample

RULES = provider_named("rules")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("batch")


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return sample(folder / "plan.pdf")


def questions(folder: Path, *pairs: dict[str, object]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(pair, ensure_ascii=False) for pair in pairs), encoding="utf-8")
    return path


def lines(out: Path) -> dict[str, dict[str, object]]:
    return {line["id"]: line for line in map(json.loads, out.read_text(encoding="utf-8").splitlines())}


def test_ask_prints_the_answer_and_its_places(folder: Path, truth: Truth, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(folder / "plan.pdf", "How many D2 are there?", provider=RULES, page=None, as_json=False) == 0
    out, steps = capsys.readouterr()
    assert f"{truth.count('D2')} times" in out
    assert "text “D2”" in out
    assert "Counting the mark D2" in steps


def test_ask_as_json_is_a_line_of_a_batch(folder: Path, truth: Truth, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(folder / "plan.pdf", "有多少个 KZ1?", provider=RULES, page="1", as_json=True) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["status"], line["value"], line["unit"]) == ("answered", truth.count("KZ1"), "nos")
    assert sum(place["method"] == "text" for place in line["evidence"]) == truth.count("KZ1")
    assert set(line["evidence"][0]) == {"sheet", "box", "method", "text"}
    assert line["ledger"][0]["id"] == "q1"
    assert line["provider"] == "rules"


def test_a_bad_pair_fails_alone_and_says_what_to_do(folder: Path, truth: Truth) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "letter.txt").write_text("Dear estimator")
    path = questions(
        folder,
        {"id": "good", "file": "plan.pdf", "question": "What is the scale?", "page": 1, "kind": "ignored"},
        {"id": "broken", "file": "broken.pdf", "question": "How many D1?"},
        {"id": "letter", "file": "letter.txt", "question": "有多少个 D1?"},
        {"id": "missing", "file": "nowhere.pdf", "question": "How many D1?"},
        {"id": "asked", "file": "plan.pdf", "question": "Is it pretty?"},
    )
    out = folder / "bad.jsonl"
    assert batch(path, out, provider=RULES, processes=2) == 3
    found = lines(out)
    assert {name: line["status"] for name, line in found.items()} == {
        "good": "answered", "broken": "failed", "letter": "failed", "missing": "failed", "asked": "refused",
    }  # fmt: skip
    assert "1:100" in str(found["good"]["answer"])
    assert "Upload" in str(found["broken"]["answer"]) or "upload" in str(found["broken"]["answer"])
    assert "上传" in str(found["letter"]["answer"])


def test_an_interrupted_batch_goes_on_where_it_stopped(folder: Path, truth: Truth) -> None:
    path = questions(
        folder,
        {"id": "a", "file": "plan.pdf", "question": "How many D1?"},
        {"id": "b", "file": "plan.pdf", "question": "How many D2?"},
        {"id": "c", "file": "plan.pdf", "question": "How many W1?"},
    )
    out = folder / "resumed.jsonl"
    kept = {"id": "a", "status": "answered", "answer": "from before"}
    failed = {"id": "b", "status": "failed", "answer": "from before"}
    out.write_text(json.dumps(kept) + "\n" + json.dumps(failed) + "\n" + '{"id": "c", "stat', encoding="utf-8")
    assert batch(path, out, provider=RULES, processes=1) == 0
    found = lines(out)
    assert found["a"]["answer"] == "from before"
    assert found["b"]["value"] == truth.count("D2")
    assert found["c"]["value"] == truth.count("W1")
    assert finished(out) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"id": "a", "file": "x.pdf"}', "Line 1 lacks question"),
        ("[1, 2]", "Line 1 lacks id"),
        ('{"id": "a"', "Line 1 is no JSON"),
        ('{"id": "a", "file": "x", "question": "q"}\n{"id": "a", "file": "x", "question": "q"}', "stands twice"),
    ],
)
def test_a_bad_line_is_named_before_anything_runs(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(text)
    with pytest.raises(BadBatch, match=fault):
        read_pairs(path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b"\xff\xfe\x00binary\xff")
    with pytest.raises(BadBatch, match="cannot be read"):
        read_pairs(path)


def test_the_text_form_names_status_and_provider() -> None:
    line = {"answer": "14.", "evidence": [], "status": "answered", "provider": "rules", "seconds": 1.0}
    assert as_text(line) == "14.\n  (answered, rules 1.0 s)"

"""The page's own modules, called one by one in the browser."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.async_api import Page

from agent.citations import without_citations
from tests.page.conftest import STATIC
from tools.kit.quantity import UNITS, shown_value

pytestmark = pytest.mark.asyncio(loop_scope="session")

VALUES = ["0", "1", "12", "0.5", "2.675", "1.005", "0.0004", "-0.0004", "-3.14159", "1E+2", "1.5E-3", "999.9996",
          "0.125", "12345678901234567890.12345", "1E-9", "120", "3.30"]  # fmt: skip


async def call(page: Page, module: str, name: str, *arguments: object) -> Any:
    code = "async ([module, name, given]) => (await import(`/static/js/${module}.js`))[name](...given)"
    return await page.evaluate(code, [module, name, list(arguments)])


@pytest.mark.parametrize("unit", sorted(UNITS))
async def test_a_quantity_is_rounded_as_the_service_rounds_it(modules: Page, unit: str) -> None:
    code = """async ([values, unit]) => {
      const { shown } = await import("/static/js/figures.js");
      return values.map((value) => shown({ value, unit }));
    }"""
    pretty = unit.replace("2", "²").replace("3", "³")
    texts = [shown_value(Decimal(value), unit) for value in VALUES]
    whole = ["0" if Decimal(text) == 0 else text for text in texts]
    expected = [text + (pretty if unit in ("", "%") else f" {pretty}") for text in whole]
    assert await modules.evaluate(code, [VALUES, unit]) == expected


async def test_offsets_of_claims_count_characters(modules: Page) -> None:
    text = "🏗 𠮷 6 KZ1, 3.2 m³"
    claims = [{"start": 4, "end": 5, "ref": "q1"}, {"start": 11, "end": 17, "ref": "q2"}]
    found = await call(modules, "figures", "pieces", text, claims)
    assert [piece["text"] for piece in found] == ["🏗 𠮷 ", "6", " KZ1, ", "3.2 m³"]
    assert [bool(piece.get("claim")) for piece in found] == [False, True, False, True]


async def test_overlapping_claims_are_shown_once(modules: Page) -> None:
    claims = [{"start": 0, "end": 4}, {"start": 2, "end": 6}, {"start": 5, "end": 5}]
    found = await call(modules, "figures", "pieces", "abcdefgh", claims)
    assert [piece["text"] for piece in found] == ["abcd", "efgh"]


ANSWER = {
    "quantities": [
        {"id": "q1", "value": "6", "unit": "nos", "inputs": [], "label": "columns",
         "sources": [{"sheet": 1, "box": [1, 1, 2, 2], "method": "text", "text": "KZ1"},
                     {"sheet": 1, "box": [5, 1, 6, 2], "method": "text", "text": "KZ1"},
                     {"sheet": 1, "box": [1, 1, 2, 2], "method": "text", "text": "KZ1"}]},
        {"id": "q2", "value": "3.3", "unit": "m", "inputs": [], "label": "height",
         "sources": [{"sheet": 0, "box": None, "method": "user", "text": "3.3 m"}]},
        {"id": "q3", "value": "19.8", "unit": "m", "inputs": ["q1", "q2", "q1"], "label": "sum", "sources": []},
    ],
    "items": [{"id": "e1", "evidence": {"sheet": 2, "box": [3, 3, 4, 4], "method": "ocr", "text": "C30"}}],
}  # fmt: skip


async def test_a_computed_figure_rests_on_what_its_inputs_rest_on(modules: Page) -> None:
    assert [q["id"] for q in await call(modules, "figures", "walk", ANSWER, "q3")] == ["q3", "q1", "q2"]
    evidence = await call(modules, "figures", "evidenceOf", ANSWER, "q3")
    places = await call(modules, "figures", "placesOf", evidence)
    assert [place["box"] for place in places] == [[1, 1, 2, 2], [5, 1, 6, 2]]
    assert (await call(modules, "figures", "evidenceOf", ANSWER, "e1"))[0]["text"] == "C30"
    assert await call(modules, "figures", "evidenceOf", ANSWER, "q99") == []


async def test_sources_that_read_the_same_share_a_line(modules: Page) -> None:
    lines = await call(modules, "figures", "sourceLines", ANSWER["quantities"][0]["sources"])  # type: ignore[index]
    assert lines == ["“KZ1” · sheet 1 · text on the drawing · 3 places"]


async def test_an_expression_is_cut_at_its_ids(modules: Page) -> None:
    found = await call(modules, "figures", "expressionPieces", "q1 * q2**2 / 1000")
    assert found == [{"id": "q1"}, {"text": " × ("}, {"id": "q2"}, {"text": ")² ÷ 1000"}]


@pytest.mark.parametrize(
    "text",
    ["There are 14 D2 doors [q3].", "共 6 根【q1】，合计 3.2 m³ [q2*]。", "a [q1, q2] b (e5) c [e1–e4]", "an array [3] stays",
     "[q1][e2] first", "（q1）"],
)  # fmt: skip
async def test_citations_are_hidden_as_the_service_cuts_them(modules: Page, text: str) -> None:
    assert (await call(modules, "run", "withoutCitations", text)).strip() == without_citations(text).text.strip()


@pytest.mark.parametrize("begun", ["[", "[q", "[q1", "[q12, ", "【q3*", "[q1, e"])
async def test_a_citation_that_has_only_begun_is_hidden(modules: Page, begun: str) -> None:
    assert await call(modules, "run", "withoutCitations", f"There are 14 {begun}") == "There are 14"


async def play(page: Page, *events: dict[str, Any]) -> dict[str, Any]:
    code = """async (events) => {
      const { apply, draft, newRun } = await import("/static/js/run.js");
      const run = newRun("r");
      const taken = events.map((event) => apply(run, event, 100));
      return { ...run, skew: 0, taken, draft: draft(run) };
    }"""
    result: dict[str, Any] = await page.evaluate(code, list(events))
    return result


def event(seq: int, kind: str, **data: Any) -> dict[str, Any]:
    return {"seq": seq, "type": kind, "data": data, "at": 90 + seq}


async def test_a_repeated_event_changes_nothing(modules: Page) -> None:
    token = event(3, "token", step=1, text="ab", attempt=1)
    run = await play(modules, event(1, "run_started", attempt=1), event(2, "step", step=1), token, token)
    assert run["taken"] == [True, True, True, False]
    assert run["draft"] == "ab"


async def test_an_abandoned_attempt_leaves_no_text(modules: Page) -> None:
    run = await play(
        modules,
        event(1, "run_started", attempt=1),
        event(2, "token", step=1, text="old ", attempt=1),
        event(3, "run_started", attempt=2),
        event(4, "token", step=1, text="late", attempt=1),
        event(5, "token", step=1, text="new", attempt=2),
    )
    assert run["draft"] == "new"
    assert run["resumed"]


async def test_a_restarted_text_begins_anew(modules: Page) -> None:
    tokens = [event(1, "token", step=1, text="cut of"), event(2, "token", step=1, text="whole", restart=True)]
    assert (await play(modules, *tokens))["draft"] == "whole"


async def test_tools_are_followed_to_their_end(modules: Page) -> None:
    run = await play(
        modules,
        event(1, "step", step=1, title={"en": "Thinking", "zh": "思考"}),
        event(2, "token", step=1, text="First I look."),
        event(3, "tool_started", call_id="a", tool="look", title={"en": "Looking", "zh": "查看"}),
        event(4, "tool_started", call_id="b", tool="crop", title={"en": "Cropping", "zh": "裁剪"}),
        event(5, "tool_progress", call_id="a", done=3, total=7, doing="tile"),
        event(6, "tool_failed", call_id="b", message="no", final=False),
        event(7, "tool_finished", call_id="a", seconds=1.5, items=[], quantities=[]),
        event(8, "tool_progress", call_id="gone", done=1, total=2, doing=""),
    )
    first, second = run["steps"][0]["calls"]
    assert (first["status"], first["done"], first["total"], first["seconds"]) == ("done", 3, 7, 1.5)
    assert (second["status"], second["message"]) == ("failed", "no")
    assert run["draft"] == ""


async def test_a_question_waits_and_the_next_step_takes_it_away(modules: Page) -> None:
    asked = await play(modules, event(1, "question", id="x", question="Which?", choices=["a"]))
    assert (asked["status"], asked["question"]["question"]) == ("waiting", "Which?")
    on = await play(modules, event(1, "question", id="x", question="Which?"), event(2, "step", step=2))
    assert (on["status"], on["question"]) == ("running", None)


async def test_a_snapshot_takes_the_place_of_lost_events(modules: Page) -> None:
    snapshot = {"status": "answered", "over": True, "answer": {"status": "answered", "text": "6"}}
    run = await play(modules, event(9, "token", step=1, text="x"), event(4, "resync", snapshot=snapshot))
    assert (run["finished"], run["status"], run["answer"]["text"], run["seq"]) == (True, "answered", "6", 4)
    waiting = await play(modules, event(1, "resync", snapshot={"status": "running", "over": False, "answer": None}))
    assert not waiting["finished"]


async def html(page: Page, text: str, claims: list[dict[str, Any]]) -> str:
    code = """async ([text, claims]) => {
      const { prose } = await import("/static/js/prose.js");
      return prose(text, claims, (claim, said) => {
        const link = document.createElement("a");
        link.textContent = said;
        return link;
      }).innerHTML.replaceAll("\\n", "");
    }"""
    result: str = await page.evaluate(code, [text, claims])
    return result


async def test_text_keeps_its_lines_lists_and_emphasis(modules: Page) -> None:
    text = "Doors:\n\n- D1: **8**\n- D2: 2\n\nDone\nnow"
    at = text.index("8")
    shown = await html(modules, text, [{"start": at, "end": at + 1, "ref": "q1"}])
    items = "<li>D1: <strong><a>8</a></strong></li><li>D2: 2</li>"
    assert shown == f"<p>Doors:</p><ul>{items}</ul><p>Done<br>now</p>"


async def test_a_table_stays_a_table(modules: Page) -> None:
    text = "| mark | count |\n|---|---|\n| D1 | 8 |"
    shown = await html(modules, text, [{"start": text.index("8"), "end": text.index("8") + 1, "ref": "q1"}])
    assert "<th>mark</th>" in shown
    assert "<td><a>8</a></td>" in shown
    assert "---" not in shown


async def test_text_is_never_markup(modules: Page) -> None:
    assert await html(modules, "<img src=x onerror=alert(1)>", []) == "&lt;img src=x onerror=alert(1)&gt;"
    for text in (
        "a <b onclick=x>b</b>",
        "[a](javascript:alert(1))",
        "![a](x.png)",
        "<script>x</script>",
        "a\n\n    code",
    ):
        shown = await html(modules, text, [])
        assert not re.search(r"<(b|script|img|a|iframe)\b|onclick=[^&]*>b<|javascript:[^<]*\"", shown), shown


@pytest.mark.parametrize("text", ["200*300*400", "3~5 m, 4~6 m", "KZ_1_2", "2*(3+4)*5"])
async def test_sizes_and_ranges_are_no_markup(modules: Page, text: str) -> None:
    assert await html(modules, text, []) == f"<p>{text}</p>"


async def test_a_small_box_is_shown_with_its_surroundings(modules: Page) -> None:
    sheet = {"width": 420, "height": 297}
    x0, y0, x1, y1 = await call(modules, "boxes", "surroundings", [100, 100, 104, 103], sheet)
    assert (x1 - x0, y1 - y0) == (110, 70)
    x0, _, x1, _ = await call(modules, "boxes", "surroundings", [10, 10, 410, 290], sheet)
    assert 400 < x1 - x0 < 450


async def test_near_the_edge_the_view_stays_on_the_sheet(modules: Page) -> None:
    sheet = {"width": 420, "height": 297}
    assert await call(modules, "boxes", "surroundings", [410, 290, 414, 293], sheet) == [310, 227, 420, 297]
    assert (await call(modules, "boxes", "surroundings", [1, 1, 5, 4], sheet))[:2] == [0, 0]


@pytest.mark.parametrize(
    ("plain", "shown"), [("3.168 m3", "3.168 m³"), ("12 ft2", "12 ft²"), ("1:50", "1:50"), ("400 mm", "400 mm"), ("M3", "M3")]
)  # fmt: skip
async def test_units_are_written_with_their_powers(modules: Page, plain: str, shown: str) -> None:
    assert await call(modules, "figures", "withPowers", plain) == shown


async def test_every_sentence_exists_in_both_languages(modules: Page) -> None:
    code = """async () => {
      const text = await (await fetch("/static/js/words.js")).text();
      return [...text.matchAll(/^  (\\w+): \\[([^]*?)\\],$/gm)].map(([, name, pair]) => [name, eval(`[${pair}]`)]);
    }"""
    pairs = await modules.evaluate(code)
    assert len(pairs) > 90
    assert [name for name, pair in pairs if len(pair) != 2 or not all(pair)] == []
    assert [name for name, pair in pairs if "!" in pair[0] or "！" in pair[1]] == []


async def test_every_word_that_is_used_is_known(modules: Page) -> None:
    code = """async (names) => {
      const words = await (await fetch("/static/js/words.js")).text();
      const known = new Set([...words.matchAll(/^  (\\w+): \\[/gm)].map(([, name]) => name));
      const used = new Set();
      for (const name of names) {
        const text = await (await fetch(`/static/${name}`)).text();
        for (const [, word] of text.matchAll(/\\bsay\\("(\\w+)"/g)) used.add(word);
        for (const [, word] of text.matchAll(/data-(?:say|label|placeholder)="(\\w+)"/g)) used.add(word);
      }
      return [...used].filter((word) => !known.has(word));
    }"""
    pages, parts = STATIC.glob("*.html"), (STATIC / "js").glob("*.js")
    names = [name for name in (*(p.name for p in pages), *(f"js/{p.name}" for p in parts)) if "operator" not in name]
    assert await modules.evaluate(code, names) == []

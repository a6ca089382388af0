"""Tools in this process on a real drawing, the shell, and scripts as files."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import tools
from agent.__main__ import main
from agent.executor import ToolCall
from agent.local import InProcess, info_of
from agent.providers import provider_named
from agent.providers.scripted import Scripted
from agent.script import Conversation, Script
from tests.agent.desk import answer_of, kinds, played, say, use, watch
from tests.plans import Truth, sample
from tools import catalogue
from tools.kit.drawing import Drawing
from tools.kit.errors import Refused
from tools.kit.ledger import Ledger
from tools.kit.result import Result
from tools.kit.vision import Progress, Vision


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    path = tmp_path_factory.mktemp("local") / "sample.pdf"
    return path, sample(path)


@pytest.fixture
def drawing(sheet: tuple[Path, Truth]) -> Drawing:
    return Drawing.open(sheet[0])


def probe(kind: str, vision: Vision, progress: Progress, drawing: Drawing) -> Result:
    """A tool of the tests."""
    if kind == "look":
        seen = vision.ask(b"", "what?", {})
        return Result(summary=json.dumps(seen.data), usage=seen.usage)
    if kind == "refuse":
        raise Refused("no", "It cannot be done.", "无法完成。")
    if kind == "bug":
        raise KeyError(kind)
    for done in range(3):
        progress(done + 1, 3, threading.current_thread().name)
    return Result(summary=f"{len(drawing.sheets)} sheets")


@pytest.fixture
def probed() -> Iterator[None]:
    """The test's own tool in the catalogue, registered as any module's."""
    module = ModuleType("tools.probe")
    module.__dict__["probe"] = probe
    module.__dict__["LONG"] = True
    tools.catalogue()["probe"] = tools.tool_of(module)
    yield
    del tools.catalogue()["probe"]


async def ran(drawing: Drawing, *kinds_of_call: str, **script: Any) -> tuple[list[Any], Scripted]:
    provider = played(use(*[("probe", {"kind": kind}) for kind in kinds_of_call]), say("I see."), **script)
    executor = InProcess(drawing, provider)
    try:
        return await watch("?", provider, executor, drawing=info_of(drawing)), provider
    finally:
        executor.close()


@pytest.mark.usefixtures("probed")
async def test_progress_of_a_tool_comes_before_its_end(drawing: Drawing) -> None:
    events, _ = await ran(drawing, "work")
    assert kinds(events)[2:7] == ["tool_started", *["tool_progress"] * 3, "tool_finished"]
    assert [event.data["done"] for event in events if event.type == "tool_progress"] == [1, 2, 3]
    assert all(event.key is None for event in events if event.type == "tool_progress")
    assert next(event for event in events if event.type == "tool_started").data["long"] is True


@pytest.mark.usefixtures("probed")
async def test_vision_goes_to_the_provider(drawing: Drawing) -> None:
    events, _ = await ran(drawing, "look", sees=({"doors": 2},))
    assert next(event.data["summary"] for event in events if event.type == "tool_finished") == '{"doors": 2}'


@pytest.mark.usefixtures("probed")
async def test_a_refusal_is_final_and_in_both_languages(drawing: Drawing) -> None:
    events, provider = await ran(drawing, "refuse")
    assert answer_of(events).notes[0].zh == "无法完成。"
    assert provider.turns[-1].told[0].error == "It cannot be done."


@pytest.mark.usefixtures("probed")
async def test_a_bug_of_a_tool_is_raised(drawing: Drawing) -> None:
    with pytest.raises(KeyError):
        await ran(drawing, "bug")


async def test_arguments_that_do_not_fit_are_told_to_the_model(drawing: Drawing) -> None:
    executor = InProcess(drawing, provider_named("rules"))
    outcome = await executor.execute(ToolCall(id="c", name="find_text", arguments={}), Ledger(), lambda event: None)
    executor.close()
    assert outcome.result is None
    assert "do not fit its schema" in outcome.error


async def test_the_sheets_by_name(drawing: Drawing) -> None:
    names = [(sheet.sheet, sheet.drawing, sheet.page) for sheet in info_of(drawing).sheets]
    assert names == [(1, "sample.pdf", 1)]


async def test_a_count_on_a_real_drawing_and_its_volume(sheet: tuple[Path, Truth], drawing: Drawing) -> None:
    truth = sheet[1]
    lines = (
        use(("count_marks", {"mark": "KZ1"})),
        use(("calculate", {"expression": "q1 * h", "label": "height of all", "unit": "m",
                           "inputs": [{"name": "h", "value": "3.3", "unit": "m", "source": "user"}]})),
        say("KZ1 stands 6 times [q1]."),
    )  # fmt: skip
    provider = played(*lines)
    executor = InProcess(drawing, provider)
    answer = answer_of(await watch("KZ1, 3.3 m high?", provider, executor, drawing=info_of(drawing)))
    executor.close()
    assert answer.quantities[0].value == len(truth.marks["KZ1"])
    assert answer.quantities[-1].value == answer.quantities[0].value * answer.quantities[1].value
    assert answer.claims[0].ref == "q1"


def scripted_file(folder: Path, *lines: Any) -> Path:
    path = folder / "script.json"
    path.write_text(Script(conversations=(Conversation(match="KZ1", lines=lines),)).model_dump_json(), encoding="utf-8")
    return path


async def test_the_shell_shows_the_steps_and_the_places(sheet: tuple[Path, Truth], tmp_path: Path) -> None:
    script = scripted_file(tmp_path, use(("count_marks", {"mark": "KZ1"})), say("There are 6 KZ1 [q1]."))
    shown: list[str] = []
    arguments = [str(sheet[0]), "How many KZ1?", "--provider", "scripted", "--script", str(script)]
    assert await main(arguments, put=shown.append) == 0
    text = "\n".join(shown)
    assert "scripted · script" in text
    assert "There are 6 KZ1." in text
    assert "“6” ← q1: sheet 1 [" in text
    assert "and 2 more" in text


async def test_the_shell_asks_and_goes_on(sheet: tuple[Path, Truth], tmp_path: Path) -> None:
    ask = ("ask_user", {"question": "Which storey?", "choices": ["first"]})
    script = scripted_file(tmp_path, use(ask), use(("count_marks", {"mark": "KZ1"})), say("There are 6 KZ1 [q1]."))
    asked: list[str] = []

    def reply(question: str) -> str:
        asked.append(question)
        return "first"

    arguments = [str(sheet[0]), "How many KZ1?", "--provider", "scripted", "--script", str(script)]
    assert await main(arguments, put=lambda line: None, reply=reply) == 0
    assert "Which storey? first" in asked[0]


async def test_the_shell_with_nobody_to_reply(sheet: tuple[Path, Truth], tmp_path: Path) -> None:
    script = scripted_file(tmp_path, use(("ask_user", {"question": "Which storey?"})))
    shown: list[str] = []

    def reply(question: str) -> str:
        raise EOFError

    arguments = [str(sheet[0]), "How many KZ1?", "--provider", "scripted", "--script", str(script)]
    assert await main(arguments, put=shown.append, reply=reply) == 3
    assert "needs an answer" in shown[-1]


async def test_the_shell_refuses_what_is_no_drawing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no drawing")
    shown: list[str] = []
    assert await main([str(tmp_path / "notes.txt"), "有多少?", "--provider", "rules"], put=shown.append) == 2
    assert any("\u4e00" <= char <= "\u9fff" for char in shown[-1])


def test_the_shell_as_a_program(sheet: tuple[Path, Truth]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI")}
    done = subprocess.run(
        [sys.executable, "-m", "agent", str(sheet[0]), "How many KZ1 are there?"],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "rules · rules" in done.stdout
    assert "answered" in done.stdout


def test_a_script_is_served_as_a_program(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    path.write_text(Script.of(say("Hello.")).model_dump_json(), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen([sys.executable, "-m", "agent.scripted_server", str(path), "--port", str(port)])
    try:
        assert _posted(port)["choices"][0]["message"]["content"] == "Hello."
    finally:
        served.terminate()
        served.wait(10)


def _posted(port: int) -> dict[str, Any]:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "?"}]}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/chat/completions", body)
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the script is not served")


def test_the_types_of_the_agent_come_without_its_engine() -> None:
    probe = (
        "import sys, agent, agent.events, agent.answer; sys.exit('langgraph' in sys.modules or 'openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_every_schema_names_all_parameters_and_refers_to_nothing() -> None:
    for tool in catalogue().values():
        parameters = tool.schema()["function"]["parameters"]
        assert set(parameters["properties"]) == set(tool.arguments.model_fields)
        assert "$ref" not in str(parameters)

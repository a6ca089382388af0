"""The rooms of the house import in one direction; shown from the syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"tools.kit": {"tools.kit"}, "tools": {"tools", "tools.kit"}, "agent": {"agent", "tools", "tools.kit", "prompts"},
              "api": {"api", "agent", "tools.kit", "tools"}}  # fmt: skip
ONLY_IN = {
    "pymupdf": "tools/kit/pdf.py",
    "fitz": "tools/kit/pdf.py",
    "ezdxf": "tools/kit/dxf.py",
    "rapidocr": "tools/kit/ocr_engine.py",
    "onnxruntime": "tools/kit/opening_net.py",
}
API_ORDER = ["settings", "models", "database", "storage", "events", "queue", "handlers", "worker"]


def sources() -> list[Path]:
    return [path for room in ("tools", "agent", "api") for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room_of(name: str) -> str | None:
    if name == "tools.kit" or name.startswith("tools.kit."):
        return "tools.kit"
    first = name.partition(".")[0]
    return first if first in ("tools", "agent", "api", "prompts") else None


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_imports_run_one_way(path: Path) -> None:
    own = room_of(module_of(path))
    assert own is not None
    wrong = [name for name in imported(path) if (room := room_of(name)) and room not in MAY_IMPORT[own]]
    # kit/tasks.py is the child's entry: it finds the catalogue by name when a tool is called.
    allowed = {"tools"} if path.name == "tasks.py" else set()
    assert not set(wrong) - allowed


def test_no_tool_imports_another() -> None:
    tools = {path.stem for path in (ROOT / "tools").glob("*.py")} - {"__init__"}
    for path in (ROOT / "tools").glob("*.py"):
        assert not [name for name in imported(path) if name.removeprefix("tools.") in tools], path.name


@pytest.mark.parametrize(("library", "home"), ONLY_IN.items())
def test_each_engine_has_one_importer(library: str, home: str) -> None:
    users = {
        str(path.relative_to(ROOT)) for path in sources() for name in imported(path) if name.split(".")[0] == library
    }
    # DXF is walked, its text laid out and its plot drawn in modules of one family.
    assert all(user == home or user.startswith(home.removesuffix(".py") + "_") for user in users)


def test_tools_and_agent_work_without_the_service() -> None:
    services = {"litestar", "arq", "redis", "sqlmodel", "sqlalchemy", "pydantic_settings"}
    for path in sources():
        if module_of(path).startswith(("tools", "agent")):
            assert not services & {name.split(".")[0] for name in imported(path)}, path


def test_the_service_is_layered() -> None:
    for place, name in enumerate(API_ORDER):
        for path in [ROOT / "api" / f"{name}.py", *(ROOT / "api" / name).glob("*.py")]:
            if path.exists():
                later = {f"api.{other}" for other in [*API_ORDER[place + 1 :], "routes", "app", "cli"]}
                assert not [found for found in imported(path) if ".".join(found.split(".")[:2]) in later], path


def test_the_worker_never_imports_litestar() -> None:
    for name in [*API_ORDER, "ask", "pair"]:
        for path in [ROOT / "api" / f"{name}.py", *(ROOT / "api" / name).glob("*.py")]:
            if path.exists():
                assert not [found for found in imported(path) if found.split(".")[0] == "litestar"], path

"""The shell's ask and batch: the agent without a running service."""

import asyncio
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agent.provider import Provider
from api.pair import Spending, answer_pair
from tools.kit.errors import LiangtuError
from tools.kit.sandbox import Limits, Pool

LIMITS = Limits(memory_mb=2500, seconds=300)


class BadBatch(LiangtuError):
    """The questions file cannot be used; the message names the line and what to mend."""


def ask(
    file: Path, question: str, *, provider: Provider, page: str | None, as_json: bool, spending: Spending | None = None
) -> int:
    """Answer one question; steps go to standard error, the answer to standard output. Returns the exit code."""
    line = asyncio.run(_ask(file, question, provider, page, spending))
    sys.stdout.write((json.dumps(line, ensure_ascii=False) if as_json else as_text(line)) + "\n")
    return 1 if line["status"] == "failed" else 0


async def _ask(
    file: Path, question: str, provider: Provider, page: str | None, spending: Spending | None
) -> dict[str, Any]:
    console = Console(stderr=True)
    pool = Pool(1, LIMITS)
    pair = {"id": "ask", "path": str(file), "question": question, "page": page}
    try:
        step = lambda doing: console.print(f"· {doing}", markup=False)  # noqa: E731
        return await answer_pair(pair, pool, provider, step, spending)
    finally:
        await pool.close()


def as_text(line: dict[str, Any]) -> str:
    """The answer and under it the places that prove it, one a line."""
    places = [
        f"  {place['sheet']}: [{', '.join(f'{v:.0f}' for v in place['box'] or ())}] {place['method']} “{place['text'][:60]}”"
        for place in line["evidence"][:20]
    ]
    unverified = [f"  ? {text}" for text in line.get("unverified", ())]
    notes = [f"  {text}" for text in (*line.get("assumptions", ()), *line.get("notes", ()))]
    return "\n".join(
        [
            line["answer"],
            *unverified,
            *notes,
            *places,
            f"  ({line['status']}, {line.get('provider', '')} {line['seconds']} s)",
        ]
    )


def batch(
    questions: Path, out: Path, *, provider: Provider, processes: int | None = None, spending: Spending | None = None
) -> int:
    """Answer every line of a JSONL of questions, a process per core; lines already in `out` are not asked again.

    Returns the number of failed pairs. Raises BadBatch where a line is no {"id", "file", "question"}.
    """
    pairs = read_pairs(questions)
    done = finished(out)
    left = [pair for pair in pairs if pair["id"] not in done]
    count = processes or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="liangtu-batch-") as cache, out.open("a", encoding="utf-8") as sink:
        requests = [_request(pair, questions.parent, Path(cache)) for pair in left]
        return asyncio.run(_batch(requests, count, sink, len(pairs), provider, spending))


async def _batch(
    requests: list[dict[str, Any]], count: int, sink: TextIO, total: int, provider: Provider, spending: Spending | None
) -> int:
    pool = Pool(count, LIMITS)
    waiting = iter(requests)
    failed = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr)) as bar:
        task = bar.add_task("batch", total=total, completed=total - len(requests))

        async def work() -> None:
            nonlocal failed
            for request in waiting:
                line = await answer_pair(request, pool, provider, lambda doing: None, spending)
                failed += line["status"] == "failed"
                sink.write(json.dumps(line, ensure_ascii=False) + "\n")
                sink.flush()
                bar.update(task, advance=1, description=f"{request['id']} {line['status']}")

        try:
            await asyncio.gather(*(work() for _ in range(count)))
        finally:
            await pool.close()
    return failed


def _request(pair: dict[str, Any], folder: Path, cache: Path) -> dict[str, Any]:
    path = (folder / pair["file"]).resolve()
    key = hashlib.sha256(str(path).encode()).hexdigest()[:20]
    page = pair.get("page")
    return {"id": pair["id"], "path": str(path), "cache": str(cache / key), "question": pair["question"],
            "page": None if page is None else str(page)}  # fmt: skip


def read_pairs(questions: Path) -> list[dict[str, Any]]:
    """Raises BadBatch with the number of the line that is wrong."""
    try:
        lines = questions.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadBatch(
            f"{questions} cannot be read: {error}. Give a UTF-8 file with one JSON object a line."
        ) from error
    pairs = [_pair(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    names = [pair["id"] for pair in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadBatch(f"The id {twice!r} stands twice in {questions}. Give each question an id of its own.")
    return pairs


def _pair(number: int, line: str) -> dict[str, Any]:
    try:
        pair: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadBatch(f"Line {number} is no JSON: {error}.") from error
    missing = [
        key for key in ("id", "file", "question") if not isinstance(pair, dict) or not isinstance(pair.get(key), str)
    ]
    if missing:
        raise BadBatch(f'Line {number} lacks {", ".join(missing)}. A line is {{"id", "file", "question"}}.')
    return pair


def finished(out: Path) -> set[str]:
    """The ids that a results file already holds. A line that was cut off by an interruption is dropped from the file."""
    if not out.exists():
        return set()
    whole = list(_whole_lines(out.read_text(encoding="utf-8").splitlines()))
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in whole), encoding="utf-8")
    return {line["id"] for line in whole}


def _whole_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Results that need not be asked again: failures are."""
    for line in lines:
        try:
            result = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(result, dict) and result.get("status") not in (None, "failed"):
            yield result

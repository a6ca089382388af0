"""The command line."""

import asyncio
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.provider import Provider
from tools.kit.errors import LiangtuError

if TYPE_CHECKING:
    from api.pair import Spending
    from api.settings import Settings


class QueueChoice(StrEnum):
    runs = "runs"
    tools = "tools"


app = typer.Typer(no_args_is_help=True, add_completion=False, help="Liangtu 量图: quantities on construction drawings.")
users = typer.Typer(no_args_is_help=True, help="Who may sign in.")
app.add_typer(users, name="user")


def _provider() -> Provider:
    """What answers: the provider of the settings, which is openai where there is a key and the built-in rules else."""
    from agent.providers import provider_named
    from api.settings import Settings

    settings = Settings()
    return provider_named(settings.provider_name, **settings.provider_settings)


def _spending() -> "Spending":
    """What one run and all runs of this command may spend."""
    from agent import Limits
    from agent.budget import Purse
    from api.pair import Spending
    from api.settings import Settings

    settings = Settings()
    return Spending(Limits(usd=settings.run_usd), Purse(settings.day_usd or None))


@app.command()
def ask(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PDF, PNG, JPEG, TIFF or DXF")],
    question: str,
    json: Annotated[bool, typer.Option("--json", help="one JSON object, as a line of a batch's results")] = False,
    page: Annotated[str | None, typer.Option(help="a hint: a sheet number or a layout name")] = None,
) -> None:
    """Answer one question about one drawing, without a running service."""
    from api.ask import ask as run

    raise typer.Exit(run(file, question, provider=_provider(), page=page, as_json=json, spending=_spending()))


@app.command()
def batch(
    questions: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSONL of {id, file, question}")],
    out: Annotated[Path, typer.Option(help="JSONL of results; an interrupted batch goes on where it stopped")],
    processes: Annotated[int | None, typer.Option(help="how many at once; the number of cores if left out")] = None,
) -> None:
    """Answer every line of a questions file, without a running service."""
    from api.ask import batch as run

    failed = run(questions, out, provider=_provider(), processes=processes, spending=_spending())
    if failed:
        typer.echo(f"{failed} failed; run the same command again to ask them once more.", err=True)
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on; LIANGTU_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on; LIANGTU_PORT")] = None,
) -> None:
    """The whole service on this machine: page, API, workers, queue and database."""
    # The processes of the service read the same environment.
    for name, value in (("LIANGTU_HOST", host), ("LIANGTU_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)
    settings = _settings("supervisor", logged=True)
    from api.supervisor import serve as run

    asyncio.run(run(settings))


@app.command()
def worker(
    queue: Annotated[QueueChoice, typer.Argument(help="runs: the agent; tools: reading drawings and long tools")],
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """One worker, for services that are spread over machines."""
    settings = _settings(queue.value, logged=bool(parent))
    from api.process import run_worker

    run_worker(settings, queue.value, parent)


@app.command()
def api(
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """The API alone, for services that are spread over machines."""
    settings = _settings("api", logged=bool(parent))
    from api.process import run_api

    run_api(settings, parent)


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="an existing user gets the new password")],
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
    operator: Annotated[bool, typer.Option("--operator", help="may see and stop everybody's jobs")] = False,
) -> None:
    """Make a user who signs in with a password."""
    settings = _settings("cli", logged=True)
    from api.accounts import add_user_at

    asyncio.run(add_user_at(settings, name, password, "operator" if operator else "user"))
    typer.echo(f"{name} can sign in now.")


@app.command()
def doctor(
    parts: Annotated[list[str] | None, typer.Argument(help="only these: database, redis, storage, …")] = None,
) -> None:
    """Look over every part of the installation, and tell what to do where one is not well."""
    settings = _settings("cli", logged=True)
    from api.doctor import checks

    found = asyncio.run(checks(settings, parts or ()))
    for check in found:
        typer.echo(f"{'ok     ' if check.good else 'problem'}  {check.name:<10} {check.words}")
    raise typer.Exit(0 if all(check.good for check in found) else 1)


@app.command()
def migrate() -> None:
    """Bring the tables up to date, for services that are spread over machines; liangtu serve does it by itself."""
    settings = _settings("cli", logged=False)
    from api.database import migrate as bring_up

    bring_up(settings)
    typer.echo("The tables are up to date.")


def _settings(process: str, *, logged: bool) -> "Settings":
    """The settings, with logging set up: into the data folder where a terminal is not to be flooded."""
    from api.logs import set_up
    from api.settings import Settings

    settings = Settings()
    set_up(settings.folder / "logs" / f"{process}.jsonl" if logged else None)
    return settings


def main() -> None:
    """What the `liangtu` command runs. What the user can mend ends with its sentence, not with a traceback."""
    try:
        app()
    except LiangtuError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()

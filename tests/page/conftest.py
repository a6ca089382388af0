"""A real browser for the page: on its modules alone, and on the real service with a model that plays a script."""

import functools
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from agent.scripted_server import ScriptedServer
from tests.page.scripts import SCRIPT

STATIC = Path(__file__).parents[2] / "api" / "static"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
START_SECONDS = 240
PASSWORD = "a long password"


class _Handler(SimpleHTTPRequestHandler):
    """Serves the page's files where the service serves them."""

    def translate_path(self, path: str) -> str:
        return str(STATIC / path.removeprefix("/static/"))

    def log_message(self, *_: object) -> None:
        """Silent: a test's output is its own."""


@pytest.fixture(scope="session")
def files() -> Iterator[str]:
    """The address of the page's files alone, without a service."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(STATIC)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def modules(browser: Browser, files: str) -> AsyncIterator[Page]:
    """A page in which the modules can be imported and called one by one."""
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{files}/static/index.html", wait_until="commit")
    yield page
    await context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def running_service(folder: Path, **settings: str) -> Iterator[str]:
    """The whole service in a folder of its own; gives its address."""
    port = _free_port()
    environment = {**os.environ, "LIANGTU_DATA": str(folder), "LIANGTU_PORT": str(port), **settings}
    with (folder / "log").open("w") as log:
        service = subprocess.Popen([sys.executable, "-m", "api.cli", "serve"], env=environment, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            ends = time.monotonic() + START_SECONDS
            while not _answers(address):
                if service.poll() is not None or time.monotonic() > ends:
                    pytest.fail((folder / "log").read_text()[-3000:])
                time.sleep(0.1)
            yield address
        finally:
            service.terminate()
            service.wait(30)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with the built-in rules."""
    with running_service(tmp_path_factory.mktemp("rules"), OPENAI_API_KEY="") as address:
        yield address


@pytest.fixture(scope="session")
def guarded_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service that lets nobody in without a password, and the user ada."""
    folder = tmp_path_factory.mktemp("guarded")
    command = [sys.executable, "-m", "api.cli", "user", "add", "ada", "--password", PASSWORD]
    with running_service(folder, OPENAI_API_KEY="", LIANGTU_AUTH="required") as address:
        subprocess.run(command, env={**os.environ, "LIANGTU_DATA": str(folder)}, check=True, capture_output=True)
        yield address


@pytest.fixture(scope="session")
def model() -> Iterator[ScriptedServer]:
    with ScriptedServer(SCRIPT) as server:
        yield server


@pytest.fixture(scope="session")
def scripted_service(tmp_path_factory: pytest.TempPathFactory, model: ScriptedServer) -> Iterator[str]:
    """The service with a model behind an HTTP endpoint that plays a script, slowly enough to watch."""
    settings = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.url, "OPENAI_MODEL": "gpt-4o"}
    with running_service(tmp_path_factory.mktemp("scripted"), **settings) as address:
        yield address


class Visitor:
    """Opens the page as somebody would, and fails the test where the page logs an error."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    async def open(self, address: str, *, ready: bool = True, **context: Any) -> Page:
        settings = {"locale": "en-GB", "viewport": {"width": 1400, "height": 850}, **context}
        self.contexts.append(await self.browser.new_context(**settings))
        page = await self.contexts[-1].new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        await page.goto(address)
        if ready:
            await page.wait_for_selector("body.ready")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser) -> AsyncIterator[Visitor]:
    visitor = Visitor(browser)
    yield visitor
    for context in visitor.contexts:
        await context.close()
    assert visitor.errors == []

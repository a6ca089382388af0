"""The HTTP and WebSocket application."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from api.guard import Guard
from api.logs import logger
from api.parts import Parts, opened
from api.problems import Problem, bad_request, broken, plain
from api.routes import auth, batches, chats, copies, drawings, grids, operator, reviews, runs, scales, service, sheets
from api.routes.docs import OfflineDocs
from api.routes.shared import Caller, Connection, language_of, parts_of
from api.routes.signin import SignIn
from api.settings import Settings
from tools.kit.language import Language

log = logger("api")
Http = Request[Any, Any, Any]
PACKED = [r"/tiles/", r"/image$", r"/marked$", r"/upload$", r"\.png$", r"\.pdf$"]
"""Paths whose answers are compressed already."""


def create(settings: Settings) -> Litestar:
    """The application. Its parts are opened at start and closed at the end."""
    v1 = Router(
        "/api/v1",
        route_handlers=[
            auth.router, auth.me, drawings.router, sheets.router, scales.router, chats.router, runs.router, reviews.router, copies.router, batches.router, grids.router, operator.router,
            service.queue, service.job,
        ],
        middleware=[DefineMiddleware(SignIn)],
    )  # fmt: skip
    return Litestar(
        route_handlers=[v1, service.health, service.metrics, *service.pages, service.operator_page, service.static()],
        dependencies={
            "parts": Provide(parts, sync_to_thread=False),
            "caller": Provide(caller, sync_to_thread=False),
            "language": Provide(language, sync_to_thread=False),
        },
        exception_handlers={
            Problem: _problem, ValidationException: _invalid, HTTPException: _http, Exception: _broken,
        },
        middleware=[DefineMiddleware(Guard, settings=settings)],
        lifespan=[_lifespan(settings)],
        openapi_config=_openapi(),
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6, minimum_size=2000, exclude=PACKED),
        request_max_body_size=8 << 20,
        logging_config=None,
    )  # fmt: skip


def parts(request: Http) -> Parts:
    return parts_of(request)


def caller(request: Http) -> Caller:
    found: Caller = request.user
    return found


def language(request: Http) -> Language:
    return language_of(request)


def _lifespan(settings: Settings) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with opened(settings) as made:
            app.state.parts = made
            log.info("api ready", local=made.local is not None, provider=settings.provider_name)
            yield

    return lifespan


def _openapi() -> OpenAPIConfig:
    bearer = SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")
    return OpenAPIConfig(
        title="Liangtu 量图",
        version="1",
        description="Questions about quantities on construction drawings, with the place of every figure.",
        path="/docs",
        render_plugins=[OfflineDocs()],
        components=Components(security_schemes={"token": bearer}),
        security=[{"token": []}],
    )


def _answer(connection: Connection, problem: Problem) -> Response[Any]:
    body = problem.body(language_of(connection))
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    return Response(body, status_code=problem.status, media_type="application/problem+json", headers=headers)


def _problem(request: Connection, error: Problem) -> Response[Any]:
    return _answer(request, error)


def _invalid(request: Connection, error: ValidationException) -> Response[Any]:
    found = error.extra if isinstance(error.extra, list) else []
    faults = [f"{each.get('key', '')} {each.get('message', '')}".strip() for each in found if isinstance(each, dict)]
    return _answer(request, bad_request("; ".join(faults) or error.detail))


def _http(request: Connection, error: HTTPException) -> Response[Any]:
    return _answer(request, plain(error.status_code, error.detail))


def _broken(request: Connection, error: Exception) -> Response[Any]:
    log.error("request broke", path=request.scope["path"], exc_info=error)
    return _answer(request, broken())

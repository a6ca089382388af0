"""Before anything else: who may call this service from a browser, and what a browser may do with its answers."""

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import foreign_origin
from api.settings import LOOPBACK, Settings

SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Refuses names that this service does not have (DNS rebinding) and commands and sockets from other sites."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.local = settings.local
        self.names = {*LOOPBACK, settings.host, *settings.allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers.from_scope(scope)
        if not self._welcome(scope, headers):
            if scope["type"] == ScopeType.WEBSOCKET:
                await send({"type": "websocket.close", "code": 4403, "reason": "foreign origin"})
                return
            raise foreign_origin()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableScopeHeaders.from_message(message)
                for name, value in HEADERS.items():
                    found.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sending)

    def _welcome(self, scope: Scope, headers: Headers) -> bool:
        host = headers.get("host", "")
        # Where callers over loopback are signed in by themselves, the name in Host is all that keeps other sites out.
        if self.local and _name(host) not in self.names:
            return False
        origin = headers.get("origin")
        harmless = scope["type"] == ScopeType.HTTP and scope["method"] in SAFE
        return origin is None or harmless or self._own(origin, host)

    def _own(self, origin: str, host: str) -> bool:
        place = origin.partition("://")[2]
        return place == host or (place != "" and _name(place) in self.names - set(LOOPBACK))


def _name(host: str) -> str:
    """The name without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]

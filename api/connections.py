"""Clients of Redis: by URL, with TLS, or the master that Sentinels name."""

from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from arq.connections import ArqRedis, RedisSettings
from redis.asyncio import Redis
from redis.asyncio.sentinel import Sentinel

from api.settings import Settings

SENTINEL = "redis+sentinel"
SENTINEL_PORT = 26379
R = TypeVar("R", bound=Redis)


class Sentinels(NamedTuple):
    """Where Sentinels listen, the name of the master that they watch, and how to sign in to that."""

    hosts: list[tuple[str, int]]
    master: str
    database: int
    username: str | None
    password: str | None


def sentinels(url: str) -> Sentinels | None:
    """What a redis+sentinel URL says; None for the other kinds. Raises ValueError where it names no master."""
    parts = urlsplit(url)
    if parts.scheme != SENTINEL:
        return None
    login, _, places = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    master, _, database = parts.path.strip("/").partition("/")
    if not master or not places:
        raise ValueError("LIANGTU_REDIS_URL: write redis+sentinel://host:port,host:port/MASTER/0")
    hosts = [
        (host, int(port or SENTINEL_PORT)) for host, _, port in (place.partition(":") for place in places.split(","))
    ]
    return Sentinels(hosts, master, int(database or 0), unquote(user) or None, unquote(password) or None)


def client_of(settings: Settings, kind: type[R], **options: Any) -> R:
    """A client of that class, which connects when first used."""
    found = sentinels(settings.redis)
    if found is None:
        client: R = kind.from_url(settings.redis, **options)
        return client
    timeouts = {name: options[name] for name in ("socket_timeout", "socket_connect_timeout") if name in options}
    watchers: Any = Sentinel(found.hosts, sentinel_kwargs=timeouts)  # type: ignore[no-untyped-call]
    login = {"username": found.username, "password": found.password, "db": found.database}
    master: R = watchers.master_for(found.master, redis_class=kind, **login, **options)
    return master


def arq_client(settings: Settings) -> ArqRedis:
    """For waking workers: quick to give up, because a wake that is lost costs two seconds and no more."""
    return client_of(settings, ArqRedis, socket_timeout=2, socket_connect_timeout=1)


def wake_settings(settings: Settings) -> RedisSettings:
    """For arq: few retries, since it is the supervisor's business to start a worker again."""
    found = sentinels(settings.redis)
    if found is None:
        made = RedisSettings.from_dsn(settings.redis)
        # arq takes no options from the address, where the other clients find the certificates of TLS.
        for name, value in parse_qsl(urlsplit(settings.redis).query):
            if name in ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs"):
                setattr(made, name, value)
    else:
        made = RedisSettings(
            host=found.hosts, sentinel=True, sentinel_master=found.master, database=found.database,
            username=found.username, password=found.password,
        )  # fmt: skip
    made.conn_timeout, made.conn_retries, made.conn_retry_delay = 2, 4, 1
    return made

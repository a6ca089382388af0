"""Clients of Redis for waking workers: quick to give up, because a wake that is lost costs two seconds and no more."""

from arq.connections import ArqRedis

from api.settings import Settings


def arq_client(settings: Settings) -> ArqRedis:
    """Connects when first used."""
    client: ArqRedis = ArqRedis.from_url(settings.redis, socket_timeout=2, socket_connect_timeout=1)
    return client

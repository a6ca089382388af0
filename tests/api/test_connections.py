"""Redis behind TLS and behind Sentinels: events, wakes and workers' signs of life all reach it."""

import gc
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from arq.connections import create_pool
from redis import Redis as PlainRedis
from redis.exceptions import RedisError

from agent.events import Event
from api.connections import arq_client, sentinels, wake_settings
from api.events import Writer, connect
from api.settings import Settings
from api.supervisor import valkey_program
from tests.services import free_port, until


@contextmanager
def server(*words: str) -> Iterator[None]:
    command = [valkey_program(), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int) -> bool:
    try:
        with PlainRedis(port=port) as client:
            return bool(client.ping())
    except RedisError:
        return False


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[str]:
    """A master with a Sentinel that watches it; the address by way of the Sentinel."""
    master, watcher = free_port(), free_port()
    conf = tmp_path / "sentinel.conf"
    conf.write_text(f"port {watcher}\ndir {tmp_path}\nsentinel monitor main 127.0.0.1 {master} 1\n")
    with server("--port", str(master), "--save", "", "--dir", str(tmp_path)), server(str(conf), "--sentinel"):
        until(lambda: answers(master) and answers(watcher), "the Sentinel")
        yield f"redis+sentinel://127.0.0.1:{watcher}/main/1"


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[str]:
    """Debian's server, TLS only, with a certificate made on the spot."""
    if not Path("/usr/bin/redis-server").exists():
        pytest.skip("Redis is not installed: apt-get install redis-server")
    key, certificate, port = tmp_path / "key.pem", tmp_path / "cert.pem", free_port()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)  # fmt: skip
    words = ["/usr/bin/redis-server", "--port", "0", "--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", key,
             "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no", "--save", "", "--dir", tmp_path]  # fmt: skip
    process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"rediss://localhost:{port}/0?ssl_ca_certs={certificate}"

    def well() -> bool:
        try:
            with PlainRedis.from_url(address) as client:
                return bool(client.ping())
        except RedisError:
            return False

    until(well, "Redis with TLS")
    yield address
    process.terminate()
    process.wait(10)


async def used(settings: Settings) -> None:
    """What the service does with Redis, each with its own client."""
    events, wakes = connect(settings), arq_client(settings)
    writer = Writer(events, "run", fence=1, last=0, seconds=60)
    assert await writer.append(Event(type="run_queued", key="run_queued")) == 1
    await wakes.enqueue_job("wake", _queue_name="liangtu:runs")
    pool = await create_pool(wake_settings(settings))
    assert await pool.zcard("liangtu:runs") == 1
    assert await pool.exists("liangtu:events:run") == 1
    for client in (events, wakes, pool):
        await client.aclose()


async def test_behind_a_sentinel(watched: str, tmp_path: Path) -> None:
    # redis-py never closes its own connections to Sentinels; they end with the process.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        await used(Settings(data=tmp_path, redis_url=watched, _env_file=None))
        gc.collect()


async def test_behind_tls(encrypted: str, tmp_path: Path) -> None:
    await used(Settings(data=tmp_path, redis_url=encrypted, _env_file=None))


def test_addresses_of_sentinels() -> None:
    found = sentinels("redis+sentinel://me:pass%40word@one:1,two/main/3")
    assert found == ([("one", 1), ("two", 26379)], "main", 3, "me", "pass@word")
    assert sentinels("redis://one:1/0") is None
    with pytest.raises(ValueError, match="MASTER"):
        sentinels("redis+sentinel://one:1")

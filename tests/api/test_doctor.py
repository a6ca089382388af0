"""The doctor finds each part that is broken on purpose, and says what to do."""

from pathlib import Path
from typing import Any

import pytest

from agent.scripted_server import ScriptedServer
from api import doctor, fleet
from api.connections import arq_client
from api.doctor import checks
from api.settings import Settings
from tests.api.scripts import SCRIPT
from tools.kit.errors import LiangtuError


async def looked_at(settings: Settings, name: str) -> doctor.Check:
    return (await checks(settings, [name]))[0]


def changed(settings: Settings, **values: Any) -> Settings:
    """Built anew: what was worked out from the old values must not stay."""
    return Settings(**{**settings.model_dump(), **values}, _env_file=None)


async def test_all_is_well(settings: Settings) -> None:
    found = {check.name: check for check in await checks(settings, ["database", "redis", "storage", "model", "disk"])}
    assert all(check.good for check in found.values()), found


@pytest.mark.parametrize(
    ("name", "values", "do"),
    [
        ("database", {"database_url": "postgresql://nobody@127.0.0.1:1/none"}, "LIANGTU_DATABASE_URL"),
        ("redis", {"redis_url": "unix:///nowhere/redis.sock"}, "LIANGTU_REDIS_URL"),
        ("storage", {"storage_url": "s3://nothing/here"}, "FSSPEC_S3_KEY"),
        ("model", {"openai_api_key": "none", "openai_base_url": "http://127.0.0.1:1/v1"}, "OPENAI_BASE_URL"),
    ],
)
async def test_what_does_not_answer_is_told(
    settings: Settings, name: str, values: dict[str, str], do: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", "http://127.0.0.1:1")
    check = await looked_at(changed(settings, **values), name)
    assert not check.good
    assert do in check.words


async def test_a_folder_that_cannot_be_written_to(settings: Settings) -> None:
    check = await looked_at(changed(settings, storage_url="file:///proc/nothing"), "storage")
    assert not check.good
    assert "data folder" in check.words


async def test_a_model_that_the_endpoint_does_not_have(settings: Settings) -> None:
    with ScriptedServer(SCRIPT) as server:
        values = {"openai_api_key": "none", "openai_base_url": server.url}
        good = await looked_at(changed(settings, **values, openai_model="gpt-4o"), "model")
        other = await looked_at(changed(settings, **values, openai_model="gpt-unheard-of"), "model")
    assert good.good, good.words
    assert not other.good
    assert "gpt-unheard-of" in other.words


async def test_no_workers_and_workers_of_another_version(settings: Settings) -> None:
    assert "runs and of tools" in (await looked_at(settings, "workers")).words
    client = arq_client(settings)
    for queue, version in (("runs", fleet.own_version()), ("tools", "0.0.0")):
        told = fleet.WorkerInfo(owner=f"h:1:{queue}", queue=queue, version=version, slots=1, started_at=1)
        await fleet.beat(client, told)
    await client.aclose()
    check = await looked_at(settings, "workers")
    assert not check.good
    assert "0.0.0" in check.words
    assert "this host" in (await looked_at(settings, "worker")).words


async def test_a_full_disk_and_missing_fonts(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_GB", 1e9)
    assert "LIANGTU_DATA" in (await looked_at(settings, "disk")).words
    monkeypatch.setattr(doctor, "FONT_FOLDERS", (str(tmp_path),))
    assert "fonts-noto-cjk" in (await looked_at(settings, "fonts")).words
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert (await looked_at(settings, "fonts")).good


async def test_an_api_that_is_not_there_and_a_part_that_does_not_exist(settings: Settings) -> None:
    assert "restart it" in (await looked_at(changed(settings, port=1), "api")).words
    with pytest.raises(LiangtuError, match="database, redis"):
        await checks(settings, ["heart"])

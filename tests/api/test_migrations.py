"""The migrations lead to the tables that the models describe, on both databases, and back."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import api.models
from api.database import Database, sync_engine
from api.settings import Settings


def config_for(settings: Settings) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(api.models.__file__).parent / "migrations"))
    config.attributes["engine"] = sync_engine(settings)
    return config


async def test_the_tables_are_those_of_the_models(database: Database, settings: Settings) -> None:
    engine = sync_engine(settings)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    ours = [change for change in found if "checkpoint" not in str(change)]
    assert ours == []


async def test_every_step_can_be_taken_back(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", _env_file=None)
    config = config_for(settings)
    command.upgrade(config, "head")
    command.downgrade(config, "0001")
    command.upgrade(config, "head")
    config.attributes["engine"].dispose()

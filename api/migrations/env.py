"""Alembic's entry: runs the migrations on the engine that api.database.migrate hands over."""

from alembic import context
from sqlmodel import SQLModel

import api.models  # noqa: F401  (fills the metadata)


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()

"""Bringing a database to the head of the migrations; safe when several processes start at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from queue_server.store.db import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number: all processes that migrate one PostgreSQL database take the same lock.
ADVISORY_LOCK = 5_060_025


def migrate(database: Database, *, revision: str = "head") -> None:
    """Upgrade (or with a named revision, move) the database's schema, in one transaction."""
    with database.writer.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADVISORY_LOCK})
            command.upgrade(config_for(connection), revision)
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()


def config_for(connection: Connection) -> Config:
    """Give Alembic's configuration bound to a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

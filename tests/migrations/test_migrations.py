"""The schema that migrations make is the schema of the tables, and no step loses a row (I21)."""

import threading
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from queue_server.actions.credentials import store_password
from queue_server.actions.people import open_session
from queue_server.actions.skills import change_skills
from queue_server.store.db import Database
from queue_server.store.migrate import config_for, migrate
from queue_server.store.seals import Sealer
from queue_server.store.tables import metadata
from queue_server.store.tables.journal import idempotency
from tests.stage import AN, CHI, Stage, set_stage
from tests.store.full_day import live_full_day
from tests.store.looking import everything, verify

FIRST, SEALS, CREDENTIALS, SITE = "0001", "0005", "0016", "00160"


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    """An empty database, nothing migrated yet."""
    made = Database(engine_url)
    yield made
    made.close()


def go_down(database: Database, revision: str) -> None:
    """Take migrations back, in one transaction, as `migrate` goes up."""
    with database.write() as connection:
        command.downgrade(config_for(connection), revision)


def schema(connection: Connection) -> dict[str, str]:
    """Every table, index, constraint and trigger, as the engine itself writes it down."""
    if connection.dialect.name == "sqlite":
        statements = ["SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"]
    else:
        statements = [
            "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT 'rule ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
            "SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal",
            "SELECT 'column ' || table_name || ' ' || column_name, concat_ws(' ', data_type,"
            " character_maximum_length, is_nullable, column_default)"
            " FROM information_schema.columns WHERE table_schema = 'public'",
        ]
    rows = [row for statement in statements for row in connection.execute(text(statement))]
    return {name: _in_order(said) for name, said in rows if "alembic" not in name}


def _in_order(said: str) -> str:
    """One line; the constraints of a table have no order of their own."""
    first, *constraints = " ".join(said.removesuffix(")").split()).split(", CONSTRAINT ")
    return " ".join([first, *sorted(rule.strip() for rule in constraints)])


def look(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return schema(connection)


def revisions(database: Database) -> list[str]:
    """From the first to the newest."""
    with database.read() as connection:
        script = ScriptDirectory.from_config(config_for(connection))
        return [revision.revision for revision in script.walk_revisions()][::-1]


def test_head_is_what_the_tables_say(database: Database) -> None:
    migrate(database)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_head_is_what_the_tables_would_make(database: Database) -> None:
    """Also what Alembic does not compare: conditions of indexes, checks, names."""
    migrate(database)
    migrated = {name: said for name, said in look(database).items() if "trigger" not in name}
    go_down(database, "base")
    with database.write() as connection:
        metadata.create_all(connection)
    assert migrated == look(database)


def test_down_takes_everything_away_and_up_brings_it_back(database: Database) -> None:
    migrate(database)
    whole = look(database)
    assert len(whole) > 40
    go_down(database, "base")
    assert look(database) == {}
    migrate(database)
    assert look(database) == whole


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database)
    whole = look(database)
    migrate(database)
    assert look(database) == whole


def sign_in(stage: Stage) -> None:
    """What a full day leaves empty: link, session, password, kept answer, seal, today's skills."""
    secret = stage.link(AN)
    stage.link(CHI)
    answer = {"site": SITE, "principal": "p", "key": "k", "body_hash": "", "answer": "{}"}
    with stage.act() as tx:
        open_session(tx, secret)
        store_password(tx, stage.accounts[AN], "no hash")
        tx.run(insert(idempotency), **answer, status=200, created_at=tx.now)
        change_skills(tx, counter=1, services=["CT01"], officer=None)
    Sealer(stage.store, key=Ed25519PrivateKey.generate(), second_place=None).seal(SITE)


@pytest.mark.slow
def test_each_migration_carries_a_full_day_across(store_url: str) -> None:
    """Down one step at a time and up again, with rows in every table."""
    stage = set_stage(store_url)
    live_full_day(stage)
    sign_in(stage)
    database = stage.store.database
    with stage.store.read() as connection:
        before = everything(connection)
    # A hall is silent after its day: nobody has the voice.
    assert [name for name, rows in before.items() if not rows] == ["voice"]
    steps = revisions(database)
    assert steps[0] == FIRST
    for below, above in zip(steps[-2::-1], steps[:0:-1], strict=True):
        go_down(database, below)
        if below < SEALS:
            before["seal"] = []  # a signature cannot be made again by a step up
        if below < CREDENTIALS:
            before["credential"] = []  # nor can a secret
        migrate(database, revision=above)
        migrate(database)  # rows are compared whole, so with the columns of later steps
        with stage.store.read() as connection:
            there = inspect(connection).get_table_names()
            assert everything(connection, there) == {n: r for n, r in before.items() if n in there}
    go_down(database, FIRST)
    migrate(database)
    with stage.store.read() as connection:
        assert everything(connection) == before
    assert verify(stage.store, SITE).is_clean
    stage.store.close()


def test_migration_that_fails_leaves_the_schema_as_it_was(database: Database) -> None:
    """Old or new, never between: the table in its way is met in the middle of the first step."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE rating (id INTEGER)"))
    before = look(database)
    with pytest.raises(DBAPIError, match="rating"):
        migrate(database)
    assert look(database) == before


def test_processes_that_start_at_once_migrate_once(postgres_url: str) -> None:
    """Each takes the same lock; who comes second finds the work done."""
    wrong: list[DBAPIError] = []

    def start() -> None:
        database = Database(postgres_url)
        try:
            migrate(database)
        except DBAPIError as fault:
            wrong.append(fault)
        finally:
            database.close()

    processes = [threading.Thread(target=start) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert wrong == []
    looker = Database(postgres_url, is_server=False)
    with looker.read() as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
        assert list(versions) == revisions(looker)[-1:]
    looker.close()

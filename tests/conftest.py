"""What every test may ask for: real databases and a real browser, started when first asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from playwright.sync_api import expect

from queue_server.store.db import Database
from queue_server.store.migrate import migrate
from tests.engines import PostgresCluster, ask_valkey, running_postgres, running_valkey
from tests.stage import Stage, set_stage

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FIXTURES = {"page", "context", "browser", "new_context", "chromium_path"}

# No test is timed: a slow machine is not a wrong one.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
expect.set_options(timeout=30_000)

# Playwright's own Node needs libatomic1, which a bare machine lacks; any other Node will do.
if node := shutil.which("node"):
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that `./dev test --quick` can leave it out."""
    for item in items:
        if BROWSER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


# Kiosks of the tests keep no reserve for the day the disk is full: it would fill this one.
os.environ.setdefault("MOTCUA_KIOSK_RESERVE_MB", "0")
# Nor do their halls bound how fast a crowd is made; tests of the bounds set them.
os.environ.setdefault("MOTCUA_RATE_FACTOR", "0")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """One real PostgreSQL for the whole run."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database of the test's own."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file of the test's own, not made yet."""
    return f"sqlite:///{tmp_path / 'motcua.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def engine_url(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine in turn: the test runs once on each."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def _postgres_template(postgres_cluster: PostgresCluster) -> str:
    name = postgres_cluster.create_database()
    migrate_url(postgres_cluster.url(name))
    return name


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "motcua.db"
    migrate_url(f"sqlite:///{path}")
    return path


def migrate_url(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@pytest.fixture
def postgres_store_url(postgres_cluster: PostgresCluster, _postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own that holds the server's empty tables."""
    name = postgres_cluster.create_database(template=_postgres_template)
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture
def sqlite_store_url(sqlite_url: str, tmp_path: Path, _sqlite_template: Path) -> str:
    """An SQLite file of the test's own that holds the server's empty tables."""
    shutil.copyfile(_sqlite_template, tmp_path / "motcua.db")
    return sqlite_url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A migrated database on each engine in turn: the test runs once on each."""
    url: str = request.getfixturevalue(f"{request.param}_store_url")
    return url


@pytest.fixture(scope="session")
def _valkey() -> Iterator[str]:
    with running_valkey() as url:
        yield url


@pytest.fixture
def valkey_url(_valkey: str) -> str:
    """The URL of a real, empty Valkey."""
    port = urlsplit(_valkey).port
    assert port is not None
    assert ask_valkey(port, b"FLUSHALL") == b"+OK"
    return _valkey


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program of a real Chromium."""
    named = os.environ.get("MOTCUA_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("no Chromium on this machine; ./dev test brings one")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium_path: str
) -> dict[str, Any]:
    """Start that Chromium as a kiosk does: sound needs no first touch."""
    sound = "--autoplay-policy=no-user-gesture-required"
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": [sound]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Vietnamese browser on Vietnamese time."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def stage(store_url: str) -> Iterator[Stage]:
    """Two seeded halls and the cast, on each engine in turn."""
    made = set_stage(store_url)
    yield made
    made.store.close()


@pytest.fixture
def sqlite_stage(sqlite_store_url: str) -> Iterator[Stage]:
    """The same on SQLite only, for what does not depend on the engine."""
    made = set_stage(sqlite_store_url)
    yield made
    made.store.close()

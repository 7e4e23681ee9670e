"""A database in which a full day was lived, on each engine: lived once, copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.engines import PostgresCluster
from tests.stage import set_stage
from tests.store.full_day import live_full_day


def live(url: str) -> None:
    stage = set_stage(url)
    live_full_day(stage)
    stage.store.close()


@pytest.fixture(scope="session")
def _sqlite_full_day(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Path:
    path = tmp_path_factory.mktemp("full_day") / "motcua.db"
    shutil.copyfile(_sqlite_template, path)
    live(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_full_day(postgres_cluster: PostgresCluster, _postgres_template: str) -> str:
    name = postgres_cluster.create_database(template=_postgres_template)
    live(postgres_cluster.url(name))
    return name


@pytest.fixture
def sqlite_full_day_url(tmp_path: Path, _sqlite_full_day: Path) -> str:
    path = tmp_path / "full_day.db"
    shutil.copyfile(_sqlite_full_day, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_full_day_url(
    postgres_cluster: PostgresCluster, _postgres_full_day: str
) -> Iterator[str]:
    name = postgres_cluster.create_database(template=_postgres_full_day)
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def lived_url(request: pytest.FixtureRequest) -> str:
    """The full day itself, for tests that take back all they do."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('_sqlite_full_day')}"
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    return cluster.url(request.getfixturevalue("_postgres_full_day"))


@pytest.fixture(params=["sqlite", "postgres"])
def full_day_url(request: pytest.FixtureRequest) -> str:
    """A copy of the full day that may be spoiled, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_full_day_url")
    return url


@pytest.fixture
def new_sqlite_url(tmp_path: Path, _sqlite_template: Path) -> Callable[[], str]:
    """As many migrated SQLite files as are asked for."""
    numbers = count()

    def make() -> str:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copyfile(_sqlite_template, path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture
def new_postgres_url(
    postgres_cluster: PostgresCluster, _postgres_template: str
) -> Iterator[Callable[[], str]]:
    """As many migrated PostgreSQL databases as are asked for."""
    names: list[str] = []

    def make() -> str:
        names.append(postgres_cluster.create_database(template=_postgres_template))
        return postgres_cluster.url(names[-1])

    yield make
    for name in names:
        postgres_cluster.drop_database(name)

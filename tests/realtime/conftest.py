"""A server that runs, with its threads and sockets, on SQLite."""

from collections.abc import Iterator

import pytest

from tests.realtime.screens import Running, running
from tests.stage import Stage


@pytest.fixture
def live(sqlite_stage: Stage) -> Iterator[Running]:
    with running(sqlite_stage) as made:
        yield made


@pytest.fixture
def any_live(stage: Stage) -> Iterator[Running]:
    """The same on each engine in turn."""
    with running(stage) as made:
        yield made

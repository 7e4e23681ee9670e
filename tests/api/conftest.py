"""A served hall; on SQLite where the engine does not matter."""

import pytest

from tests.api.doors import Hall, open_hall
from tests.stage import Stage


@pytest.fixture
def hall(sqlite_stage: Stage) -> Hall:
    return open_hall(sqlite_stage)


@pytest.fixture
def any_hall(stage: Stage) -> Hall:
    """The same on each engine in turn."""
    return open_hall(stage)

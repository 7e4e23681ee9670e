"""What every test of the officer's verbs must leave behind."""

from collections.abc import Iterator

import pytest

from tests.stage import Stage
from tests.store.looking import verify


@pytest.fixture
def verified(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever was done, the journal must give the same rows."""
    engine = "stage" if "stage" in request.fixturenames else "sqlite_stage"
    hall: Stage = request.getfixturevalue(engine)
    yield
    assert verify(hall.store, hall.site).findings == ()

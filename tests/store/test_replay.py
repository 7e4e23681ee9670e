"""Whatever a hall does, the journal gives the same rows (D2, I9), and nobody is lost (I10)."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from protocol.events import EVENT_TYPES
from queue_server.domain.fold import FOLDS
from queue_server.store.db import Database
from queue_server.store.verify import verify_site
from tests.stage import set_stage
from tests.store.hall_machine import Experience, HallMachine
from tests.store.looking import facts
from tests.store.tampering import SITE

# The closed list also names what no action does yet, and what a day with a whole disk lacks.
NOT_DONE_YET = {
    "site.restored",
    "account.erased",
    "dossier.advanced",
}
SETTINGS = settings(
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def live(make_url: Callable[[], str], *, halls: int) -> Experience:
    """Let that many halls live through random days, each in a database of its own."""
    experience = Experience()
    run_state_machine_as_test(
        lambda: HallMachine(set_stage(make_url()), experience),
        settings=settings(SETTINGS, max_examples=halls),
    )
    return experience


def test_every_fact_has_its_place_in_the_replay() -> None:
    assert set(FOLDS) == EVENT_TYPES


def test_full_day_tells_every_fact_an_action_records(sqlite_full_day_url: str) -> None:
    database = Database(sqlite_full_day_url, is_server=False)
    with database.read() as connection:
        assert EVENT_TYPES - set(facts(connection, SITE)) == NOT_DONE_YET
        assert verify_site(connection, SITE).lines()[1:] == []
    database.close()


@pytest.mark.slow
def test_journal_gives_the_rows_of_any_day_on_sqlite(new_sqlite_url: Callable[[], str]) -> None:
    lived = live(new_sqlite_url, halls=10)
    assert lived.facts["ticket.issued"] > 100
    assert lived.facts["serving.finished"] > 20
    assert lived.calls[True] > 20
    assert len(lived.refusals) > 10


@pytest.mark.slow
def test_journal_gives_the_rows_of_any_day_on_postgres(
    new_postgres_url: Callable[[], str],
) -> None:
    lived = live(new_postgres_url, halls=3)
    assert lived.facts["ticket.issued"] > 20

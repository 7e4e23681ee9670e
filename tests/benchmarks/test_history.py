"""The bulk history is as true as one that was lived: verify finds nothing wrong with it."""

from pathlib import Path

from benchmarks.history import PER_DAY, load_history
from queue_server.store.db import Database
from queue_server.store.verify import verify_site
from tests.stage import set_stage

TICKETS = PER_DAY + 50  # more than a day, and a day that is not full
FACTS_EACH = 4


def test_loaded_history_replays_to_its_rows(sqlite_store_url: str, tmp_path: Path) -> None:
    stage = set_stage(sqlite_store_url)
    stage.store.close()
    load_history(tmp_path / "motcua.db", site=stage.site, tickets=TICKETS)
    database = Database(sqlite_store_url, is_server=False)
    with database.read() as connection:
        report = verify_site(connection, stage.site)
    database.close()
    assert list(report.findings) == []
    assert report.events > FACTS_EACH * TICKETS

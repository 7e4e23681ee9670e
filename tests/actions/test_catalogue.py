"""A hall's catalogue is replaced whole, tells the journal, and breaks nobody who waits."""

import json
from dataclasses import replace

from sqlalchemy import select

from demo.hall import hall_catalogue
from protocol.events import SYSTEM
from queue_server.actions.catalogue import publish_catalogue
from queue_server.domain.site import Catalogue
from queue_server.queries.snapshot import read_view
from queue_server.store.reading import load_catalogue
from queue_server.store.tables.journal import journal
from tests.stage import Stage

OWNERS = {"UBND": "UBND Phường Nghĩa Đô"}


def publish(stage: Stage, catalogue: Catalogue) -> None:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        publish_catalogue(tx, catalogue, organisations=OWNERS)


def without_service(whole: Catalogue, code: str) -> Catalogue:
    services = tuple(s for s in whole.services if s.code != code)
    counters = tuple(
        replace(c, skills={k: v for k, v in c.skills.items() if k != code}) for c in whole.counters
    )
    return replace(whole, services=services, counters=counters)


def views(stage: Stage) -> list[dict[str, object]]:
    names = ("board", "staff", "counter:3")
    return [read_view(stage.store, stage.site, name, now=stage.clock())["body"] for name in names]


def test_catalogue_is_read_back_as_it_was_published(stage: Stage) -> None:
    whole = hall_catalogue()
    turned = replace(
        whole,
        fields=whole.fields[::-1],
        services=whole.services[::-1],
        counters=whole.counters[:3],
    )
    publish(stage, turned)
    with stage.store.read() as connection:
        assert load_catalogue(connection, stage.site) == turned
        assert load_catalogue(connection, stage.other_site) == whole


def test_whole_catalogue_stands_in_the_journal(sqlite_stage: Stage) -> None:
    publish(sqlite_stage, hall_catalogue())
    with sqlite_stage.store.read() as connection:
        text = connection.execute(
            select(journal.c.payload)
            .where(journal.c.type == "catalogue.published")
            .where(journal.c.site == sqlite_stage.site)
            .order_by(journal.c.seq.desc())
            .limit(1)
        ).scalar_one()
    said = json.loads(text)
    assert [f["letter"] for f in said["fields"]] == ["B", "H", "K", "S", "M", "T"]
    assert said["counters"][2]["number"] == 3
    assert said["organisations"] == OWNERS


def test_new_catalogue_counts_at_once(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.issue("HT01")
    stage.open(3)
    publish(stage, without_service(hall_catalogue(), "HT01"))
    assert stage.call(3) is None
    publish(stage, hall_catalogue())
    called = stage.call(3)
    assert called is not None
    assert called.service == "HT01"


def test_screens_survive_that_a_service_in_use_is_withdrawn(stage: Stage) -> None:
    stage.open(3)
    stage.issue("HT01")
    stage.issue("HT01")
    row = stage.call()
    assert row is not None
    publish(stage, without_service(hall_catalogue(), "HT01"))
    board, staff, counter = views(stage)
    assert board["calls"]
    assert staff["counters"]
    assert counter["ticket"] == {
        "label": row.label,
        "state": "called",
        "service_vi": "",
        "service_en": "",
        "called_at": "2026-11-23T01:00:00.000Z",
    }
    stage.finish(stage.start(row.id))
    publish(stage, hall_catalogue())
    assert stage.call() is not None

"""What a counter serves today, changed without publishing a catalogue (decision 0024).

It lasts until it is changed back, its day is closed or a catalogue is published.
"""

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from queue_server.actions.day import open_today
from queue_server.actions.shifts import own_shift
from queue_server.domain.counter_refusals import CounterWithoutService
from queue_server.domain.refusals import CounterUnknown, ServiceUnknown
from queue_server.store.store import Tx
from queue_server.store.tables.catalogue import day_skill, skill


def change_skills(tx: Tx, *, counter: int, services: Collection[str], officer: str | None) -> None:
    """Let a counter serve these services until its day ends; no change changes nothing.

    `officer` may do so at their own counter only, a manager (None) at any. Refuses with
    CounterUnknown, CounterWithoutService, ServiceUnknown, DayClosed, or as `own_shift` does.
    """
    _check_counter(tx, counter, officer)
    if not services:
        raise CounterWithoutService(counter=counter)
    if not set(services) <= set(tx.catalogue.by_service):
        raise ServiceUnknown()
    usual = _usual(tx, counter)
    skills = {code: usual.get(code, 0) for code in sorted(set(services))}
    _serve(tx, counter, skills=None if skills.keys() == usual.keys() else skills)


def restore_skills(tx: Tx, *, counter: int, officer: str | None) -> None:
    """Let a counter serve again what the catalogue says; refuses as `change_skills`."""
    _check_counter(tx, counter, officer)
    _serve(tx, counter, skills=None)


def _check_counter(tx: Tx, counter: int, officer: str | None) -> None:
    if counter not in tx.catalogue.by_counter:
        raise CounterUnknown(counter=counter)
    if officer is not None:
        own_shift(tx, counter, officer)


def _usual(tx: Tx, counter: int) -> dict[str, int]:
    rows = tx.run(
        select(skill.c.service, skill.c.yield_s).where(
            skill.c.site == tx.code, skill.c.counter == counter
        )
    )
    return {row.service: row.yield_s for row in rows}


def _serve(tx: Tx, counter: int, *, skills: dict[str, int] | None) -> None:
    """Write down what a counter serves today; None is what the catalogue says."""
    is_changed = counter in tx.catalogue.changed
    before = tx.catalogue.by_counter[counter].skills if is_changed else None
    if skills == before:
        return
    day = open_today(tx)
    said = {"counter": counter, "day": day.isoformat(), "services": skills}
    tx.head.catalogue_seq = tx.record("counter.skilled", str(counter), said)
    tx.connection.execute(
        delete(day_skill).where(day_skill.c.site == tx.code, day_skill.c.counter == counter)
    )
    for code, yield_s in (skills or {}).items():
        tx.run(
            insert(day_skill),
            site=tx.code,
            counter=counter,
            service=code,
            yield_s=yield_s,
            day=day,
        )

"""Whatever happens on a day, its parts add up to the whole."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from protocol.events import SYSTEM
from queue_server.actions.calling import cancel_ticket, miss_ticket, return_ticket
from queue_server.actions.closing import close_due_days
from queue_server.actions.ratings import rate_at_pad
from queue_server.domain.refusals import Refusal
from queue_server.domain.scale import FIVE_FACES
from queue_server.store.rows import ticket_at_counter
from tests.stage import AN, BINH, Stage, set_stage
from tests.stats.monday import COUNTER, figures

SERVICES = ("HT01", "HT03", "BT01", "CT01", "TK01")
STEPS_MAX = 40
EXAMPLES = 25


class Crowd:
    """People and officers who do something, in any order; what is refused did not happen."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.tickets: list[str] = []
        self.servings: dict[str, tuple[str, str]] = {}
        stage.open(3, AN)
        stage.open(5, BINH)

    def do(self, verb: str, pick: int) -> None:
        who = (AN, BINH)[pick % 2]
        try:
            getattr(self, verb)(who, pick)
        except Refusal as refused:
            note(f"{verb} refused: {refused.code}")

    def issue(self, _who: str, pick: int) -> None:
        self.tickets.append(self.stage.issue(SERVICES[pick % len(SERVICES)]).ticket.id)

    def call(self, who: str, _pick: int) -> None:
        self.stage.call(COUNTER[who], who)

    def start(self, who: str, _pick: int) -> None:
        if id_ := self.at_counter(who):
            self.servings[id_] = (self.stage.start(id_, who), who)

    def finish(self, who: str, _pick: int) -> None:
        if (id_ := self.at_counter(who)) and id_ in self.servings:
            self.stage.finish(self.servings[id_][0], who)

    def miss(self, who: str, _pick: int) -> None:
        if id_ := self.at_counter(who):
            with self.stage.act(who) as tx:
                miss_ticket(tx, id_, officer=self.stage.accounts[who])

    def come_back(self, who: str, pick: int) -> None:
        self.of_any(pick, who, lambda tx, id_: return_ticket(tx, id_))

    def cancel(self, who: str, pick: int) -> None:
        self.of_any(pick, who, lambda tx, id_: cancel_ticket(tx, id_, reason=None))

    def rate(self, _who: str, pick: int) -> None:
        if not self.servings:
            return
        serving, who = list(self.servings.values())[-1]
        with self.stage.act(who) as tx:
            value, scale = pick % 5 + 1, FIVE_FACES.version
            rate_at_pad(tx, serving, counter=COUNTER[who], value=value, scale=scale)

    def of_any(self, pick: int, who: str, act: Callable[[Any, str], object]) -> None:
        if self.tickets:
            with self.stage.act(who) as tx:
                act(tx, self.tickets[pick % len(self.tickets)])

    def at_counter(self, who: str) -> str | None:
        with self.stage.store.read() as connection:
            row = ticket_at_counter(connection, self.stage.site, COUNTER[who])
        return None if row is None else row.id


# More come than are called, so that queues grow.
VERBS = ["issue"] * 4 + ["call"] * 3 + ["start", "finish"] * 2
VERBS += ["miss", "come_back", "cancel", "rate"]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 100), st.integers(1, 900)),
    min_size=1,
    max_size=STEPS_MAX,
)


@given(STEPS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_parts_of_any_day_add_up_to_the_whole(
    sqlite_store_url: str, steps: list[tuple[str, int, int]]
) -> None:
    with new_stage(sqlite_store_url) as stage:
        crowd = Crowd(stage)
        for verb, pick, pause_s in steps:
            stage.clock.move(seconds=pause_s)
            crowd.do(verb, pick)
        check_live(figures(stage))
        stage.clock.move(hours=24)
        with stage.store.write(stage.site, by=SYSTEM) as tx:
            close_due_days(tx)
        check_past(figures(stage, live=False))


@contextmanager
def new_stage(empty_url: str) -> Iterator[Stage]:
    """A hall of the example's own: the next one must not meet its people."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(empty_url.removeprefix("sqlite:///"), Path(folder) / "motcua.db")
        stage = set_stage(f"sqlite:///{folder}/motcua.db")
        try:
            yield stage
        finally:
            stage.store.close()


def check_live(found: dict[str, Any]) -> None:
    check_sums(found)
    if found["curve"]:
        assert found["curve"][-1]["waiting"] == found["waiting_now"]
    has_queue = found["waiting_now"] > 0
    assert (found["longest_wait_s"] is not None) is has_queue


def check_past(found: dict[str, Any]) -> None:
    check_sums(found)
    assert (found["waiting_now"], found["longest_wait_s"], found["alarms"]) == (0, None, [])


def check_sums(found: dict[str, Any]) -> None:
    rows, hours, states = found["by_service"], found["by_hour"], found["reconciliation"]
    for name in ("issued", "served", "missed"):
        assert total(rows, name) == found[name]
        assert total(hours, name) == found[name]
    assert total(rows, "waiting") == found["waiting_now"]
    assert states.pop("difference") == 0
    assert states.pop("issued") == sum(states.values()) == found["issued"]
    assert all(point["waiting"] >= 0 for point in found["curve"])
    check_waits(found, rows)
    check_waits(found, hours)
    rated = found["satisfaction"]
    assert sum(rated["counts"].values()) == rated["given"] <= rated["opened"]


def check_waits(whole: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    """A percentile or share of the whole lies within those of its parts, and is known with them."""
    for name in ("wait_s_p50", "wait_s_p90", "within_15_share"):
        known = [part[name] for part in parts if part[name] is not None]
        assert (whole[name] is not None) is bool(known)
        if known:
            assert min(known) <= whole[name] <= max(known)


def total(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] for row in rows)


@pytest.mark.parametrize("verb", sorted(set(VERBS)))
def test_crowd_knows_every_verb(verb: str) -> None:
    assert callable(getattr(Crowd, verb))

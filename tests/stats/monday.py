"""A morning told minute by minute through the real actions, so that its figures can be computed
by hand: thirteen tickets, An at counter 3, Bình at counter 5.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from queue_server.actions.calling import cancel_ticket, miss_ticket, recall_ticket, return_ticket
from queue_server.actions.closing import close_due_days
from queue_server.actions.intake import Taken, forget_ticket, take_ticket
from queue_server.actions.issuing import Wish, offer_ticket
from queue_server.actions.ratings import rate_at_pad
from queue_server.actions.shifts import pause_shift
from queue_server.domain.reasons import PauseReason
from queue_server.domain.scale import FIVE_FACES
from queue_server.domain.site import SiteSettings
from queue_server.queries.snapshot import read_scene
from queue_server.stats.reports import day_figures
from tests.stage import AN, BINH, Stage

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
LOCAL_MIDNIGHT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TOKEN = "0" * 26
COUNTER = {AN: 3, BINH: 5}


def instant(time: str) -> datetime:
    """The instant a clock on the hall's wall shows `08:05` on that Monday."""
    hours, minutes = map(int, time.split(":"))
    return LOCAL_MIDNIGHT + timedelta(hours=hours, minutes=minutes)


def figures(
    stage: Stage, *, day: date = MONDAY, live: bool = True, settings: SiteSettings | None = None
) -> dict[str, Any]:
    """The figures of a day as the stage's clock stands, of the site with these settings."""
    now = stage.clock()

    def look(scene: Any, _rev: int) -> Any:
        site = replace(scene.site, settings=settings or scene.site.settings)
        return day_figures(
            scene.connection, site=site, catalogue=scene.catalogue, day=day, now=now, live=live
        )

    found: dict[str, Any] = read_scene(stage.store, stage.site, look, now=now)
    return found


def service_row(of: dict[str, Any], code: str) -> dict[str, Any]:
    return next(row for row in of["by_service"] if row["service"] == code)


class Monday:
    """The morning so far; every step says when."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.ids: dict[str, str] = {}
        self.servings: dict[str, str] = {}

    def at(self, time: str) -> None:
        self.stage.clock.at = instant(time)

    def issue(self, time: str, service: str, *, group: str | None = None) -> str:
        self.at(time)
        row = self.stage.issue(service, group=group).ticket
        self.ids[row.label] = row.id
        return row.label

    def issue_at_kiosk(self, time: str, service: str) -> str:
        """Offered, taken, and delivered a minute later."""
        self.at(time)
        with self.stage.act() as tx:
            wish = Wish(service)
            row, _ = offer_ticket(tx, tx.new_id(), wish=wish, issuer_no=1)
        taken = Taken(row.id, row.label, row.day, TOKEN + "1", instant(time), wish)
        self.stage.clock.move(minutes=1)
        with self.stage.act() as tx:
            take_ticket(tx, taken, issuer_no=1)
        self.ids[row.label] = row.id
        return row.label

    def offer(self, service: str) -> str:
        with self.stage.act() as tx:
            return offer_ticket(tx, tx.new_id(), wish=Wish(service), issuer_no=1)[0].id

    def call(self, time: str, who: str) -> str:
        self.at(time)
        row = self.stage.call(COUNTER[who], who)
        assert row is not None
        return row.label

    def recall(self, time: str, label: str, who: str) -> None:
        self.at(time)
        with self.stage.act(who) as tx:
            recall_ticket(tx, self.ids[label], officer=self.stage.accounts[who])

    def miss(self, time: str, label: str, who: str) -> None:
        self.at(time)
        with self.stage.act(who) as tx:
            miss_ticket(tx, self.ids[label], officer=self.stage.accounts[who])

    def come_back(self, time: str, label: str) -> None:
        self.at(time)
        with self.stage.act() as tx:
            return_ticket(tx, self.ids[label])

    def cancel(self, time: str, label: str) -> None:
        self.at(time)
        with self.stage.act() as tx:
            cancel_ticket(tx, self.ids[label], reason=None)

    def start(self, time: str, label: str, who: str) -> None:
        self.at(time)
        self.servings[label] = self.stage.start(self.ids[label], who)

    def finish(self, time: str, label: str, who: str) -> None:
        self.at(time)
        self.stage.finish(self.servings[label], who)

    def serve(self, label: str, who: str, *, start: str, finish: str) -> None:
        self.start(start, label, who)
        self.finish(finish, label, who)

    def rate(self, time: str, label: str, who: str, value: int) -> None:
        self.at(time)
        scale = FIVE_FACES.version
        with self.stage.act(who) as tx:
            serving, counter = self.servings[label], COUNTER[who]
            rate_at_pad(tx, serving, counter=counter, value=value, scale=scale)

    def pause(self, time: str, who: str) -> None:
        self.at(time)
        with self.stage.act(who) as tx:
            me = self.stage.accounts[who]
            pause_shift(tx, counter=COUNTER[who], officer=me, reason=PauseReason.REST)

    def close(self) -> None:
        """The night after: the day closes by rule, five minutes past midnight."""
        self.at("24:05")
        with self.stage.act() as tx:
            close_due_days(tx)


def tell_monday(stage: Stage) -> Monday:
    """The morning until 09:21, when K001 is being served and three wait."""
    day = Monday(stage)
    day.at("08:00")
    stage.open(3, AN)
    stage.open(5, BINH)
    first_half_hour(day)
    until_nine(day)
    after_nine(day)
    day.at("09:21")
    return day


def first_half_hour(day: Monday) -> None:
    assert day.issue("08:00", "HT01") == "H001"
    assert day.issue("08:02", "HT01") == "H002"
    assert day.call("08:03", AN) == "H001"
    day.start("08:04", "H001", AN)
    assert day.issue("08:05", "CT01") == "B001"
    assert day.issue("08:06", "HT03") == "H003"
    assert day.issue("08:10", "BT01") == "S001"
    day.finish("08:10", "H001", AN)
    day.rate("08:11", "H001", AN, 5)
    assert day.call("08:11", AN) == "H002"
    assert day.issue("08:12", "CT01") == "B002"
    day.miss("08:13", "H002", AN)
    assert day.call("08:14", AN) == "H003"
    day.start("08:15", "H003", AN)
    assert day.call("08:16", BINH) == "B001"
    day.serve("B001", BINH, start="08:16", finish="08:20")
    assert day.issue("08:20", "HT01") == "H004"
    day.rate("08:21", "B001", BINH, 2)
    assert day.call("08:21", BINH) == "S001"
    day.start("08:22", "S001", BINH)
    day.come_back("08:25", "H002")


def until_nine(day: Monday) -> None:
    assert day.issue("08:30", "HT05") == "H005"
    day.finish("08:33", "H003", AN)
    day.rate("08:34", "H003", AN, 4)
    # Coming back is ordered as if it had been ten minutes earlier: before H004.
    assert day.call("08:34", AN) == "H002"
    assert day.issue("08:35", "CT02") == "B003"
    day.serve("H002", AN, start="08:35", finish="08:40")
    day.cancel("08:40", "H005")
    assert day.call("08:41", AN) == "H004"
    day.recall("08:43", "H004", AN)
    day.miss("08:45", "H004", AN)
    day.finish("08:52", "S001", BINH)
    assert day.call("08:53", BINH) == "B002"
    day.start("08:54", "B002", BINH)


def after_nine(day: Monday) -> None:
    day.cancel("09:00", "B003")
    assert day.issue("09:02", "DD01") == "K001"
    day.finish("09:04", "B002", BINH)
    assert day.call("09:05", BINH) == "K001"
    assert day.issue_at_kiosk("09:05", "TK01") == "T001"
    day.start("09:06", "K001", BINH)
    day.offer("CT01")
    given_up = day.offer("CT01")
    with day.stage.act() as tx:
        forget_ticket(tx, given_up)
    assert day.issue("09:10", "HT01") == "H006"
    assert day.issue("09:12", "BT01", group="NCT75") == "S002"
    day.pause("09:15", AN)

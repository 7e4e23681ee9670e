"""Who asks too often is told when to come again, by purpose and by who it is; others go on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import LogCapture

from protocol.ids import new_token
from queue_server.cli import serving
from queue_server.config import ServerConfig
from queue_server.domain.access import ROUTES
from queue_server.domain.rates import RATES, Purpose, purpose_by_principal, purposes_by_address
from queue_server.domain.refusals import AskedTooOften
from queue_server.limits import TOLD_EVERY_S, Limits, asker_of
from queue_server.recent import KEPT_MAX
from tests.api.doors import Answer, Caller, Hall
from tests.api.routes import HEALTH, WISH
from tests.api.test_answers import logged
from tests.architecture.sources import ROOT
from tests.stage import AN, BINH, seeded_bytes

__all__ = ["logged"]
FAR, ALSO_FAR, NEAR = "192.0.2.1", "192.0.2.2", "127.0.0.1"
# More than any burst: a limit that never refuses fails, and does not go on for ever.
TRIES_MAX = 10_000
SOME = 0.05  # of the real bursts: as strict, and quicker to use up


@dataclass
class Watch:
    """A clock that stands until it is moved."""

    at: float = 1_000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Strict:
    """A hall with limits, and where people ask from."""

    hall: Hall
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        own = self.hall.server.app.extensions["motcua"]
        own.limits = Limits(self.watch, factor=SOME)

    def send(self, caller: Caller, method: str, path: str, *, at: str = FAR, **said: Any) -> Answer:
        return caller.send(method, path, environ_base={"REMOTE_ADDR": at}, **said)


@pytest.fixture
def strict(hall: Hall) -> Strict:
    return Strict(hall)


def burst(purpose: str) -> int:
    return int(RATES[purpose].burst * SOME)  # type: ignore[index]


def check_told(answer: Answer) -> None:
    assert (answer.status, answer.code) == (429, "asked_too_often")
    wait_s = answer.body["error"]["retry_after_s"]
    assert answer.headers["Retry-After"] == str(wait_s)
    assert answer.body["error"]["fields"] == {"wait_s": wait_s}
    assert wait_s >= 1


def test_who_tries_secrets_is_stopped_and_may_come_again_later(strict: Strict) -> None:
    anybody, tries = strict.hall.anybody(), burst("sign_in")
    wrong = {"json": {"secret": "in_" + "0" * 64}}
    answers = [strict.send(anybody, "POST", "sessions", **wrong) for _ in range(tries + 1)]
    assert {a.code for a in answers[:-1]} == {"link_used"}
    check_told(answers[-1])
    right = {"json": {"secret": strict.hall.stage.link(AN)}}
    check_told(strict.send(anybody, "POST", "sessions", **right))
    assert strict.send(anybody, "POST", "sessions", at=ALSO_FAR, **wrong).code == "link_used"
    strict.watch.at += answers[-1].body["error"]["retry_after_s"]
    assert strict.send(anybody, "POST", "sessions", **right).status == 201


def test_slips_are_looked_up_so_often_whether_they_exist_or_not(strict: Strict) -> None:
    token = strict.hall.account(BINH).post("tickets", {"service": "HT01"}).body["token"]
    anybody = strict.hall.anybody()
    names = [token, new_token(seeded_bytes(5)), "x", "/T/"]
    paths = [f"follow/{name}" for name in names[:3]] + [f"/T/{token}"]
    for n in range(burst("slip")):
        assert strict.send(anybody, "GET", paths[n % 4]).status in {200, 404}
    refused = [strict.send(anybody, "GET", path) for path in paths]
    for answer in refused:
        check_told(answer)
    assert len({str(answer.body) for answer in refused}) == 1
    assert strict.send(anybody, "GET", paths[0], at=ALSO_FAR).status == 200


def test_officer_who_sends_too_much_stops_no_other(strict: Strict) -> None:
    an, binh = strict.hall.account(AN), strict.hall.account(BINH)
    strict.watch.at += 1_000
    for _ in range(burst("command")):
        assert strict.send(an, "POST", "tickets", at=NEAR, json=WISH).status == 201
    seq = strict.hall.stage.store.head(strict.hall.stage.site).seq
    check_told(strict.send(an, "POST", "tickets", at=ALSO_FAR, json=WISH))
    assert strict.hall.stage.store.head(strict.hall.stage.site).seq == seq
    assert strict.send(an, "GET", "views/staff").status == 200
    assert strict.send(binh, "POST", "tickets", json=WISH).status == 201


def test_kiosk_is_bounded_by_itself(strict: Strict) -> None:
    kiosk = strict.hall.role("kiosk")
    for _ in range(burst("delivery")):
        assert strict.send(kiosk, "PUT", "devices/self/health", json=HEALTH).status == 200
    check_told(strict.send(kiosk, "PUT", "devices/self/health", json=HEALTH))
    assert strict.send(kiosk, "GET", "catalogue").status == 200


def test_addresses_that_are_none_are_counted_too(strict: Strict) -> None:
    anybody = strict.hall.anybody()
    for n in range(burst("any")):
        assert strict.send(anybody, "GET", f"/nowhere-{n}").status == 404
    check_told(strict.send(anybody, "GET", "nowhere"))
    assert strict.send(anybody, "GET", "/console", at=NEAR).status == 200


def test_every_route_has_a_purpose() -> None:
    for endpoint in ROUTES:
        assert purposes_by_address(endpoint)[0] == "any"
        assert purpose_by_principal(endpoint, is_change=True) is not None
    used = {p for endpoint in ROUTES for p in purposes_by_address(endpoint)}
    used |= {purpose_by_principal(e, is_change=True) for e in ROUTES}  # type: ignore[arg-type]
    assert used == set(RATES) - {"hello"}


def test_every_rate_is_described() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| (\d+) \| (\d+) \|$", page, re.M)
    assert rows == [(str(rate.burst), f"{rate.per_s:g}") for rate in RATES.values()]


# The buckets themselves.


def drained(limits: Limits, purpose: Purpose) -> int:
    """How many requests were taken until one was refused."""
    for count in range(TRIES_MAX):
        try:
            limits.take(purpose, FAR)
        except AskedTooOften:
            return count
    pytest.fail(f"{TRIES_MAX} requests were taken, and none refused")


def test_a_bucket_fills_again_at_its_rate_and_never_over_its_burst() -> None:
    watch = Watch()
    limits = Limits(watch)
    assert drained(limits, "command") == RATES["command"].burst
    watch.at += 2
    assert drained(limits, "command") == 2 * RATES["command"].per_s
    watch.at += 1_000_000
    assert drained(limits, "command") == RATES["command"].burst


def test_crowd_of_addresses_takes_no_more_memory_than_was_said() -> None:
    limits = Limits(Watch())
    for n in range(KEPT_MAX + 500):
        limits.take("slip", str(n))
    assert limits.kept() == KEPT_MAX


def test_who_asks_on_and_on_is_told_of_once_a_minute_and_by_no_address(logged: LogCapture) -> None:
    watch = Watch()
    limits = Limits(watch, factor=0.01)
    for _ in range(3):
        for _ in range(50):
            drained(limits, "sign_in")
        watch.at += TOLD_EVERY_S
    line = {"event": "asked_too_often", "purpose": "sign_in", "principal": None}
    assert [{**entry, "log_level": ""} for entry in logged.entries] == [
        {**line, "log_level": ""}
    ] * 3


def test_who_reaches_for_what_is_not_theirs_is_logged_by_id_once_a_minute(
    strict: Strict, logged: LogCapture
) -> None:
    an = strict.hall.account(AN)
    for _ in range(3):
        assert strict.send(an, "GET", "devices", at=NEAR).code == "role_refused"
    foreign = {"Origin": "https://evil.example"}
    assert strict.send(an, "POST", "tickets", at=NEAR, headers=foreign).code == "cross_site"
    strict.watch.at += TOLD_EVERY_S
    assert strict.send(an, "GET", "devices", at=NEAR).code == "role_refused"
    told = [
        (line["event"], line["endpoint"], line["principal"])
        for line in logged.entries
        if line["event"] in {"role_refused", "cross_site"}
    ]
    me = strict.hall.stage.accounts[AN]
    once = ("role_refused", "devices.list_all", me)
    assert told == [once, ("cross_site", "tickets.issue", None), once]


def test_body_that_no_page_sends_is_logged_by_id_once_a_minute(
    strict: Strict, logged: LogCapture
) -> None:
    an = strict.hall.account(AN)
    for value in ("x" * 500, "=1+1", "<script>"):
        sent = strict.send(an, "POST", "tickets", at=NEAR, json={"service": value, "rank": value})
        assert sent.code == "body_invalid"
    (line,) = [line for line in logged.entries if line["event"] == "body_invalid"]
    assert line == {
        "event": "body_invalid",
        "endpoint": "tickets.issue",
        "principal": strict.hall.stage.accounts[AN],
        "log_level": "warning",
    }


def test_no_limits_where_none_are_set() -> None:
    limits = Limits(Watch(), factor=0)
    for _ in range(10_000):
        limits.take("sign_in", FAR)
    assert limits.kept() == 0


@pytest.mark.parametrize(
    ("address", "asker"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("", "unknown"),
        (None, "unknown"),
        ("evil", "unknown"),
    ],
)
def test_a_network_of_ipv6_is_one_asker(address: str | None, asker: str | None) -> None:
    assert asker_of(address) == asker


def test_the_command_serves_with_limits(
    sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_RATE_FACTOR")
    server = serving(ServerConfig(database_url=sqlite_store_url))
    limits = server.app.extensions["motcua"].limits
    assert drained(limits, "slip") >= RATES["slip"].burst
    server.store.close()

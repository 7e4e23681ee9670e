"""Questions change nothing, tell each audience its own, and every unknown slip looks alike."""

from __future__ import annotations

import re
from typing import Any

import pytest

from protocol.ids import new_token
from tests.api.doors import Hall
from tests.api.routes import REQUESTS, ask, path_of, set_things
from tests.api.test_journey import TOKEN, tap
from tests.api.test_permits import ROLES, gather
from tests.stage import AN, BINH, Stage, seeded_bytes
from tests.traces import changes, dump

READS = sorted(endpoint for endpoint, (method, _, _) in REQUESTS.items() if method == "GET")


def test_no_question_changes_the_database(stage: Stage) -> None:
    crowd = gather(stage)
    before = dump(stage.store)
    for endpoint in READS:
        for people in (crowd.here, crowd.there):
            for role in filter(people.get, ROLES):  # the city is of no hall next door
                ask(people[role], endpoint, crowd.things)
        ask(crowd.hall.anybody(), endpoint, crowd.things)
        head = crowd.here["manager"].client.head(path_of(endpoint, crowd.things))
        assert (head.data, head.status_code < 500) == (b"", True)
        head.close()
    assert changes(stage.store, before) == {}


SLIP_KEYS = ["ahead", "at", "calling", "counter", "day", "label", "rating", "rev"]
SLIP_KEYS += ["service_en", "service_vi", "site", "state"]


def test_slip_shows_its_holder_the_label_and_the_queue_and_nothing_else(hall: Hall) -> None:
    hall.stage.issue("HT01")
    hall.stage.clock.move(seconds=1)
    hall.stage.issue("CT01")
    issued = hall.account(BINH).post("tickets", {"service": "HT01"}).body
    answer = hall.anybody().get(f"follow/{issued['token']}")
    assert sorted(answer.body) == SLIP_KEYS
    assert {k: answer.body[k] for k in ("label", "state", "ahead", "counter", "calling")} == {
        "label": "H002",
        "state": "waiting",
        "ahead": 1,
        "counter": None,
        "calling": [],
    }
    hall.an().post("counters/3/calls")
    called = hall.anybody().get(f"follow/{issued['token']}").body
    assert (called["ahead"], called["calling"]) == (0, [{"label": "H001", "counter": 3}])
    for secret in (issued["ticket"]["id"], issued["ticket"]["dossier"]["id"], "TAM-"):
        assert secret not in str(called)


def test_unknown_expired_and_malformed_slips_look_alike(hall: Hall) -> None:
    tap(hall.role("kiosk"))
    anybody = hall.anybody()
    assert anybody.get(f"follow/{TOKEN}").status == 200
    never = new_token(seeded_bytes(5))
    answers = [anybody.get(f"follow/{name}") for name in (never, "x", TOKEN[:-1], "H001")]
    hall.stage.clock.move(days=30, seconds=1)
    answers.append(anybody.get(f"follow/{TOKEN}"))
    assert {(a.status, str(a.body)) for a in answers} == {(404, str(answers[0].body))}
    assert answers[0].code == "slip_unknown"
    assert [sorted(a.headers) for a in answers] == [sorted(answers[0].headers)] * len(answers)


def test_slip_of_yesterday_says_that_it_is_over(hall: Hall) -> None:
    tap(hall.role("kiosk"))
    hall.stage.clock.move(days=1)
    hall.server.keeper.go_round()
    body = hall.anybody().get(f"follow/{TOKEN}").body
    assert (body["state"], body["day"], body["ahead"]) == ("lapsed", "2026-11-23", None)


def test_view_over_http_is_the_whole_view_whatever_rev_one_has(hall: Hall) -> None:
    an = hall.an()
    first = an.get("views/board").body
    hall.stage.issue()
    second = an.get(f"views/board?rev={first['rev']}&epoch=other").body
    assert sorted(second) == ["body", "epoch", "rev"]
    assert (second["epoch"], second["rev"] > first["rev"]) == (first["epoch"], True)
    assert {f["code"]: f["waiting"] for f in second["body"]["fields"]}["HT"] == 1


def test_kiosk_reads_all_it_needs_for_a_day_without_the_server(hall: Hall) -> None:
    body = hall.role("kiosk").get("catalogue").body
    assert body["issuer_no"] == 1
    assert (body["public_url"], body["day"]) == ("http://motcua.example", "2026-11-23")
    assert body["site"]["timezone"] == "Asia/Ho_Chi_Minh"
    fields = {f["code"] for f in body["fields"]}
    assert {s["field"] for s in body["services"]} == fields
    assert len(body["services"]) == 12
    assert {s for c in body["counters"] for s in c["services"]} == {
        s["code"] for s in body["services"]
    }
    assert [a["value"] for a in body["scale"]["answers"]] == [1, 2, 3, 4, 5]


def test_devices_are_listed_with_when_they_were_last_heard(hall: Hall) -> None:
    hall.role("kiosk").get("catalogue")
    devices = hall.account("quantri").get("devices").body["devices"]
    heard = {d["kind"]: d["seen_at"] for d in devices if d["seen_at"]}
    assert heard == {"kiosk": "2026-11-23T01:00:00.000Z"}


@pytest.mark.parametrize("name", ["H0001", "h1-001", "B1-002", "Z999"])
def test_label_nobody_was_given_is_unknown(hall: Hall, name: str) -> None:
    answer = hall.account(AN).get(f"tickets/{name}")
    assert (answer.status, answer.code) == (404, "ticket_unknown")


def test_offer_nobody_took_is_on_no_page(hall: Hall) -> None:
    things = set_things(hall.stage)
    officer = hall.account(BINH)
    assert officer.get(f"tickets/{things.offered}").code == "ticket_unknown"
    views: list[Any] = [officer.get(f"views/{v}").body for v in ("board", "staff", "counters/3")]
    assert things.offered not in str(views)
    label = re.compile(r"\bH004\b")
    assert [v for v in views if label.search(str(v))] == []

"""Hours, papers and caps over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from demo.hall import hall_catalogue, ward_hours
from protocol.hours import read_hours
from tests.api.doors import Hall
from tests.stage import capped

WISH = {"service": "HT01", "class": "ordinary", "group": None, "lang": "vi"}


@pytest.fixture
def kept(hall: Hall) -> Hall:
    hall.stage.publish(capped(hall_catalogue(hours=ward_hours()), {"HT01": 2}))
    return hall


def births(body: dict[str, Any]) -> dict[str, Any]:
    services: list[dict[str, Any]] = body["services"]
    return next(service for service in services if service["code"] == "HT01")


def test_catalogue_tells_kiosks_and_managers_when_what_and_how_many(kept: Hall) -> None:
    kept.stage.issue("HT01")
    for role in ("kiosk", "manager", "administrator"):
        body = kept.role(role).get("catalogue").body
        hours = read_hours(body["hours"])
        assert hours.week == ward_hours().week
        assert {e.day.isoformat() for e in hours.exceptions} == {
            "2026-11-24",
            "2027-01-01",
            "2027-02-06",
        }
        service = births(body)
        assert (service["day_cap"], service["left"]) == (2, 1)
        assert service["tthc_code"] == "1.001193"
        assert service["papers_vi"][1] == "Giấy chứng sinh của trẻ"
        assert len(service["papers_en"]) == len(service["papers_vi"])
        assert body["groups"][0]["evidence_en"] == "Identity card (year of birth)"


def test_service_without_a_cap_has_no_remainder(kept: Hall) -> None:
    body = kept.role("kiosk").get("catalogue").body
    others = [s for s in body["services"] if s["code"] != "HT01"]
    assert {(s["day_cap"], s["left"]) for s in others} == {(None, None)}


def test_reception_is_refused_after_hours_unless_it_says_why(kept: Hall) -> None:
    an = kept.an()
    kept.stage.clock.at += timedelta(hours=4)
    no = an.post("tickets", WISH)
    assert (no.status, no.code) == (409, "lunch_break")
    assert no.body["error"]["fields"] == {
        "time": "13:15",
        "day": "23/11/2026",
    }
    for free in ("", "bà Tư nhà ở ngõ 12"):  # free text may name people
        assert an.post("tickets", {**WISH, "exception": free}).code == "body_invalid"
    given = an.post("tickets", {**WISH, "exception": "arrived"})
    assert (given.status, given.body["ticket"]["label"]) == (201, "H001")

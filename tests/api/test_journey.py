"""One citizen from the tap to the rating, by HTTP, on both engines; each answer in its shape."""

from typing import Any

from protocol.ids import new_id, new_token
from tests.api.doors import Answer, Caller, Hall
from tests.stage import BINH, CHI, KHANH, OPENING, seeded_bytes

TICKET_KEYS = [
    "back_to",
    "called_at",
    "calls",
    "class",
    "counter",
    "day",
    "dossier",
    "eff_at",
    "field",
    "group",
    "held_until",
    "id",
    "issued_at",
    "issuer",
    "label",
    "ready_at",
    "service",
    "serving",
    "slip",
    "state",
]
TICKET = new_id(OPENING, seeded_bytes(77))
ENTRY = new_id(OPENING, seeded_bytes(78))
TOKEN = new_token(seeded_bytes(79))
AT = "2026-11-23T01:00:00.000Z"
CODE = "H26.12-261123-0001"


def wish(**changed: Any) -> dict[str, Any]:
    return {"service": "HT01", "class": "ordinary", "group": None, "lang": "vi", **changed}


def taken(label: str = "H001", **changed: Any) -> dict[str, Any]:
    entry = {"entry": ENTRY, "kind": "taken", "ticket": TICKET, "label": label}
    return {**entry, "day": "2026-11-23", "token": TOKEN, "at": AT, **wish(), **changed}


def tap(kiosk: Caller) -> None:
    """Offer and take H001."""
    assert kiosk.put(f"tickets/{TICKET}", {**wish(), "at": AT}).status == 200
    answer = kiosk.post("intake", {"entries": [taken()]})
    assert answer.body["results"][0]["outcome"] == "acknowledged"


def ok(answer: Answer, status: int = 200) -> Any:
    assert answer.status == status, answer.body
    return answer.body


def test_citizen_goes_from_the_tap_to_the_rating(any_hall: Hall) -> None:
    kiosk, pad, chi = any_hall.role("kiosk"), any_hall.role("pad"), any_hall.account(CHI)
    an = any_hall.an()

    offer = ok(kiosk.put(f"tickets/{TICKET}", {**wish(), "at": AT}))
    assert sorted(offer["ticket"]) == TICKET_KEYS
    assert (offer["ticket"]["label"], offer["ticket"]["state"], offer["ahead"]) == (
        "H001",
        "offered",
        0,
    )
    took = ok(kiosk.post("intake", {"entries": [taken()]}))
    assert took["results"] == [{"entry": ENTRY, "outcome": "acknowledged", "code": None}]

    follow = ok(any_hall.anybody().get(f"follow/{TOKEN}"))
    assert (follow["label"], follow["state"], follow["ahead"]) == ("H001", "waiting", 0)

    called = ok(an.post("counters/3/calls"))
    assert (called["ticket"]["label"], called["ticket"]["counter"]) == ("H001", 3)
    assert (called["waiting"], called["counts"]["HT01"]) == ([], 0)
    board = ok(any_hall.role("hall").get("views/board"))["body"]
    assert [(c["label"], c["counter"], c["state"]) for c in board["calls"]] == [
        ("H001", 3, "called")
    ]

    began = ok(an.post(f"tickets/{TICKET}/servings"), 201)
    serving = began["serving"]["id"]
    assert (began["ticket"]["state"], began["ticket"]["serving"]) == ("serving", serving)
    ended = ok(an.put(f"servings/{serving}/outcome", {"outcome": "accepted", "dossier_code": CODE}))
    assert (ended["ticket"]["state"], ended["serving"]["outcome"]) == ("served", "accepted")

    view = ok(pad.get("views/counters/3"))["body"]
    assert view["rating"]["serving"] == serving
    answer = {"value": 5, "scale_version": view["scale"]["version"]}
    rated = ok(pad.post(f"servings/{serving}/rating", answer), 201)
    assert rated["rating"] == {"serving": serving, "state": "given"}

    thread = ok(chi.get(f"dossiers/{CODE}"))
    assert thread["dossier"]["code"] == f"TAM-{any_hall.stage.site}-261123-H001"
    check_told(thread)
    figures = ok(chi.get("reports/today"))
    assert (figures["issued"], figures["served"], figures["waiting_now"]) == (1, 1, 0)


def check_told(thread: Any) -> None:
    """The dossier holds the official code, the rating, and the whole day in order."""
    assert thread["dossier"]["official_code"] == CODE
    assert [r["value"] for r in thread["ratings"]] == [5]
    assert [line["type"] for line in thread["timeline"]] == [
        "ticket.offered",
        "ticket.issued",
        "dossier.opened",
        "ticket.called",
        "serving.started",
        "dossier.accepted",
        "serving.finished",
        "rating.opened",
        "rating.given",
    ]


def test_thread_is_found_by_every_name_a_slip_can_carry(hall: Hall) -> None:
    tap(hall.role("kiosk"))
    officer = hall.account(BINH)
    codes = [
        f"TAM-{hall.stage.site}-261123-H001",
        f"tam-{hall.stage.site}-261123-h001",
        TOKEN,
        TOKEN.lower(),
        f"HTTP:%2F%2FMOTCUA.EXAMPLE%2FT%2F{TOKEN}",
        f"http://motcua.example/T/{TOKEN}",
    ]
    found = [ok(officer.get(f"dossiers/{code}")) for code in codes]
    assert found == [found[0]] * len(codes)
    for name in ("H001", "h001", " H001", "TN-H001", TICKET):
        assert ok(officer.get(f"tickets/{name}"))["ticket"]["id"] == TICKET


def test_reception_issues_with_a_token_that_is_the_slips(hall: Hall) -> None:
    officer = hall.account(BINH)
    issued = ok(officer.post("tickets", wish()), 201)
    assert sorted(issued) == ["ahead", "seq", "ticket", "token"]
    followed = ok(hall.anybody().get(f"follow/{issued['token']}"))
    assert followed["label"] == issued["ticket"]["label"] == "H001"


def test_administrator_sees_people_devices_and_the_journal(hall: Hall) -> None:
    khanh = hall.account(KHANH)
    accounts = ok(khanh.get("accounts"))["accounts"]
    assert [a["login"] for a in accounts] == sorted(hall.stage.accounts)
    devices = ok(khanh.get("devices"))["devices"]
    assert {d["id"] for d in devices} == set(hall.stage.devices.values())
    rows = ok(khanh.get("journal?limit=2"))["rows"]
    older = ok(khanh.get(f"journal?limit=2&before={rows[-1]['seq']}"))["rows"]
    assert [row["seq"] for row in (*rows, *older)] == list(
        range(rows[0]["seq"], rows[0]["seq"] - 4, -1)
    )

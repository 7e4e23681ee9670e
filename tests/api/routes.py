"""One request for every route, about things that are really there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import select

from demo.hall import hall_catalogue
from display.voice import find_packs
from protocol.events import SYSTEM
from protocol.ids import new_id, new_token
from queue_server.actions.calling import cancel_ticket
from queue_server.actions.closing import close_due_days
from queue_server.actions.credentials import begin_codes, store_password
from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.helping import ask_help
from queue_server.actions.ratings import rate_at_pad
from queue_server.actions.shifts import pause_shift
from queue_server.catalogue_file import Offered, form_values, mark_of, published_settings
from queue_server.domain.reasons import PauseReason
from queue_server.domain.site import SiteSettings
from queue_server.store.tables.access import account
from tests.actions import verbs
from tests.actions.tap import Tap
from tests.api.doors import Answer, Caller, quick_hasher
from tests.stage import AN, BINH, OPENING, Stage, seeded_bytes

HEALTH = {
    "printer": "ready",
    "cause": None,
    "paper": "ok",
    "backlog": 0,
    "rejected": 0,
    "clock": "set",
    "disk": "ok",
    "version": "0.1.0",
    "copied": False,
}


@dataclass(frozen=True)
class Things:
    """Ids that exist at the hall: what requests are about, and what must not be seen elsewhere."""

    waiting: str
    called: str
    served: str
    serving: str
    offered: str
    token: str
    code: str
    thread: str
    device: str
    kiosk: str
    witness: str
    screen: str
    account: str

    def secrets(self, stage: Stage) -> list[str]:
        people = list(stage.accounts.values())
        return [*vars(self).values(), stage.site, "Nghĩa Đô", *people, *stage.devices.values()]


CLOSED_DAY = "2026-11-20"


def set_things(stage: Stage) -> Things:
    """Friday is closed. On Monday An serves one citizen, calls another at counter 3.

    A third waits, a fourth is offered a number.
    """
    close_friday(stage)
    stage.open(3)
    issued = stage.issue("HT01")
    row = stage.call()
    assert row is not None
    serving = stage.start(row.id)
    stage.finish(serving)
    called = stage.issue("HT01").ticket
    stage.call()
    waiting = stage.issue("HT03").ticket
    return Things(
        waiting=waiting.id,
        called=called.id,
        served=row.id,
        serving=serving,
        offered=Tap(stage, seed=9).offer()[0].id,
        token=issued.token,
        code=f"TAM-{stage.site}-261123-H001",
        thread=row.dossier or "",
        device=stage.devices[("pad", 1)],
        kiosk=stage.devices[("kiosk", None)],
        witness=stage.accounts[BINH],
        screen=stage.devices[("hall", None)],
        account=stage.accounts[BINH],
    )


def close_friday(stage: Stage) -> None:
    stage.clock.move(days=-3)
    stage.issue()
    stage.clock.move(days=3)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        assert close_due_days(tx) == 1


# --- how things must stand for a request to be granted -------------------------------------------


def free_counter(stage: Stage, things: Things) -> None:
    stage.finish(stage.start(things.called))


def pause(stage: Stage, things: Things) -> None:
    free_counter(stage, things)
    with stage.act() as tx:
        pause_shift(tx, counter=3, officer=stage.accounts[AN], reason=PauseReason.MEETING)


def hold(stage: Stage, things: Things) -> None:
    stage.start(things.called)
    verbs.hold(stage, things.called)


def cancel(stage: Stage, things: Things) -> None:
    with stage.act() as tx:
        cancel_ticket(tx, things.waiting, reason=None)


def accept(stage: Stage, things: Things) -> None:
    with stage.act() as tx:
        accept_dossier(tx, things.thread, official_code="H26.12-261123-0001")


def call_for_help(stage: Stage, things: Things) -> None:
    with stage.act() as tx:
        ask_help(tx, counter=3, officer=stage.accounts[AN])


def give_passwords(stage: Stage, things: Things) -> None:
    hashed = quick_hasher(stage).make(str(PASSWORDS["old"]))
    for site, person in everybody(stage):
        with stage.store.write(site, by=SYSTEM) as tx:
            store_password(tx, person, hashed)


def everybody(stage: Stage) -> list[Any]:
    """Site and id of who is of this hall or of the city."""
    here = account.c.site.in_((stage.site, "city"))
    with stage.store.read() as connection:
        return [*connection.execute(select(account.c.site, account.c.id).where(here))]


def begin_with_codes(stage: Stage, things: Things) -> None:
    for site, person in everybody(stage):
        with stage.store.write(site, by=SYSTEM) as tx:
            begin_codes(tx, person, CODE_SECRET)


def rate_badly(stage: Stage, things: Things) -> None:
    with stage.act() as tx:
        rate_at_pad(tx, things.serving, counter=3, value=1, scale="five-1")


BEFORE: dict[str, Callable[[Stage, Things], object]] = {
    "accounts.begin_codes": give_passwords,
    "accounts.change_password": give_passwords,
    "accounts.confirm_codes": begin_with_codes,
    "servings.explain": rate_badly,
    "days.close": free_counter,
    "counters.call": free_counter,
    "counters.close": free_counter,
    "counters.walk_up": free_counter,
    "counters.resume": pause,
    "counters.end_help": call_for_help,
    "tickets.call_this": free_counter,
    "tickets.hold": lambda stage, things: stage.start(things.called),
    "tickets.call_back": hold,
    "tickets.release": hold,
    "tickets.come_back": lambda stage, things: verbs.miss(stage, things.called),
    "tickets.undo_miss": lambda stage, things: verbs.miss(stage, things.called),
    "tickets.undo_cancel": cancel,
    "slips.ask_dossier_receipt": accept,
}

# --- requests ------------------------------------------------------------------------------------

NEW = new_id(OPENING, seeded_bytes(501))
AT = "2026-11-23T01:00:00.000Z"
WISH = {"service": "HT01", "class": "ordinary", "group": None, "lang": "vi"}
ENTRY = {
    "entry": new_id(OPENING, seeded_bytes(502)),
    "kind": "taken",
    "ticket": new_id(OPENING, seeded_bytes(503)),
    "label": "H1-007",
    "day": "2026-11-23",
    "token": new_token(seeded_bytes(504)),
    "at": AT,
    **WISH,
}

ROLL = {
    "first": "H0-001",
    "last": "H0-003",
    "service": "HT01",
    "day": "2026-11-23",
    "given_from": "07:30",
    "given_until": "07:50",
    "became": "waiting",
    "witness": NEW,
}
SPOKEN = {"call": 1, "outcome": "spoken", "why": None, "begun_at": AT, "ended_at": AT}

RATED = {"value": 5, "scale_version": "five-1"}

SIGN_IN = {"site": "nghia-do", "login": "quay3", "password": "khong phai mat khau nay"}
PASSWORDS = {"old": "khong phai mat khau nay", "password": "vai tu khong lien quan"}

OFFERED = json.dumps(form_values(Offered(hall_catalogue(), {"UBND": "UBND"})))
SEAT = "0123456789abcdef"
SEEDED = Offered(
    hall_catalogue(), {"UBND": "UBND Phường Nghĩa Đô"}, published_settings(SiteSettings())
)
MARK = mark_of(SEEDED)
CODE_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETUP = {"code": "NO CODE", "site": "nghia-do", "login": "quantri2", "name": "Oanh"}
SETUP |= {"password": "vai tu khong lien quan"}

# endpoint: method, path, body. None is no body at all.
REQUESTS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "health.healthz": ("GET", "/healthz", None),
    "health.readyz": ("GET", "/readyz", None),
    "openapi.spec": ("GET", "openapi.json", None),
    "static": ("GET", "/static/manifest.json", None),
    "pages.start": ("GET", "/", None),
    "pages.enter": ("GET", "/enter", None),
    "pages.account": ("GET", "/account", None),
    "pages.setup": ("GET", "/setup", None),
    "pages.console": ("GET", "/console", None),
    "pages.reception": ("GET", "/reception", None),
    "pages.manager": ("GET", "/manager", None),
    "pages.admin": ("GET", "/admin", None),
    "pages.city": ("GET", "/city", None),
    "pages.follow": ("GET", "/T/{token}", None),
    "pages.static_file": ("GET", "/static/queue_server/manifest.json", None),
    "display.hall": ("GET", "/hall", None),
    "display.worker": ("GET", "/hall/worker.js", None),
    "display.counter": ("GET", "/counter/3", None),
    "display.pad": ("GET", "/pad/3", None),
    "display.static_file": ("GET", "/static/display/manifest.json", None),
    "display.voices": ("GET", "/hall/voices", None),
    "display.medium": ("GET", "/static/media/manifest.json", None),
    "display.clip": ("GET", f"/static/voices/{find_packs(None)['vi'].digest}/chime.wav", None),
    "sessions.create": ("POST", "sessions", {"secret": "in_" + "0" * 64}),
    "sites.list_all": ("GET", "sites", None),
    "sign_ins.create": ("POST", "sign-ins", SIGN_IN),
    "setup.create": ("POST", "setup", SETUP),
    "sessions.end": ("DELETE", "sessions/current", None),
    "sessions.use": ("PUT", "sessions/current/use", {}),
    "sessions.list_own": ("GET", "sessions", None),
    "sessions.end_one": ("DELETE", f"sessions/{SEAT}", None),
    "sessions.end_others": ("DELETE", "sessions", None),
    "identities.identity": ("GET", "identity", None),
    "catalogue.show_catalogue": ("GET", "catalogue", None),
    "publishing.show_file": ("GET", "catalogue/file", None),
    "publishing.download_file": ("GET", "catalogue/file.toml", None),
    "publishing.compare": ("POST", "catalogue/differences", {"file": OFFERED}),
    "publishing.publish": ("PUT", "catalogue", {"base": MARK, "file": OFFERED}),
    "tickets.offer": ("PUT", "tickets/{new}", {**WISH, "at": AT}),
    "tickets.intake": ("POST", "intake", {"entries": [ENTRY]}),
    "tickets.issue": ("POST", "tickets", WISH),
    "tickets.let_in": ("POST", "admissions", {"slip": "H1-099", "service": "HT01"}),
    "tickets.show": ("GET", "tickets/{waiting}", None),
    "lookups.look_up": ("GET", "lookups/H003", None),
    "rolls.list_all": ("GET", "paper-rolls", None),
    "rolls.enter": ("POST", "paper-rolls", ROLL),
    "tickets.recall": ("POST", "tickets/{called}/recalls", {}),
    "tickets.miss": ("POST", "tickets/{called}/absences", {}),
    "tickets.come_back": ("POST", "tickets/{called}/return", {}),
    "tickets.cancel": ("POST", "tickets/{waiting}/cancellation", {}),
    "tickets.undo_miss": ("DELETE", "tickets/{called}/absences", None),
    "tickets.undo_cancel": ("DELETE", "tickets/{waiting}/cancellation", None),
    "tickets.call_this": ("POST", "tickets/{waiting}/calls", {"reason": "frail"}),
    "tickets.hold": ("POST", "tickets/{called}/hold", {"reason": "form", "minutes": 10}),
    "tickets.call_back": ("DELETE", "tickets/{called}/hold", None),
    "tickets.release": ("POST", "tickets/{called}/release", {}),
    "tickets.transfer": ("POST", "tickets/{waiting}/transfers", {"service": "CT01"}),
    "tickets.serve": ("POST", "tickets/{called}/servings", {}),
    "slips.ask_again": ("POST", "tickets/{waiting}/reprints", {}),
    "slips.ask_dossier_receipt": ("POST", "dossiers/{thread}/receipts", {"printer": NEW}),
    "slips.ask_day": ("POST", f"reports/days/{CLOSED_DAY}/slips", {"printer": NEW}),
    "slips.list_open": ("GET", "slip-orders", None),
    "slips.list_printers": ("GET", "slip-printers", None),
    "counters.open": ("POST", "counters/3/shift", {}),
    "counters.take": ("POST", "counters/3/takeover", {}),
    "counters.ask_help": ("POST", "counters/3/help", {}),
    "counters.end_help": ("DELETE", "counters/3/help", None),
    "counters.close": ("DELETE", "counters/3/shift", None),
    "counters.pause": ("POST", "counters/3/shift/pause", {"reason": "meeting"}),
    "counters.resume": ("DELETE", "counters/3/shift/pause", None),
    "counters.change_services": ("PUT", "counters/3/services", {"services": ["HT01"]}),
    "counters.restore_services": ("DELETE", "counters/3/services", None),
    "counters.call": ("POST", "counters/3/calls", {}),
    "counters.walk_up": ("POST", "counters/3/walkups", WISH),
    "servings.reopen": ("DELETE", "servings/{serving}/outcome", None),
    "servings.finish": ("PUT", "servings/{serving}/outcome", {"outcome": "done"}),
    "servings.rate": ("POST", "servings/{serving}/rating", RATED),
    "servings.explain": ("PUT", "servings/{serving}/rating/reason", {"reason": "wait"}),
    "views.board": ("GET", "views/board", None),
    "views.staff": ("GET", "views/staff", None),
    "views.counter": ("GET", "views/counters/3", None),
    "dossiers.show_dossier": ("GET", "dossiers/{code}", None),
    "scans.show_scan": ("GET", "scans/{code}", None),
    "follow.show_slip": ("GET", "follow/{token}", None),
    # Of a slip nobody has: from a browser of the hall none is taken.
    "follow.rate": ("PUT", f"follow/{ENTRY['token']}/rating", RATED),
    "follow.explain": ("PUT", f"follow/{ENTRY['token']}/rating/reason", {"reason": "wait"}),
    "ratings.own": ("GET", "ratings/own", None),
    "days.open": ("POST", "days/2026-11-23/opening", {}),
    "days.close": ("POST", "days/2026-11-23/closing", {"lapses": 9}),
    "reports.today": ("GET", "reports/today?site=nghia-do", None),
    "reports.day": ("GET", "reports/days/2026-11-23?site=nghia-do", None),
    "reports.day_csv": ("GET", "reports/days/2026-11-23.csv?site=nghia-do", None),
    "reports.day_xlsx": ("GET", "reports/days/2026-11-23.xlsx?site=nghia-do", None),
    "reports.export": (
        "POST",
        "reports/days/2026-11-23/exports",
        {"format": "csv", "reason": "inspection"},
    ),
    "devices.hear": ("PUT", "devices/self/health", HEALTH),
    "devices.list_all": ("GET", "devices", None),
    "devices.revoke": ("DELETE", "devices/{device}/pairing", None),
    "devices.add": ("POST", "devices", {"kind": "pad", "name": "Pad 2", "counter": 2}),
    "pairings.create": ("POST", "devices/{device}/codes", {}),
    "pairings.redeem": ("POST", "pairings", {"code": "2222 3333"}),
    "accounts.list_all": ("GET", "accounts", None),
    "accounts.create": (
        "POST",
        "accounts",
        {"login": "quay9", "name": "Oanh", "role": "officer"},
    ),
    "accounts.change_state": ("PUT", "accounts/{account}/state", {"is_active": True}),
    "accounts.invite": ("POST", "accounts/{account}/links", {}),
    "accounts.begin_codes": ("POST", "accounts/self/codes", {"password": PASSWORDS["old"]}),
    "accounts.confirm_codes": (
        "PUT",
        "accounts/self/codes",
        {"code": pyotp.TOTP(CODE_SECRET).at(OPENING)},
    ),
    "accounts.drop_codes": ("DELETE", "accounts/{account}/codes", None),
    "accounts.drop_password": ("DELETE", "accounts/{account}/password", None),
    "accounts.list_sessions": ("GET", "accounts/{account}/sessions", None),
    "accounts.end_session": ("DELETE", f"accounts/{{account}}/sessions/{SEAT}", None),
    "accounts.end_sessions": ("DELETE", "accounts/{account}/sessions", None),
    "accounts.change_password": ("PUT", "accounts/self/password", PASSWORDS),
    "journal.tail": ("GET", "journal", None),
    "screens.zone_screen": ("PUT", "devices/{screen}/zone", {"counters": [3]}),
    "screens.post": ("PUT", "notices/ticker", {"vi": "Mời ông/bà ngồi chờ."}),
    "screens.withdraw": ("DELETE", "notices/urgent", None),
    "voice.claim": ("PUT", "voice", {"able": True}),
    "announcements.note": (
        "POST",
        "announcements",
        {"epoch": "epoch-1", "announcements": [SPOKEN]},
    ),
    "announcements.log": ("GET", "announcements", None),
}


def path_of(endpoint: str, things: Things) -> str:
    """The whole path, filled in."""
    path = REQUESTS[endpoint][1].format(new=NEW, **vars(things))
    return path if path.startswith("/") else f"/api/v1/{path}"


def ask(caller: Caller, endpoint: str, things: Things) -> Answer:
    """Send an endpoint's request."""
    method, _, body = REQUESTS[endpoint]
    for name, known in (("printer", things.kiosk), ("witness", things.witness)):
        if body is not None and body.get(name) == NEW:
            body = {**body, name: known}
    said = {} if body is None else {"json": body}
    return caller.send(method, path_of(endpoint, things), **said)

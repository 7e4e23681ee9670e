"""Every route has its roles, every role is tried at every route, of this site and of the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from protocol.events import SYSTEM
from queue_server.actions.devices import make_device_link
from queue_server.domain.access import PUBLIC, ROUTES, AccountRole
from queue_server.domain.device import DeviceKind
from queue_server.store.store import hash_secret
from queue_server.store.tables.access import device
from queue_server.store.tables.journal import idempotency
from tests.api.doors import DEVICES, LOGINS, Caller, Hall, open_hall
from tests.api.routes import BEFORE, REQUESTS, Things, ask, path_of, set_things
from tests.api.test_city import enter_city
from tests.kiosk.kiosks import copy_database
from tests.stage import AN, KHANH, Stage, set_stage
from tests.traces import Dump, changes, dump

ROLES = [*AccountRole, *DeviceKind]
PAIRS = [(endpoint, str(role)) for endpoint in ROUTES for role in ROLES]
CLOSED = [(e, r) for e, r in PAIRS if PUBLIC not in ROUTES[e] and r not in ROUTES[e]]
OPEN = [(e, r) for e, r in PAIRS if PUBLIC not in ROUTES[e] and r in ROUTES[e]]
# What a refusal does leave: who is no pad and answers for a citizen is counted.
COUNTED = {"servings.rate": {"journal", "journal_head", "refused_rating"}}
PROTECTED = sorted({endpoint for endpoint, _ in OPEN})


@dataclass
class Crowd:
    """A hall with somebody of each role from each of the two sites."""

    hall: Hall
    things: Things
    here: dict[str, Caller]
    there: dict[str, Caller]


class Undo:
    """How a crowd stood: its rows, its cookies."""

    def __init__(self, crowd: Crowd, saved: Path) -> None:
        self._file = Path(str(crowd.hall.stage.store.database.url).removeprefix("sqlite:///"))
        self._saved = saved
        clients = [one.client for one in (*crowd.here.values(), *crowd.there.values())]
        self._cookies = [(client, dict(client._cookies or {})) for client in clients]
        copy_database(self._file, saved)

    def __call__(self) -> None:
        copy_database(self._saved, self._file)
        for client, cookies in self._cookies:
            client._cookies = dict(cookies)


def gather(stage: Stage) -> Crowd:
    hall, things = open_hall(stage), set_things(stage)
    hall.be_patient()
    logins = {**LOGINS, "reception": "tiepdon"}
    here = {role: hall.account(login) for role, login in logins.items()}
    there = {role: hall.stranger(login) for role, login in logins.items()}
    for role, (kind, counter) in DEVICES.items():
        here[role] = hall.device(kind, counter)
        there[role] = hall.enter(pairing_elsewhere(stage, kind, counter))
    here["city"] = enter_city(hall)  # of no hall, so nobody of it is next door
    return Crowd(hall, things, here, there)


def pairing_elsewhere(stage: Stage, kind: str, counter: int | None) -> str:
    statement = select(device.c.id).where(
        device.c.site == stage.other_site, device.c.kind == kind, device.c.counter == counter
    )
    with stage.store.write(stage.other_site, by=SYSTEM) as tx:
        return make_device_link(tx, tx.run(statement).scalar_one())


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Crowd]:
    """One for the whole file: what is tried with it must leave no trace."""
    path = tmp_path_factory.mktemp("crowd") / "motcua.db"
    shutil.copyfile(_sqlite_template, path)
    stage = set_stage(f"sqlite:///{path}")
    yield gather(stage)
    stage.store.close()


@pytest.fixture(scope="module")
def undo(crowd: Crowd, tmp_path_factory: pytest.TempPathFactory) -> Undo:
    return Undo(crowd, tmp_path_factory.mktemp("undo") / "motcua.db")


@pytest.fixture
def own_crowd(crowd: Crowd, undo: Undo) -> Iterator[Crowd]:
    """The same for a test that changes something; it is undone afterwards."""
    yield crowd
    undo()


def test_set_of_routes_is_the_set_of_routes_with_a_role(crowd: Crowd) -> None:
    served = {rule.endpoint for rule in crowd.hall.server.app.url_map.iter_rules()}
    assert served == set(ROUTES)


def test_roles_of_routes_are_roles_there_are() -> None:
    assert set().union(*ROUTES.values()) == {PUBLIC, *map(str, ROLES)}
    assert [e for e, roles in ROUTES.items() if not roles] == []


def test_every_route_is_tried_below() -> None:
    assert set(REQUESTS) == set(ROUTES)


def test_each_request_reaches_the_route_it_is_for(crowd: Crowd) -> None:
    adapter = crowd.hall.server.app.url_map.bind("motcua.example")
    for endpoint, (method, _, _) in REQUESTS.items():
        path, _, _ = path_of(endpoint, crowd.things).partition("?")
        assert adapter.match(path, method=method)[0] == endpoint


@pytest.mark.parametrize("endpoint", sorted({endpoint for endpoint, _ in CLOSED}))
def test_role_without_the_route_is_refused_and_leaves_no_trace(crowd: Crowd, endpoint: str) -> None:
    before = dump(crowd.hall.stage.store)
    for role in [role for closed, role in CLOSED if closed == endpoint]:
        answer = ask(crowd.here[role], endpoint, crowd.things)
        assert (role, answer.status, answer.code) == (role, 403, "role_refused")
    assert set(changes(crowd.hall.stage.store, before)) == COUNTED.get(endpoint, set())


@pytest.mark.parametrize("endpoint", PROTECTED)
def test_nobody_in_particular_is_asked_to_sign_in(crowd: Crowd, endpoint: str) -> None:
    before = dump(crowd.hall.stage.store)
    answer = ask(crowd.hall.anybody(), endpoint, crowd.things)
    assert (answer.status, answer.code) == (401, "not_signed_in")
    assert changes(crowd.hall.stage.store, before) == {}


@pytest.mark.parametrize(("endpoint", "role"), OPEN)
def test_role_with_the_route_gets_through(own_crowd: Crowd, endpoint: str, role: str) -> None:
    if endpoint in BEFORE:
        BEFORE[endpoint](own_crowd.hall.stage, own_crowd.things)
    answer = ask(own_crowd.here[role], endpoint, own_crowd.things)
    assert answer.status < 400, answer.code


@pytest.mark.parametrize("endpoint", sorted(e for e in ROUTES if PUBLIC in ROUTES[e]))
def test_public_route_needs_no_credential_and_shows_nobody_more(
    crowd: Crowd, endpoint: str
) -> None:
    nobody = ask(crowd.hall.anybody(), endpoint, crowd.things)
    assert nobody.status in {200, 302, 401, 404, 410}
    assert [ask(c, endpoint, crowd.things).body for c in crowd.here.values()] == [
        nobody.body
    ] * len(crowd.here)


# Site isolation: Dũng and his colleagues next door, in the same database.


def rows_of(stage: Stage, site: str) -> Dump:
    """The rows that say they are a site's; answers kept for retries apart."""
    mine = {
        name: [row for row in rows if site in row or name == "slip_token"]
        for name, rows in dump(stage.store).items()
        if name != idempotency.name
    }
    assert sum(map(len, mine.values())) > 50
    return mine


@pytest.mark.parametrize("endpoint", PROTECTED)
def test_people_of_another_site_see_and_change_nothing_here(
    own_crowd: Crowd, endpoint: str
) -> None:
    stage, things = own_crowd.hall.stage, own_crowd.things
    before = rows_of(stage, stage.site)
    for role in sorted(ROUTES[endpoint] - {AccountRole.CITY}):
        answer = ask(own_crowd.there[role], endpoint, things)
        assert answer.status < 500
        text = str(answer.body)
        assert [secret for secret in things.secrets(stage) if secret in text] == []
    after = rows_of(stage, stage.site)
    after["slip_token"] = [row for row in after["slip_token"] if stage.site in row]
    before["slip_token"] = [row for row in before["slip_token"] if stage.site in row]
    assert after == before


@pytest.mark.parametrize(
    "endpoint",
    [
        "tickets.show",
        "tickets.recall",
        "tickets.miss",
        "tickets.come_back",
        "tickets.cancel",
        "tickets.serve",
        "servings.finish",
        "servings.rate",
        "dossiers.show_dossier",
        "devices.revoke",
    ],
)
def test_what_is_named_by_id_is_unknown_at_another_site(crowd: Crowd, endpoint: str) -> None:
    for role in sorted(ROUTES[endpoint]):
        answer = ask(crowd.there[role], endpoint, crowd.things)
        assert answer.status == 404
        assert answer.code.endswith("_unknown")


def test_officer_next_door_cannot_find_a_slip_of_this_hall(crowd: Crowd) -> None:
    dung = crowd.there["officer"]
    token = crowd.things.token
    for name in (token, f"http:%2F%2Fx%2FT%2F{token}", crowd.things.code):
        assert dung.get(f"dossiers/{name}").code == "dossier_unknown"
    assert crowd.here["officer"].get(f"dossiers/{token}").status == 200


# Revocation bites, in this process at once.


def test_revoked_device_is_refused_at_once_and_its_cookie_stays_dead(hall: Hall) -> None:
    pad, khanh = hall.role("pad"), hall.account(KHANH)
    assert pad.get("identity").status == 200
    device_id = hall.stage.devices[("pad", 3)]
    answer = khanh.delete(f"devices/{device_id}/pairing")
    assert answer.body == {"id": device_id, "state": "revoked", "seq": answer.body["seq"]}
    refused = pad.get("identity")
    assert (refused.status, refused.code) == (401, "device_revoked")
    assert khanh.delete(f"devices/{device_id}/pairing").status == 200


def test_session_that_was_ended_is_over_at_once(hall: Hall) -> None:
    officer = hall.account(AN)
    cookie = officer.client.get_cookie("motcua_console")
    assert cookie is not None
    assert officer.delete("sessions/current").status == 200
    officer.client.set_cookie("motcua_console", cookie.value)
    assert officer.get("identity").code == "not_signed_in"


def test_credential_is_looked_up_again_within_five_seconds(hall: Hall) -> None:
    """Another process revokes: this one trusts what it knew for two seconds, no longer."""
    pad, stage = hall.role("pad"), hall.stage
    assert pad.get("identity").status == 200
    with stage.store.database.write() as connection:
        gone = device.update().where(device.c.id == stage.devices[("pad", 3)])
        connection.execute(gone.values(state="revoked"))
    own = hall.server.app.extensions["motcua"]
    ends = [ends_at for _, ends_at in own.principals.values()]
    assert max(ends) - own.monotonic() <= 5
    own.monotonic = lambda: max(ends) + 0.001
    assert pad.get("identity").code == "device_revoked"


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "dev_",
        "dev_" + "0" * 64,
        "' OR 1=1 --",
        "x" * 3_000,
        "đé",
    ],
)
def test_made_up_keys_open_nothing(hall: Hall, secret: str) -> None:
    caller = hall.anybody()
    caller.headers["Authorization"] = b"Bearer ".decode() + secret.encode().decode("latin-1")
    assert caller.get("identity").code == "not_signed_in"
    cookies = hall.anybody()
    cookies.headers["Motcua-Slot"] = "console"
    cookies.client.set_cookie("motcua_console", secret)
    assert cookies.get("identity").code == "not_signed_in"


def test_a_session_is_no_device_key(hall: Hall) -> None:
    officer = hall.account(AN)
    cookie = officer.client.get_cookie("motcua_console")
    assert cookie is not None
    caller = hall.anybody()
    caller.headers["Authorization"] = f"Bearer {cookie.value}"
    assert caller.get("identity").code == "not_signed_in"


def test_stored_hash_of_a_secret_does_not_open(hall: Hall) -> None:
    key = hall.stage.pair("hall")
    caller = hall.anybody()
    caller.headers["Authorization"] = f"Bearer {hash_secret(key)}"
    assert caller.get("identity").code == "not_signed_in"


def test_slot_chooses_the_cookie_and_nothing_else(hall: Hall) -> None:
    """One browser with several credentials: the cookie decides who asks."""
    officer = hall.account(AN)
    chi = hall.stage.link("quanly")
    assert officer.post("sessions", {"secret": chi}).body["slot"] == "manager"
    names = {}
    for slot in ("console", "manager", "admin", "hall", "", "x" * 100, "../console"):
        officer.headers["Motcua-Slot"] = slot
        answer = officer.get("identity")
        names[slot] = answer.body.get("name") or answer.code
    assert names == {
        "console": "An",
        "manager": "Chi",
        "admin": "not_signed_in",
        "hall": "not_signed_in",
        "": "not_signed_in",
        "x" * 100: "not_signed_in",
        "../console": "not_signed_in",
    }

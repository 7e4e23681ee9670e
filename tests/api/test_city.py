"""The city reads the figures of every hall, and does nothing in any of them."""

from __future__ import annotations

import pytest

from protocol.events import SYSTEM
from queue_server.actions.opening import open_site
from queue_server.actions.people import create_account, make_account_link
from queue_server.cli import main
from queue_server.domain.access import AccountRole, is_role_of
from queue_server.domain.site import SiteSettings
from queue_server.store.store import SiteRecord
from tests.api.doors import Caller, Hall
from tests.stage import CHI, KHANH

CITY = SiteRecord("city", "ha-noi", "city", "Thành phố Hà Nội", "Hanoi City", SiteSettings())


def enter_city(hall: Hall, role: AccountRole = AccountRole.CITY) -> Caller:
    """Somebody of the city, which is made first."""
    store = hall.stage.store
    open_site(store, CITY, epoch="epoch-1")
    with store.write(CITY.code, by=SYSTEM) as tx:
        id_ = create_account(tx, login="thanhpho", name="Giang", role=role)
        secret = make_account_link(tx, id_)
    return hall.enter(secret)


@pytest.fixture
def giang(hall: Hall) -> Caller:
    return enter_city(hall)


def test_city_reads_the_figures_of_every_hall_by_its_name(hall: Hall, giang: Caller) -> None:
    hall.stage.open()
    hall.stage.serve_one()
    stage = hall.stage
    for slug, code, served in (("nghia-do", stage.site, 1), ("ba-dinh", stage.other_site, 0)):
        figures = giang.get(f"reports/today?site={slug}")
        assert figures.status == 200, figures.body
        assert figures.body["site"]["code"] == code
        assert figures.body["served"] == served
        table = giang.get(f"reports/days/2026-11-23.csv?site={slug}")
        assert table.headers["Content-Type"].startswith("text/csv")
    mine = hall.account(CHI).get("reports/today").body
    assert giang.get("reports/days/2026-11-23?site=nghia-do").body == mine


@pytest.mark.parametrize("query", ["", "?site=ha-noi", "?site=khong-co"])
def test_what_is_no_hall_has_no_figures(giang: Caller, query: str) -> None:
    answer = giang.get(f"reports/today{query}")
    assert (answer.status, answer.code) == (422, "site_unlisted")


def test_manager_names_no_hall_but_the_own(hall: Hall) -> None:
    chi = hall.account(CHI)
    assert chi.get("reports/today?site=nghia-do").body == chi.get("reports/today").body
    answers = [chi.get(f"reports/today?site={slug}") for slug in ("ba-dinh", "khong-co")]
    assert [answer.code for answer in answers] == ["site_unlisted"] * 2
    assert answers[0].body == answers[1].body


def test_roles_of_the_city_and_of_halls_do_not_mix(hall: Hall) -> None:
    khanh, of_city = hall.account(KHANH), enter_city(hall, AccountRole.ADMINISTRATOR)
    body = {"login": "moi", "name": "Oanh"}
    for administrator, there in ((khanh, "phuong"), (of_city, "city")):
        for role in AccountRole:
            answer = administrator.post("accounts", {**body, "login": f"moi-{role}", "role": role})
            fits = is_role_of(role, there)
            assert (answer.status, fits or answer.code) == (
                (201, True) if fits else (409, "role_misplaced")
            )
    assert of_city.get("accounts").body["roles"] == ["administrator", "city"]
    assert khanh.get("accounts").body["roles"] == [
        "officer",
        "reception",
        "manager",
        "administrator",
    ]


def test_administrator_of_the_city_has_accounts_and_nothing_of_a_hall(hall: Hall) -> None:
    of_city = enter_city(hall, AccountRole.ADMINISTRATOR)
    assert [of_city.get(path).status for path in ("accounts", "journal", "sessions")] == [200] * 3
    for path in ("devices", "views/staff", "catalogue", "reports/today?site=nghia-do"):
        assert (of_city.get(path).status, of_city.get(path).code) == (403, "role_refused")
    assert of_city.post("devices", {"kind": "hall", "name": "A"}).code == "role_refused"


def test_city_is_no_hall_when_the_first_administrator_is_asked_for(hall: Hall) -> None:
    sites = hall.anybody().get("sites").body
    giang = enter_city(hall)
    assert giang.get("identity").body["slot"] == "city"
    kinds = {site["slug"]: site["kind"] for site in giang.get("sites").body["sites"]}
    assert kinds == {"nghia-do": "phuong", "ba-dinh": "phuong", "ha-noi": "city"}
    assert sites["needs_setup"] is False


def test_command_makes_the_city_once_and_prints_a_link_for_its_administrator(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(hall.stage.store.database.url)
    words = ["--database-url", url, "city", "Thành phố Hà Nội", "--slug", "ha-noi"]
    words += ["--login", "thanhpho", "--person", "Giang"]
    assert main(words) == 0
    link = capsys.readouterr().out.strip()
    secret = link.partition("/enter#")[2]
    door = hall.anybody()
    entered = door.post("sessions", {"secret": secret, "password": "con voi xanh uống trà"})
    assert (entered.status, entered.body["slot"]) == (201, "admin")
    assert main(words) == 1
    assert "is there" in capsys.readouterr().err

"""Names are where they belong and nowhere else; who is forgotten leaves the chain whole."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from protocol.events import SYSTEM
from queue_server.actions.erasure import NAMELESS, erase_account
from queue_server.cli import main
from queue_server.domain.refusals import AccountUnknown
from queue_server.store.tables.access import account, link, session
from queue_server.store.tables.journal import journal
from queue_server.store.verify import verify_site
from tests.api.doors import Hall
from tests.api.routes import REQUESTS, ask
from tests.api.test_permits import gather
from tests.stage import AN, BINH, Stage
from tests.traces import refused

NAME, LOGIN = "Canary Nguyễn Văn A", "canary-001099012345"
# Who may read an officer's name: staff, where it belongs to the work.
NAMED_TO = {"officer", "reception", "manager", "administrator"}


# Pages and files are the same for everybody.
ASKED = [
    endpoint
    for endpoint, (method, path, _) in REQUESTS.items()
    if method == "GET" and not path.startswith("/") and endpoint != "openapi.spec"
]


def marked(stage: Stage) -> None:
    """Give An a name and a login that stand out."""
    with stage.store.database.write() as connection:
        change = update(account).where(account.c.id == stage.accounts[AN])
        connection.execute(change.values(name=NAME, login=LOGIN))


def test_an_officers_name_reaches_staff_only_and_no_journal(sqlite_stage: Stage) -> None:
    crowd = gather(sqlite_stage)
    marked(sqlite_stage)
    seen = set()
    for endpoint in ASKED:
        for role, caller in (*crowd.here.items(), ("nobody", crowd.hall.anybody())):
            text = str(ask(caller, endpoint, crowd.things).body)
            if NAME in text or LOGIN in text:
                seen.add((endpoint, role))
    assert {role for _, role in seen} <= NAMED_TO
    assert ("accounts.list_all", "administrator") in seen
    assert [e for e, _ in seen if e.startswith(("reports.", "views.board"))] == []
    with sqlite_stage.store.read() as connection:
        told = str(connection.execute(select(journal)).all())
    assert [secret for secret in (NAME, LOGIN, crowd.things.token) if secret in told] == []


def test_erased_officer_is_nobody_and_the_journal_holds(stage: Stage) -> None:
    stage.open(3)
    stage.serve_one()
    stage.link(AN)
    marked(stage)
    me = stage.accounts[AN]
    for _ in range(2):
        with stage.store.write(stage.site, by=SYSTEM) as tx:
            erase_account(tx, me)
    with stage.store.read() as connection:
        row = connection.execute(select(account).where(account.c.id == me)).one()
        assert (row.name, row.is_active) == (NAMELESS, False)
        assert row.login == f"erased-{me.replace('-', '')[-12:]}"
        for secrets in (link, session):
            assert connection.execute(select(secrets).where(secrets.c.account == me)).all() == []
        said = connection.execute(select(journal.c.type).where(journal.c.subject == me)).scalars()
        assert list(said).count("account.erased") == 1
        assert verify_site(connection, stage.site).is_clean


def test_erased_officer_is_out_at_once_and_others_stay(hall: Hall) -> None:
    an, binh = hall.account(AN), hall.account(BINH)
    with hall.stage.store.write(hall.stage.site, by=SYSTEM) as tx:
        erase_account(tx, hall.stage.accounts[AN])
    hall.server.app.extensions["motcua"].principals.clear()
    assert an.get("identity").code == "not_signed_in"
    assert binh.get("identity").status == 200


def test_account_of_another_hall_is_not_erased_here(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    with refused(stage.store, AccountUnknown), stage.store.write(stage.site, by=SYSTEM) as tx:
        erase_account(tx, stage.strangers[AN])


def test_the_command_forgets_beside_the_server(
    sqlite_store_url: str, sqlite_stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    database = ("--database-url", sqlite_store_url)
    assert main([*database, "erase", "nobody"]) == 1
    assert main([*database, "erase", AN]) == 1  # both halls have one
    assert "say --site" in capsys.readouterr().err
    assert main([*database, "erase", AN, "--site", sqlite_stage.site]) == 0
    assert sqlite_stage.accounts[AN] in capsys.readouterr().out
    with sqlite_stage.store.read() as connection:
        logins = {tuple(row) for row in connection.execute(select(account.c.login, account.c.site))}
    assert (AN, sqlite_stage.site) not in logins
    assert (AN, sqlite_stage.other_site) in logins


def test_table_for_a_spreadsheet_holds_no_person(hall: Hall) -> None:
    marked(hall.stage)
    hall.stage.open(3)
    hall.stage.serve_one()
    chi = hall.role("manager")
    table = chi.get("reports/days/2026-11-23.csv").body.decode()
    figures = json.dumps(chi.get("reports/days/2026-11-23").body, ensure_ascii=False)
    people = [NAME, LOGIN, *hall.stage.accounts.values(), "TAM-"]
    assert [person for person in people if person in table + figures] == []
    assert "HT01" in table

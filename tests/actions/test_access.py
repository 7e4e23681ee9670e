"""Links are used once, secrets are stored hashed, and a device that was revoked stays so."""

import pytest
from sqlalchemy import select

from protocol.events import SYSTEM
from queue_server.actions.devices import (
    Paired,
    add_device,
    make_device_link,
    pair_device,
    revoke_device,
)
from queue_server.actions.people import make_account_link, open_session
from queue_server.actions.sessions import end_session
from queue_server.domain.device import DeviceKind
from queue_server.domain.refusals import (
    AccountDisabled,
    AccountUnknown,
    DeviceRevoked,
    DeviceUnknown,
    LinkUsed,
    NotSignedIn,
    Refusal,
)
from queue_server.queries.access import find_principal, find_standing
from queue_server.store.store import hash_secret
from queue_server.store.tables.access import account, device
from tests.actions.test_issuing import facts
from tests.stage import AN, CHI, KHANH, Stage
from tests.traces import changes, dump, refused

NOBODY = "0198f0a0-0000-7000-8000-000000000000"


def sign_in(stage: Stage, secret: str) -> tuple[str, str]:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        opened = open_session(tx, secret)
    return opened.secret, opened.slot


def pair(stage: Stage, secret: str) -> Paired:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        return pair_device(tx, secret)


def revoke(stage: Stage, device_id: str) -> None:
    with stage.act(KHANH) as tx:
        revoke_device(tx, device_id)


def who(stage: Stage, secret: str) -> tuple[str, str, str, int | None]:
    with stage.store.read() as connection:
        found = find_principal(connection, hash_secret(secret), slot="x", now=stage.clock())
    assert is_standing(stage, secret)
    return found.id, found.role, found.site, found.counter


def is_standing(stage: Stage, secret: str) -> bool:
    with stage.store.read() as connection:
        hashed = hash_secret(secret)
        asked = {hashed, hash_secret("another")}
        return find_standing(connection, asked, now=stage.clock()) == {hashed}


def is_refused(stage: Stage, secret: str) -> type[Refusal]:
    assert not is_standing(stage, secret)
    with pytest.raises(Refusal) as caught:
        who(stage, secret)
    return type(caught.value)


@pytest.mark.parametrize(
    ("login", "slot", "role"),
    [(AN, "console", "officer"), (CHI, "manager", "manager"), (KHANH, "admin", "administrator")],
)
def test_link_opens_one_session_in_its_roles_slot(
    stage: Stage, login: str, slot: str, role: str
) -> None:
    secret = stage.link(login)
    session, opened = sign_in(stage, secret)
    assert opened == slot
    assert who(stage, session) == (stage.accounts[login], role, stage.site, None)
    with refused(stage.store, LinkUsed):
        sign_in(stage, secret)


def test_new_link_ends_the_older_ones_of_its_account_only(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    old, others = stage.link(AN), stage.link(CHI)
    new = stage.link(AN)
    with refused(stage.store, LinkUsed):
        sign_in(stage, old)
    assert sign_in(stage, new)
    assert sign_in(stage, others)


def test_link_and_session_end_after_twelve_hours(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    secret, late = stage.link(AN), stage.link(CHI)
    stage.clock.move(hours=12)
    session, _ = sign_in(stage, secret)
    stage.clock.move(milliseconds=1)
    with refused(stage.store, LinkUsed):
        sign_in(stage, late)
    stage.clock.move(hours=12, milliseconds=-2)
    assert who(stage, session)[1] == "officer"
    stage.clock.move(milliseconds=1)
    assert is_refused(stage, session) is NotSignedIn


def test_ended_session_opens_nothing_and_ends_once(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    session, _ = sign_in(stage, stage.link(AN))
    for _ in range(2):
        with stage.act() as tx:
            end_session(tx, hash_secret(session))
        assert is_refused(stage, session) is NotSignedIn


def test_account_that_is_locked_neither_signs_in_nor_stays(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    session, _ = sign_in(stage, stage.link(AN))
    secret = stage.link(AN)
    with stage.store.database.write() as connection:
        locked = account.update().where(account.c.id == stage.accounts[AN])
        connection.execute(locked.values(is_active=False))
    assert is_refused(stage, session) is AccountDisabled
    with refused(stage.store, AccountDisabled):
        sign_in(stage, secret)


def test_link_of_a_device_signs_nobody_in_and_the_other_way_round(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    person, thing = stage.link(AN), stage.pairing("hall")
    with refused(stage.store, LinkUsed):
        sign_in(stage, thing)
    with refused(stage.store, LinkUsed):
        pair(stage, person)
    with refused(stage.store, LinkUsed):
        pair(stage, "pair_" + "0" * 64)


@pytest.mark.parametrize(
    ("kind", "counter"), [("hall", None), ("counter", 3), ("pad", 5), ("kiosk", None)]
)
def test_pairing_gives_a_device_its_own_key_once(
    stage: Stage, kind: str, counter: int | None
) -> None:
    secret = stage.pairing(kind, counter)
    paired = pair(stage, secret)
    assert (paired.kind, paired.counter) == (kind, counter)
    assert paired.issuer_no == (1 if kind == "kiosk" else None)
    assert who(stage, paired.key) == (paired.id, kind, stage.site, counter)
    assert facts(stage, paired.id)[-1] == "device.paired"
    with refused(stage.store, LinkUsed):
        pair(stage, secret)


def test_kiosk_paired_anew_is_a_new_issuer_and_its_old_key_is_dead(stage: Stage) -> None:
    first = pair(stage, stage.pairing("kiosk"))
    second = pair(stage, stage.pairing("kiosk"))
    assert (first.id, first.issuer_no, second.issuer_no) == (second.id, 1, 2)
    assert is_refused(stage, first.key) is NotSignedIn
    assert who(stage, second.key)[0] == first.id


def test_every_kiosk_of_a_site_is_an_issuer_of_its_own(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    with stage.act(KHANH) as tx:
        another = add_device(tx, kind=DeviceKind.KIOSK, name="Kiosk 2")
        secret = make_device_link(tx, another)
    numbers = [pair(stage, stage.pairing("kiosk")).issuer_no, pair(stage, secret).issuer_no]
    assert numbers == [1, 2]


def test_device_waiting_to_be_paired_may_do_nothing(sqlite_stage: Stage) -> None:
    with sqlite_stage.store.read() as connection:
        rows = connection.execute(select(device.c.state, device.c.key_hash)).all()
    assert {tuple(row) for row in rows} == {("pairing", None)}
    assert is_refused(sqlite_stage, "dev_" + "0" * 64) is NotSignedIn


def test_revoked_device_opens_nothing_and_is_never_paired_again(stage: Stage) -> None:
    paired, device_id = stage.pair("pad", 3), stage.devices[("pad", 3)]
    secret = stage.pairing("pad", 3)
    revoke(stage, device_id)
    assert is_refused(stage, paired) is DeviceRevoked
    with refused(stage.store, DeviceRevoked):
        pair(stage, secret)
    with refused(stage.store, DeviceRevoked):
        stage.pairing("pad", 3)
    before = dump(stage.store)
    revoke(stage, device_id)
    assert changes(stage.store, before) == {}
    assert facts(stage, device_id).count("device.revoked") == 1


def test_device_of_another_site_is_unknown(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    with stage.store.read() as connection:
        foreign = connection.execute(
            select(device.c.id).where(device.c.site == stage.other_site)
        ).scalars()
        ids = [*foreign, NOBODY]
    for id_ in ids:
        with refused(stage.store, DeviceUnknown):
            revoke(stage, id_)
        with refused(stage.store, DeviceUnknown), stage.act(KHANH) as tx:
            make_device_link(tx, id_)


def test_no_secret_stands_in_the_database(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    unused, used = stage.link(AN), stage.link(CHI)
    session, _ = sign_in(stage, used)
    keys = [stage.pair("pad", 3), stage.pair("kiosk")]
    pairing = stage.pairing("hall")
    text = repr(dump(stage.store))
    secrets = [unused, used, session, *keys, pairing]
    assert [s for s in secrets if s in text or s.split("_")[1] in text] == []
    assert hash_secret(unused) in text


def test_link_of_an_account_elsewhere_cannot_be_made_here(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    dung = next(iter(stage.strangers.values()))
    for id_ in (dung, NOBODY):
        with refused(stage.store, AccountUnknown), stage.act(KHANH) as tx:
            make_account_link(tx, id_)

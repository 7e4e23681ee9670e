"""Devices: made waiting for pairing, paired once with a key of their own, revoked for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from queue_server.domain.codes import read_code
from queue_server.domain.device import TRANSITIONS, DeviceKind, DeviceState
from queue_server.domain.machine import next_state
from queue_server.domain.refusals import DeviceRevoked, DeviceUnknown, LinkUsed
from queue_server.store.rows import change_row
from queue_server.store.store import Tx, hash_secret
from queue_server.store.tables.access import device, kiosk_health, link
from queue_server.store.tables.speech import voice, zone

PAIRING_HOURS = 12
CODE_LENGTH, CODE_MINUTES = 8, 10


@dataclass(frozen=True)
class Paired:
    """A device that may act: its key is shown this once."""

    id: str
    kind: DeviceKind
    counter: int | None
    issuer_no: int | None
    key: str


def add_device(tx: Tx, *, kind: DeviceKind, name: str, counter: int | None = None) -> str:
    """Make a device that waits to be paired and give its id; it may do nothing yet."""
    id_ = tx.new_id()
    values = {"id": id_, "site": tx.code, "kind": str(kind), "name": name, "counter": counter}
    blank = {"issuer_no": None, "key_hash": None, "revoked_at": None}
    tx.run(insert(device), **values, **blank, state="pairing", created_at=tx.now)
    return id_


def make_device_link(tx: Tx, device_id: str) -> str:
    """Give a one-time pairing secret; older ones of that device end. Refuses with DeviceUnknown."""
    _pairable(tx, device_id)
    secret = tx.new_secret("pair")
    tx.connection.execute(delete(link).where(link.c.device == device_id))
    _keep_link(tx, device_id, secret, tx.now + timedelta(hours=PAIRING_HOURS))
    return secret


def invite_device(tx: Tx, device_id: str, code: str) -> datetime:
    """Let a device be paired by a code that people type; gives when it ends. Older ones end.

    Refuses with DeviceUnknown or DeviceRevoked.
    """
    row = _pairable(tx, device_id)
    tx.connection.execute(delete(link).where(link.c.device == device_id))
    ends_at = tx.now + timedelta(minutes=CODE_MINUTES)
    tx.record("device.invited", device_id, {"kind": row.kind, "counter": row.counter})
    _keep_link(tx, device_id, secret_of_code(code), ends_at)
    return ends_at


def secret_of_code(code: str) -> str:
    """Give the one-time secret that a typed code stands for."""
    return f"code_{read_code(code)}"


def _pairable(tx: Tx, device_id: str) -> Any:
    own = device.c.site == tx.code, device.c.id == device_id
    row = tx.run(select(device.c.state, device.c.kind, device.c.counter).where(*own)).first()
    if row is None:
        raise DeviceUnknown()
    if row.state == DeviceState.REVOKED:
        raise DeviceRevoked()
    return row


def _keep_link(tx: Tx, device_id: str, secret: str, ends_at: datetime) -> None:
    values = {"secret_hash": hash_secret(secret), "site": tx.code, "account": None}
    tx.run(insert(link), **values, device=device_id, ends_at=ends_at, purpose=None)


def pair_device(tx: Tx, secret: str) -> Paired:
    """Use a pairing secret once: the device gets a key, a kiosk also an issuer number of its own.

    A kiosk paired anew has a new store, so it gets a new issuer number (D6a). Refuses with
    LinkUsed or DeviceRevoked.
    """
    row = tx.run(
        select(link.c.device, link.c.ends_at).where(
            link.c.secret_hash == hash_secret(secret), link.c.device.is_not(None)
        )
    ).first()
    if row is None or row.ends_at < tx.now:
        raise LinkUsed()
    known = tx.run(select(device).where(device.c.id == row.device)).one()
    if known.state == DeviceState.REVOKED:
        raise DeviceRevoked()
    state = next_state(TRANSITIONS, DeviceState(known.state), "device.paired")
    kind = DeviceKind(known.kind)
    issuer_no = _next_issuer_no(tx) if kind is DeviceKind.KIOSK else None
    key = tx.new_secret("dev")
    tx.connection.execute(delete(link).where(link.c.secret_hash == hash_secret(secret)))
    payload = {"kind": kind, "counter": known.counter, "issuer_no": issuer_no}
    tx.record("device.paired", known.id, payload)
    _forget_health(tx, known.id)
    change_row(
        tx.connection,
        device,
        known.id,
        state=str(state),
        key_hash=hash_secret(key),
        issuer_no=issuer_no,
        copied_at=None,
    )
    return Paired(known.id, kind, known.counter, issuer_no, key)


def _next_issuer_no(tx: Tx) -> int:
    """Give a number no kiosk of this site ever had: a store paired anew is a new issuer (D6a)."""
    tx.head.issuer_no += 1
    return tx.head.issuer_no


def revoke_device(tx: Tx, device_id: str) -> None:
    """Take a device's right to act, for good; doing it again changes nothing."""
    row = tx.run(
        select(device.c.state, device.c.kind, device.c.counter).where(
            device.c.site == tx.code, device.c.id == device_id
        )
    ).first()
    if row is None:
        raise DeviceUnknown()
    if row.state == DeviceState.REVOKED:
        return
    state = next_state(TRANSITIONS, DeviceState(row.state), "device.revoked")
    tx.record("device.revoked", device_id, {"kind": row.kind, "counter": row.counter})
    _forget_health(tx, device_id)
    tx.connection.execute(delete(zone).where(zone.c.id == device_id))
    tx.connection.execute(delete(voice).where(voice.c.device == device_id))
    gone = {"revoked_at": tx.now, "copied_at": None}
    change_row(tx.connection, device, device_id, state=str(state), **gone)


def note_copy(tx: Tx, device_id: str) -> bool:
    """Note that a device's key is used in two places; tells whether that is news.

    It stays said until the device is paired anew or revoked: a thief who left has the key still.
    """
    row = tx.run(
        select(device.c.state, device.c.kind, device.c.counter, device.c.copied_at).where(
            device.c.site == tx.code, device.c.id == device_id
        )
    ).first()
    if row is None or row.state != DeviceState.PAIRED or row.copied_at is not None:
        return False
    state = next_state(TRANSITIONS, DeviceState(row.state), "device.copied")
    tx.record("device.copied", device_id, {"kind": row.kind, "counter": row.counter})
    change_row(tx.connection, device, device_id, state=str(state), copied_at=tx.now)
    return True


def _forget_health(tx: Tx, device_id: str) -> None:
    """What a kiosk said of itself ends with its store or its right to act."""
    tx.connection.execute(delete(kiosk_health).where(kiosk_health.c.id == device_id))

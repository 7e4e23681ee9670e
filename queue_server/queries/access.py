"""Who a secret belongs to, and lists for the administrator."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from queue_server.domain.access import AccountRole, Principal, is_idle, seat_of, slot_of_role
from queue_server.domain.refusals import AccountDisabled, DeviceRevoked, NotSignedIn
from queue_server.domain.screen import zone_of
from queue_server.queries.kiosks import kiosk_rows, undelivered
from queue_server.queries.shapes import instant
from queue_server.store.tables.access import account, credential, device, link, session
from queue_server.store.tables.speech import zone

LISTED_MAX = 500


def find_principal(
    connection: Connection, secret_hash: str, *, slot: str, now: datetime
) -> Principal:
    """Give who holds a session's or device's secret.

    Refuses with NotSignedIn, AccountDisabled or DeviceRevoked.
    """
    held = connection.execute(
        select(
            account.c.id,
            account.c.site,
            account.c.role,
            account.c.name,
            account.c.is_active,
            credential.c.code_at,
            session.c.seat,
            session.c.used_at,
            session.c.idle_min,
        )
        .join(session, session.c.account == account.c.id)
        .outerjoin(credential, credential.c.account == account.c.id)
        .where(session.c.secret_hash == secret_hash, session.c.ends_at > now)
    ).first()
    if held is not None:
        if not held.is_active:
            raise AccountDisabled()
        return _who(held, secret_hash, now)
    row = connection.execute(
        select(device, zone.c.counters)
        .join(zone, zone.c.id == device.c.id, isouter=True)
        .where(device.c.key_hash == secret_hash)
    ).first()
    if row is None:
        raise NotSignedIn()
    if row.state != "paired":
        raise DeviceRevoked()
    place = (row.counter, row.issuer_no, zone_of(row.counters))
    return Principal("device", row.id, row.kind, row.site, slot, row.name, *place)


def find_standing(
    connection: Connection, secret_hashes: Collection[str], *, now: datetime
) -> set[str]:
    """Give those of the secrets that may look now: two questions for them all.

    Asked for every open socket each two seconds; one by one they would hold up the views.
    """
    held = (
        select(session.c.secret_hash, session.c.used_at, session.c.idle_min)
        .join(account, session.c.account == account.c.id)
        .where(session.c.secret_hash.in_(secret_hashes), session.c.ends_at > now)
        .where(account.c.is_active)
    )
    keys = select(device.c.key_hash).where(
        device.c.key_hash.in_(secret_hashes), device.c.state == "paired"
    )
    in_use = {
        row.secret_hash
        for row in connection.execute(held)
        if not is_idle(row.used_at, row.idle_min, now=now)
    }
    return {*in_use, *connection.scalars(keys)}


def _who(held: Any, secret_hash: str, now: datetime) -> Principal:
    return Principal(
        "officer",
        held.id,
        held.role,
        held.site,
        slot_of_role(AccountRole(held.role)),
        name=held.name,
        seat=held.seat or seat_of(secret_hash),
        has_codes=held.code_at is not None,
        used_at=held.used_at,
        is_idle=is_idle(held.used_at, held.idle_min, now=now),
    )


def list_sessions(
    connection: Connection, account_id: str, *, now: datetime, seat: str | None = None
) -> list[dict[str, Any]]:
    """Give an account's sessions, the newest first; `seat` is the one that asks."""
    c = session.c
    wanted = select(c.secret_hash, c.seat, c.browser, c.created_at, c.used_at)
    own = wanted.where(c.account == account_id, c.ends_at > now)
    rows = connection.execute(own.order_by(c.created_at.desc(), c.secret_hash).limit(LISTED_MAX))
    listed = [
        {
            "id": row.seat or seat_of(row.secret_hash),
            "browser": row.browser or "",
            "opened_at": instant(row.created_at),
            "used_at": instant(row.used_at or row.created_at),
        }
        for row in rows
    ]
    return [{**one, "is_current": one["id"] == seat} for one in listed]


def find_link(connection: Connection, secret_hash: str) -> Any:
    """Give what a one-time secret is for: site, account or device, purpose; None if nothing."""
    wanted = link.c.site, link.c.account, link.c.device, link.c.purpose
    return connection.execute(select(*wanted).where(link.c.secret_hash == secret_hash)).first()


def list_devices(connection: Connection, site: str) -> list[dict[str, Any]]:
    """Give a site's devices."""
    rows = connection.execute(
        select(device, zone.c.counters)
        .join(zone, zone.c.id == device.c.id, isouter=True)
        .where(device.c.site == site)
        .order_by(device.c.created_at, device.c.id)
        .limit(LISTED_MAX)
    )
    kiosks = {row["id"]: row for row in kiosk_rows(connection, site)}
    heard = undelivered(connection, site)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "name": row.name,
            "counter": row.counter,
            "issuer_no": row.issuer_no,
            "zone": list(zone_of(row.counters)),
            "state": row.state,
            "created_at": instant(row.created_at),
            "revoked_at": instant(row.revoked_at),
            "copied_at": instant(row.copied_at),
            "kiosk": kiosks.get(row.id),
            "undelivered": heard.get(row.id, {}).get("undelivered"),
            "heard_at": heard.get(row.id, {}).get("heard_at"),
        }
        for row in rows
    ]


def list_accounts(connection: Connection, site: str) -> list[dict[str, Any]]:
    """Give a site's accounts."""
    proof = credential.c.password_hash.is_not(None), credential.c.code_at.is_not(None)
    rows = connection.execute(
        select(account, proof[0].label("has_password"), proof[1].label("has_codes"))
        .outerjoin(credential, credential.c.account == account.c.id)
        .where(account.c.site == site)
        .order_by(account.c.login)
        .limit(LISTED_MAX)
    )
    return [
        {
            "id": row.id,
            "login": row.login,
            "name": row.name,
            "role": row.role,
            "is_active": row.is_active,
            "has_password": bool(row.has_password),
            "has_codes": bool(row.has_codes),
            "created_at": instant(row.created_at),
        }
        for row in rows
    ]

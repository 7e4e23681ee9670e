"""Who a secret belongs to, and lists for the administrator."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from queue_server.domain.access import AccountRole, Principal, slot_of_role
from queue_server.domain.refusals import AccountDisabled, DeviceRevoked, NotSignedIn
from queue_server.domain.screen import zone_of
from queue_server.queries.kiosks import kiosk_rows, undelivered
from queue_server.queries.shapes import instant
from queue_server.store.tables.access import account, credential, device, link, session
from queue_server.store.tables.speech import zone

LISTED_MAX = 500
SEAT_LETTERS = 16


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
        )
        .join(session, session.c.account == account.c.id)
        .outerjoin(credential, credential.c.account == account.c.id)
        .where(session.c.secret_hash == secret_hash, session.c.ends_at > now)
    ).first()
    if held is not None:
        if not held.is_active:
            raise AccountDisabled()
        own = slot_of_role(AccountRole(held.role))
        seat = seat_of(secret_hash)
        has_codes = held.code_at is not None
        return Principal(
            "officer",
            held.id,
            held.role,
            held.site,
            own,
            name=held.name,
            seat=seat,
            has_codes=has_codes,
        )
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
    """Give those of the secrets that `find_principal` would let in: two questions for them all.

    Asked for every open socket each two seconds; one by one they would hold up the views.
    """
    held = (
        select(session.c.secret_hash)
        .join(account, session.c.account == account.c.id)
        .where(session.c.secret_hash.in_(secret_hashes), session.c.ends_at > now)
        .where(account.c.is_active)
    )
    keys = select(device.c.key_hash).where(
        device.c.key_hash.in_(secret_hashes), device.c.state == "paired"
    )
    return {*connection.scalars(held), *connection.scalars(keys)}


def seat_of(secret_hash: str) -> str:
    """Name the browser a session's secret is kept in; the name says nothing of the secret."""
    return hashlib.sha256(f"seat {secret_hash}".encode()).hexdigest()[:SEAT_LETTERS]


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
            "kiosk": kiosks.get(row.id),
            "undelivered": heard.get(row.id, {}).get("undelivered"),
            "heard_at": heard.get(row.id, {}).get("heard_at"),
        }
        for row in rows
    ]


def list_accounts(connection: Connection, site: str) -> list[dict[str, Any]]:
    """Give a site's accounts."""
    rows = connection.execute(
        select(account).where(account.c.site == site).order_by(account.c.login).limit(LISTED_MAX)
    )
    return [
        {
            "id": row.id,
            "login": row.login,
            "name": row.name,
            "role": row.role,
            "is_active": row.is_active,
            "created_at": instant(row.created_at),
        }
        for row in rows
    ]

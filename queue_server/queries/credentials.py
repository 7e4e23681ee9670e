"""Who a login belongs to, and what proves it; read before a password is weighed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from queue_server.domain.access import CITY_KIND, AccountRole
from queue_server.reference import read_rows, site_name_en
from queue_server.store.tables.access import account, credential
from queue_server.store.tables.journal import site

SITES_MAX = 500


@dataclass(frozen=True)
class Holder:
    """An account as signing in needs it."""

    id: str
    site: str
    role: AccountRole
    is_active: bool
    password_hash: str | None
    has_codes: bool
    known: tuple[str, ...]


def find_login(connection: Connection, slug: str | None, login: str) -> Holder | None:
    """Give whose login it is at a site; without a slug, at the only site there is."""
    found = _holders().where(account.c.login == login)
    if slug is not None:
        found = found.where(site.c.slug == slug)
    elif len(connection.execute(select(site.c.code).limit(2)).all()) > 1:
        return None
    return _holder(connection.execute(found).first())


def find_holder(connection: Connection, account_id: str) -> Holder | None:
    """Give an account by its id."""
    return _holder(connection.execute(_holders().where(account.c.id == account_id)).first())


def _holders() -> Select[Any]:
    own = account.c.id, account.c.site, account.c.role, account.c.is_active
    words = account.c.login, account.c.name, site.c.slug, site.c.name_vi
    return (
        select(*own, *words, credential.c.password_hash, credential.c.code_at)
        .join(site, site.c.code == account.c.site)
        .outerjoin(credential, credential.c.account == account.c.id)
    )


def _holder(row: Any) -> Holder | None:
    if row is None:
        return None
    known = (row.login, row.name, row.slug, row.name_vi)
    role = AccountRole(row.role)
    has_codes = row.code_at is not None
    return Holder(row.id, row.site, role, row.is_active, row.password_hash, has_codes, known)


def has_administrator(connection: Connection) -> bool:
    """Tell whether somebody can make accounts of a hall; who does so for the city cannot."""
    a = account.c
    may = select(a.id).where(a.role == AccountRole.ADMINISTRATOR, a.is_active)
    of_hall = may.join(site, site.c.code == a.site).where(site.c.kind != CITY_KIND)
    return connection.execute(of_hall.limit(1)).first() is not None


def find_hall(connection: Connection, slug: str) -> str | None:
    """Give the code of a hall; None where there is none of that name, or it is no hall."""
    known = select(site.c.code).where(site.c.slug == slug, site.c.kind != CITY_KIND)
    return connection.execute(known).scalar()


def listed_halls() -> list[dict[str, str]]:
    """Give the names of the wards and communes of the reference data."""
    return [
        {
            "slug": row["slug"],
            "kind": row["kind"],
            "name_vi": row["full_name_vi"],
            "name_en": site_name_en(row),
        }
        for row in read_rows("sites")
    ]


def list_halls(connection: Connection) -> list[dict[str, str]]:
    """Give the names of all sites, for whoever signs in."""
    rows = connection.execute(
        select(site.c.slug, site.c.kind, site.c.name_vi, site.c.name_en)
        .order_by(site.c.name_vi)
        .limit(SITES_MAX)
    )
    return [dict(row) for row in rows.mappings()]

"""Seals made and kept: the signing key, the table, and a second place outside this database."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from sqlalchemy import BigInteger, Connection, Delete, delete, func, insert, select, type_coerce

from protocol.events import SYSTEM
from protocol.instants import to_ms
from queue_server.domain.sealing import CheckSignature, Seal, read_seal
from queue_server.store.reading import list_sites, load_head
from queue_server.store.store import Store
from queue_server.store.tables.journal import seal as table

SEAL_EVERY = timedelta(seconds=60)
# After this, one seal a day (UTC) is enough: it still dates everything before it.
KEPT_WHOLE = timedelta(days=30)
DAY_MS = 86_400_000
OWNER_ONLY = 0o400
KEY_DIGITS = 16
LINES_MAX = 2_000_000

log = structlog.get_logger("queue_server.seals")


class KeyUnusable(Exception):
    """A key file that is no Ed25519 key, or cannot be read; says so in plain words."""


class _Sealed(NamedTuple):
    epoch: str
    seq: int
    at: datetime


def key_name(public: Ed25519PublicKey) -> str:
    """Give a key's short name, which stands in each of its seals."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:KEY_DIGITS]


def public_pem(key: Ed25519PrivateKey) -> str:
    """Give the public key as people pass it on."""
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode("ascii")


def open_key(path: Path) -> Ed25519PrivateKey:
    """Read the signing key, or make it at the first start; only its owner may read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as f:
            f.write(pem)
            f.flush()
            os.fsync(f.fileno())
        return made
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{path} is no key that can be read") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} is not an Ed25519 key")
    return key


def read_public_keys(paths: Iterable[Path]) -> CheckSignature:
    """Give the check of signatures by these public keys; KeyUnusable when one is none."""
    keys: dict[str, Ed25519PublicKey] = {}
    for path in paths:
        try:
            key = load_pem_public_key(path.read_bytes())
        except (OSError, ValueError) as error:
            raise KeyUnusable(f"{path} is no public key that can be read") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyUnusable(f"{path} is not an Ed25519 key")
        keys[key_name(key)] = key

    def check(name: str, signature: bytes, message: bytes) -> bool | None:
        if name not in keys:
            return None
        try:
            keys[name].verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return check


def read_seals(connection: Connection, site: str) -> list[Seal]:
    """Give the seals that stand in the database itself."""
    columns = table.c
    rows = connection.execute(select(table).where(columns.site == site).order_by(columns.seq))
    return [
        Seal(row.site, row.epoch, row.seq, row.hash, to_ms(row.at), row.key, row.signature)
        for row in rows
    ]


@dataclass(frozen=True)
class Carried:
    """What a second place holds: its seals, and the lines that are none, by file and number."""

    seals: tuple[Seal, ...]
    broken: tuple[str, ...]


def read_seal_files(paths: Iterable[Path]) -> Carried:
    """Give the seals of files or folders of them.

    A power cut may leave a line unfinished: it is named, and the lines around it still count.
    """
    seals: list[Seal] = []
    broken: list[str] = []
    for path in sorted(file for given in paths for file in _files(given)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                seals.append(read_seal(line))
            except ValueError as error:
                broken.append(f"{path}, line {number}: {error}")
            if len(seals) + len(broken) > LINES_MAX:
                raise ValueError(f"more than {LINES_MAX} seals in {path}")
    return Carried(tuple(seals), tuple(broken))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("seals-*.jsonl")) if path.is_dir() else [path]


class Sealer:
    """Signs each journal that moved, at most once in SEAL_EVERY, and carries the seals away."""

    def __init__(self, store: Store, *, key: Ed25519PrivateKey, second_place: Path | None) -> None:
        """Nothing is signed before `go_round`."""
        self.store = store
        self._key = key
        self._name = key_name(key.public_key())
        self._second_place = second_place

    def go_round(self) -> None:
        """Seal every site whose journal moved since its last seal."""
        with self.store.read() as connection:
            due = [site for site in list_sites(connection) if self._is_due(connection, site)]
        for site in due:
            self._carry(self.seal(site))

    def seal(self, site: str) -> Seal:
        """Sign where a site's journal stands now, and keep the seal beside it."""
        with self.store.write(site, by=SYSTEM) as tx:
            at = tx.head.at
            bare = Seal(site, at.epoch, at.seq, at.hash, to_ms(tx.now), self._name)
            signature = self._key.sign(bare.message).hex()
            made = replace(bare, signature=signature)
            values = {name: getattr(made, name) for name in ("epoch", "seq", "hash", "key")}
            tx.run(insert(table), **values, site=site, at=tx.now, signature=signature)
            tx.connection.execute(_thin_out(site, before_ms=to_ms(tx.now - KEPT_WHOLE)))
        return made

    def _is_due(self, connection: Connection, site: str) -> bool:
        head = load_head(connection, site)
        if head is None or head.seq == 0:
            return False
        columns = (table.c.epoch, table.c.seq, table.c.at)
        found = connection.execute(
            select(*columns).where(table.c.site == site).order_by(table.c.at.desc()).limit(1)
        ).first()
        if found is None:
            return True
        last = _Sealed._make(found)
        has_moved = (last.epoch, last.seq) != (head.epoch, head.seq)
        return has_moved and not timedelta(0) <= self.store.clock() - last.at < SEAL_EVERY

    def _carry(self, made: Seal) -> None:
        """Append it in the second place; the next one is tried whether or not this one came."""
        if self._second_place is None:
            return
        month = f"{datetime.fromtimestamp(made.at_ms / 1000, UTC):%Y-%m}"
        path = self._second_place / f"seals-{made.site}-{month}.jsonl"
        try:
            self._second_place.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                # In front of it too: a line that a power cut left unfinished ends here.
                file.write(f"\n{made.line}\n" if _is_torn(path) else f"{made.line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            log.error("seal.not_carried", site=made.site, seq=made.seq, reason=str(fault))


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return size > 0 and file.read(1) != b"\n"


def _thin_out(site: str, *, before_ms: int) -> Delete:
    """Delete the seals of days long past, but for the newest of each day and epoch."""
    at = type_coerce(table.c.at, BigInteger)
    newest = select(func.max(table.c.seq)).where(table.c.site == site)
    return delete(table).where(
        table.c.site == site,
        at < before_ms,
        table.c.seq.not_in(newest.group_by(table.c.epoch, at // DAY_MS).scalar_subquery()),
    )

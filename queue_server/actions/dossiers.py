"""Dossier threads: an officer's acceptance gives the official code (decision D10)."""

from sqlalchemy import select

from queue_server.domain.dossier import ACCEPTED, MOVES, parse_official_code
from queue_server.domain.keeping import commit
from queue_server.domain.refusals import DossierCodeTaken, DossierMoved, DossierUnknown
from queue_server.store.rows import change_row
from queue_server.store.store import Tx
from queue_server.store.tables.service import dossier


def accept_dossier(tx: Tx, dossier_id: str, *, official_code: str) -> None:
    """Tie an official code, typed or scanned from the city's system, to a thread.

    Refuses with DossierCodeInvalid, DossierCodeTaken, DossierUnknown where there is no such thread
    or it was forgotten, or DossierMoved when it is past acceptance.
    """
    code = parse_official_code(official_code)
    row = tx.run(
        select(dossier).where(dossier.c.site == tx.code, dossier.c.id == dossier_id)
    ).first()
    if row is None or row.forgotten_at is not None:
        raise DossierUnknown()
    if ACCEPTED not in MOVES[row.status]:
        raise DossierMoved()
    held = tx.run(
        select(dossier.c.id).where(dossier.c.site == tx.code, dossier.c.official_code == code)
    ).scalar()
    if held is not None and held != dossier_id:
        raise DossierCodeTaken(dossier_code=code)
    salt = row.salt or ""  # threads of before the commitments have none
    official_hash = commit(code, salt=salt)
    tx.record("dossier.accepted", dossier_id, {"official_hash": official_hash, "from": row.status})
    accepted = {"official_code": code, "status": ACCEPTED, "accepted_at": tx.now}
    change_row(tx.connection, dossier, dossier_id, **accepted, official_hash=official_hash)

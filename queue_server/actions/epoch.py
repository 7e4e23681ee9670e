"""Going on from a copy: a site's new epoch after its database was restored (I20)."""

from sqlalchemy import delete

from queue_server.actions.day import today
from queue_server.store.store import Tx
from queue_server.store.tables.access import link, session


def begin_epoch(tx: Tx, *, epoch: str, issuer_no: int) -> None:
    """Begin `epoch`: today's labels carry `issuer_no`, which nobody may ever have had.

    What was given since the copy was taken is unknown here, so no plain label is given for the
    rest of the service day. Sessions and one-time links end: some were ended since, and the
    copy has them alive. Devices keep their keys; who was revoked since must be revoked again.
    """
    old, day = tx.head.at, today(tx)
    tx.head.issuer_no = issuer_no
    tx.head.begin_epoch(tx.connection, epoch, day=day)
    said = {"epoch": old.epoch, "seq": old.seq, "day": day.isoformat(), "issuer_no": issuer_no}
    tx.record("site.restored", tx.code, said)
    tx.run(delete(session).where(session.c.site == tx.code))
    tx.run(delete(link).where(link.c.site == tx.code))

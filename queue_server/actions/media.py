"""Pictures and videos beside the calls: taken into a hall, and out of it."""

from sqlalchemy import delete, func, insert, select

from queue_server.domain.medium import MEDIA_MAX
from queue_server.domain.screen_refusals import MediaFull, MediumUnknown
from queue_server.store.store import Tx
from queue_server.store.tables.speech import medium


def add_medium(tx: Tx, name: str) -> bool:
    """Show a file of the folder as the last of all; False where it is shown already.

    Refuses with MediaFull.
    """
    names = tx.run(select(medium.c.name).where(medium.c.site == tx.code)).scalars().all()
    if name in names:
        return False
    if len(names) >= MEDIA_MAX:
        raise MediaFull(most=MEDIA_MAX)
    seq = tx.record("medium.added", name, {})
    tx.run(insert(medium), site=tx.code, name=name, added_seq=seq)
    return True


def remove_medium(tx: Tx, name: str) -> bool:
    """Show a file no more; True when no other hall shows it, so that it may be deleted.

    Refuses with MediumUnknown.
    """
    gone = delete(medium).where(medium.c.site == tx.code, medium.c.name == name)
    if tx.connection.execute(gone).rowcount == 0:
        raise MediumUnknown()
    tx.record("medium.removed", name, {})
    left = select(func.count()).select_from(medium).where(medium.c.name == name)
    return int(tx.run(left).scalar_one()) == 0

"""Hall screens: which counters each shows, and the notices that stand on all of them."""

from typing import Any

from sqlalchemy import delete, insert, select

from queue_server.domain.device import DeviceKind, DeviceState
from queue_server.domain.refusals import CounterUnknown, DeviceRevoked, DeviceUnknown
from queue_server.domain.screen import NoticeKind, Zone, zone_of, zone_text
from queue_server.domain.screen_refusals import NoHallScreen
from queue_server.store.store import Tx
from queue_server.store.tables.access import device
from queue_server.store.tables.speech import notice, voice, zone


def set_zone(tx: Tx, device_id: str, counters: list[int]) -> Zone:
    """Let a hall screen show these counters, or the whole hall when there are none; gives them.

    Refuses with DeviceUnknown, DeviceRevoked, NoHallScreen or CounterUnknown.
    """
    _check_hall_screen(tx, device_id)
    for number in counters:
        if number not in tx.catalogue.by_counter:
            raise CounterUnknown(counter=number)
    text = zone_text(counters)
    known = tx.run(select(zone.c.counters).where(zone.c.id == device_id)).scalar() or ""
    if text == known:
        return zone_of(text)
    tx.record("screen.zoned", device_id, {"counters": list(zone_of(text))})
    tx.connection.execute(delete(zone).where(zone.c.id == device_id))
    # It asks for the voice anew, for the counters it shows now.
    tx.connection.execute(delete(voice).where(voice.c.device == device_id))
    if text:
        tx.run(insert(zone), id=device_id, site=tx.code, counters=text)
    return zone_of(text)


def _check_hall_screen(tx: Tx, device_id: str) -> None:
    row = tx.run(
        select(device.c.kind, device.c.state).where(
            device.c.site == tx.code, device.c.id == device_id
        )
    ).first()
    if row is None:
        raise DeviceUnknown()
    if row.kind != DeviceKind.HALL:
        raise NoHallScreen()
    if row.state == DeviceState.REVOKED:
        raise DeviceRevoked()


def post_notice(tx: Tx, kind: NoticeKind, *, text_vi: str, text_en: str) -> None:
    """Put words on every hall screen, in the place of those that stood there."""
    if _standing(tx, kind) == (text_vi, text_en):
        return
    tx.record("notice.posted", str(kind), {"text_vi": text_vi, "text_en": text_en})
    tx.connection.execute(delete(notice).where(_here(tx, kind)))
    texts = {"text_vi": text_vi, "text_en": text_en}
    tx.run(insert(notice), site=tx.code, kind=str(kind), **texts, posted_at=tx.now)


def withdraw_notice(tx: Tx, kind: NoticeKind) -> None:
    """Take them away; where none stand, nothing changes."""
    if _standing(tx, kind) is None:
        return
    tx.record("notice.withdrawn", str(kind), {})
    tx.connection.execute(delete(notice).where(_here(tx, kind)))


def _standing(tx: Tx, kind: NoticeKind) -> tuple[str, str] | None:
    row = tx.run(select(notice.c.text_vi, notice.c.text_en).where(_here(tx, kind))).first()
    return None if row is None else (row.text_vi, row.text_en)


def _here(tx: Tx, kind: NoticeKind) -> Any:
    return (notice.c.site == tx.code) & (notice.c.kind == str(kind))

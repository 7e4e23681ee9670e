"""What a scan leads to: read, looked up, answered once, forgotten.

    slip      a number of today: what it is now; no other is given
    dossier   its code goes with the next touch; `service` when it leads somewhere by itself
    card      the priority group of somebody of that age, or none; the card is gone by then
    damaged   to be brought again          unknown   nothing of ours
    away      only the server could say    repeat    the same as a moment ago

Nothing that was read is logged or kept: a repeated scan is known by a keyed hash, an answer is
shown for ANSWER_S seconds at most.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import structlog

from kiosk.catalogue import Catalogue, ForeignAnswer, count, expect, text
from kiosk.link import Link
from kiosk.refusals import ScanTooSoon
from kiosk.scanner import (
    CardScan,
    Damaged,
    DossierScan,
    Scan,
    SlipScan,
    age_on,
    read_scan,
)
from kiosk.store import Store
from kiosk.tickets import Ticket
from protocol.numbering import is_provisional_code

REPEAT_S = 2.0
ANSWER_S = 5.0
# Somebody tries codes by the dozen: no more at once, and then one in EVERY_S seconds.
SCANS_AT_ONCE = 10
EVERY_S = 3.0
HASH_KEY_BYTES = 16

Answer = dict[str, Any]
log = structlog.get_logger("kiosk.scans")


@dataclass
class _Pace:
    """Lets SCANS_AT_ONCE through, and then one in EVERY_S seconds."""

    left: float = SCANS_AT_ONCE
    at_s: float = 0.0

    def take(self, now_s: float) -> bool:
        self.left = min(SCANS_AT_ONCE, self.left + (now_s - self.at_s) / EVERY_S)
        self.at_s = now_s
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Scans:
    """Answers the scans of one kiosk, whatever scanner they come from."""

    def __init__(
        self,
        store: Store,
        *,
        link: Link,
        today: Callable[[], date],
        monotonic: Callable[[], float],
        random_bytes: Callable[[int], bytes],
        grammar: re.Pattern[str],
    ) -> None:
        self._store = store
        self._link = link
        self._today = today
        self._monotonic = monotonic
        self._key = random_bytes(HASH_KEY_BYTES)
        self._grammar = grammar
        self._lock = Lock()
        self._pace = _Pace()
        self._last: tuple[bytes, float] | None = None
        self._newest: tuple[int, Answer, float] | None = None
        self._seq = 0

    def answer(self, raw: str, *, is_ended: bool) -> Answer:
        """Say what a scan leads to; refuses with ScanTooSoon."""
        with self._lock:
            if self._is_repeat(raw):
                return {"kind": "repeat"}
            if not self._pace.take(self._monotonic()):
                raise ScanTooSoon()
        today = self._today()
        scan = read_scan(raw, is_ended=is_ended, grammar=self._grammar, today=today)
        answer = self._lead(scan, today=today)
        log.info("scan.read", kind=answer["kind"], why=getattr(scan, "why", None))
        return answer

    def hear(self, raw: str, is_ended: bool) -> None:
        """Take what a serial scanner read; the page finds the answer in the state."""
        try:
            answer = self.answer(raw, is_ended=is_ended)
        except ScanTooSoon:
            log.warning("scan.too_soon")
            return
        if answer["kind"] != "repeat":
            with self._lock:
                self._seq += 1
                self._newest = (self._seq, answer, self._monotonic())

    def newest(self) -> Answer | None:
        """Give the newest answer to a serial scanner, with its number, for ANSWER_S seconds."""
        with self._lock:
            now_s = self._monotonic()
            if self._last is not None and now_s - self._last[1] > REPEAT_S:
                self._last = None
            if self._newest is not None and now_s - self._newest[2] > ANSWER_S:
                self._newest = None
            return None if self._newest is None else {"seq": self._newest[0], **self._newest[1]}

    def _is_repeat(self, raw: str) -> bool:
        now_s = self._monotonic()
        content = raw.strip().encode("utf-8", "surrogatepass")
        mark = hashlib.blake2b(content, key=self._key, digest_size=16).digest()
        last, self._last = self._last, (mark, now_s)
        return last is not None and last[0] == mark and now_s - last[1] <= REPEAT_S

    def _lead(self, scan: Scan, *, today: date) -> Answer:
        if isinstance(scan, SlipScan):
            return self._slip(scan.token, today=today)
        if isinstance(scan, DossierScan):
            return self._dossier(scan.code, today=today)
        if isinstance(scan, CardScan):
            return {"kind": "card", "group": self._group_of(age_on(scan.born_on, today))}
        return {"kind": "damaged" if isinstance(scan, Damaged) else "unknown"}

    # --- slips and dossiers -----------------------------------------------------------------

    def _slip(self, token: str, *, today: date) -> Answer:
        own = self._store.ticket_of_token(token)
        told = self._link.ask_scan(token)
        if told is None and own is None:
            return {"kind": "away"}
        return self._told(told) or self._own(own, today=today) or {"kind": "unknown"}

    def _dossier(self, code: str, *, today: date) -> Answer:
        told = self._link.ask_scan(code)
        known = self._told(told)
        if known is not None:
            return known
        if is_provisional_code(code):
            own = self._store.ticket_of_code(code)
            if own is not None:
                return self._own(own, today=today) or {"kind": "unknown"}
            if told is not None:
                return {"kind": "unknown"}
        return {"kind": "dossier", "code": code, "lane": None, "service": None}

    def _told(self, told: Answer | None) -> Answer | None:
        """Give what the server knows; None when it knows nothing, or was not there."""
        try:
            if told is not None and told.get("ticket") is not None:
                return self._ticket(expect(told["ticket"], dict))
            if told is not None and told.get("dossier") is not None:
                return self._thread(expect(told["dossier"], dict))
        except ForeignAnswer as fault:
            log.warning("scan.answer_foreign", reason=str(fault))
        return None

    def _ticket(self, row: Answer) -> Answer:
        ahead = None if row.get("ahead") is None else count(row, "ahead")
        counter = None if row.get("counter") is None else count(row, "counter")
        return {
            "kind": "slip",
            "label": text(row, "label"),
            "state": text(row, "state"),
            "service": self._named(text(row, "service")),
            "ahead": ahead,
            "counter": counter,
        }

    def _own(self, ticket: Ticket | None, *, today: date) -> Answer | None:
        """Give what this kiosk itself knows of a number it gave."""
        if ticket is None:
            return None
        if ticket.day != today:
            return {"kind": "dossier", "code": ticket.code, "lane": None, "service": None}
        service = self._named(ticket.intent.wish.service)
        told = {"label": ticket.label, "state": "", "service": service}
        return {"kind": "slip", **told, "ahead": None, "counter": None}

    def _thread(self, row: Answer) -> Answer:
        lane = text(row, "lane") or None
        service = self._service_of(lane, near=text(row, "service"))
        return {"kind": "dossier", "code": text(row, "code"), "lane": lane, "service": service}

    def _service_of(self, lane: str | None, *, near: str) -> str | None:
        """Give the service of a lane, first that of the dossier's own field."""
        catalogue = self._link.catalogue()
        if lane is None or catalogue is None:
            return None
        own = catalogue.by_service.get(near)
        found = [service for service in catalogue.services if service.lane == lane]
        found.sort(key=lambda service: own is None or service.field != own.field)
        return found[0].code if found else None

    def _named(self, code: str) -> dict[str, str]:
        catalogue = self._link.catalogue()
        service = None if catalogue is None else catalogue.by_service.get(code)
        if service is None:
            return {"name_vi": "", "name_en": ""}
        return {"name_vi": service.name_vi, "name_en": service.name_en}

    # --- cards ------------------------------------------------------------------------------

    def _group_of(self, age: int) -> str | None:
        return group_of_age(self._link.catalogue(), age)


def group_of_age(catalogue: Catalogue | None, age: int) -> str | None:
    """Give the group that somebody of this age belongs to, the oldest first."""
    groups = () if catalogue is None else catalogue.declared
    ages = [(g.age_min, g.code) for g in groups if g.age_min is not None and g.age_min <= age]
    return max(ages)[1] if ages else None

"""Does a site's database tell the truth? The chain, the replay, the rows, the sums (I7, I9, I10).

Everything is read in one snapshot, a batch at a time, and nothing is repaired: who finds
something wrong stops the smallest part and calls people (I24). The replay itself is held in
memory, see `queue_server.domain.fold`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from protocol.instants import to_ms
from queue_server.domain.fold import Fold, Impossible, JournalFact
from queue_server.domain.keeping import commit
from queue_server.domain.sealing import SealCheck
from queue_server.domain.ticket import TicketState
from queue_server.store.chain import Chain
from queue_server.store.compare import Comparison
from queue_server.store.journal import read_journal, totals_digest
from queue_server.store.reading import list_sites, load_head
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import ticket
from queue_server.store.tables.service import dossier

FINDINGS_MAX = 100


class Finding(Protocol):
    """Something wrong, and how to say it."""

    @property
    def line(self) -> str:
        """The finding in plain words."""


@dataclass(frozen=True)
class WrongFact:
    """A journal row that is broken, or that the rows before it do not allow."""

    seq: int
    id: str
    why: str

    @property
    def line(self) -> str:
        """The finding in plain words."""
        return f"journal row {self.seq} ({self.id or 'none'}): {self.why}"


@dataclass(frozen=True)
class WrongSeal:
    """A seal that is false, or that speaks of a row this journal does not have."""

    seq: int
    why: str

    @property
    def line(self) -> str:
        """The finding in plain words."""
        return f"seal of row {self.seq}: {self.why}"


@dataclass(frozen=True)
class WrongSum:
    """A series of a day whose tickets are more or fewer than were issued (I10)."""

    day: date
    letter: str
    issued: int
    found: int

    @property
    def line(self) -> str:
        """The finding in plain words."""
        return f"{self.day} series {self.letter}: {self.issued} issued, {self.found} found"


@dataclass(frozen=True)
class WrongCode:
    """A thread whose code is another than the one that was told of."""

    id: str
    why: str

    @property
    def line(self) -> str:
        """The finding in plain words."""
        return f"dossier {self.id}: {self.why}"


@dataclass(frozen=True)
class Report:
    """What was looked at and what is wrong; at most FINDINGS_MAX findings, the rest counted."""

    site: str
    events: int
    rows_checked: int
    findings: tuple[Finding, ...]
    left_out: int
    seals: int = 0
    given_up: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def lines(self) -> list[str]:
        """Say it in plain words, a line for each finding."""
        looked = f"{self.site}: {self.events} journal rows, {self.rows_checked} table rows"
        if self.seals:
            looked += f", {self.seals} seals"
        if self.given_up:
            looked += f" ({self.given_up} more of rows that a restore gave up)"
        if self.is_clean:
            return [f"{looked}: all follow from the journal"]
        count = len(self.findings) + self.left_out
        more = [f"  … and {self.left_out} more"] if self.left_out else []
        return [f"{looked}: {count} wrong", *(f"  {f.line}" for f in self.findings), *more]


class _Verification:
    """One look at one site."""

    def __init__(self, connection: Connection, site: str, *, seals: SealCheck) -> None:
        self.connection = connection
        self.site = site
        self.seals = seals
        self.fold = Fold(site)
        self.findings: list[Finding] = []
        self.left_out = 0
        self.events = 0
        self.rows_checked = 0

    def find(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if len(self.findings) < FINDINGS_MAX:
                self.findings.append(finding)
            else:
                self.left_out += 1

    def read_facts(self) -> None:
        """Follow the chain and replay what it carries."""
        chain = Chain()
        for row in read_journal(self.connection, self.site):
            self.events += 1
            sealed = self.seals.follow(seq=row["seq"], epoch=row["epoch"], hash_=row["hash"])
            why = [*chain.follow(row), *sealed, *self._replay(row)]
            self.find(WrongFact(row["seq"], row["id"], text) for text in why)
        head = load_head(self.connection, self.site)
        why = ["the journal has no head"] if head is None else chain.end(head)
        self.find(WrongFact(chain.seq, chain.id, text) for text in why)
        self.find(WrongSeal(seq, text) for seq, text in self.seals.end(chain.seq))

    def _replay(self, row: Mapping[str, Any]) -> list[str]:
        try:
            fact = _fact(row)
            self.fold.add(fact)
        except (Impossible, ValueError) as wrong:
            return [f"{row['type']}: {wrong}"]
        return _wrong_digest(fact)

    def compare_rows(self) -> None:
        """Compare the sums, then every row; the replay is used up by it."""
        self.find(self._wrong_sums())
        self.find(self._wrong_codes())
        for kind, replayed in self.fold.tables.items():
            comparison = Comparison(self.connection, self.site, kind)
            self.find(comparison.find_wrong(replayed))
            self.rows_checked += comparison.rows_checked

    def _wrong_sums(self) -> list[WrongSum]:
        """Issued must be the sum of the states a ticket can be in (I10)."""
        issued = self.fold.state.issued
        letter = func.substr(ticket.c.label, 1, 1).label("letter")
        rows = self.connection.execute(
            select(ticket.c.day, letter, func.count())
            .where(ticket.c.site == self.site)
            .where(ticket.c.state.not_in([TicketState.OFFERED, TicketState.RETIRED]))
            .group_by(ticket.c.day, letter)
        )
        found = {(row.day, row.letter): row[2] for row in rows}
        return [
            WrongSum(*key, issued=issued.get(key, 0), found=found.get(key, 0))
            for key in sorted({*issued, *found})
            if issued.get(key, 0) != found.get(key, 0)
        ]

    def _wrong_codes(self) -> Iterator[WrongCode]:
        """A code that is kept must be the one the journal committed to; else it must be gone."""
        d = dossier.c
        columns = (d.id, d.code, d.official_code, d.salt, d.code_hash, d.official_hash)
        rows = self.connection.execute(
            select(*columns, d.forgotten_at).where(d.site == self.site).order_by(d.id)
        )
        for id_, code, official, salt, code_hash, official_hash, forgotten_at in rows:
            if forgotten_at is not None:
                if (code, official, salt) != (id_, None, None):
                    yield WrongCode(id_, "it was forgotten, and is there")
                continue
            salts = (salt or "", "")  # a version of before accepted it without one
            accepted = {official and commit(official, salt=salt) for salt in salts}
            if commit(code, salt=salts[0]) != code_hash or official_hash not in accepted:
                yield WrongCode(id_, "its codes are not those the journal committed to")


def _fact(row: Mapping[str, Any]) -> JournalFact:
    return JournalFact(
        site=row["site"],
        seq=row["seq"],
        type=row["type"],
        subject=row["subject"],
        at_ms=to_ms(row["at"]),
        recorded_at_ms=to_ms(row["recorded_at"]),
        payload=json.loads(row["payload"]),
    )


def _wrong_digest(fact: JournalFact) -> list[str]:
    if fact.type != "day.closed":
        return []
    known = totals_digest(date.fromisoformat(fact.subject), fact.payload["totals"])
    return [] if fact.payload["digest"] == known else ["day.closed: its digest is of other totals"]


def verify_site(connection: Connection, site: str, *, seals: SealCheck | None = None) -> Report:
    """Look at one site in the connection's snapshot and report; changes nothing."""
    seals = seals or SealCheck((), check=lambda *_: None)
    look = _Verification(connection, site, seals=seals)
    look.read_facts()
    look.compare_rows()
    return Report(
        site,
        look.events,
        look.rows_checked,
        tuple(look.findings),
        look.left_out,
        seals=seals.held,
        given_up=seals.given_up,
    )


def sites_to_verify(connection: Connection) -> list[str]:
    """Give every site that has a record or a journal: losing its record hides no site."""
    told = connection.execute(select(journal.c.site).distinct()).scalars()
    return sorted({*list_sites(connection), *told})

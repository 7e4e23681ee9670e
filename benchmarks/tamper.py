"""Random edits by somebody who holds the whole database: how many `motcua verify` finds.

A full day of a hall is lived, its journal sealed after every tenth row, the seals carried to a
second place. Then one thing at a time is done to it behind the server's back: a row of the journal
or of a table is edited, two are swapped, one is invented or removed, the end is cut off, history
is written anew with every hash and the head, an older file is put in its place. The edit is
taken back after each look. Columns that the journal does not decide (names, hashes of secrets)
are not edited, for nothing could tell; nor is a plausible fact added after the newest seal.
`false_alarms` counts clean days that were called wrong.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from benchmarks.figures import arguments, last_line, table
from queue_server.domain.fold.rows import KINDS, Row
from queue_server.domain.sealing import CheckSignature, Seal, SealCheck
from queue_server.store.backup import take_copy
from queue_server.store.db import Database
from queue_server.store.migrate import migrate
from queue_server.store.seals import Sealer, open_key, public_pem, read_public_keys
from queue_server.store.tables import metadata
from queue_server.store.tables.journal import head, journal
from queue_server.store.verify import verify_site
from tests.stage import set_stage
from tests.store.full_day import live_full_day
from tests.store.tampering import (
    SITE,
    another,
    change_journal,
    rewrite_history,
    rows_of,
    unguarded,
    where_key,
)

EDITS, SMALL_EDITS = 10_000, 60
DAYS, SMALL_DAYS = 20, 2
SEALED_EVERY = 10
SEED = 20261126
PROCESSES = 2
SEALED_PARTS = ("id", "type", "by_kind", "by_id", "subject", "payload", "epoch", "hash")
INVENTED_KEYS = ("id", "label", "code", "login", "key_hash", "letter", "ticket")


_shares: list[tuple[list["Day"], range]] = []  # a process takes its own over when it is forked


@dataclass(frozen=True)
class Day:
    """A day that was lived: its database, its seals, who checks them."""

    url: str
    older_url: str
    seals: tuple[Seal, ...]
    check: CheckSignature

    def is_called_wrong(self, connection: Connection) -> bool:
        """Look with the eyes of somebody who has the public key and the second place."""
        seals = SealCheck(self.seals, check=self.check)
        return not verify_site(connection, SITE, seals=seals).is_clean


def main() -> None:
    """Edit, look, take back; print what was found by kind of edit."""
    is_small = arguments(__doc__).small
    edits = SMALL_EDITS if is_small else EDITS
    with tempfile.TemporaryDirectory() as folder:
        days = [live(Path(folder), n) for n in range(SMALL_DAYS if is_small else DAYS)]
        alarms = sum(called_wrong_untouched(day) for day in days)
        tried, found = Counter[str](), Counter[str]()
        # Each process has days of its own: two may not have one file in hand.
        shares = [(days[at::PROCESSES], range(at, edits, PROCESSES)) for at in range(PROCESSES)]
        _shares.extend(shares)
        with get_context("fork").Pool(PROCESSES) as pool:
            for kind, is_found in chain(*pool.map(edit_share, range(PROCESSES))):
                tried[kind] += 1
                found[kind] += is_found
    print(f"seed {SEED}, {len(days)} days")
    table(("edit", "tried", "found"), [(kind, tried[kind], found[kind]) for kind in tried])
    last_line(edits=tried.total(), found=found.total(), false_alarms=alarms)


def edit_share(place: int) -> list[tuple[str, bool]]:
    """Edit, look and take back, for one process: kind of each edit and whether it was found."""
    days, numbers = _shares[place]
    looked = []
    for number in numbers:
        chance = random.Random(f"{SEED}-{number}")
        kind = list(KINDS_OF_EDIT)[number // PROCESSES % len(KINDS_OF_EDIT)]
        looked.append((kind, try_edit(chance.choice(days), KINDS_OF_EDIT[kind], chance)))
    return looked


def live(folder: Path, number: int) -> Day:
    """Live a day of its own seed, sealing as it goes; a copy is kept of how it began."""
    url = f"sqlite:///{folder / f'{number}.db'}"
    database = Database(url)
    migrate(database)
    database.close()
    stage = set_stage(url, seed=number + 1)
    key = open_key(folder / "seal.pem")
    sealer = Sealer(stage.store, key=key, second_place=None)
    seals: list[Seal] = [sealer.seal(SITE)]
    older = folder / f"{number}-older.db"
    take_copy(folder / f"{number}.db", older)

    def seal_as_it_moves(site: str, seq: int) -> None:
        if site == SITE and seq >= seals[-1].seq + SEALED_EVERY:
            seals.append(sealer.seal(site))

    stage.store.doorbells.append(seal_as_it_moves)
    live_full_day(stage)
    if seals[-1].seq < stage.store.head(SITE).seq:
        seals.append(sealer.seal(SITE))
    stage.store.close()
    public = folder / "seal.pub"
    public.write_text(public_pem(key), encoding="ascii")
    return Day(url, f"sqlite:///{older}", tuple(seals), read_public_keys([public]))


def called_wrong_untouched(day: Day) -> bool:
    with unguarded(day.url) as connection:
        return day.is_called_wrong(connection)


Edit = Callable[[Connection, random.Random], None]


def try_edit(day: Day, edit: Edit | None, chance: random.Random) -> bool:
    """Do it, look, take it back; without an edit the older file is looked at."""
    with unguarded(day.url if edit else day.older_url) as connection:
        while edit is not None:
            try:
                with connection.begin_nested():
                    edit(connection, chance)
                break
            except IntegrityError:
                continue  # a guard rail of the schema held: another one is tried
        return day.is_called_wrong(connection)


# --- the journal ------------------------------------------------------------------------------


def journal_rows(connection: Connection) -> list[dict[str, Any]]:
    return rows_of(connection, journal)


def edit_fact(connection: Connection, chance: random.Random) -> None:
    row, column = chance.choice(journal_rows(connection)), chance.choice(SEALED_PARTS)
    new = f"{chance.getrandbits(64):016x}"[: 16 if column != "by_kind" else 12]
    change_journal(connection, row["seq"], **{column: new})


def swap_facts(connection: Connection, chance: random.Random) -> None:
    one, two = (row["seq"] for row in chance.sample(journal_rows(connection), 2))
    for old, new in ((one, 0), (two, one), (0, two)):
        change_journal(connection, old, seq=new)


def remove_fact(connection: Connection, chance: random.Random) -> None:
    row = chance.choice(journal_rows(connection))
    connection.execute(delete(journal).where(*where_key(journal, row)))


def forge_fact(connection: Connection, chance: random.Random) -> None:
    """Between two others, every number and hash after it computed anew, the head moved."""
    rows = journal_rows(connection)
    place = chance.randrange(1, len(rows))
    for row in reversed(rows[place:]):
        change_journal(connection, row["seq"], seq=row["seq"] + 1)
    forged = {**chance.choice(rows), "seq": place + 1, "id": f"{chance.getrandbits(64):036x}"}
    connection.execute(insert(journal), forged)
    rewrite_history(connection, place + 1, dict.copy)
    move_head(connection, journal_rows(connection)[-1])


def cut_end(connection: Connection, chance: random.Random) -> None:
    """With the head put back to the row that is the last now."""
    rows = journal_rows(connection)
    last = rows[chance.randrange(len(rows) - 1)]
    connection.execute(delete(journal).where(journal.c.site == SITE, journal.c.seq > last["seq"]))
    move_head(connection, last)


def write_anew(connection: Connection, chance: random.Random) -> None:
    """A payload, then every hash after it and the head's."""
    seq = chance.choice(journal_rows(connection))["seq"]
    rewrite_history(connection, seq, lambda payload: payload.update(note=chance.random()))


def move_head(connection: Connection, row: Mapping[str, Any]) -> None:
    values = {"seq": row["seq"], "hash": row["hash"]}
    connection.execute(update(head).where(head.c.site == SITE).values(values))


# --- the rows ---------------------------------------------------------------------------------


def some_row(connection: Connection, chance: random.Random) -> tuple[type[Row], dict[str, Any]]:
    """A row the journal decides; a device that waits to be paired is not told of yet."""
    while True:
        kind = chance.choice(KINDS)
        rows = [r for r in rows_of(connection, metadata.tables[kind.TABLE]) if is_told(r)]
        if rows:
            return kind, chance.choice(rows)


def is_told(row: Mapping[str, Any]) -> bool:
    return row.get("state") != "pairing"


def edit_row(connection: Connection, chance: random.Random) -> None:
    kind, row = some_row(connection, chance)
    changed = metadata.tables[kind.TABLE]
    column = chance.choice([field.name for field in fields(kind)])  # type: ignore[arg-type]
    new = another(changed, column, row[column])
    connection.execute(update(changed).where(*where_key(changed, row)).values({column: new}))


def remove_row(connection: Connection, chance: random.Random) -> None:
    kind, row = some_row(connection, chance)
    spoilt = metadata.tables[kind.TABLE]
    connection.execute(delete(spoilt).where(*where_key(spoilt, row)))


def invent_row(connection: Connection, chance: random.Random) -> None:
    kind, row = some_row(connection, chance)
    while not kind.KEY:  # one row a site: a second one has no place
        kind, row = some_row(connection, chance)
    spoilt = metadata.tables[kind.TABLE]
    names = [name for name in (*INVENTED_KEYS, *kind.KEY) if name in row]
    changed = {name: another(spoilt, name, row[name]) for name in names}
    changed |= {name: None for name in ("issuer_no", "official_code") if name in row}
    changed |= {"counter": 99} if "counter" in row else {}
    connection.execute(insert(spoilt), {**row, **changed})


KINDS_OF_EDIT: Mapping[str, Edit | None] = {
    "a fact edited": edit_fact,
    "two facts swapped": swap_facts,
    "a fact removed": remove_fact,
    "a fact forged": forge_fact,
    "the end cut off": cut_end,
    "history written anew": write_anew,
    "an older file put back": None,
    "a row edited": edit_row,
    "a row removed": remove_row,
    "a row invented": invent_row,
}


if __name__ == "__main__":
    main()

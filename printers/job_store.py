"""Print jobs in SQLite, in a file of their own or in the kiosk's store.

A kiosk writes the job in the transaction that makes the ticket (`enqueue`), so there is never
a ticket without its slip nor a slip without its ticket. Slips are kept as data, not as bytes.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from printers.driver import Kind
from printers.print_job import (
    DEADLINE_S,
    PENDING,
    Attempt,
    Event,
    Job,
    NoSuchJob,
    QueueFull,
    Step,
    due_at,
    moved,
)
from printers.slips import SlipData, to_json
from protocol.instants import from_ms, to_ms

OPEN_MAX = 500
BUSY_S = 5.0
KEEP_DAYS = 30  # as long as the token on the slip is kept
HELD_HOURS = 24  # a slip of yesterday serves nobody, and must not fill the queue
LISTED_MAX = 200
# No retry waits a minute: a job due later than that was written before the clock was set back.
DUE = "(due_ms <= :now OR due_ms > :now + 60000)"

TABLES = """
CREATE TABLE IF NOT EXISTS print_job (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    copy INTEGER NOT NULL,
    slip TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT print_job_state CHECK (state IN ('queued', 'sending',
        'printed', 'refused', 'failed', 'uncertain', 'held', 'dropped')),
    printer TEXT,
    cause TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL,
    deadline_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    CONSTRAINT print_job_one_slip_a_copy UNIQUE (subject, copy)
);
CREATE INDEX IF NOT EXISTS print_job_waiting ON print_job (due_ms) WHERE state = 'queued';
CREATE TABLE IF NOT EXISTS print_attempt (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    copy INTEGER NOT NULL,
    printer TEXT NOT NULL,
    outcome TEXT NOT NULL,
    cause TEXT,
    at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS print_attempt_subject ON print_attempt (subject);
"""
PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
JOB_COLUMNS = (
    "id, subject, copy, slip, state, printer, cause, attempts, refusals,"
    " created_ms, deadline_ms, due_ms"
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the two tables where they are not there yet."""
    connection.executescript(TABLES)


def enqueue(
    connection: sqlite3.Connection,
    slip: SlipData,
    *,
    job_id: str,
    subject: str,
    now: datetime,
    deadline_s: float = DEADLINE_S,
    printer: str | None = None,
) -> None:
    """Add a job inside the caller's own transaction; the same id again adds nothing.

    `printer` None is whichever is well. QueueFull when OPEN_MAX slips wait;
    sqlite3.IntegrityError for a second slip without a mark of the same subject.
    """
    if _has(connection, job_id):
        return
    row = connection.execute(f"SELECT count(*) FROM print_job WHERE state IN {PENDING}").fetchone()  # noqa: S608 -- a constant
    if row[0] >= OPEN_MAX:
        raise QueueFull(f"{OPEN_MAX} slips wait")
    now_ms, deadline_ms = to_ms(now), to_ms(now + timedelta(seconds=deadline_s))
    what = (job_id, subject, slip.copy, to_json(slip), printer)
    values = (*what, now_ms, deadline_ms, now_ms)
    connection.execute(
        "INSERT INTO print_job"
        " (id, subject, copy, slip, printer, state, created_ms, deadline_ms, due_ms)"
        " VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?)",
        values,
    )


def _has(connection: sqlite3.Connection, job_id: str) -> bool:
    found = connection.execute("SELECT 1 FROM print_job WHERE id = ?", (job_id,)).fetchone()
    return found is not None


class JobStore:
    """The spooler's connection to the jobs; safe from any thread.

    Where another connection of this process has the same file, `lock` is the one both hold at
    every step. Neither then waits in SQLite for what the other holds here, and neither writes
    while the other moves the log into the file (SQLite before 3.51.3 may lose commits by that).
    """

    def __init__(
        self, database: Path, *, lock: AbstractContextManager[object] | None = None
    ) -> None:
        self._lock = lock or threading.RLock()
        self._database = database
        self._opened: sqlite3.Connection | None = None
        self._is_closed = False
        with self._lock:
            create_tables(self._connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._is_closed:
            raise sqlite3.ProgrammingError("the print jobs are closed")
        if self._opened is None:
            self._opened = sqlite3.connect(
                self._database, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            with self._or_abandon():
                self._opened.executescript(PRAGMAS)
        return self._opened

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._is_closed = True
            self._abandon()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one durable transaction."""
        with self._lock, self._or_abandon():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _read(self, query: str, values: Sequence[object] | Mapping[str, object]) -> list[Any]:
        with self._lock, self._or_abandon():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _or_abandon(self) -> Iterator[None]:
        """Close the connection when something goes wrong, which rolls back.

        After a failed fsync a handle may report success the next time although the pages are
        gone: none is written through again.
        """
        try:
            yield
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    # --- reading --------------------------------------------------------------------

    def job(self, job_id: str) -> Job:
        """Give a job; NoSuchJob when there is none."""
        found = self._jobs("id = :id", {"id": job_id})
        if not found:
            raise NoSuchJob(job_id)
        return found[0]

    def jobs_of(self, subject: str) -> list[Job]:
        """Give the jobs of a subject, oldest first."""
        return self._jobs("subject = :subject", {"subject": subject})

    def jobs_in(self, state: str) -> list[Job]:
        """Give at most LISTED_MAX jobs in a state, oldest first."""
        return self._jobs("state = :state", {"state": state})

    def attempts_after(self, seq: int, *, limit: int) -> list[Attempt]:
        """Give the tries that ended after the one numbered `seq`, in order."""
        rows = self._read(
            "SELECT seq, job_id, subject, copy, printer, outcome, cause, at_ms"
            " FROM print_attempt WHERE seq > ? ORDER BY seq LIMIT ?",
            (seq, limit),
        )
        return [_attempt(row) for row in rows]

    def _jobs(self, where: str, values: dict[str, object], *, limit: int = LISTED_MAX) -> list[Job]:
        query = (
            f"SELECT {JOB_COLUMNS} FROM print_job WHERE {where}"  # noqa: S608 -- constants
            f" ORDER BY created_ms, id LIMIT {limit}"
        )
        return [_job(row) for row in self._read(query, values)]

    # --- changing -------------------------------------------------------------------

    def claim(self, printer: str, *, takes_unassigned: bool, now: datetime) -> Job | None:
        """Give the oldest job that is due for a printer, now `sending`, durably so."""
        if not self._is_any_due(now):
            return None  # looking costs no write lock, which the kiosk may be waiting for
        with self.transaction() as connection:
            self._expire(connection, now)
            found = self._jobs(
                f"state = 'queued' AND {DUE} AND"
                " (printer = :printer OR (printer IS NULL AND :is_first))",
                {"now": to_ms(now), "printer": printer, "is_first": takes_unassigned},
                limit=1,
            )
            if not found:
                return None
            connection.execute(
                "UPDATE print_job SET state = ?, printer = ?, attempts = attempts + 1 WHERE id = ?",
                (moved("queued", "start"), printer, found[0].id),
            )
            return self.job(found[0].id)

    def _is_any_due(self, now: datetime) -> bool:
        query = (
            f"SELECT 1 FROM print_job WHERE state = 'queued' AND ({DUE} OR"  # noqa: S608
            " deadline_ms < :now) LIMIT 1"
        )
        return bool(self._read(query, {"now": to_ms(now)}))

    def _expire(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Hold what nobody waits for any more: no slip is printed into an empty hall."""
        now_ms = to_ms(now)
        late = "state = 'queued' AND deadline_ms < ?"
        _note_unsent(connection, late, now_ms, cause="too_late", now_ms=now_ms)
        connection.execute(
            f"UPDATE print_job SET state = ?, cause = 'too_late' WHERE {late}",  # noqa: S608
            (moved("queued", "expire"), now_ms),
        )

    def settle(
        self,
        job: Job,
        kind: Kind,
        *,
        cause: str | None,
        step: Step,
        next_printer: str | None,
        now: datetime,
    ) -> Attempt:
        """Write down how an attempt ended and what happens next, in one transaction.

        After bytes went out, the next print is the next copy and says so.
        """
        with self.transaction() as connection:
            ended = moved(job.state, kind)
            state = moved(ended, step.event) if step.event else ended
            cursor = connection.execute(
                "INSERT INTO print_attempt"
                " (job_id, subject, copy, printer, outcome, cause, at_ms)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (job.id, job.subject, job.copy, job.printer, kind, cause, to_ms(now)),
            )
            copy = self._next_copy(job.subject) if kind in ("failed", "uncertain") else job.copy
            connection.execute(
                "UPDATE print_job SET state = ?, cause = ?, copy = ?, printer = ?, due_ms = ?,"
                " refusals = refusals + ? WHERE id = ?",
                (
                    state,
                    cause,
                    copy,
                    next_printer if step.event else job.printer,
                    to_ms(due_at(now, step)),
                    int(kind == "refused"),
                    job.id,
                ),
            )
            seq = cursor.lastrowid or 0
        return self.attempts_after(seq - 1, limit=1)[0]

    def _next_copy(self, subject: str) -> int:
        row = self._connection.execute(
            "SELECT max(copy) FROM (SELECT copy FROM print_job WHERE subject = ?1"
            " UNION ALL SELECT copy FROM print_attempt WHERE subject = ?1)",
            (subject,),
        ).fetchone()
        return 0 if row[0] is None else 1 + int(row[0])

    def move(
        self, job_id: str, event: Event, *, now: datetime, deadline_s: float = DEADLINE_S
    ) -> Job:
        """Release or drop a job by hand; NoSuchJob, NotAllowed.

        A released one goes to whichever printer is well; a dropped one is told like a try.
        """
        with self.transaction() as connection:
            state = moved(self.job(job_id).state, event)
            if event == "drop":
                _note_unsent(connection, "id = ?", job_id, cause="dropped", now_ms=to_ms(now))
            connection.execute(
                "UPDATE print_job SET state = ?, attempts = 0, refusals = 0, printer = NULL,"
                " due_ms = ?, deadline_ms = ? WHERE id = ?",
                (state, to_ms(now), to_ms(now + timedelta(seconds=deadline_s)), job_id),
            )
            return self.job(job_id)

    def free_strangers(self, printers: tuple[str, ...]) -> None:
        """Let any printer take what waits for one that is not set up any more."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE print_job SET printer = NULL WHERE state IN ('queued', 'held')"
                " AND printer NOT IN (SELECT value FROM json_each(?))",
                (json.dumps(printers),),
            )

    def add_copy(
        self, subject: str, *, as_copy: Callable[[str, int], SlipData], now: datetime
    ) -> Job:
        """Add a marked reprint of a subject's slip as a job of its own; NoSuchJob, QueueFull."""
        with self.transaction() as connection:
            known = self.jobs_of(subject)
            if not known:
                raise NoSuchJob(subject)
            copy = self._next_copy(subject)
            job_id = f"{subject}.copy{copy}"
            slip = as_copy(known[0].slip, copy)
            enqueue(connection, slip, job_id=job_id, subject=subject, now=now)
            return self.job(job_id)

    def add_ordered(
        self, slip: SlipData, *, job_id: str, subject: str, now: datetime, deadline_s: float
    ) -> Job:
        """Add a slip that was asked from outside; the same id again adds nothing. QueueFull.

        Its copy is at least the one the slip bears, and never one that was used here.
        """
        with self.transaction() as connection:
            copy = max(slip.copy, self._next_copy(subject))
            marked = replace(slip, copy=copy)
            enqueue(
                connection, marked, job_id=job_id, subject=subject, now=now, deadline_s=deadline_s
            )
            return self.job(job_id)

    def forget_old(self, now: datetime) -> int:
        """Drop what was held for HELD_HOURS, delete what is older than KEEP_DAYS; give how many."""
        before_ms = to_ms(now - timedelta(days=KEEP_DAYS))
        held_ms = to_ms(now - timedelta(hours=HELD_HOURS))
        with self.transaction() as connection:
            connection.execute(
                "UPDATE print_job SET state = ? WHERE state = 'held' AND deadline_ms < ?",
                (moved("held", "drop"), held_ms),
            )
            connection.execute("DELETE FROM print_attempt WHERE at_ms < ?", (before_ms,))
            return connection.execute(
                "DELETE FROM print_job WHERE created_ms < ?", (before_ms,)
            ).rowcount


def _note_unsent(
    connection: sqlite3.Connection, where: str, value: object, *, cause: str, now_ms: int
) -> None:
    """Write down, as a try that was refused, what will not be printed by itself any more."""
    connection.execute(
        f"INSERT INTO print_attempt (job_id, subject, copy, printer, outcome, cause, at_ms)"  # noqa: S608 -- constants
        f" SELECT id, subject, copy, coalesce(printer, ''), 'refused', ?, ?"
        f" FROM print_job WHERE {where}",
        (cause, now_ms, value),
    )


def _job(row: tuple[object, ...]) -> Job:
    values = dict(zip((name.strip() for name in JOB_COLUMNS.split(",")), row, strict=True))
    created, deadline, due = (
        from_ms(int(str(values.pop(name)))) for name in ("created_ms", "deadline_ms", "due_ms")
    )
    return Job(**values, created_at=created, deadline_at=deadline, due_at=due)  # type: ignore[arg-type]


def _attempt(row: tuple[object, ...]) -> Attempt:
    names = ("seq", "job_id", "subject", "copy", "printer", "outcome", "cause")
    at = from_ms(int(str(row[-1])))
    return Attempt(**dict(zip(names, row[:-1], strict=True)), at=at)  # type: ignore[arg-type]

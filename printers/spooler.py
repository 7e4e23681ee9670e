"""Durable print jobs, one worker a printer: retry, marked reprint, failover, hold.

The table and the decisions are in `print_job`, the rows in `job_store`. Here is what lives:
threads, the printers' health, and the order of things that makes a crash harmless:

    1. the job is `sending`, committed to disk
    2. bytes go to the printer
    3. the outcome and what follows from it are committed together

A crash before 1 leaves it queued, after 1 uncertain, which is what it is.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from printers.driver import (
    STANDARD,
    Kind,
    Monotonic,
    Outcome,
    PrinterStatus,
    Timing,
    ask_status,
    print_slip,
)
from printers.health import SEEN_CAUSES, HealthBook, PrinterHealth
from printers.job_store import JobStore, enqueue
from printers.print_job import HOLD, Attempt, Job, Policy, Step, next_step
from printers.profiles import Profile
from printers.slip import Slip
from printers.slips import SlipData, as_copy, compose, from_json
from printers.transports.base import Transport
from protocol.instants import Clock

# What an idle printer says of its paper stands on the kiosk's page within a second.
IDLE_S = 0.4
PROBE_EVERY_S = 0.4
# One that does not answer is asked less often, and believed to be gone the second time.
PROBE_AGAIN_S = 2.0
DISK_RETRY_S = 1.0
SILENT_PROBES = 2
STOP_S = 10.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Printer:
    """A printer by name: what it can do and how to reach it; a fresh transport every job.

    `probe_every_s` is how often it is asked how it is while it has no job.
    """

    name: str
    profile: Profile
    open_transport: Callable[[], Transport]
    probe_every_s: float = PROBE_EVERY_S


class Spooler:
    """Prints jobs one after the other on each printer; the first that is well gets them first."""

    def __init__(
        self,
        database: Path,
        printers: Sequence[Printer],
        *,
        clock: Clock,
        monotonic: Monotonic,
        zone: ZoneInfo,
        policy: Policy | None = None,
        timing: Timing = STANDARD,
        on_attempt: Callable[[Attempt], None] | None = None,
        lock: AbstractContextManager[object] | None = None,
    ) -> None:
        """Open the jobs and call uncertain what was being sent; `lock` as in `JobStore`."""
        self._printers = tuple(printers)
        self._clock = clock
        self._monotonic = monotonic
        self._zone = zone
        self._policy = policy or Policy()
        self._timing = timing
        self._on_attempt = on_attempt
        self._store = JobStore(database, lock=lock)
        self._health = HealthBook(clock)
        self._silent_probes: dict[str, int] = {}
        self._is_clean: dict[str, bool] = {}  # nothing half sent lies in the printer
        self._broken_off: set[str] = set()  # its job must be called uncertain first
        self._probed_s: dict[str, float] = {}
        self._wakes = threading.Condition()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        try:
            for printer in self._printers:
                self._recover(printer)
            self._store.free_strangers(tuple(printer.name for printer in self._printers))
            self.forget_old()
        except BaseException:
            self._store.close()
            raise

    # --- life -----------------------------------------------------------------------

    def start(self) -> None:
        """Begin to print, one thread a printer."""
        for printer in self._printers:
            name = f"spooler-{printer.name}"
            thread = threading.Thread(target=self._live, args=(printer,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Finish the job in hand and close."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout=STOP_S)
        self._store.close()

    def wake(self) -> None:
        """Look for jobs now; called after `enqueue` in a transaction of one's own."""
        with self._wakes:
            self._wakes.notify_all()

    # --- jobs -----------------------------------------------------------------------

    def submit(
        self, slip: SlipData, *, job_id: str, subject: str, printer: Printer | None = None
    ) -> Job:
        """Add a job durably and print it soon; the same id again gives the same job.

        Goes to `printer` first, else to the first that is well. QueueFull when too many wait.
        """
        deadline_s = self._policy.deadline_s
        with self._store.transaction() as connection:
            enqueue(
                connection,
                slip,
                job_id=job_id,
                subject=subject,
                now=self._clock(),
                deadline_s=deadline_s,
                printer=None if printer is None else printer.name,
            )
        self.wake()
        return self._store.job(job_id)

    def reprint(self, subject: str) -> Job:
        """Print a subject's slip once more, marked with its number; NoSuchJob, QueueFull."""

        def marked(slip: str, copy: int) -> SlipData:
            return as_copy(from_json(slip), copy=copy, at_local=self._local_now())

        job = self._store.add_copy(subject, as_copy=marked, now=self._clock())
        self.wake()
        return job

    def obey(self, slip: SlipData, *, job_id: str, subject: str, asked_at: datetime) -> Job:
        """Print what was asked for elsewhere at `asked_at`; the same id again prints nothing.

        A subject printed here before gets the next copy. One asked too long ago is held.
        QueueFull.
        """
        now = self._clock()
        job = self._store.add_ordered(
            slip,
            job_id=job_id,
            subject=subject,
            now=now,
            deadline_s=self._policy.deadline_s - max(0.0, (now - asked_at).total_seconds()),
        )
        self.wake()
        return job

    def release(self, job_id: str) -> Job:
        """Let a held job be printed after all; NoSuchJob, NotAllowed."""
        job = self._store.move(
            job_id, "release", now=self._clock(), deadline_s=self._policy.deadline_s
        )
        self.wake()
        return job

    def drop(self, job_id: str) -> Job:
        """Give up a held or queued job; NoSuchJob, NotAllowed."""
        return self._store.move(job_id, "drop", now=self._clock())

    def job(self, job_id: str) -> Job:
        """Give a job; NoSuchJob."""
        return self._store.job(job_id)

    def jobs_of(self, subject: str) -> list[Job]:
        """Give the jobs of a subject, oldest first."""
        return self._store.jobs_of(subject)

    def held(self) -> list[Job]:
        """Give the jobs that wait for a person."""
        return self._store.jobs_in("held")

    def attempts_after(self, seq: int, *, limit: int = 100) -> list[Attempt]:
        """Give the tries that ended after the one numbered `seq`; nothing of it gets lost."""
        return self._store.attempts_after(seq, limit=limit)

    def health(self) -> list[PrinterHealth]:
        """Give what was last heard of each printer."""
        return [self._health.of(printer.name) for printer in self._printers]

    def change_roll(self) -> None:
        """Take note that a person put new rolls in: the next low one warns again."""
        for printer in self._printers:
            self._health.renew_roll(printer.name)
        self._probed_s.clear()
        self.wake()

    def forget_old(self) -> None:
        """Drop what was held too long and delete what nobody asks for any more."""
        self._store.forget_old(self._clock())

    @property
    def printers(self) -> tuple[Printer, ...]:
        """The printers, in order of preference."""
        return self._printers

    # --- work -----------------------------------------------------------------------

    def work_once(self, printer: Printer | None = None) -> bool:
        """Do one job that is due; False when there is none."""
        chosen = printer or self._printers[0]
        is_first = chosen == next(iter(self._healthy()), self._printers[0])
        job = self._store.claim(chosen.name, takes_unassigned=is_first, now=self._clock())
        if job is None:
            return False
        slip = self._compose(job)
        if slip is None:
            self._settle(job, "refused", cause="not_composable", step=HOLD, printer=chosen)
            return True
        outcome = self._print(job, slip, chosen)
        self._settle(
            job,
            outcome.kind,
            cause=outcome.cause,
            step=self._next_step(job, outcome.kind, chosen),
            printer=chosen,
        )
        return True

    def probe(self, printer: Printer) -> PrinterStatus:
        """Ask an idle printer how it is and remember it.

        What it tells of itself counts at once, two answers that did not come make a fault.
        """
        status = ask_status(
            profile=printer.profile,
            transport=printer.open_transport(),
            monotonic=self._monotonic,
            timing=self._timing,
        )
        self._probed_s[printer.name] = self._monotonic()
        is_silent = status.state == "fault" and status.cause not in SEEN_CAUSES
        silent_count = self._silent_probes.get(printer.name, 0) + 1 if is_silent else 0
        self._silent_probes[printer.name] = silent_count
        if silent_count == 0 or silent_count >= SILENT_PROBES:
            self._health.note(
                printer.name, status.state, cause=status.cause, is_paper_low=status.is_paper_low
            )
        return status

    def _live(self, printer: Printer) -> None:
        while not self._stopping.is_set():
            if self._work_or_probe(printer):
                continue
            with self._wakes:
                self._wakes.wait(timeout=IDLE_S)

    def _work_or_probe(self, printer: Printer) -> bool:
        """Do what there is to do; False when that was no job."""
        try:
            if printer.name in self._broken_off:
                self._recover(printer)
                self._broken_off.discard(printer.name)
            if self.work_once(printer):
                return True
            if self._is_probe_due(printer):
                self.probe(printer)
        except sqlite3.Error as error:
            log.warning("print jobs cannot be read or written: %s", error)
            self._stopping.wait(DISK_RETRY_S)
        except Exception:
            log.exception("printing on %s broke off", printer.name)  # a bug costs one slip
            self._broken_off.add(printer.name)
            self._stopping.wait(DISK_RETRY_S)
        return False

    def _is_probe_due(self, printer: Printer) -> bool:
        last_s = self._probed_s.get(printer.name)
        again_s = PROBE_AGAIN_S if self._silent_probes.get(printer.name) else 0.0
        wait_s = max(again_s, printer.probe_every_s)
        return last_s is None or self._monotonic() - last_s >= wait_s

    def _compose(self, job: Job) -> Slip | None:
        """Give the slip with its mark; None when its stored data cannot be read."""
        try:
            slip = as_copy(from_json(job.slip), copy=job.copy, at_local=self._local_now())
            return compose(slip)
        except (ValueError, KeyError, TypeError) as error:
            log.warning("print job %s cannot be composed: %s", job.id, type(error).__name__)
            return None

    def _print(self, job: Job, slip: Slip, printer: Printer) -> Outcome:
        outcome = print_slip(
            slip,
            profile=printer.profile,
            transport=printer.open_transport(),
            monotonic=self._monotonic,
            job_id=f"{job.id}.{job.copy}",  # a copy is sent once, so this is never met twice
            timing=self._timing,
            resync=not self._is_clean.get(printer.name, False),
        )
        if outcome.kind != "refused":
            self._is_clean[printer.name] = outcome.kind == "printed"
        self._note_outcome(printer, outcome)
        return outcome

    def _next_step(self, job: Job, kind: Kind, printer: Printer) -> Step:
        return next_step(
            job,
            kind,
            policy=self._policy,
            doubt=printer.profile.on_doubt,
            has_other_printer=any(other != printer for other in self._healthy()),
        )

    def _settle(
        self, job: Job, kind: Kind, *, cause: str | None, step: Step, printer: Printer
    ) -> None:
        """Write the end down, again and again while the disk refuses: the paper is out."""
        while True:
            try:
                self._write_down(job, kind, cause=cause, step=step, printer=printer)
                return
            except sqlite3.OperationalError as error:
                log.warning("outcome of print job %s cannot be written: %s", job.id, error)
                if self._stopping.wait(DISK_RETRY_S):
                    return

    def _write_down(
        self, job: Job, kind: Kind, *, cause: str | None, step: Step, printer: Printer
    ) -> None:
        attempt = self._store.settle(
            job,
            kind,
            cause=cause,
            step=step,
            next_printer=self._after(printer).name,
            now=self._clock(),
        )
        log.info("print job %s on %s: %s %s", job.id, printer.name, kind, cause or "")
        if self._on_attempt is not None:
            self._on_attempt(attempt)

    def _after(self, printer: Printer) -> Printer:
        """Give the printer that the next try goes to: the next one round, well if one is."""
        place = self._printers.index(printer) + 1
        others = (*self._printers[place:], *self._printers[: place - 1])
        healthy = self._healthy()
        return next((other for other in others if other in healthy), (*others, printer)[0])

    def _healthy(self) -> list[Printer]:
        """Give the printers of which no fault is known, in order of preference."""
        return [one for one in self._printers if self._health.of(one.name).state != "fault"]

    def _recover(self, printer: Printer) -> None:
        """Call uncertain, trying once, what was being sent when a run or worker broke off."""
        others = {other.name for other in self._printers if other != printer}
        for job in self._store.jobs_in("sending"):
            if job.printer not in others:
                step = self._next_step(job, "uncertain", printer)
                self._write_down(job, "uncertain", cause="interrupted", step=step, printer=printer)

    # --- health ---------------------------------------------------------------------

    def _note_outcome(self, printer: Printer, outcome: Outcome) -> None:
        state: Literal["ready", "fault", "unknown"] = "fault"
        if outcome.kind == "printed":
            state = "ready"
        elif not printer.profile.has_status:
            state = "unknown"
        self._health.note(
            printer.name, state, cause=outcome.cause, is_paper_low=outcome.is_paper_low
        )

    def _local_now(self) -> datetime:
        return self._clock().astimezone(self._zone)

"""Tables with names that somebody takes away: who, when, of which day, and why."""

from datetime import date

from queue_server.domain.reasons import ExportReason
from queue_server.store.store import Tx


def note_export(tx: Tx, day: date, *, format_: str, reason: ExportReason) -> None:
    """Record that a table with officers' names was made; the journal names none of them."""
    told = {"format": format_, "reason": str(reason)}
    tx.record("export.made", day.isoformat(), told)

"""Whether a journal is the one that was written: dense, chained, ending where the head says (I7).

An edit, swap, insertion or deletion breaks the chain at the first row after it; a cut at the
end leaves the head ahead of the last row. Who rewrites every hash and the head as well is found
by the rows, which no longer follow from the facts, or by a head that was noted off the machine.
"""

from collections.abc import Mapping
from typing import Any

from queue_server.store.journal import GENESIS, VERSION, Head, row_hash

EPOCH_BEGINS = "site.restored"


class Chain:
    """Follows the rows of one journal and says what is wrong with each, if anything."""

    def __init__(self) -> None:
        """Begin before the first row."""
        self.seq = 0
        self.id = ""
        self.hash = GENESIS
        self.epochs: list[str] = []

    def follow(self, row: Mapping[str, Any]) -> list[str]:
        """Take the next row; goes on from the hash it carries, so each break is named once."""
        wrong = [*self._order(row), *self._epoch(row)]
        if row["v"] != VERSION:
            wrong.append(f"version {row['v']} is not known")
        if row_hash(self.hash, dict(row)) != row["hash"]:
            wrong.append("its hash does not fit its content and the row before it")
        self.seq, self.id, self.hash = row["seq"], row["id"], row["hash"]
        return wrong

    def _order(self, row: Mapping[str, Any]) -> list[str]:
        expected = self.seq + 1
        if row["seq"] == expected:
            return []
        if row["seq"] == expected + 1:
            return [f"row {expected} is missing before it"]
        return [f"rows {expected} to {row['seq'] - 1} are missing before it"]

    def _epoch(self, row: Mapping[str, Any]) -> list[str]:
        """A restore, and nothing else but the first row, begins an epoch, and it is a new one."""
        epoch, before = row["epoch"], self.epochs
        goes_on = before[-1:] == [epoch]
        if not goes_on:
            self.epochs = [*before, epoch]
        if not goes_on and epoch in before:
            return [f"it goes back to epoch {epoch}"]
        if before and goes_on == (row["type"] == EPOCH_BEGINS):
            return [f"it {'stays in' if goes_on else 'begins'} epoch {epoch}"]
        return []

    def end(self, head: Head) -> list[str]:
        """Compare the last row with the head."""
        wrong = []
        if head.seq != self.seq:
            wrong.append(f"the journal ends here, but its head says row {head.seq}")
        elif head.hash != self.hash:
            wrong.append("the hash of the journal's head is not that of the last row")
        if self.epochs and head.epoch != self.epochs[-1]:
            wrong.append(f"the journal's head says epoch {head.epoch}, the last row another")
        return wrong

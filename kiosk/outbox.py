"""Sends what the server has not acknowledged: in order, again and again, until it answers.

Online or not, every ticket reaches the server this way. An entry the server will not take is
kept as rejected and shown to a person; nothing is dropped.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog

from kiosk.catalogue import ForeignAnswer, expect, text
from kiosk.link import Link
from kiosk.records import Answer, Device, Entry
from kiosk.store import Store
from kiosk.wire import LinkFault, Reply
from protocol.instants import format_instant
from protocol.numbering import parse_label

BATCH_MAX = 50
# The server takes bodies of 16 kB.
BATCH_BYTES_MAX = 14_000
ENVELOPE_BYTES = 32
DELIVERY_TIMEOUT_S = 10.0
# A backlog is let in no faster than this, so that the hall's own calls go on unharmed.
PAUSE_S = 0.1
LABEL_TAKEN = "label_taken"
# The server could not even read a request of this content: sending it again is of no use.
UNREADABLE = frozenset({400, 413, 422})

log = structlog.get_logger("kiosk.outbox")


class Outbox:
    """Delivers the store's pending entries over the link."""

    def __init__(
        self,
        store: Store,
        *,
        link: Link,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        pause: Callable[[float], None],
    ) -> None:
        self._store = store
        self._link = link
        self._now = now
        self._new_id = new_id
        self._pause = pause

    def deliver(self) -> None:
        """Send batch after batch until nothing is pending or the server does not answer."""
        while (device := self._who_may_deliver()) is not None:
            batch = fitting(self._store.pending(BATCH_MAX))
            if not batch or not self._send(device, batch):
                break
            self._pause(PAUSE_S)

    def _who_may_deliver(self) -> Device | None:
        """Look before each batch: a kiosk is revoked, or paired anew, while it delivers."""
        device = self._store.device()
        if device is None or device.refused or not self._link.is_answering:
            return None
        return device

    def forget(self) -> None:
        """Drop what was acknowledged long ago."""
        self._store.forget(now=self._now())

    def _send(self, device: Device, batch: list[Entry]) -> bool:
        """Deliver a batch and keep the answers; False when it must be tried again later."""
        epoch = self._store.heard().epoch
        try:
            reply = self._link.ask(
                device,
                "POST",
                "/api/v1/intake",
                body={"entries": [wire_form(entry) for entry in batch]},
                key=self._new_id(),
                timeout_s=DELIVERY_TIMEOUT_S,
            )
            if reply.status in UNREADABLE and len(batch) > 1:
                return self._send(device, batch[: len(batch) // 2])  # one entry spoils the rest
            answers = self._answers(device, reply, batch)
        except (LinkFault, ForeignAnswer) as fault:
            log.warning("delivery.failed", reason=str(fault), entries=len(batch))
            return False
        self._store.settle(answers, epoch=epoch)
        self._look_at_rejected(device, answers, batch)
        return bool(answers)

    def _look_at_rejected(self, device: Device, answers: list[Answer], batch: list[Entry]) -> None:
        labels = {entry.id: entry.body.get("label", "") for entry in batch}
        for answer in answers:
            if answer.outcome != "rejected":
                continue
            log.warning("entry.rejected", entry=answer.entry, code=answer.code)
            if answer.code == LABEL_TAKEN and is_own(labels[answer.entry], device):
                # Nobody else's, unless somebody runs a copy of this store (D6a).
                log.error("store.copied")
                self._store.note_copied(device)

    def _answers(self, device: Device, reply: Reply, batch: list[Entry]) -> list[Answer]:
        if reply.is_success:
            return read_answers(reply.body, batch)
        if reply.is_unknown_device:
            self._store.note_refused(device, True)
            return []
        if reply.status not in UNREADABLE:
            raise LinkFault(f"status {reply.status}")
        return [Answer(entry.id, "rejected", reply.error[0]) for entry in batch]


def is_own(label: str, device: Device) -> bool:
    """Tell whether a label is of the number this kiosk has now, and not had before."""
    try:
        return parse_label(label).issuer_no == device.issuer_no
    except ValueError:
        return False


def fitting(entries: list[Entry]) -> list[Entry]:
    """Give as many of the first entries as go into one body, at least one."""
    batch: list[Entry] = []
    size = ENVELOPE_BYTES
    for entry in entries:
        size += len(json.dumps(wire_form(entry), ensure_ascii=False).encode()) + 2
        if batch and size > BATCH_BYTES_MAX:
            break
        batch.append(entry)
    return batch


def wire_form(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "at": format_instant(entry.at),
        **entry.body,
    }


def read_answers(body: dict[str, Any], batch: list[Entry]) -> list[Answer]:
    """Take what was said to entries of this batch; ForeignAnswer when it is something else."""
    sent = {entry.id for entry in batch}
    answers = []
    for row in expect(body.get("results"), list):
        result = expect(row, dict)
        outcome = result.get("outcome")
        if outcome not in ("acknowledged", "rejected") or result.get("entry") not in sent:
            raise ForeignAnswer("an answer to nothing we sent")
        answers.append(Answer(result["entry"], outcome, text(result, "code") or None))
    return answers

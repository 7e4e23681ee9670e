"""How a kiosk is: what it reported, when it fell silent, and what somebody must do about it.

A report is a fact only when it says something else than the one before; its counts are steps.
Silence is noticed by rule. What is wrong is a list of alarms, each with the moment it began:
an alarm that goes on keeps its beginning, whatever else changes meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from protocol.events import EventType
from protocol.health import step_of

SILENT = "silent"
# Gravest first. Until the first gap: no paper, no numbers, or nobody knows.
GRAVE = (
    SILENT,
    "store_copied",
    "disk_broken",
    "disk_full",
    "paper_out",
    "cover_open",
    "printer_fault",
)
ALARMS = (
    *GRAVE,
    "backlog",
    "printer_partly",
    "disk_low",
    "clock_jumped",
    "clock_unset",
    "paper_low",
    "rejected",
)
# Printer causes with a sentence of their own.
OWN_CAUSES = frozenset({"paper_out", "cover_open"})

Condition = Literal["good", "attention", "bad", "unknown"]


class ContactState(StrEnum):
    """Whether a kiosk is heard."""

    HEARD = "heard"
    SILENT = "silent"


TRANSITIONS: Mapping[ContactState | None, Mapping[EventType, ContactState]] = {
    None: {"device.reported": ContactState.HEARD},
    ContactState.HEARD: {
        "device.reported": ContactState.HEARD,
        "device.silenced": ContactState.SILENT,
    },
    ContactState.SILENT: {"device.reported": ContactState.HEARD},
}


@dataclass(frozen=True)
class Report:
    """What a kiosk says of itself (`protocol.health`); `cause` is why its printer is at fault."""

    printer: str
    cause: str | None
    paper: str
    backlog: int
    rejected: int
    clock: str
    disk: str
    version: str
    copied: bool

    def told_after(self, *, was_copied: bool) -> "Report":
        """Give it as it is remembered: counts as steps; a copied store stays so until it is
        paired anew, for two boxes that report in turn would change their word each time."""
        return replace(
            self,
            backlog=step_of(self.backlog),
            rejected=step_of(self.rejected),
            copied=self.copied or was_copied,
        )


def alarms_of(report: Report) -> list[str]:
    """Give what is wrong with a kiosk that is heard, gravest first."""
    signs = {
        "store_copied": report.copied,
        "disk_broken": report.disk == "broken",
        "disk_full": report.disk == "full",
        "disk_low": report.disk == "low",
        "paper_out": report.paper == "out",
        "cover_open": report.cause == "cover_open",
        "printer_fault": report.printer == "fault" and report.cause not in OWN_CAUSES,
        "printer_partly": report.printer == "partly",
        "backlog": report.backlog > 0,
        "clock_jumped": report.clock == "jumped",
        "clock_unset": report.clock == "unset",
        "paper_low": report.paper == "low",
        "rejected": report.rejected > 0,
    }
    return [kind for kind in ALARMS if signs.get(kind)]


def begun(kinds: list[str], *, before: Mapping[str, int], now_ms: int) -> dict[str, int]:
    """Give when each alarm began, in ms: one that was there before keeps its beginning."""
    return {kind: before.get(kind, now_ms) for kind in kinds}


def condition_of(alarms: list[str], *, printer: str, paper: str) -> Condition:
    """Give the whole in one word; what is not known is never good (I18)."""
    if any(kind in GRAVE for kind in alarms):
        return "bad"
    if alarms:
        return "attention"
    return "unknown" if "unknown" in (printer, paper) else "good"

"""Replaying what hall screens show: their zones, and the notices on all of them."""

from protocol.events import EventType
from queue_server.domain.device import DeviceKind
from queue_server.domain.fold.rows import Device
from queue_server.domain.fold.screen_rows import Medium, Notice, Zone
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State
from queue_server.domain.medium import NAME
from queue_server.domain.screen import NoticeKind, zone_text


def zone_screen(state: State, fact: JournalFact) -> None:
    """A hall screen shows other counters than before; none are the whole hall."""
    known = state.find(Device, fact.subject)  # it may wait to be paired
    if known is not None and known.kind != DeviceKind.HALL:
        raise Impossible("only a hall screen has a zone")
    text = zone_text(fact.payload["counters"])
    state.tables[Zone].pop((fact.subject,), None)
    if text:
        state.add(Zone(fact.subject, text))


def post_notice(state: State, fact: JournalFact) -> None:
    """Other words stand there than before."""
    kind = str(NoticeKind(fact.subject))
    said = fact.payload
    made = Notice(kind, said["text_vi"], said["text_en"], fact.recorded_at_ms)
    state.tables[Notice][made.key] = made


def withdraw_notice(state: State, fact: JournalFact) -> None:
    """Nothing stands there any more."""
    del state.tables[Notice][state.get(Notice, fact.subject).key]


def add_medium(state: State, fact: JournalFact) -> None:
    """A picture or video stands beside the calls."""
    if NAME.fullmatch(fact.subject) is None:
        raise Impossible(f"{fact.subject} names no medium")
    state.add(Medium(fact.subject, fact.seq))


def remove_medium(state: State, fact: JournalFact) -> None:
    """It does not any more."""
    del state.tables[Medium][state.get(Medium, fact.subject).key]


FOLDS: dict[EventType, FoldOne] = {
    "screen.zoned": zone_screen,
    "notice.posted": post_notice,
    "notice.withdrawn": withdraw_notice,
    "medium.added": add_medium,
    "medium.removed": remove_medium,
}

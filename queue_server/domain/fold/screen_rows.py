"""The rows of what hall screens show."""

from dataclasses import dataclass

from queue_server.domain.fold.row import Row


@dataclass(slots=True)
class Zone(Row):
    """The counters one hall screen shows."""

    TABLE = "zone"
    id: str
    counters: str


@dataclass(slots=True)
class Medium(Row):
    """A picture or video beside the calls."""

    TABLE, KEY = "medium", ("name",)
    name: str
    added_seq: int


@dataclass(slots=True)
class Notice(Row):
    """What stands on every hall screen."""

    TABLE, KEY = "notice", ("kind",)
    kind: str
    text_vi: str
    text_en: str
    posted_at: int

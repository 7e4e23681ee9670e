"""The row of a call that was spoken or dropped."""

from dataclasses import dataclass

from queue_server.domain.fold.row import Row


@dataclass(slots=True)
class Announcement(Row):
    """What became of a call in the hall."""

    TABLE, KEY = "announcement", ("call_seq",)
    call_seq: int
    ticket: str
    screen: str
    outcome: str
    why: str | None
    begun_at: int | None
    ended_at: int

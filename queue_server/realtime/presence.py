"""Who is connected: which view each socket gets, as its credential says, never as it asks."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from protocol.instants import format_instant


@dataclass(frozen=True)
class Seat:
    """One open socket; `place` is where a device's comes from, nothing for a person's."""

    sid: str
    site: str
    view: str
    principal: str
    secret_hash: str
    slot: str
    place: str = ""


def room_of(site: str, view: str) -> str:
    """Give the room that a view of a site is sent to."""
    return f"{site}/{view}"


class Presence:
    """All open sockets of this process; safe from any thread."""

    def __init__(self, *, seats_max: int, clock: Callable[[], datetime]) -> None:
        """Hold at most `seats_max` sockets."""
        self.seats_max = seats_max
        self._clock = clock
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}
        self.close: Callable[[str], None] = lambda _sid: None

    def add(self, seat: Seat) -> bool:
        """Take a socket in; False when all seats are taken."""
        with self._lock:
            if len(self._seats) >= self.seats_max:
                return False
            self._seats[seat.sid] = seat
            return True

    def find(self, sid: str) -> Seat | None:
        """Give a socket's seat."""
        with self._lock:
            return self._seats.get(sid)

    def remove(self, sid: str) -> None:
        """Let a socket go."""
        with self._lock:
            self._seats.pop(sid, None)

    def seats(self) -> list[Seat]:
        """Give all sockets."""
        with self._lock:
            return list(self._seats.values())

    def audiences(self) -> dict[str, set[str]]:
        """Give the views somebody looks at, by site."""
        wanted: dict[str, set[str]] = {}
        for seat in self.seats():
            wanted.setdefault(seat.site, set()).add(seat.view)
        return wanted

    def in_two_places(self) -> set[tuple[str, str]]:
        """Give site and id of each principal whose sockets come from more than one place."""
        places: dict[tuple[str, str], set[str]] = {}
        for seat in self.seats():
            places.setdefault((seat.site, seat.principal), set()).add(seat.place)
        return {who for who, found in places.items() if len(found) > 1}

    def drop(self, principal_id: str) -> None:
        """Close every socket of an account or device."""
        self._drop_if(lambda seat: seat.principal == principal_id)

    def drop_session(self, secret_hash: str) -> None:
        """Close every socket that was opened with one session."""
        self._drop_if(lambda seat: seat.secret_hash == secret_hash)

    def _drop_if(self, is_over: Callable[[Seat], bool]) -> None:
        for seat in self.seats():
            if is_over(seat):
                self.remove(seat.sid)
                self.close(seat.sid)

    def seen(self, site: str) -> dict[str, str]:
        """Give who is connected to a site now."""
        now = format_instant(self._clock())
        return {seat.principal: now for seat in self.seats() if seat.site == site}

"""What is left of a service under its cap, as a kiosk knows it: heard, less given here since."""

import sqlite3
from datetime import date

# Own tickets of a day that the server did not know of when it said what is left: labels of the
# kiosk's own that are not delivered yet, and whatever was given after it was asked.
UNHEARD = """
SELECT service, count(*) AS n FROM (
  SELECT ticket.id FROM outbox JOIN ticket ON ticket.id = json_extract(outbox.body, '$.ticket')
    WHERE outbox.state = 'pending' AND outbox.kind = 'taken' AND ticket.origin = 'kiosk'
      AND ticket.day = ?1
  UNION SELECT id FROM ticket WHERE rowid > ?2 AND day = ?1
) AS unheard JOIN intent ON intent.ticket = unheard.id GROUP BY service
"""


def keep_left(db: sqlite3.Connection, left: dict[str, int], *, day: date) -> None:
    """Write what is left on a day in the place of whatever was known."""
    db.execute("DELETE FROM remainder")
    db.executemany(
        "INSERT INTO remainder (service, day, numbers) VALUES (?, ?, ?)",
        [(service, day.isoformat(), numbers) for service, numbers in left.items()],
    )


def take_one(db: sqlite3.Connection, service: str, *, day: date, day_cap: int) -> None:
    """Count a number that is being given; on a day not heard of yet the cap is all there is."""
    db.execute(
        "INSERT INTO remainder (service, day, numbers) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (service) DO UPDATE SET day = ?2,"
        " numbers = CASE WHEN day = ?2 THEN max(0, numbers - 1) ELSE ?3 END",
        (service, day.isoformat(), day_cap - 1),
    )

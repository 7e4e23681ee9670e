"""How fast the next ticket is called, with all the officer's screen needs in the answer.

The reference is this very command on a short queue and a short history: its cost must not grow.
"""

import json
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.figures import arguments, last_line, median, percentile, table
from benchmarks.history import load_history
from benchmarks.load import Answer, drive, request
from benchmarks.server import Measured, headers_of, measured_server
from demo.client import Caller
from demo.hall import hall_catalogue
from demo.house import Place
from protocol.events import SYSTEM
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.actions.people import create_account, make_account_link
from queue_server.app import open_store
from queue_server.domain.access import AccountRole
from queue_server.domain.site import Catalogue, Counter
from queue_server.store.store import Store
from queue_server.store.tables.access import account

OFFICERS = 16
SKILLS = 4
WAITING, MANY, FEW = 10_000, 20_000, 20
PAST_MANY, PAST_FEW = 1_000_000, 1_000
ALONE, CROWD = 600, 8_000
SMALL = 50
TIMED_RUNS = 3


@dataclass
class Called:
    """What the officers heard."""

    times_ms: list[float] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    size = SMALL if small else 1
    crowd = measure_crowd(WAITING // size, CROWD // size)
    few = measure_alone(waiting=FEW, past=PAST_FEW // size, calls=ALONE // size)
    many = measure_alone(waiting=MANY // size, past=PAST_FEW // size, calls=ALONE // size)
    old = measure_alone(waiting=FEW, past=PAST_MANY // size // size, calls=ALONE // size)
    rows = [
        (
            name,
            len(c.times_ms),
            percentile(c.times_ms, 0.5),
            percentile(c.times_ms, 0.99),
            max(c.times_ms),
        )
        for name, c in (
            (f"{OFFICERS} officers", crowd[0]),
            (f"1 officer, {FEW} wait", few),
            (f"1 officer, {MANY // size} wait", many),
            (f"1 officer, {PAST_MANY // size // size} past", old),
        )
    ]
    table(("what", "calls", "p50 ms", "p99 ms", "max ms"), rows)
    last_line(
        calls_per_s=len(crowd[0].times_ms) / crowd[1],
        p50_ms=percentile(few.times_ms, 0.5),
        p99_ms=percentile(few.times_ms, 0.99),
        called_twice=len(crowd[0].labels) - len(set(crowd[0].labels)),
        worst_officer_ms=max(crowd[0].times_ms),
        ratio_waiting=median(many.times_ms) / median(few.times_ms),
        ratio_history=median(old.times_ms) / median(few.times_ms),
    )


def measure_crowd(waiting: int, calls: int) -> tuple[Called, float]:
    """All officers call at once, again and again; gives what they heard and the seconds."""
    with measured_server(lambda place: fill(place, waiting=waiting, past=0)) as server:
        callers = open_counters(server, OFFICERS)
        heard = Called()
        absent: dict[int, str] = {}
        left = calls

        def next_request(client: int) -> bytes | None:
            nonlocal left
            if client in absent:
                return post(callers[client], f"/api/v1/tickets/{absent.pop(client)}/absences")
            left -= 1
            return post(callers[client], call_path(client)) if left >= 0 else None

        def hear(answer: Answer) -> None:
            value = checked(answer)
            if "counts" in value and value["ticket"] is not None:
                heard.times_ms.append(answer.took_s * 1000)
                heard.labels.append(value["ticket"]["label"])
                absent[answer.client] = value["ticket"]["id"]

        took = drive(server.place.port, clients=OFFICERS, next_request=next_request, heard=hear)
        return heard, took


def measure_alone(*, waiting: int, past: int, calls: int) -> Called:
    """One officer calls; after each call somebody new comes, so the queue stays as long."""
    with measured_server(lambda place: fill(place, waiting=waiting, past=past)) as server:
        caller = open_counters(server, 1)[0]
        heard = Called()
        steps: list[bytes] = []
        left = calls

        def next_request(_client: int) -> bytes | None:
            nonlocal left
            if steps:
                return steps.pop()
            left -= 1
            return post(caller, call_path(0)) if left >= 0 else None

        def hear(answer: Answer) -> None:
            value = checked(answer)
            if "counts" not in value:
                return
            heard.times_ms.append(answer.took_s * 1000)
            ticket = value["ticket"]
            steps.append(post(caller, "/api/v1/tickets", service=ticket["service"]))
            steps.append(post(caller, f"/api/v1/tickets/{ticket['id']}/absences"))

        drive(server.place.port, clients=1, next_request=next_request, heard=hear)
        return heard


def fill(place: Place, *, waiting: int, past: int) -> None:
    """Give the hall sixteen counters of four skills each, a history, and people who wait."""
    store = open_store(place.database_url)
    site = next(iter(sites(store)))
    hall = hall_catalogue()
    codes = [service.code for service in hall.services]
    counters = tuple(
        Counter(n + 1, {codes[(n + k) % len(codes)]: 0 for k in range(SKILLS)})
        for n in range(OFFICERS)
    )
    with store.write(site, by=SYSTEM) as tx:
        publish_catalogue(
            tx,
            Catalogue(hall.fields, hall.services, hall.groups, counters),
            organisations={"X": "X"},
        )
        for number in range(OFFICERS):
            create_account(tx, login=f"bench{number}", name="-", role=AccountRole.OFFICER)
    store.close()
    if past:
        load_history(Path(str(place.data / "server" / "motcua.db")), site=site, tickets=past)
    store = open_store(place.database_url)
    with store.write(site, by=SYSTEM) as tx:
        for number in range(waiting):
            issue_ticket(tx, wish=Wish(codes[number % len(codes)]))
        links = {
            login: make_account_link(tx, id_)
            for login, id_ in tx.run(select(account.c.login, account.c.id)).all()
            if login.startswith("bench")
        }
    (place.data / "links.json").write_text(json.dumps(links))
    store.close()


def sites(store: Store) -> list[str]:
    """Give the sites of a database."""
    from queue_server.store.reading import list_sites

    with store.read() as connection:
        return list_sites(connection)


def open_counters(server: Measured, count: int) -> list[Caller]:
    """Sign officers in, each at a counter of his own."""
    from demo.client import enter

    links = json.loads((server.place.data / "links.json").read_text())
    callers = [enter(server.place.url(), links[f"bench{number}"]) for number in range(count)]
    for number, caller in enumerate(callers):
        caller.post(f"/counters/{number + 1}/shift")
    time.sleep(0.2)
    return callers


def call_path(client: int) -> str:
    """Give the address of a counter's calls."""
    return f"/api/v1/counters/{client + 1}/calls"


def post(caller: Caller, path: str, **body: object) -> bytes:
    """Write a command with a key of its own."""
    headers = {**headers_of(caller), "Idempotency-Key": uuid.uuid4().hex}
    return request("POST", path, headers=headers, body=json.dumps(body).encode())


def checked(answer: Answer) -> Any:
    """Read an answer that must be a success."""
    if answer.status >= 400:
        raise RuntimeError(answer.body[:300].decode())
    return json.loads(answer.body)


if __name__ == "__main__":
    main()

"""A whole hall on this machine: seeded once, started in order, opened by one-time links."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from demo.hall import (
    COUNTER_FIELDS,
    OFFICERS,
    seed_hall,
    set_hours,
    ward_hours,
)
from demo.parts import KIOSK, LOOPBACK, PAPER, PRINTER, SERVER, NotReady, Processes, motcua
from protocol.events import SYSTEM
from protocol.hours import ALWAYS
from queue_server.actions.devices import make_device_link
from queue_server.actions.opening import listed_site, new_epoch
from queue_server.actions.people import make_account_link
from queue_server.app import open_store
from queue_server.store.reading import list_sites
from queue_server.store.store import Store
from queue_server.store.tables.access import account, device


@dataclass(frozen=True)
class Place:
    """Where a demonstration lives: its folder, its ports, its site."""

    data: Path
    port: int
    slug: str

    @property
    def database_url(self) -> str:
        """The server's database."""
        return f"sqlite:///{self.data / 'server' / 'motcua.db'}"

    @property
    def kiosk_data(self) -> Path:
        """The kiosk's own folder."""
        return self.data / "kiosk"

    def url(self, offset: int = SERVER) -> str:
        """The address of one of the parts."""
        return f"http://{LOOPBACK}:{self.port + offset}"


@dataclass(frozen=True)
class Doors:
    """One-time secrets: accounts by login, devices by kind and counter."""

    accounts: dict[str, str]
    devices: dict[tuple[str, int | None], str]
    site: str


def prepare(place: Place, *, is_fresh: bool, keeps_hours: bool = False) -> Doors:
    """Make or open the data, seed the hall where there is none, and make new one-time links."""
    if is_fresh:
        shutil.rmtree(place.data, ignore_errors=True)
    place.data.mkdir(parents=True, exist_ok=True)
    store = open_store(place.database_url)
    try:
        site = _site(store, place.slug)
        set_hours(store, site, ward_hours() if keeps_hours else ALWAYS)
        return _doors(store, site)
    finally:
        store.close()


def _site(store: Store, slug: str) -> str:
    record = listed_site(slug)
    with store.read() as connection:
        known = list_sites(connection)
    return (
        record.code if record.code in known else seed_hall(store, slug=slug, epoch=new_epoch(store))
    )


def _doors(store: Store, site: str) -> Doors:
    with store.read() as connection:
        people = connection.execute(
            select(account.c.login, account.c.id).where(account.c.site == site)
        ).all()
        things = connection.execute(
            select(device.c.kind, device.c.counter, device.c.id).where(
                device.c.site == site, device.c.state != "revoked"
            )
        ).all()
    with store.write(site, by=SYSTEM) as tx:
        return Doors(
            accounts={login: make_account_link(tx, id_) for login, id_ in people},
            devices={(k, n): make_device_link(tx, id_) for k, n, id_ in things},
            site=site,
        )


def start(place: Place, doors: Doors, processes: Processes) -> None:
    """Start server, printer and kiosk, and wait until each answers."""
    said = ("--database-url", place.database_url)
    address = ("--host", LOOPBACK, "--port", str(place.port), "--public-url", place.url())
    processes.start("server", *said, "serve", *address)
    ports = ("--port", str(place.port + PRINTER), "--http", str(place.port + PAPER))
    processes.start("printer", "printer", "emulate", *ports)
    processes.wait_until_ready("server", place.url() + "/readyz")
    _pair_kiosk(place, doors)
    printer = f"tcp://{LOOPBACK}:{place.port + PRINTER}"
    kiosk = ("--data", str(place.kiosk_data), "--port", str(place.port + KIOSK))
    processes.start("kiosk", "kiosk", *kiosk, "--server", place.url(), "--printer", printer)
    processes.wait_until_ready("printer", place.url(PAPER) + "/slips.json")
    processes.wait_until_ready("kiosk", place.url(KIOSK) + "/api/state")


def _pair_kiosk(place: Place, doors: Doors) -> None:
    """Pair the kiosk once; its store keeps the key for every later run."""
    paired = place.kiosk_data / "paired"
    if paired.exists():
        return
    said = ("--data", str(place.kiosk_data), "--server", place.url())
    secret = doors.devices[("kiosk", None)]
    done = subprocess.run(
        motcua("kiosk", "pair", *said, "--secret", secret),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"the kiosk could not be paired: {done.stderr.strip()}")
    paired.touch()


def page_of_doors(place: Place, doors: Doors) -> str:
    """Give the one page a newcomer needs: an address for each role."""

    def door(secret: str) -> str:
        return f"{place.url()}/enter#{secret}"

    officers = [
        (f"Cán bộ {name}, quầy {n} · officer", door(doors.accounts[f"quay{n}"]))
        for n, name in OFFICERS.items()
    ]
    screens = [
        (f"Màn hình quầy {n} · counter screen", door(doors.devices[("counter", n)]))
        for n in COUNTER_FIELDS
    ]
    pads = [(f"Đánh giá quầy {n} · pad", door(doors.devices[("pad", n)])) for n in COUNTER_FIELDS]
    rows = [
        ("Kiosk lấy số · kiosk", place.url(KIOSK)),
        ("Giấy in của kiosk · paper", place.url(PAPER)),
        ("Màn hình sảnh · hall screen", door(doors.devices[("hall", None)])),
        *screens,
        *pads,
        *officers,
        ("Tiếp nhận · reception", door(doors.accounts["tiepdon"])),
        ("Quản lý · manager", door(doors.accounts["quanly"])),
        ("Quản trị · administrator", door(doors.accounts["quantri"])),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [f"  {name:<{width}}  {address}" for name, address in rows]
    head = f"motcua · {listed_site(place.slug).name_vi} · dữ liệu: {os.path.relpath(place.data)}"
    note = "Mỗi đường dẫn /enter dùng được một lần. Dừng: Ctrl-C.  Each /enter link works once."
    return "\n".join(["", head, "", *lines, "", note, ""])

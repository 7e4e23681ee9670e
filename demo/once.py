"""One citizen from the tap to the rating: real HTTP, real sockets, real printer bytes.

Each stage prints one line with its time and what it saw; the first that fails ends the walk.
"""

import io
import subprocess
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import zxingcpp
from PIL import Image

from demo.client import Caller, Refused, enter, send
from demo.house import Doors, Place
from demo.parts import KIOSK, PAPER, Processes, motcua, read_bytes, read_json
from demo.screen import Screen
from protocol.ids import token_in

COUNTER = 3
SERVICE = "HT01"
WAITING_MAX = 2_000
PATIENCE_S = 10.0
LOOK_S = 0.02
VERY_SATISFIED = 5


class Failed(Exception):
    """A stage did not see what it must."""


@dataclass
class Walk:
    """What is known so far; each stage adds to it."""

    place: Place
    doors: Doors
    ticket: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    serving: str = ""

    def enter(self, secret: str) -> Caller:
        """Sign in, or pair a screen."""
        return enter(self.place.url(), secret)


def walk_once(place: Place, doors: Doors, processes: Processes) -> int:
    """Walk every stage; gives 0, or 1 at the first that fails."""
    walk = Walk(place, doors)
    hall = walk.enter(doors.devices[("hall", None)])
    pad = walk.enter(doors.devices[("pad", COUNTER)])
    officer = walk.enter(doors.accounts[f"quay{COUNTER}"])
    manager = walk.enter(doors.accounts["quanly"])
    hall_screen = Screen(place.url(), slot=hall.slot, cookie=hall.cookie)
    pad_screen = Screen(place.url(), slot=pad.slot, cookie=pad.cookie)
    stages: list[tuple[str, Callable[[], str]]] = [
        ("tap", lambda: tap(walk)),
        ("paper", lambda: read_paper(walk)),
        ("follow", lambda: follow(walk)),
        ("call", lambda: call(walk, officer)),
        ("hall", lambda: see_hall(walk, hall_screen)),
        ("serve", lambda: serve(walk, officer)),
        ("finish", lambda: finish(walk, officer)),
        ("pad", lambda: rate(walk, pad, pad_screen)),
        ("print", lambda: see_printed(walk, manager)),
        ("dossier", lambda: read_dossier(walk, manager)),
        ("report", lambda: read_report(manager)),
        ("verify", lambda: verify(walk, processes)),
    ]
    return 0 if all(_stage(name, act) for name, act in stages) else 1


def _stage(name: str, act: Callable[[], str]) -> bool:
    began = time.perf_counter()
    try:
        seen = act()
    except (Failed, Refused, TimeoutError, OSError, KeyError, ValueError) as fault:
        print(f"{name:<8} FAILED   {type(fault).__name__}: {fault}", flush=True)
        return False
    print(f"{name:<8} {(time.perf_counter() - began) * 1000:7.0f} ms  {seen}", flush=True)
    return True


def tap(walk: Walk) -> str:
    """Touch the kiosk's page as a citizen does."""
    url = walk.place.url(KIOSK)
    state: Any = wait_until(lambda: _open_kiosk(url))
    headers = {"Motcua-Kiosk": state["secret"], "Origin": url}
    wish = {"service": SERVICE, "class": "ordinary", "group": None, "lang": "vi"}
    answer = send("POST", f"{url}/api/taps", {"request_id": uuid.uuid4().hex, **wish}, headers)
    walk.ticket = answer["ticket"]
    return f"label {walk.ticket['label']}, {walk.ticket.get('ahead')} ahead"


def _open_kiosk(url: str) -> object | None:
    state = read_json(f"{url}/api/state")
    return state if state["fields"] and not state["stopped"] else None


def read_paper(walk: Walk) -> str:
    """Wait for the slip, and read its QR from the picture of the paper."""
    url = walk.place.url(PAPER)
    text = wait_until(lambda: _qr_of_newest(url))
    token = token_in(text)
    if token is None:
        raise Failed(f"the QR holds {text!r}")
    walk.token = token
    return f"QR {text[:28]}…"


def _qr_of_newest(url: str) -> str | None:
    slips = read_json(f"{url}/slips.json")["slips"]
    if not slips:
        return None
    picture = Image.open(io.BytesIO(read_bytes(url + slips[0]["png"]))).convert("L")
    codes = zxingcpp.read_barcodes(picture)
    return codes[0].text if codes else None


def follow(walk: Walk) -> str:
    """Open the address in the QR, as a phone does."""
    seen: Any = wait_until(lambda: _follow(walk))
    if seen["label"] != walk.ticket["label"]:
        raise Failed(f"the token opens {seen['label']}")
    return f"label {seen['label']}, {seen['state']}, {seen['ahead']} ahead"


def _follow(walk: Walk) -> object | None:
    try:
        return send("GET", f"{walk.place.url()}/api/v1/follow/{walk.token}", None, {})
    except Refused:
        return None  # the kiosk's outbox has not delivered it yet


def call(walk: Walk, officer: Caller) -> str:
    """Open the counter and call until this citizen is called; others are noted as absent."""
    officer.post(f"/counters/{COUNTER}/shift")
    for _ in range(WAITING_MAX):
        called = officer.post(f"/counters/{COUNTER}/calls")["ticket"]
        if called is None:
            break
        walk.ticket["id"] = called["id"]
        if called["label"] == walk.ticket["label"]:
            return f"label {called['label']} to counter {called['counter']}, call {called['calls']}"
        officer.post(f"/tickets/{called['id']}/absences")
    raise Failed("nobody of that label waits")


def see_hall(walk: Walk, screen: Screen) -> str:
    """Wait until the hall's screen has the call."""
    label = walk.ticket["label"]

    def shows(board: Any) -> bool:
        return any(c["label"] == label and c["counter"] == COUNTER for c in board["calls"][:1])

    view = screen.wait_for(shows)
    return f"rev {view['rev']}, newest call {label} at counter {COUNTER}"


def serve(walk: Walk, officer: Caller) -> str:
    """Start serving."""
    answer = officer.post(f"/tickets/{walk.ticket['id']}/servings")
    walk.serving = answer["serving"]["id"]
    return f"label {answer['ticket']['label']} {answer['ticket']['state']}"


def finish(walk: Walk, officer: Caller) -> str:
    """Finish with an outcome."""
    answer = officer.put(f"/servings/{walk.serving}/outcome", {"outcome": "done"})
    return f"outcome {answer['serving']['outcome']}, ticket {answer['ticket']['state']}"


def rate(walk: Walk, pad: Caller, screen: Screen) -> str:
    """Wait until the pad asks, and answer."""
    view = screen.wait_for(lambda body: (body["rating"] or {}).get("serving") == walk.serving)
    body = {"value": VERY_SATISFIED, "scale_version": view["body"]["scale"]["version"]}
    pad.post(f"/servings/{walk.serving}/rating", body)
    screen.wait_for(lambda body: body["rating"] is None)
    return f"asked at rev {view['rev']}, answered {VERY_SATISFIED}"


def see_printed(walk: Walk, manager: Caller) -> str:
    """Wait until the printer's own word that the slip came out has reached the server."""

    def printed() -> str | None:
        slip = manager.get(f"/tickets/{walk.ticket['id']}")["ticket"]["slip"]
        return str(slip) if slip else None

    slip = wait_until(printed)
    if slip != "printed":
        raise Failed(f"the slip is {slip}")
    return f"slip {slip}"


def read_dossier(walk: Walk, manager: Caller) -> str:
    """Find the rating in the dossier thread, by its provisional code."""
    ticket = manager.get(f"/tickets/{walk.ticket['id']}")["ticket"]
    code = ticket["dossier"]["code"]
    found = manager.get(f"/dossiers/{code}")
    ratings = [r["value"] for r in found["ratings"] if r["serving"] == walk.serving]
    if ratings != [VERY_SATISFIED] or not code.endswith(walk.ticket["label"]):
        raise Failed(f"ratings {ratings} in {code}")
    return f"{code}: rating {ratings[0]}, {len(found['timeline'])} facts on its timeline"


def read_report(manager: Caller) -> str:
    """See the same citizen in today's figures."""
    figures = manager.get("/reports/today")
    difference = figures["reconciliation"]["difference"]
    if difference or not figures["served"]:
        raise Failed(f"served {figures['served']}, difference {difference}")
    return f"served {figures['served']}, satisfaction {figures['satisfaction']['score_mean']}"


def verify(walk: Walk, processes: Processes) -> str:
    """Stop everything and replay the journal against the rows."""
    processes.stop()
    command = motcua("--database-url", walk.place.database_url, "verify")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed((done.stdout + done.stderr).strip()[-300:])
    return done.stdout.strip().splitlines()[-1]


def wait_until(look: Callable[[], Any], *, patience_s: float = PATIENCE_S) -> Any:
    """Look until there is something; TimeoutError after PATIENCE_S."""
    ends = time.monotonic() + patience_s
    while time.monotonic() < ends:
        seen = look()
        if seen:
            return seen
        time.sleep(LOOK_S)
    raise TimeoutError("waited in vain")

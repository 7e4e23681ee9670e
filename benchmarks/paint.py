"""How soon a call is seen: from the command's answer to the changed picture in a real Chromium.

Thirty-nine further screens are connected. The page itself notes when the frame with the number
was drawn; both clocks are this machine's.
"""

import random
import time

from playwright.sync_api import Page

from benchmarks.browser import open_browser, open_hall
from benchmarks.figures import arguments, last_line, percentile, table
from benchmarks.screens import Crowd
from benchmarks.server import measured_server
from demo.client import Caller, enter

SCREENS, CALLS = 39, 400
SMALL_SCREENS, SMALL_CALLS = 4, 5
SEED = 20261126
REST_MAX_MS = 400.0  # between two calls, so that they meet every moment of pulses and frames
COUNTER, OFFICER = 3, "quay3"
# The second frame begins once the first, in which the number was drawn, is done.
NOTE_PAINTING = """
window.painted = {};
const look = () => {
  const label = document.querySelector('.newest .label');
  if (label === null || label.textContent in window.painted) return;
  const text = label.textContent;
  window.painted[text] = null;
  requestAnimationFrame(() => requestAnimationFrame(() => { window.painted[text] = Date.now(); }));
};
new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
"""
WAIT_FOR_PAINT = """(label) => new Promise((resolve) => {
  const look = () => {
    const at = window.painted[label];
    if (at) resolve(at); else setTimeout(look, 5);
  };
  look();
})"""


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    screens, calls = (SMALL_SCREENS, SMALL_CALLS) if small else (SCREENS, CALLS)
    chance = random.Random(SEED)
    with measured_server() as server, open_browser() as browser:
        hall = enter(server.place.url(), server.doors.devices["hall", None])
        page = open_hall(browser, hall, NOTE_PAINTING)
        officer = server.enter(OFFICER)
        officer.post(f"/counters/{COUNTER}/shift")
        with Crowd(hall, port=server.place.port, count=screens, chance=chance) as crowd:
            crowd.wait_until_seated()
            rests_ms = [chance.uniform(0, REST_MAX_MS) for _ in range(calls)]
            times_ms = [one(page, officer, rest_ms=rest_ms) for rest_ms in rests_ms]
    p50, p99 = percentile(times_ms, 0.5), percentile(times_ms, 0.99)
    print(f"seed {SEED}")
    row = (screens + 1, calls, p50, p99, max(times_ms))
    table(("screens", "calls", "p50 ms", "p99 ms", "max ms"), [row])
    last_line(p50_ms=p50, p99_ms=p99)


def one(page: Page, officer: Caller, *, rest_ms: float) -> float:
    """Call somebody new; give the milliseconds until the number was drawn."""
    page.wait_for_timeout(rest_ms)
    officer.post("/tickets", {"service": "HT01"})
    ticket = officer.post(f"/counters/{COUNTER}/calls")["ticket"]
    accepted_ms = time.time() * 1_000
    painted_ms = float(page.evaluate(WAIT_FOR_PAINT, ticket["label"]))
    officer.post(f"/tickets/{ticket['id']}/absences")
    return max(0.0, painted_ms - accepted_ms)


if __name__ == "__main__":
    main()

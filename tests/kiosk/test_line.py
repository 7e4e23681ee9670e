"""A line that fails in the ways lines do, byte by byte: no wait twice, no number twice.

Here is TCP between kiosk and server, not a double of it (`tests/fault/proxy.py`).
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.breaker import STEADY_S
from kiosk.pages import create_app
from kiosk.wire import LinkFault, Wire, open_pool
from tests.fault.proxy import FaultProxy
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, COPY, Kiosk, make_kiosk
from tests.stage import Stage

# Shaped like a server's word, and not ours: no `fields`, or a code that is a number.
GATEWAYS = (
    (403, {"code": "AccessDenied", "message": "Sign in to the network first."}),
    (401, {"code": "AuthFailed", "message": "no", "fields": [], "retry_after_s": None}),
    (413, {"code": "TooLarge", "message": "The body is larger than this gateway takes."}),
    (422, {"code": 422, "message": "Unprocessable", "fields": {}, "retry_after_s": None}),
    (200, None),
)


@pytest.fixture
def line(desk: Desk) -> Iterator[FaultProxy]:
    port = int(desk.url.rsplit(":", 1)[1])
    with FaultProxy(port) as proxy:
        yield proxy


@pytest.fixture
def far(sqlite_stage: Stage, desk: Desk, line: FaultProxy, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at the other end of the line."""
    made = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", server=line.url, offer_timeout_s=0.4)
    assert made.agent.link.is_up
    yield made
    line.set("down")
    made.agent.stop()


def come_back(kiosk: Kiosk, line: FaultProxy) -> None:
    """The line is mended; the kiosk believes it and delivers."""
    line.set("open")
    kiosk.poll_until(lambda: kiosk.agent.link.is_up)
    kiosk.deliver()


def check_once(kiosk: Kiosk, *given: str) -> None:
    """Each of these tickets waits once; every other label of the ledger is out of use."""
    assert kiosk.facts("ticket.issued") == list(given)
    assert kiosk.agent.store.count("pending") == kiosk.agent.store.count("rejected") == 0
    rows = [kiosk.server_ticket(id_) for id_ in given]
    assert {row.state for row in rows} == {"waiting"}
    labels = kiosk.server_labels()
    assert sorted(label for label, state in labels.items() if state == "given") == sorted(
        row.label for row in rows
    )
    assert "offered" not in labels.values()


@pytest.mark.fault(24)
@pytest.mark.parametrize("mode", ["frozen", "drip", "late"])
def test_only_the_first_citizen_waits_for_a_server_that_says_nothing(
    far: Kiosk, line: FaultProxy, mode: str
) -> None:
    """F24: the answer is still out while the number is given, and nobody asks a second time."""
    line.set(mode)
    given = [far.tap(), far.tap(COPY), far.tap()]
    assert line.mode == mode
    assert [ticket.label for ticket in given] == ["H1-001", "B1-001", "H1-002"]
    assert [asked for asked in line.asked if asked.startswith("PUT")] == [
        f"PUT /api/v1/tickets/{given[0].id}"
    ]
    line.let_go()
    come_back(far, line)
    check_once(far, *(ticket.id for ticket in given))


@pytest.mark.fault(32)
@pytest.mark.parametrize("mode", ["drip", "drip_body", "frozen"])
def test_whole_answer_has_one_deadline(line: FaultProxy, mode: str) -> None:
    """Each byte comes in time, the last would come after a minute (F32)."""
    wire = Wire(open_pool(), monotonic=time.monotonic)
    board = f"{line.url}/api/v1/views/board"
    assert wire.send("GET", board, timeout_s=30).error[0] == "not_signed_in"
    line.drip_s = 0.25
    line.set(mode)
    with pytest.raises(LinkFault, match="ReadTimeoutError"):
        wire.send("GET", board, timeout_s=0.6)
    assert line.dripped_whole == 0
    line.set("open")
    assert wire.send("GET", board, timeout_s=30).error[0] == "not_signed_in"


@pytest.mark.fault(32)
def test_slow_line_that_loses_one_request_in_five_costs_no_number(
    far: Kiosk, line: FaultProxy
) -> None:
    line.slow_s = 0.05
    given = []
    for _ in range(8):
        line.set_any(("slow", "slow", "slow", "slow", "down"))
        given.append(far.tap().id)
        far.poll()
        far.deliver()
    come_back(far, line)
    check_once(far, *given)


@pytest.mark.fault(31)
@pytest.mark.parametrize("mode", ["down", "cut", "halved"])
def test_answer_lost_in_the_middle_ends_with_the_ticket_that_was_shown(
    far: Kiosk, line: FaultProxy, mode: str
) -> None:
    """F31: the server may have decided already; the label on the slip wins, its offer retires."""
    line.set(mode)
    given = far.tap()
    assert given.label == "H1-001"
    come_back(far, line)
    check_once(far, given.id)
    assert far.server_labels().get("H001", "retired") == "retired"


@pytest.mark.fault(31)
def test_delivery_lost_after_the_server_took_it_is_the_same_ticket(
    far: Kiosk, line: FaultProxy
) -> None:
    given = [far.tap().id, far.tap(COPY).id]
    line.set("halved")
    far.deliver()
    assert far.facts("ticket.issued") == given
    assert far.agent.store.count("pending") == 2
    come_back(far, line)
    check_once(far, *given)


@pytest.mark.fault(29)
def test_every_request_three_times_has_one_effect(far: Kiosk, line: FaultProxy) -> None:
    """F29."""
    line.set("tripled")
    given = [far.tap(wish) for wish in (BIRTH, COPY, BIRTH)]
    assert [ticket.label for ticket in given] == ["H001", "B001", "H002"]
    far.deliver()
    check_once(far, *(ticket.id for ticket in given))
    assert far.facts("ticket.offered") == [ticket.id for ticket in given]


@pytest.mark.fault(30)
def test_question_and_delivery_that_arrive_long_after_change_nothing(
    far: Kiosk, line: FaultProxy
) -> None:
    """F30: what was held on the way comes when all is done, and in the wrong order."""
    line.set("late")
    first = far.tap()
    assert len(line.held) == 1
    come_back(far, line)
    second = far.tap()
    far.deliver()
    check_once(far, first.id, second.id)
    before = far.server_labels()
    assert line.let_go() == 1
    check_once(far, first.id, second.id)
    assert far.server_labels() == before


@pytest.mark.fault(33)
@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda told: str(told[0]))
def test_gateway_that_answers_in_json_is_nobody(
    far: Kiosk, line: FaultProxy, gateway: tuple[int, object]
) -> None:
    """F33: it neither stops the kiosk, nor refuses a citizen, nor takes or rejects an entry."""
    line.gateway = gateway
    line.set("foreign")
    given = far.tap()
    assert given.label == "H1-001"
    line.set("open")
    far.poll()
    line.set("foreign")
    far.deliver()
    far.poll()
    device = far.agent.store.device()
    assert device is not None
    assert not device.refused
    come_back(far, line)
    check_once(far, given.id)


@pytest.mark.fault(33)
def test_portal_is_nobody_and_the_page_says_so(far: Kiosk, line: FaultProxy) -> None:
    line.set("portal")
    assert far.tap().label == "H1-001"
    far.poll()
    said = create_app(far.agent).test_client().get("/api/state").get_json()
    assert (said["link"], said["stopped"]) == ("away", None)


@pytest.mark.fault(33)
def test_server_whose_name_nobody_knows_is_away(kiosk: Kiosk) -> None:
    kiosk.config = kiosk.config.model_copy(update={"server": "http://motcua.invalid:8000"})
    kiosk.restart()
    kiosk.poll()
    assert not kiosk.agent.link.is_up
    assert kiosk.tap().label == "H1-001"


@pytest.mark.fault(25)
@pytest.mark.parametrize("look_every_s", [2.0, 2.3], ids=["always_up", "up_and_down"])
def test_line_a_second_up_and_a_second_down_makes_nobody_wait_twice(
    kiosk: Kiosk, look_every_s: float
) -> None:
    """F25, ten minutes of it, a citizen every fourteen seconds, always while it is down.

    Looks that always meet the line while it is up are deceived, and a tap has to find out. Once
    it fell again soon after it came back, those who wait are at least half a minute apart.
    """
    truth, begins = kiosk.machine.truth, kiosk.machine.truth()
    moments = [(14.0 * n + 1, "tap") for n in range(1, 42)]
    moments += [(look_every_s * n, "look") for n in range(1, int(600 / look_every_s))]
    given, waited = [], []
    for at_s, what in sorted(moments):
        truth.at = begins + timedelta(seconds=at_s)
        kiosk.desk.line.set("away" if int(at_s) % 2 else "open")
        if what == "look":
            kiosk.poll()
            continue
        asked = len(kiosk.desk.line.asked("PUT"))
        truth.move(seconds=-10)  # `tap` moves it on again
        given.append(kiosk.tap().id)
        if len(kiosk.desk.line.asked("PUT")) > asked:
            waited.append(at_s)
    kiosk.heal_link()
    kiosk.deliver()
    assert all(later - sooner >= STEADY_S for sooner, later in pairwise(waited[1:])), waited
    assert len(waited) > 1 or look_every_s != 2.0  # the deceived kiosk did find out by taps
    check_once(kiosk, *given)

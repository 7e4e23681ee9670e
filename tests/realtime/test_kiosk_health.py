"""From the printer of a real kiosk to an officer's screen, over real sockets (I18)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.agent import Agent
from kiosk.app import real_world
from kiosk.config import Config
from kiosk.pairing import by_secret, pair
from kiosk.wire import Wire, open_pool
from printers.emulator import EmulatedPrinter, TcpPrinter
from tests.realtime.screens import Running, Screen
from tests.stage import AN


@pytest.fixture
def printer(live: Running) -> EmulatedPrinter:
    return EmulatedPrinter(clock=live.stage.clock, speed_mm_s=5_000)


@pytest.fixture
def agent(live: Running, printer: EmulatedPrinter, tmp_path: Path) -> Iterator[Agent]:
    """Kiosk 1 with its threads, on the machine's own clock, as in a hall."""
    folder = tmp_path / "kiosk"
    wire = Wire(open_pool(), monotonic=lambda: 0.0)
    secret, now = live.stage.pairing("kiosk"), live.stage.clock()
    pair(folder, server=live.url, proof=by_secret(secret), is_again=False, wire=wire, now=now)
    with TcpPrinter(printer) as line:
        config = Config(data=folder, printers=(f"tcp://127.0.0.1:{line.port}",), reserve_mb=0)
        made = Agent(config, world=real_world(), pool=open_pool())
        made.start()
        yield made
        made.stop()


def kiosk_in(view: dict[str, Any]) -> dict[str, Any]:
    (kiosk,) = view["body"]["kiosks"]
    return dict(kiosk)


def sees(screen: Screen, **expected: Any) -> dict[str, Any]:
    """The kiosk on the officer's screen once it is so."""

    def fits(view: dict[str, Any]) -> bool:
        kiosk = kiosk_in(view)
        return {name: kiosk[name] for name in expected} == expected

    return kiosk_in(screen.wait("view", fits))


@pytest.mark.slow
def test_officer_sees_paper_run_out_and_come_back(
    live: Running, agent: Agent, printer: EmulatedPrinter
) -> None:
    screen = live.screen(live.hall.account(AN))
    sees(screen, state="good", printer="ready", paper="ok", link="up")
    printer.take_out_paper()
    kiosk = sees(screen, state="bad", printer="fault", paper="out", cause="paper_out")
    assert [alarm["kind"] for alarm in kiosk["alarms"]] == ["paper_out"]
    screen.messages.clear()
    printer.refill()
    sees(screen, state="good", printer="ready", paper="ok")


@pytest.mark.slow
def test_officer_sees_a_kiosk_fall_silent(live: Running, agent: Agent) -> None:
    screen = live.screen(live.hall.account(AN))
    sees(screen, link="up")
    agent.stop()
    live.stage.clock.move(seconds=30)
    kiosk = sees(screen, link="silent", state="bad")
    assert [alarm["kind"] for alarm in kiosk["alarms"]] == ["silent"]

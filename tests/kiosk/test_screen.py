"""The browser is kept: gone or hung, it is ended with all its processes, to be started again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from kiosk.cli import main
from kiosk.screen import BEGIN_WITHIN_S, HUNG_AFTER_S, BrowserEnded, asked_s_ago, end, watch
from kiosk.wire import Wire, open_pool
from tests.kiosk.kiosks import NOBODY, Kiosk
from tests.kiosk.touch import served

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen(SLEEPER, start_new_session=True)
    yield started
    end(started)


def test_browser_that_ended_is_noticed(process: subprocess.Popen[bytes]) -> None:
    def pause(_seconds: float) -> None:
        process.kill()
        process.wait()

    with pytest.raises(BrowserEnded, match="ended with -9"):
        watch(process, asked_s_ago=lambda: 1.0, pause=pause)


def test_page_that_asks_no_more_is_noticed_but_a_slow_start_is_not(
    process: subprocess.Popen[bytes],
) -> None:
    looks = 0

    def pause(_seconds: float) -> None:
        nonlocal looks
        looks += 1

    with pytest.raises(BrowserEnded, match="has not asked for 16 s"):
        watch(process, asked_s_ago=lambda: HUNG_AFTER_S + 1, pause=pause)
    assert looks > BEGIN_WITHIN_S
    assert process.poll() is None
    end(process)
    assert process.poll() is not None


def test_agent_that_is_away_is_no_fault_of_the_browser(process: subprocess.Popen[bytes]) -> None:
    wire = Wire(open_pool(), monotonic=time.monotonic)
    assert asked_s_ago(wire, NOBODY) is None


def test_agent_says_when_its_page_asked_last(kiosk: Kiosk) -> None:
    wire = Wire(open_pool(), monotonic=time.monotonic)
    with served(kiosk) as url:
        before = asked_s_ago(wire, url)
        assert wire.send("GET", f"{url}api/state", timeout_s=5).is_success
        after = asked_s_ago(wire, url)
    assert before is not None
    assert after is not None
    assert 0 <= after < before + 5


def test_the_command_ends_with_its_browser(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "--url", NOBODY, "--browser", "true"]) == 1
    assert capsys.readouterr().err == "motcua kiosk: the browser ended with 0\n"

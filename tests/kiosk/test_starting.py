"""Settings, pairing, and the real command in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import AgentRunning, lock_store
from kiosk.cli import main
from kiosk.config import ENV_PREFIX, Config, load_config
from kiosk.pairing import PairingRefused
from kiosk.store import Store
from tests.architecture.sources import ROOT
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, Kiosk, pair_kiosk
from tests.stage import Stage


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Config.model_fields.items() if not field.description] == []


def test_file_then_environment_then_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "kiosk.toml"
    written.write_text('port = 1001\nzone = "Asia/Tokyo"\nserver = "http://a:1/"\n')
    monkeypatch.setenv(f"{ENV_PREFIX}PORT", "1002")
    monkeypatch.setenv(f"{ENV_PREFIX}SERVER", "http://b:2")
    config = load_config(written, server="http://c:3")
    assert (config.zone, config.port, config.server) == ("Asia/Tokyo", 1002, "http://c:3")


@pytest.mark.parametrize(
    "line",
    [
        "prot = 1",
        "port = 0",
        'server = "b:2"',
        'server = "http://b/path"',
        'printers = ["usb"]',
        'printers = ["tcp://a:1?profile=58mm", "tcp://a:1"]',
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path: Path, line: str) -> None:
    written = tmp_path / "kiosk.toml"
    written.write_text(line)
    with pytest.raises(ValueError, match=r"\S"):
        load_config(written)
    assert main(["--config", str(written)]) == 2


def test_pairing_gives_a_key_and_an_issuer_number(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    secret = sqlite_stage.pairing("kiosk")
    said = ["pair", "--server", desk.url, "--secret", secret, "--data", str(tmp_path)]
    assert main(said) == 0
    device = Store(tmp_path).device()
    assert device is not None
    assert (device.site, device.issuer_no, device.server) == ("00160", 1, desk.url)
    assert device.key.startswith("dev_")
    assert main(said) == 1  # once only


def test_a_secret_used_before_is_refused(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = sqlite_stage.pairing("kiosk")
    said = ["pair", "--server", desk.url, "--secret", secret, "--data"]
    assert main([*said, str(tmp_path / "a")]) == 0
    assert main([*said, str(tmp_path / "b")]) == 1
    assert Store(tmp_path / "b").device() is None


def test_a_secret_of_another_kind_of_device_is_refused(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    secret = sqlite_stage.pairing("hall")
    assert main(["pair", "--server", desk.url, "--secret", secret, "--data", str(tmp_path)]) == 1
    assert Store(tmp_path).device() is None


def test_a_kiosk_paired_anew_gets_a_new_issuer_number_and_keeps_its_backlog(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    first = kiosk.tap()
    kiosk.desk.line.set("open")
    with pytest.raises(PairingRefused):
        pair_kiosk(kiosk.stage, kiosk.desk, kiosk.config.data)
    assert pair_kiosk(kiosk.stage, kiosk.desk, kiosk.config.data, is_again=True) == 2
    kiosk.lose_link()
    second = kiosk.tap()
    assert (first.label, second.label) == ("H1-001", "H2-001")
    assert [e.body["label"] for e in kiosk.agent.store.pending(10)] == ["H1-001", "H2-001"]


def test_status_tells_what_a_person_must_look_at(
    kiosk: Kiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk.lose_link()
    lost = kiosk.tap()
    kiosk.edit_store("UPDATE outbox SET body = replace(body, 'HT01', 'XX99')")
    kiosk.heal_link()
    kiosk.deliver()
    kiosk.tap()
    assert main(["status", "--data", str(kiosk.config.data)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-3:] == [
        "site 00160, issuer 1",
        "not yet delivered: 1",
        f"rejected: taken {lost.id} H1-001 service_unknown",
    ]
    assert said.err.startswith("motcua kiosk: 1 not delivered yet. Do not upgrade")


def test_kiosk_that_delivered_everything_may_be_upgraded(
    kiosk: Kiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk.tap()
    kiosk.deliver()
    assert main(["status", "--data", str(kiosk.config.data)]) == 0
    assert capsys.readouterr().err == ""


def test_a_second_agent_on_one_store_is_refused(tmp_path: Path) -> None:
    with lock_store(tmp_path):
        with pytest.raises(AgentRunning):
            lock_store(tmp_path)
        assert main(["--data", str(tmp_path)]) == 1
    lock_store(tmp_path).close()


# --- the real command --------------------------------------------------------------------------

# A process loads for long on a busy machine; nothing here is timed.
PATIENCE_S = 120


@contextmanager
def running(folder: Path, *said: str) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "kiosk.cli", "--data", str(folder), "--port", str(port)]
    patient = {**os.environ, f"{ENV_PREFIX}OFFER_TIMEOUT_S": "1.5"}
    process = subprocess.Popen([*command, *said], cwd=ROOT, stderr=subprocess.DEVNULL, env=patient)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE_S) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, *, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, content, headers or {})
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)


def wait_for(url: str, is_so: Any) -> Any:
    ends, state = time.monotonic() + PATIENCE_S, None
    while time.monotonic() < ends:
        try:
            state = ask(url)
        except OSError:  # not listening yet
            state = None
        if state is not None and is_so(state):
            return state
        time.sleep(0.05)
    raise AssertionError(f"{url} never came to that: {state}")


@pytest.mark.slow
def test_the_command_serves_a_kiosk_that_gives_and_delivers_numbers(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    pair_kiosk(sqlite_stage, desk, tmp_path)
    with running(tmp_path) as url:
        state = wait_for(f"{url}/api/state", lambda state: state["link"] == "up")
        said = {"request_id": "one-touch", "service": BIRTH.service, "class": "ordinary"}
        headers = {"Motcua-Kiosk": state["secret"], "Origin": url}
        ticket = ask(
            f"{url}/api/taps", body={**said, "group": None, "lang": "vi"}, headers=headers
        )["ticket"]
        assert ticket["label"] == "H001"
        wait_for(f"{url}/api/state", lambda state: waiting(state, "HT01") == 1)


def waiting(state: Any, service: str) -> int:
    services = [s for field in state["fields"] for s in field["services"]]
    return next(s["waiting"] for s in services if s["code"] == service)

"""A kiosk to measure: its agent as a real process, behind a line that can be made to fail."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import urllib3

from demo.parts import LOOPBACK, motcua
from kiosk.pairing import by_secret, pair
from kiosk.wire import Wire, open_pool

READY_S = 60.0
LOOK_S = 0.01
ASKING_S = 5.0


class Away(Exception):
    """The agent did not answer, or ended while it did."""


@dataclass
class Box:
    """One kiosk: a folder, a port, an agent that may be killed and started anew."""

    folder: Path
    port: int
    server: str
    printer_port: int | None = None
    settings: dict[str, object] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        """Write the settings the agent reads."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._config = self.folder / "kiosk.toml"
        rows = [f"{key} = {value}" for key, value in self.settings.items()]
        self._config.write_text("\n".join(rows), encoding="utf-8")
        self._secret = ""
        self._born = 0.0
        self._pool = urllib3.PoolManager(retries=False, timeout=ASKING_S)

    @property
    def url(self) -> str:
        """The touch page's address."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def data(self) -> Path:
        """The folder of the agent's store."""
        return self.folder / "data"

    def pair(self, secret: str) -> None:
        """Make it a kiosk of the hall."""
        wire = Wire(open_pool(), monotonic=time.monotonic)
        now = datetime.now(UTC)
        pair(
            self.data,
            server=self.server,
            proof=by_secret(secret),
            is_again=False,
            wire=wire,
            now=now,
        )

    def start(self) -> None:
        """Start the agent; it answers some time later."""
        said = ["--config", str(self._config), "--data", str(self.data), "--port", str(self.port)]
        if self.printer_port is not None:
            said += ["--printer", f"tcp://{LOOPBACK}:{self.printer_port}"]
        self._born = time.monotonic()
        with (self.folder / "agent.log").open("ab") as log:
            self.process = subprocess.Popen(
                motcua("kiosk", *said),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self, *, link: str | None = None) -> float:
        """Wait until numbers are given; gives the seconds since it was started, or since its
        worker was killed. TimeoutError after READY_S.
        """
        while time.monotonic() - self._born < READY_S:
            with suppress(Away):
                state = self.state()
                if state["stopped"] is None and link in (None, state["link"]):
                    return time.monotonic() - self._born
            time.sleep(LOOK_S)
        raise TimeoutError("the kiosk gives no numbers")

    def state(self) -> dict[str, Any]:
        """Ask as the page does; Away when the agent is not there."""
        state: dict[str, Any] = self._ask("GET", "/api/state")[1]
        self._secret = state["secret"]
        return state

    def tap(self, request: str, service: str) -> tuple[int, dict[str, Any]]:
        """Touch for a number; gives status and answer. Away when nobody knows what became of it."""
        body = {"request_id": request, "service": service, "class": "ordinary", "group": None}
        return self._ask("POST", "/api/taps", body={**body, "lang": "vi"})

    def _ask(self, method: str, path: str, *, body: Any = None) -> tuple[int, dict[str, Any]]:
        headers = {"Origin": self.url, "Motcua-Kiosk": self._secret}
        try:
            answer = self._pool.request(method, self.url + path, json=body, headers=headers)
            return answer.status, answer.json()
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise Away from error

    @property
    def worker(self) -> psutil.Process | None:
        """The process that has the store, the printer and the line; None while there is none."""
        assert self.process is not None
        with suppress(psutil.NoSuchProcess):
            workers = psutil.Process(self.process.pid).children()
            return workers[0] if workers else None
        return None

    def kill_worker(self) -> bool:
        """End the worker without a goodbye, if there is one; its watcher starts the next."""
        worker = self.worker
        if worker is None:
            return False
        worker.kill()
        self._born = time.monotonic()
        with suppress(psutil.TimeoutExpired):
            worker.wait(timeout=ASKING_S)
        return True

    def rss_mb(self) -> float:
        """Give the worker's resident memory, in MiB; 0 while there is none."""
        worker = self.worker
        return 0.0 if worker is None else float(worker.memory_info().rss) / 2**20

    def kill(self) -> None:
        """End it without a goodbye, with all its processes."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

"""Starts a kiosk for real: its clock, its randomness, its network, its web server."""

import ctypes
import fcntl
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from kiosk.agent import Agent
from kiosk.config import Config
from kiosk.pages import create_app
from kiosk.wire import open_pool
from kiosk.world import World

LOCK_NAME = "agent.lock"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# One browser asks, a few requests at a time; a tap may hold its thread for a second.
THREADS = 8
GRACEFUL_S = 5
# adjtimex(2): the kernel's word for "nobody set this clock".
TIME_ERROR = 5
TIMEX_BYTES = 512

LOG_STEPS: list[Any] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

MakeApp = Callable[[], tuple[Agent, Flask]]


class AgentRunning(Exception):
    """Another agent holds this store."""


def real_world() -> World:
    """Give the time and randomness of this machine."""
    if BOOT_ID.exists():
        boot = BOOT_ID.read_text(encoding="ascii").strip()
        return _world(boot, lambda: time.clock_gettime(time.CLOCK_BOOTTIME))
    # No way to know this start of the machine: each start of the agent counts as one.
    return _world(secrets.token_hex(16), time.monotonic)


def _world(boot: str, elapsed_s: Callable[[], float]) -> World:
    return World(
        wall=lambda: datetime.now(UTC),
        elapsed_s=elapsed_s,
        boot=boot,
        is_wall_set=kernel_clock_is_set,
        random_bytes=secrets.token_bytes,
        pause=time.sleep,
    )


def kernel_clock_is_set() -> bool:
    """Tell whether something keeps the machine's clock in step with others (adjtimex(2))."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))
    except (AttributeError, OSError):
        return False
    return 0 <= state < TIME_ERROR


def make_app(config: Config) -> tuple[Agent, Flask]:
    world = replace(real_world(), restart=end_server)
    agent = Agent(config, world=world, pool=open_pool())
    return agent, create_app(agent)


def end_server() -> None:
    """End the whole server from its one worker: answers under way are still sent."""
    os.kill(os.getppid(), signal.SIGTERM)


def lock_store(folder: Path) -> TextIO:
    """Hold the store for this process and its children; AgentRunning when another does."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK_NAME).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise AgentRunning(f"another agent runs on {folder}") from error
    return lock


def serve(config: Config, *, make: MakeApp | None = None) -> None:
    """Serve the touch page until told to stop."""
    log_as_lines()
    with lock_store(config.data):
        _Server(config, make or (lambda: make_app(config))).run()


def log_as_lines() -> None:
    """One JSON line an event, on standard error.

    Through the standard library, whose handlers swallow their own errors: a log that cannot
    be written must not cost a citizen the number.
    """
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),  # ASCII only: no letter of a value ends a line
        ],
        foreign_pre_chain=LOG_STEPS,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    structlog.configure(
        processors=[*LOG_STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


class _Server(BaseApplication):
    """gunicorn inside this process: one worker, so that one store has one writer."""

    def __init__(self, config: Config, make: MakeApp) -> None:
        self._config = config
        self._make = make
        self._agent: Agent | None = None
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self._config.host}]" if ":" in self._config.host else self._config.host
        settings: dict[str, Any] = {
            "bind": f"{host}:{self._config.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": GRACEFUL_S,
            "control_socket_disable": True,
            "loglevel": "warning",
            "worker_exit": self._stop_agent,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the kiosk in the worker: threads do not survive a fork."""
        self._agent, app = self._make()
        self._agent.start()
        return app

    def _stop_agent(self, arbiter: Any, worker: Any) -> None:
        if self._agent is not None:
            self._agent.stop()

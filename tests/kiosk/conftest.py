"""A kiosk of the demonstration hall, with the real server behind a line that can fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.desk_server import Desk, running_desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.stage import Stage


@pytest.fixture
def desk(sqlite_stage: Stage) -> Iterator[Desk]:
    with running_desk(sqlite_stage.store) as running:
        yield running


@pytest.fixture
def kiosk(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> Iterator[Kiosk]:
    made = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk")
    yield made
    made.agent.stop()

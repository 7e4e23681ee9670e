"""A citizen with papers at the touchscreen: real keys of a scanner, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page
from playwright.sync_api import TimeoutError as NeverCame

from kiosk.tickets import Wish
from queue_server.store.tables.service import dossier
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.kiosk.test_scanner import CARD, CODE
from tests.kiosk.touch import PATIENCE_S, CitizenAtKiosk, served
from tests.stage import Stage

pytestmark = pytest.mark.browser

SETTINGS = {"poll_interval_s": 0.1, "tap_interval_s": 0, "patience_s": PATIENCE_S}
SETTINGS |= {"scanner": "wedge"}
KEYS = {"-": "Minus", ".": "Period", "|": "Backslash", ",": "Comma", " ": "Space", "~": "Backquote"}
KEYS |= {"/": "Slash", ":": "Semicolon"}


@pytest.fixture
def kiosk(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> Iterator[Kiosk]:
    made = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", **SETTINGS)
    yield made
    made.agent.stop()


class Scanner:
    """Presses keys as a scanner does, with its own clock: this machine may be slow."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._page = page

    def scan(self, text: str) -> None:
        for character in f"~{text}":
            code, shift = self._key(character)
            self._press(code, character, shift=shift)
        self._press("Enter", "Enter")

    def scan_until(self, text: str, words: str) -> None:
        """Scan again until it was read, as a person would."""
        for _ in range(5):
            self.scan(text)
            try:
                self._page.get_by_text(words).first.wait_for(timeout=4_000)
            except NeverCame:
                continue
            return
        raise AssertionError(f"never said {words}")

    def _key(self, character: str) -> tuple[str, bool]:
        if character in KEYS:
            return KEYS[character], character in "|~:"
        if character.isdigit():
            return f"Digit{character}", False
        return f"Key{character.upper()}", character.isupper()

    def _press(self, code: str, key: str, *, shift: bool = False) -> None:
        told = {"code": code, "key": key, "modifiers": 8 if shift else 0}
        written = {"text": "\r"} if key == "Enter" else {"text": key}
        self._cdp.send("Input.dispatchKeyEvent", {"type": "keyDown", **told, **written})
        self._cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})


def test_papers_at_the_scanner(kiosk: Kiosk, page: Page) -> None:
    """A receipt whose result is there, the slip it gave, an old person's card, junk."""
    kiosk.tap(Wish("TK01", "ordinary", None, "vi", CODE))
    kiosk.deliver()
    with kiosk.stage.store.database.write() as connection:
        connection.execute(dossier.update().values(status=9))
    with served(kiosk) as url:
        citizen, scanner = CitizenAtKiosk(page, url), Scanner(page)
        citizen.reads("Có phiếu, giấy hẹn, căn cước?")
        focus = page.evaluate("document.activeElement.outerHTML")
        scanner.scan_until(CODE, "Hồ sơ đã có kết quả")
        picture(page, "dossier")
        citizen.touch("Nhận kết quả", "Lấy số")
        citizen.reads("Mã hồ sơ")
        assert citizen.label == "T002"
        assert CODE in citizen.screen
        scanner.scan(CODE)  # a number that stands on the screen is not covered
        citizen.touch("Xong")
        citizen.reads("Ông/bà cần làm việc gì?")
        kiosk.machine.truth.move(seconds=30)
        token = kiosk.agent.store.last_ticket()
        assert token is not None
        scanner.scan_until(f"HTTPS://MOTCUA.EXAMPLE/T/{token.intent.token}", "Số thứ tự của ông/bà")
        picture(page, "slip")
        assert "T002" in citizen.screen
        citizen.touch("Xong")
        kiosk.machine.truth.move(seconds=30)
        scanner.scan_until("TAM-00160-2611Y3-B047", "Máy quét đọc chưa đúng")
        picture(page, "damaged")
        assert page.evaluate("document.activeElement.id") == "scan-head"
        citizen.touch("Tiếp tục")
        kiosk.machine.truth.move(seconds=30)
        line = CARD.replace("NGUYỄN VĂN MẪU", "NGUYEN VAN MAU").replace("Số", "So")
        scanner.scan_until(line.replace("Hà Nội", "Ha Noi"), "Ông/bà thuộc nhóm ưu tiên")
        picture(page, "card")
        assert "NGUYEN" not in page.content()
        assert "1951" not in page.content()
        citizen.touch("Lấy số ưu tiên")
        citizen.reads("Số ưu tiên")
        assert citizen.flaws() == []  # what is carried along has its room
        citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
        citizen.reads("Số ưu tiên của ông/bà")
        assert focus.startswith("<h1")
        assert page.evaluate(KEPT) == [0, 0, ""]  # nor is anything left in the browser
        assert citizen.complaints == []
    assert kiosk.facts("ticket.offered")[1:] != []
    newest = kiosk.agent.store.last_ticket()
    assert newest is not None
    assert (newest.intent.wish.group, newest.intent.wish.dossier) == ("NCT75", None)


KEPT = "[localStorage.length, sessionStorage.length, document.cookie]"


def picture(page: Page, name: str) -> None:
    if "SCAN_PICTURES" in os.environ:
        page.screenshot(path=f"{os.environ['SCAN_PICTURES']}/scan_{name}.png")

"""A browser before a running hall, and how a picture is kept."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from docs.scene import Scene

FOLDER = Path(__file__).parent / "pictures"
COLOURS = 96
SETTLE_MS = 900
PULSE_MS = 5_000  # until then a page has the machine's time, not the hall's


@dataclass(frozen=True)
class Choice:
    """Which pictures are wanted, by how their names begin; none said: all."""

    beginnings: tuple[str, ...] = ()

    def holds(self, name: str) -> bool:
        return not self.beginnings or name.startswith(self.beginnings)

    def may_hold(self, beginnings: tuple[str, ...]) -> bool:
        """Tell whether something that begins like this may be wanted."""
        return any(self.holds(b) or _any_begins(self.beginnings, b) for b in beginnings)


def _any_begins(names: tuple[str, ...], beginning: str) -> bool:
    return any(name.startswith(beginning) for name in names)


@dataclass(frozen=True)
class Album:
    """One browser, and which pictures of it are kept."""

    browser: Browser
    choice: Choice

    def page(self, size: tuple[int, int], address: str) -> Page:
        """Open a page in a browser of its own."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(address)
        if "/enter#" in address:
            page.wait_for_url(lambda url: "/enter" not in url)
            page.wait_for_timeout(PULSE_MS)
        return page

    def take(self, name: str, page: Page) -> None:
        """Keep what a page looks like when it has settled."""
        if not self.choice.holds(name):
            return
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(SETTLE_MS)
        self.keep(name, page.screenshot())

    def keep(self, name: str, png: bytes) -> None:
        """Write a picture with few colours, which makes it small."""
        if not self.choice.holds(name):
            return
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.name} {path.stat().st_size // 1000} kB", flush=True)


@dataclass(frozen=True)
class Studio(Album):
    """The same before a running hall."""

    hall: Scene

"""What the build hook makes: the same bytes each time, everything a slip or a page needs."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import hatch_build
from protocol.assets import static_folder

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "kiosk": ["kiosk"],
    "display": ["counter", "hall", "pad", "worker"],
    "queue_server": [
        *["account", "admin", "city", "console", "follow"],
        *["manager", "reception", "setup", "signin"],
    ],
}
# A slip is drawn dot by dot with these fonts; other bytes may mean other paper.
FONTS = {
    "BeVietnamPro-ExtraBold.ttf": (
        "e8ee2d803b609ecb146e5402c8b2565f530a0a69c68c120699f3962516809883"
    ),
    "BeVietnamPro-Medium.ttf": ("ec4be2756d1471b92bec597cad66e2ba57e73b15c6156e2d311abcc80c011526"),
}
VIETNAMESE = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
)


def test_slip_fonts_have_the_pinned_bytes() -> None:
    made = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / "printers" / "fonts").glob("*.ttf")
    }
    assert made == FONTS


def test_slip_fonts_are_made_equal_at_another_time_in_another_place(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    hatch_build.merge_slip_fonts(tmp_path)
    fonts = tmp_path / "printers" / "fonts"
    assert sorted(path.name for path in fonts.iterdir()) == [*sorted(FONTS), "OFL.txt"]
    for path in fonts.iterdir():
        assert path.read_bytes() == (ROOT / "printers" / "fonts" / path.name).read_bytes()


@pytest.mark.parametrize("name", FONTS)
def test_slip_fonts_hold_every_vietnamese_letter(name: str) -> None:
    font = TTFont(ROOT / "printers" / "fonts" / name)
    wanted = VIETNAMESE + VIETNAMESE.upper() + "0123456789 .,:;-–…/()\"'₫×"
    assert [letter for letter in wanted if ord(letter) not in font.getBestCmap()] == []


@pytest.mark.parametrize("package", PAGES)
def test_every_page_is_in_the_manifest_and_its_files_exist(package: str) -> None:
    folder = static_folder(package)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert sorted(manifest) == PAGES[package]
    for files in manifest.values():
        assert (folder / Path(files["js"]).name).is_file()
        if files["css"] is not None:  # a worker draws nothing
            assert (folder / Path(files["css"]).name).is_file()


@pytest.mark.parametrize("package", PAGES)
def test_styles_name_only_files_that_are_served_with_them(package: str) -> None:
    folder = static_folder(package)
    for style in folder.glob("*.css"):
        addresses = re.findall(r'url\("?([^)"]+)"?\)', style.read_text(encoding="utf-8"))
        fonts = [address for address in addresses if address.endswith(".woff2")]
        assert {"latin", "vietnamese"} <= {_subset(address) for address in fonts}
        for address in fonts:
            assert address.startswith(f"/static/{package}/")
            assert (folder / Path(address).name).is_file()
        assert [address for address in addresses if "//" in address] == []


def _subset(address: str) -> str:
    found = re.search(r"pro-([a-z-]+)-\d{3}-normal", address)
    assert found is not None
    return found.group(1)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout that was built."""
    (tmp_path / "kiosk" / "ui").mkdir(parents=True)
    (tmp_path / "kiosk" / "ui" / "kiosk.tsx").write_text("export {};")
    (tmp_path / "build.mjs").write_text("")
    fonts = tmp_path / "printers" / "fonts"
    shutil.copytree(ROOT / "printers" / "fonts", fonts)
    (tmp_path / "kiosk" / "static").mkdir()
    (tmp_path / "kiosk" / "static" / "manifest.json").write_text("{}")
    hatch_build.write_stamp(tmp_path)
    return tmp_path


def test_nothing_is_built_while_sources_are_the_same(checkout: Path) -> None:
    assert hatch_build.is_fresh(checkout)
    assert hatch_build.build_assets(checkout) is False


@pytest.mark.parametrize("change", ["edited", "added", "removed", "font lost", "page lost"])
def test_any_change_of_sources_or_loss_is_noticed(checkout: Path, change: str) -> None:
    page = checkout / "kiosk" / "ui" / "kiosk.tsx"
    match change:
        case "edited":
            page.write_text("export { };")
        case "added":
            page.with_name("number.tsx").write_text("")
        case "removed":
            page.unlink()
        case "font lost":
            (checkout / "printers" / "fonts" / "BeVietnamPro-Medium.ttf").unlink()
        case "page lost":
            (checkout / "kiosk" / "static" / "manifest.json").unlink()
    assert not hatch_build.is_fresh(checkout)

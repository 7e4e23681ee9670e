"""Pages find their own script and style in what the build wrote."""

import json
from pathlib import Path

import pytest

from protocol.assets import Assets, page_assets, static_folder


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "small_screen"
    (folder / "static").mkdir(parents=True)
    (folder / "__init__.py").touch()
    hall = {"js": "/static/small_screen/hall-AA.js", "css": "/static/small_screen/hall-BB.css"}
    bare = {"js": "/static/small_screen/bare-CC.js", "css": None}
    (folder / "static" / "manifest.json").write_text(json.dumps({"hall": hall, "bare": bare}))
    monkeypatch.syspath_prepend(tmp_path)
    return "small_screen"


def test_page_has_its_script_and_style(package: str) -> None:
    expected = Assets(js="/static/small_screen/hall-AA.js", css="/static/small_screen/hall-BB.css")
    assert page_assets(package, "hall") == expected


def test_page_without_style_says_so(package: str) -> None:
    assert page_assets(package, "bare").css is None


def test_unknown_page_is_named(package: str) -> None:
    with pytest.raises(LookupError, match="small_screen has no page pad"):
        page_assets(package, "pad")


def test_missing_build_is_an_error(package: str) -> None:
    (static_folder(package) / "manifest.json").unlink()
    with pytest.raises(FileNotFoundError):
        page_assets(package, "hall")

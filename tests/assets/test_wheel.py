"""What an installation from the wheel gets, without Node and without the repository."""

import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.architecture.sources import PRODUCT, ROOT, files_with


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of all files in a wheel built now."""
    with zipfile.ZipFile(build_wheel(tmp_path_factory.mktemp("wheel"))) as wheel:
        return set(wheel.namelist())


def build_wheel(folder: Path) -> Path:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_that_is_built_again_is_the_same_file(tmp_path: Path) -> None:
    one, other = (build_wheel(tmp_path / name).read_bytes() for name in ("one", "other"))
    assert sha256(one).hexdigest() == sha256(other).hexdigest()


def test_wheel_holds_every_module_and_template(packed: set[str]) -> None:
    wanted = {named(path) for path in files_with(".py", ".html", ".csv", inside=PRODUCT)}
    assert wanted - packed == set()


def test_wheel_holds_all_that_was_built(packed: set[str]) -> None:
    made = ("*/static/*", "*/locales/*.mo", "printers/fonts/*", "display/voices/*/*.wav")
    wanted = {named(path) for pattern in made for path in ROOT.glob(pattern)}
    assert "printers/fonts/BeVietnamPro-Medium.ttf" in wanted
    assert wanted - packed == set()


def test_wheel_brings_no_tests_and_no_tools(packed: set[str]) -> None:
    tops = {name.split("/")[0] for name in packed}
    assert {top for top in tops if not top.endswith(".dist-info")} == {*PRODUCT, "demo"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()

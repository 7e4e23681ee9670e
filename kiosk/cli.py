"""`motcua kiosk`: runs a kiosk, pairs one with a server, or tells how one is."""

import argparse
import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import Any

from kiosk.app import AgentRunning, real_world, serve
from kiosk.config import Config, load_config, server_address
from kiosk.pairing import PairingRefused, by_code, by_secret, pair
from kiosk.schema import StoreFault
from kiosk.screen import BrowserEnded, show
from kiosk.staff_pin import StaffPin
from kiosk.store import Store
from kiosk.wire import LinkFault, Wire, open_pool

REJECTED_SHOWN = 20
SPOKEN = ("data", "server", "host", "port", "zone")


def main(argv: Sequence[str] | None = None) -> int:
    """Give the exit status: 0 well, 1 refused or failed, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    commands = {"pair": _pair, "pin": _pin, "screen": _screen, "status": _status}
    name = arguments[0] if arguments else ""
    try:
        return commands[name](arguments[1:]) if name in commands else _run(arguments)
    except (AgentRunning, BrowserEnded, PairingRefused, LinkFault, StoreFault, OSError) as failure:
        print(f"motcua kiosk: {failure}", file=sys.stderr)
        return 1
    except ValueError as wrong:
        print(f"motcua kiosk: {wrong}", file=sys.stderr)
        return 2


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua kiosk", description="Runs a kiosk: its touch page, printer and outbox."
    )
    parser.add_argument("--config", type=Path, help="settings as a TOML file")
    for name in SPOKEN:
        kind = int if name == "port" else Path if name == "data" else str
        parser.add_argument(f"--{name}", type=kind, help=_help(name))
    parser.add_argument("--desk", action="store_true", default=None, help=_help("desk"))
    parser.add_argument("--printer", action="append", dest="printers", help=_help("printers"))
    said = vars(parser.parse_args(arguments))
    config = load_config(said.pop("config"), **_given(said))
    print(f"kiosk: http://{config.host}:{config.port}/", flush=True)
    serve(config)
    return 0


def _pair(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua kiosk pair", description="Makes this machine a kiosk of a hall."
    )
    parser.add_argument("--server", type=server_address, required=True, help=_help("server"))
    proof = parser.add_mutually_exclusive_group(required=True)
    proof.add_argument("--code", help="the code that the administrator's page shows")
    proof.add_argument("--secret", help="the one-time secret of a link")
    parser.add_argument("--data", type=Path, help=_help("data"))
    parser.add_argument("--config", type=Path, help="settings as a TOML file")
    parser.add_argument(
        "--again", action="store_true", help="take a new identity in a store that has one"
    )
    said = parser.parse_args(arguments)
    config = load_config(said.config, **_given({"data": said.data}))
    world = real_world()
    wire = Wire(open_pool(), monotonic=world.monotonic)
    device = pair(
        config.data,
        server=said.server,
        proof=by_code(said.code) if said.code else by_secret(said.secret),
        is_again=said.again,
        wire=wire,
        now=world.wall(),
    )
    print(f"paired with site {device.site} as issuer {device.issuer_no}")
    return 0


def _pin(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua kiosk pin",
        description="Sets the PIN of the staff menu: asks for it, or reads one line.",
    )
    parser.add_argument("--data", type=Path, help=_help("data"))
    parser.add_argument("--config", type=Path, help="settings as a TOML file")
    said = parser.parse_args(arguments)
    config, world = load_config(said.config, **_given({"data": said.data})), real_world()
    pin = getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if sys.stdin.isatty() and getpass("PIN again: ") != pin:
        raise ValueError("the two PINs differ")
    StaffPin(config.data, elapsed_s=world.elapsed_s).set(pin, random_bytes=world.random_bytes)
    print("the staff menu's PIN is set")
    return 0


def _screen(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua kiosk screen",
        description="Shows the touch page in a browser; ends, with status 1, when that hangs.",
    )
    parser.add_argument(
        "--url", default=f"http://127.0.0.1:{Config().port}/", help="the touch page"
    )
    parser.add_argument("--browser", default="chromium", help="the program of a Chromium")
    said = parser.parse_args(arguments)
    show(said.url, browser=[said.browser])
    return 0


def _status(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua kiosk status", description="Tells what a kiosk holds, and what was rejected."
    )
    parser.add_argument("--data", type=Path, help=_help("data"))
    parser.add_argument("--config", type=Path, help="settings as a TOML file")
    said = parser.parse_args(arguments)
    store = Store(load_config(said.config, **_given({"data": said.data})).data)
    device = store.device()
    print("not paired" if device is None else f"site {device.site}, issuer {device.issuer_no}")
    if device is not None and (device.refused or device.copied):
        print("stopped: " + ("refused by the server" if device.refused else "its store was copied"))
    pending = store.count("pending")
    print(f"not yet delivered: {pending}")
    for entry, code in store.rejected(REJECTED_SHOWN):
        label = entry.body.get("label", "")
        print(f"rejected: {entry.kind} {entry.body.get('ticket', '')} {label} {code}")
    store.close()
    return _check_delivered(pending)


def _check_delivered(pending: int) -> int:
    """Give the exit status: 1, with a sentence, while an upgrade would risk a backlog (I21)."""
    if pending == 0:
        return 0
    print(
        f"motcua kiosk: {pending} not delivered yet. Do not upgrade this kiosk now: connect it"
        " to its server and wait until nothing is left.",
        file=sys.stderr,
    )
    return 1


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _help(name: str) -> str:
    return (Config.model_fields[name].description or "").replace("%", "%%")


if __name__ == "__main__":
    sys.exit(main())

"""`motcua tls`: a hall's own authority, and certificates for its server."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from queue_server.config import ServerConfig

Command = Callable[[argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """Add `tls authority|server|show` to the command line."""
    tls = commands.add_parser("tls", help="certificates for the hall's own network")
    verbs = tls.add_subparsers(required=True)
    authority_ = verbs.add_parser("authority", help="make the authority kiosks and screens trust")
    authority_.add_argument("--name", required=True, help="the hall's name, for people")
    server_ = verbs.add_parser("server", help="sign for the server, or renew it")
    server_.add_argument("names", nargs="+", help="host names and addresses it is asked by")
    show_ = verbs.add_parser("show", help="say what is there and until when")
    runs: list[tuple[Any, Command]] = [(authority_, authority), (server_, server), (show_, show)]
    for parser, run in runs:
        parser.add_argument("--folder", type=Path, default=Path("var/tls"))
        parser.set_defaults(run=lambda config, said, run=run: _or_refuse(run, config, said))


def _or_refuse(run: Command, _config: ServerConfig, said: argparse.Namespace) -> int:
    from queue_server.tls import TlsRefused

    try:
        return run(said)
    except (TlsRefused, OSError) as why:
        sys.stderr.write(f"motcua: {why}\n")
        return 1


def authority(said: argparse.Namespace) -> int:
    """Make the authority and print its fingerprint."""
    from queue_server.app import utc_now
    from queue_server.tls import Files, fingerprint, make_authority

    files = Files(said.folder)
    made = make_authority(files, name=said.name, now=utc_now())
    sys.stdout.write(f"{files.authority}: {fingerprint(made)}\n")
    return 0


def server(said: argparse.Namespace) -> int:
    """Sign for the server and say until when."""
    from queue_server.app import utc_now
    from queue_server.tls import Files, make_server, names_of

    files = Files(said.folder)
    made = make_server(files, names=said.names, now=utc_now())
    until = f"{made.not_valid_after_utc:%Y-%m-%d}"
    sys.stdout.write(f"{files.server}: {', '.join(names_of(made))}, until {until}\n")
    return 0


def show(said: argparse.Namespace) -> int:
    """Say what the authority and the server's certificate are, and until when they are good."""
    from queue_server.tls import Files, fingerprint, read_certificate

    files = Files(said.folder)
    for path in (files.authority, files.server):
        found = read_certificate(path)
        until = f"{found.not_valid_after_utc:%Y-%m-%d}"
        sys.stdout.write(f"{path}: until {until}, {fingerprint(found)}\n")
    return 0

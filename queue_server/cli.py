"""`motcua`: serve, verify, backup, restore; and the doors to the kiosk's and printers' commands."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from queue_server.config import ServerConfig, load_config

if TYPE_CHECKING:
    from queue_server.app import Server

# Loaded only when asked for: a kiosk box need not import the server, nor the server a printer.
DOORS = {"kiosk": "kiosk.cli", "printer": "printers.cli", "voices": "display.cli"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in DOORS:
        status: int = import_module(DOORS[words[0]]).main(words[1:])
        return status
    parser = _parser()
    said = parser.parse_args(words)
    config = load_config(
        said.config, database_url=said.database_url, **_given(said, ("host", "port", "public_url"))
    )
    set_up_logs(config.log_level)
    return int(said.run(config, said))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua", description="Một cửa: queue system for public service points"
    )
    parser.add_argument(
        "--config", type=Path, help="TOML file; every key is in docs/configuration.md"
    )
    parser.add_argument("--database-url", dest="database_url")
    commands = parser.add_subparsers(required=True)
    serve_ = commands.add_parser("serve", help="serve one hall or one city from this machine")
    serve_.add_argument("--host")
    serve_.add_argument("--port", type=int)
    serve_.add_argument("--public-url", dest="public_url")
    serve_.set_defaults(run=serve)
    verify_ = commands.add_parser("verify", help="replay the journal and compare it with the rows")
    verify_.add_argument("--site", help="one site only")
    verify_.add_argument(
        "--public-key", type=Path, nargs="+", default=[], help="check the seals with these keys"
    )
    verify_.add_argument(
        "--seals", type=Path, nargs="+", default=[], help="seal files, or folders, from elsewhere"
    )
    verify_.set_defaults(run=verify)
    key_ = commands.add_parser("public-key", help="print the key that checks this server's seals")
    key_.set_defaults(run=print_public_key)
    backup_ = commands.add_parser("backup", help="copy the database while it is in use")
    backup_.add_argument("--to", type=Path, required=True, help="file to make or replace")
    backup_.set_defaults(run=backup)
    restore_ = commands.add_parser("restore", help="go on from a copy; the server must be stopped")
    restored = restore_.add_mutually_exclusive_group(required=True)
    restored.add_argument("--from", dest="copy", type=Path, help="copy to put in place")
    restored.add_argument("--adopt", action="store_true", help="the database was put back already")
    restore_.add_argument(
        "--issuer-seen",
        type=int,
        default=0,
        help="highest issuer number on a slip of today, such as 12 of B12-034",
    )
    restore_.set_defaults(run=restore)
    import_module("queue_server.catalogue_cli").add_commands(commands)
    import_module("queue_server.tls_cli").add_commands(commands)
    import_module("queue_server.erase_cli").add_commands(commands)
    import_module("queue_server.city_cli").add_commands(commands)
    import_module("queue_server.media_cli").add_commands(commands)
    for name in DOORS:
        commands.add_parser(name, help=f"see motcua {name} --help")
    return parser


def _given(said: argparse.Namespace, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(said, name, None) for name in names}


def serve(config: ServerConfig, _said: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from queue_server.worker import Embedded

    bind = f"{config.host}:{config.port}"
    Embedded(lambda: serving(config), bind=bind, sockets_max=config.sockets_max).run()
    return 0


def serving(config: ServerConfig) -> "Server":
    """Make the server as the settings say."""
    from queue_server.app import create_server, make_sealer, open_store

    store = open_store(config.database_url)
    server = create_server(
        store,
        public_url=config.public_url,
        sockets_max=config.sockets_max,
        voices=config.voices,
        media=config.media_folder,
        sealer=make_sealer(store, config),
        rate_factor=config.rate_factor,
        proxies=config.proxies,
    )
    _tell_setup(server.open_setup(config.setup_note), config)
    return server


def _tell_setup(code: str | None, config: ServerConfig) -> None:
    """Say the code of the first start on a terminal; elsewhere, where it lies: logs are read."""
    if code is None:
        return
    address = config.public_url or f"http://{config.host}:{config.port}"
    shown = code if sys.stderr.isatty() else f"in {config.setup_note}"
    sys.stderr.write(f"motcua: no administrator yet: open {address}/setup, code {shown}\n")


def verify(config: ServerConfig, said: argparse.Namespace) -> int:
    """Print what is wrong, or that nothing is; 1 when something is, 2 when it cannot be read."""
    from sqlalchemy.exc import DBAPIError

    from queue_server.domain.sealing import SealCheck
    from queue_server.store.db import Database
    from queue_server.store.seals import KeyUnusable, read_public_keys, read_seal_files, read_seals
    from queue_server.store.verify import sites_to_verify, verify_site

    if said.seals and not said.public_key:
        return _refuse("seals are checked with --public-key")
    try:
        check, carried = read_public_keys(said.public_key), read_seal_files(said.seals)
    except (KeyUnusable, OSError, ValueError) as why:
        return _refuse(str(why))
    sys.stderr.writelines(f"{line}\n" for line in carried.broken)
    database = Database(config.database_url, is_server=False)
    is_clean = True
    try:
        with database.read() as connection:
            for site in [said.site] if said.site else sites_to_verify(connection):
                own = read_seals(connection, site) if said.public_key else []
                away = [seal for seal in carried.seals if seal.site == site]
                report = verify_site(connection, site, seals=SealCheck([*own, *away], check=check))
                is_clean = is_clean and report.is_clean
                sys.stdout.writelines(f"{line}\n" for line in report.lines())
    except DBAPIError as fault:
        sys.stderr.write(f"cannot read {database.url.database}: {fault.orig}\n")
        return 2
    finally:
        database.close()
    return 0 if is_clean else 1


def print_public_key(config: ServerConfig, _said: argparse.Namespace) -> int:
    """Print the public key, for those who check from outside; 1 when there is none."""
    from queue_server.store.seals import KeyUnusable, open_key, public_pem

    path = config.sealing_key
    if path is None or not path.exists():
        return _refuse("there is no key: it is made when the server starts (seal_key)")
    try:
        sys.stdout.write(public_pem(open_key(path)))
    except KeyUnusable as why:
        return _refuse(str(why))
    return 0


def backup(config: ServerConfig, said: argparse.Namespace) -> int:
    """Copy the database, check the copy and print its marks; 1 when there is no copy."""
    from sqlalchemy import make_url

    from queue_server.store.backup import CopyFailed, take_copy

    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite":
        return _refuse(f"{url.get_backend_name()} is copied by its own pg_dump or pg_basebackup")
    try:
        marks = take_copy(Path(str(url.database)), said.to)
    except CopyFailed as why:
        return _refuse(str(why))
    for mark in marks:
        sys.stdout.write(
            f"{mark.site}: journal row {mark.seq} of epoch {mark.epoch}, {mark.hash}\n"
        )
    sys.stdout.write(f"{said.to}: {said.to.stat().st_size} bytes, whole and true\n")
    return 0


def restore(config: ServerConfig, said: argparse.Namespace) -> int:
    """Put a copy in place, or adopt one put there, and print what follows; 1 when refused."""
    from sqlalchemy import make_url

    from queue_server.app import utc_now
    from queue_server.restore import Origin, adopt, restore_copy
    from queue_server.store.backup import CopyFailed
    from queue_server.store.db import StoreInUse

    origin = Origin(utc_now, os.urandom, said.issuer_seen)
    is_sqlite = make_url(config.database_url).get_backend_name() == "sqlite"
    if said.copy is not None and not is_sqlite:
        return _refuse("put it back by its own pg_restore, then: motcua restore --adopt")
    aside = None
    try:
        if said.adopt:
            sites = adopt(config.database_url, origin=origin)
        else:
            sites, aside = restore_copy(config.database_url, said.copy, origin=origin)
    except StoreInUse as held:
        return _refuse(f"a server holds {held}: stop it first")
    except CopyFailed as why:
        return _refuse(str(why))
    sys.stdout.writelines(f"{line}\n" for site in sites for line in site.lines())
    if aside is not None:
        sys.stdout.write(f"the replaced database is kept at {aside}\n")
    return 0


def _refuse(why: str) -> int:
    sys.stderr.write(f"motcua: {why}\n")
    return 1


def set_up_logs(level: str) -> None:
    """One structured line an event, on standard error; ids only, no names."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),  # ASCII only: no letter of a value ends a line
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # whichever it is by then
    )


if __name__ == "__main__":
    sys.exit(main())

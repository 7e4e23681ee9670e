"""`motcua`: serve, verify; and the doors to the kiosk's and the printers' own commands."""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import structlog

from queue_server.config import ServerConfig, load_config

# Loaded only when asked for: a kiosk box need not import the server, nor the server a printer.
DOORS = {"kiosk": "kiosk.cli", "printer": "printers.cli"}


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
    verify_.set_defaults(run=verify)
    for name in DOORS:
        commands.add_parser(name, help=f"see motcua {name} --help")
    return parser


def _given(said: argparse.Namespace, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(said, name, None) for name in names}


def serve(config: ServerConfig, _said: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from queue_server.app import Server, create_server, open_store
    from queue_server.worker import Embedded

    def make() -> Server:
        store = open_store(config.database_url)
        return create_server(store, public_url=config.public_url, sockets_max=config.sockets_max)

    bind = f"{config.host}:{config.port}"
    Embedded(make, bind=bind, sockets_max=config.sockets_max).run()
    return 0


def verify(config: ServerConfig, said: argparse.Namespace) -> int:
    """Print what is wrong, or that nothing is; 1 when something is, 2 when it cannot be read."""
    from sqlalchemy.exc import DBAPIError

    from queue_server.store.db import Database
    from queue_server.store.verify import sites_to_verify, verify_site

    database = Database(config.database_url, is_server=False)
    is_clean = True
    try:
        with database.read() as connection:
            for site in [said.site] if said.site else sites_to_verify(connection):
                report = verify_site(connection, site)
                is_clean = is_clean and report.is_clean
                sys.stdout.writelines(f"{line}\n" for line in report.lines())
    except DBAPIError as fault:
        sys.stderr.write(f"cannot read {database.url.database}: {fault.orig}\n")
        return 2
    finally:
        database.close()
    return 0 if is_clean else 1


def set_up_logs(level: str) -> None:
    """One structured line an event, on standard error; ids only, no names."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(main())

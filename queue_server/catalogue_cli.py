"""`motcua catalogue`: what a hall offers, as a file: exported, checked, compared, published.

Publishing may be done while the hall works: kiosks have it within seconds, numbers that were
given stay what they are.
"""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from queue_server.config import ServerConfig

FILE_BYTES_MAX = 1_000_000
Command = Callable[[ServerConfig, argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """Add `catalogue export|check|publish` to the command line."""
    catalogue = commands.add_parser("catalogue", help="what the hall offers, as a file")
    verbs = catalogue.add_subparsers(required=True)
    export_ = verbs.add_parser("export", help="write what the hall offers now")
    export_.add_argument("file", type=Path, nargs="?", help="else it is printed")
    check_ = verbs.add_parser("check", help="say what is wrong with a file; needs no database")
    check_.add_argument("file", type=Path)
    publish_ = verbs.add_parser("publish", help="say what would change; with --apply, change it")
    publish_.add_argument("file", type=Path)
    publish_.add_argument("--apply", action="store_true")
    for parser in (export_, publish_):
        parser.add_argument("--site", help="code of the hall, where there are several")
    runs: list[tuple[Any, Command]] = [(export_, export), (check_, check), (publish_, publish)]
    for parser, run in runs:
        parser.set_defaults(run=lambda config, said, run=run: _or_refuse(run, config, said))


def _or_refuse(run: Command, config: ServerConfig, said: argparse.Namespace) -> int:
    from sqlalchemy.exc import DBAPIError

    from queue_server.catalogue_file import FileWrong

    try:
        return run(config, said)
    except FileWrong as wrong:
        lines = str(wrong).splitlines()
    except DBAPIError as fault:
        lines = [f"cannot use the database: {fault.orig}"]
    except OSError as fault:
        lines = [str(fault)]
    sys.stderr.writelines(f"motcua: {line}\n" for line in lines)
    return 1


def export(config: ServerConfig, said: argparse.Namespace) -> int:
    """Write what the hall offers now as TOML."""
    from queue_server.catalogue_file import file_values, write_toml

    with closing(_store(config, may_write=False)) as store:
        text = write_toml(file_values(_offered(store, site_of(store, said.site))))
    if said.file is None:
        sys.stdout.write(text)
    else:
        said.file.write_text(text, encoding="utf-8")
    return 0


def check(_config: ServerConfig, said: argparse.Namespace) -> int:
    """Say what the file holds and what a hall would stumble over."""
    offered = _read(said.file)
    _say(_doubts(offered))
    catalogue = offered.catalogue
    hours = "always open" if catalogue.hours.is_always_open else "by its hours"
    counts = f"{len(catalogue.services)} services, {len(catalogue.counters)} counters"
    _say([f"{said.file}: {counts}, {hours}"])
    return 0


def publish(config: ServerConfig, said: argparse.Namespace) -> int:
    """Say what would change, and with --apply publish it."""
    from protocol.events import SYSTEM
    from queue_server.actions.catalogue import publish_catalogue
    from queue_server.catalogue_file import differences

    offered = _read(said.file)
    with closing(_store(config, may_write=said.apply)) as store:
        site = site_of(store, said.site)
        changes = differences(_offered(store, site), offered)
        _say([*_doubts(offered), *changes])
        if not changes:
            _say(["nothing would change"])
        elif not said.apply:
            _say([f"{len(changes)} changes; with --apply they are published"])
        else:
            with store.write(site, by=SYSTEM) as tx:
                owners = offered.organisations
                publish_catalogue(tx, offered.catalogue, organisations=owners)
            _say([f"{len(changes)} changes published as journal row {tx.seq} of {site}"])
    return 0


def _say(lines: list[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _read(file: Path) -> Any:
    from queue_server.actions.catalogue import catalogue_payload
    from queue_server.catalogue_file import FileWrong, read_file
    from queue_server.store.journal import PAYLOAD_MAX

    if file.stat().st_size > FILE_BYTES_MAX:
        raise FileWrong(f"{file}: larger than {FILE_BYTES_MAX} bytes")
    try:
        offered = read_file(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise FileWrong(f"{file}: not UTF-8") from None
    except FileWrong as wrong:
        raise FileWrong("\n".join(f"{file}: {line}" for line in str(wrong).splitlines())) from None
    payload = catalogue_payload(offered.catalogue, organisations=offered.organisations)
    if len(json.dumps(payload, ensure_ascii=False)) > PAYLOAD_MAX:
        raise FileWrong(f"{file}: more than a catalogue may hold ({PAYLOAD_MAX} characters)")
    return offered


def _doubts(offered: Any) -> list[str]:
    """Say what is allowed and yet seldom meant."""
    catalogue = offered.catalogue
    served = {code for counter in catalogue.counters for code in counter.skills}
    used = {service.field for service in catalogue.services}
    return [
        *(
            f"! service {s.code}: no counter serves it"
            for s in catalogue.services
            if s.code not in served
        ),
        *(f"! field {f.code}: it has no services" for f in catalogue.fields if f.code not in used),
        *(
            f"! service {s.code}: it has no English name"
            for s in catalogue.services
            if not s.name_en
        ),
    ]


def _store(config: ServerConfig, *, may_write: bool) -> Any:
    from queue_server.app import open_beside

    return open_beside(config.database_url, may_write=may_write)


def site_of(store: Any, wanted: str | None) -> str:
    """Give the one hall of a database, or the one that was said; FileWrong lists them."""
    from queue_server.catalogue_file import FileWrong
    from queue_server.store.reading import list_sites

    with store.read() as connection:
        sites = list_sites(connection)
    if wanted is None and len(sites) == 1:
        return str(sites[0])
    if wanted not in sites:
        raise FileWrong(f"say --site, one of: {', '.join(sites) or 'none, no hall is here'}")
    return str(wanted)


def _offered(store: Any, site: str) -> Any:
    from queue_server.catalogue_file import Offered
    from queue_server.store.reading import load_catalogue, load_organisations

    with store.read() as connection:
        return Offered(load_catalogue(connection, site), load_organisations(connection, site))

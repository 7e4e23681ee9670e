"""`motcua catalogue`: what a hall offers, as a file: exported, checked, compared, published.

Publishing may be done while the hall works: kiosks have it within seconds, numbers that were
given stay what they are.
"""

import argparse
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


class SiteNotSaid(Exception):
    """There are several halls, or none, and none of them was said."""


def _or_refuse(run: Command, config: ServerConfig, said: argparse.Namespace) -> int:
    from sqlalchemy.exc import DBAPIError

    from queue_server.catalogue_faults import FileWrong
    from queue_server.domain.refusals import Refusal

    try:
        return run(config, said)
    except FileWrong as wrong:
        lines = [f"{said.file}: {line}" for line in _sentences(wrong)]
    except Refusal as no:
        lines = [no.message]
    except DBAPIError as fault:
        lines = [f"cannot use the database: {fault.orig}"]
    except (OSError, SiteNotSaid, UnicodeDecodeError) as fault:
        lines = [str(fault)]
    sys.stderr.writelines(f"motcua: {line}\n" for line in lines)
    return 1


def _sentences(wrong: Any) -> list[str]:
    from protocol.texts import Texts

    texts = Texts.load("queue_server", "en")
    said = [(f.place, texts(f"catalogue.fault.{f.why}", **f.values)) for f in wrong.faults]
    return [f"{place}: {sentence}" if place else sentence for place, sentence in said]


def export(config: ServerConfig, said: argparse.Namespace) -> int:
    """Write what the hall offers now as TOML."""
    from queue_server.catalogue_file import file_values, write_toml
    from queue_server.queries.publishing import load_offered

    with closing(_store(config, may_write=False)) as store:
        site = site_of(store, said.site)
        with store.read() as connection:
            text = write_toml(file_values(load_offered(connection, site)))
    if said.file is None:
        sys.stdout.write(text)
    else:
        said.file.write_text(text, encoding="utf-8")
    return 0


def check(_config: ServerConfig, said: argparse.Namespace) -> int:
    """Say what the file holds and what a hall would stumble over."""
    from queue_server.catalogue_differences import doubts

    offered = _read(said.file)
    _say_doubts(doubts(offered, offered))
    catalogue = offered.catalogue
    hours = "always open" if catalogue.hours.is_always_open else "by its hours"
    counts = f"{len(catalogue.services)} services, {len(catalogue.counters)} counters"
    _say([f"{said.file}: {counts}, {hours}"])
    return 0


def publish(config: ServerConfig, said: argparse.Namespace) -> int:
    """Say what would change, and with --apply publish it."""
    from protocol.events import SYSTEM
    from queue_server.actions.catalogue import publish_over
    from queue_server.catalogue_differences import change_line
    from queue_server.queries.publishing import plan_catalogue

    offered = _read(said.file)
    with closing(_store(config, may_write=said.apply)) as store:
        site = site_of(store, said.site)
        with store.read() as connection:
            plan = plan_catalogue(connection, site, offered)
        _say_doubts(plan.doubts)
        _say([change_line(change) for change in plan.changes])
        if not plan.changes:
            _say(["nothing would change"])
        elif not said.apply:
            _say([f"{len(plan.changes)} changes; with --apply they are published"])
        else:
            with store.write(site, by=SYSTEM) as tx:
                row = publish_over(tx, offered, base=plan.base)
            _say([f"{len(plan.changes)} changes published as journal row {row} of {site}"])
    return 0


def _say(lines: list[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _say_doubts(found: list[Any]) -> None:
    from protocol.texts import Texts

    texts = Texts.load("queue_server", "en")
    _say([f"! {d.part} {d.key}: {texts(f'catalogue.doubt.{d.why}', count=d.count)}" for d in found])


def _read(file: Path) -> Any:
    from queue_server.actions.catalogue import read_catalogue
    from queue_server.catalogue_faults import Fault, FileWrong

    if file.stat().st_size > FILE_BYTES_MAX:
        raise FileWrong(Fault("", "too_much", {"most": FILE_BYTES_MAX}))
    return read_catalogue(file.read_text(encoding="utf-8"))


def _store(config: ServerConfig, *, may_write: bool) -> Any:
    from queue_server.app import open_beside

    return open_beside(config.database_url, may_write=may_write)


def site_of(store: Any, wanted: str | None) -> str:
    """Give the one hall of a database, or the one that was said; SiteNotSaid lists them."""
    from queue_server.store.reading import list_sites

    with store.read() as connection:
        sites = list_sites(connection)
    if wanted is None and len(sites) == 1:
        return str(sites[0])
    if wanted not in sites:
        raise SiteNotSaid(f"say --site, one of: {', '.join(sites) or 'none, no hall is here'}")
    return str(wanted)

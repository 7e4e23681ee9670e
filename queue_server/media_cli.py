"""`motcua media`: the pictures and videos beside the calls, listed, added and removed.

May be done while the hall works: the screens show them within seconds.
"""

import argparse
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from queue_server.catalogue_cli import SiteNotSaid, site_of
from queue_server.config import ServerConfig


def add_commands(commands: Any) -> None:
    """Add `media list|add|remove` to the command line."""
    media = commands.add_parser("media", help="pictures and videos beside the calls")
    verbs = media.add_subparsers(required=True)
    list_ = verbs.add_parser("list", help="in the order in which they are shown")
    add_ = verbs.add_parser("add", help="JPEG, PNG, WebP, MP4 or WebM; each behind the others")
    add_.add_argument("files", type=Path, nargs="+")
    remove_ = verbs.add_parser("remove", help="show no more, and delete")
    remove_.add_argument("names", nargs="+")
    for parser, run in ((list_, show), (add_, add), (remove_, remove)):
        parser.add_argument("--site", help="code of the hall, where there are several")
        parser.set_defaults(run=lambda config, said, run=run: _or_refuse(run, config, said))


def _or_refuse(run: Any, config: ServerConfig, said: argparse.Namespace) -> int:
    from sqlalchemy.exc import DBAPIError

    from queue_server.domain.medium import MediumWrong
    from queue_server.domain.refusals import Refusal

    try:
        with closing(_store(config)) as store:
            run(config, store, site_of(store, said.site), said)
    except (SiteNotSaid, MediumWrong, OSError) as wrong:
        return _refuse(str(wrong))
    except Refusal as no:
        return _refuse(no.message)
    except DBAPIError as fault:
        return _refuse(f"cannot use the database: {fault.orig}")
    return 0


def show(_config: ServerConfig, store: Any, site: str, _said: argparse.Namespace) -> None:
    """Print the names."""
    from queue_server.queries.notices import shown_media

    with store.read() as connection:
        sys.stdout.writelines(f"{name}\n" for name in shown_media(connection, site))


def add(config: ServerConfig, store: Any, site: str, said: argparse.Namespace) -> None:
    """Keep each file in the folder, then show it; what is wrong with one stops the rest."""
    from protocol.events import SYSTEM
    from queue_server.actions.media import add_medium
    from queue_server.domain.medium import MediumWrong
    from queue_server.store.media import keep_medium

    folder = _folder(config)
    for file in said.files:
        try:
            name = keep_medium(folder, file)
        except MediumWrong as wrong:
            raise MediumWrong(f"{file}: {wrong}") from None
        with store.write(site, by=SYSTEM) as tx:
            is_new = add_medium(tx, name)
        sys.stdout.write(f"{name}  {file}{'' if is_new else ' (shown already)'}\n")


def remove(config: ServerConfig, store: Any, site: str, said: argparse.Namespace) -> None:
    """Show each no more; its file goes when no other hall shows it."""
    from protocol.events import SYSTEM
    from queue_server.actions.media import remove_medium

    folder = _folder(config)
    for name in said.names:
        with store.write(site, by=SYSTEM) as tx:
            is_last = remove_medium(tx, name)
        if is_last:
            with suppress(FileNotFoundError):
                (folder / name).unlink()


def _folder(config: ServerConfig) -> Path:
    from queue_server.domain.medium import MediumWrong

    if config.media_folder is None:
        raise MediumWrong("set `media`, the folder of pictures and videos")
    return config.media_folder


def _store(config: ServerConfig) -> Any:
    from queue_server.app import open_beside

    return open_beside(config.database_url, may_write=True)


def _refuse(why: str) -> int:
    sys.stderr.write(f"motcua: {why}\n")
    return 1

"""`motcua erase`: forget who an account belonged to; the server may be running."""

import argparse
import sys
from contextlib import closing
from typing import Any

from queue_server.config import ServerConfig


def add_commands(commands: Any) -> None:
    """Add `erase` to the command line."""
    erase_ = commands.add_parser("erase", help="forget whose account it was; its deeds stay")
    erase_.add_argument("login")
    erase_.add_argument("--site", help="code of the hall, where there are several")
    erase_.set_defaults(run=erase)


def erase(config: ServerConfig, said: argparse.Namespace) -> int:
    """Erase one account by its login; 1 where there is no such, or more than one."""
    from sqlalchemy import select

    from protocol.events import SYSTEM
    from queue_server.actions.erasure import erase_account
    from queue_server.app import open_beside
    from queue_server.store.tables.access import account

    with closing(open_beside(config.database_url, may_write=True)) as store:
        found = select(account.c.site, account.c.id).where(account.c.login == said.login)
        if said.site is not None:
            found = found.where(account.c.site == said.site)
        with store.read() as connection:
            rows = connection.execute(found.limit(2)).all()
        if len(rows) != 1:
            why = "no such account" if not rows else "several halls have it: say --site"
            sys.stderr.write(f"motcua: {why}\n")
            return 1
        with store.write(rows[0].site, by=SYSTEM) as tx:
            erase_account(tx, rows[0].id)
    sys.stdout.write(f"erased: {rows[0].id} is nobody any more\n")
    return 0

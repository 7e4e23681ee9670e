"""`motcua city`: who reads the figures of every hall; the server may be running."""

import argparse
import sys
from contextlib import closing
from typing import Any

from queue_server.config import ServerConfig

IDLE_MIN = 60


def add_commands(commands: Any) -> None:
    """Add `city` to the command line."""
    city_ = commands.add_parser("city", help="let somebody make accounts that read every hall")
    city_.add_argument("name", help='its name, such as "Thành phố Hà Nội"')
    city_.add_argument("--name-en", default="", help="its name in English")
    city_.add_argument("--slug", default="city")
    city_.add_argument("--login", required=True, help="of its administrator")
    city_.add_argument("--person", required=True, help="the administrator's name")
    city_.set_defaults(run=open_city)


def open_city(config: ServerConfig, said: argparse.Namespace) -> int:
    """Make the city and its administrator, and print a link; 1 where it is there already."""
    from protocol.events import SYSTEM
    from queue_server.actions.opening import new_epoch, open_site
    from queue_server.actions.people import create_account, invite_account
    from queue_server.app import open_beside
    from queue_server.domain.access import CITY_CODE, CITY_KIND, AccountRole
    from queue_server.domain.site import SiteSettings
    from queue_server.store.reading import list_sites
    from queue_server.store.store import SiteRecord

    with closing(open_beside(config.database_url, may_write=True)) as store:
        with store.read() as connection:
            if CITY_CODE in list_sites(connection):
                sys.stderr.write("motcua: the city is there: its administrator makes accounts\n")
                return 1
        safe = SiteSettings(second_factor="required", session_idle_min=IDLE_MIN)
        names = said.name, said.name_en or said.name
        open_site(
            store, SiteRecord(CITY_CODE, said.slug, CITY_KIND, *names, safe), epoch=new_epoch(store)
        )
        with store.write(CITY_CODE, by=SYSTEM) as tx:
            role = AccountRole.ADMINISTRATOR
            id_ = create_account(tx, login=said.login, name=said.person, role=role)
            secret, _ = invite_account(tx, id_)
    address = config.public_url or f"http://{config.host}:{config.port}"
    sys.stdout.write(f"{address}/enter#{secret}\n")
    return 0

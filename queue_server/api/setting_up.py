"""The first start: one administrator is let in by the code of the machine's owner."""

from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response

from protocol.events import SYSTEM
from queue_server.actions.credentials import store_password
from queue_server.actions.opening import listed_site, new_epoch, open_site
from queue_server.actions.people import create_account
from queue_server.actions.sessions import Opened, begin_session
from queue_server.api.access_schemas import SetupBody
from queue_server.api.answers import SignedIn
from queue_server.api.cookies import door_of, keep_session
from queue_server.domain.access import AccountRole, page_of_slot, slot_of_role
from queue_server.domain.refusals import SetupClosed
from queue_server.domain.site import SiteSettings
from queue_server.parts import Parts, parts
from queue_server.passwords import check_password
from queue_server.queries.credentials import has_administrator
from queue_server.security import tell
from queue_server.store.reading import list_sites

setup = APIBlueprint("setup", __name__, url_prefix="/api/v1/setup", tag="sessions")
SLOT = slot_of_role(AccountRole.ADMINISTRATOR)
# Of a hall that is made now, until somebody decides otherwise.
IDLE_MIN = 60


@setup.post("")
@setup.input(SetupBody, arg_name="body")
@setup.output(SignedIn, 201)
def create(body: SetupBody) -> Response:
    """Make the first administrator, and the hall where there is none; the code is dead then."""
    own = parts()
    record = listed_site(body.site)
    check_password(body.password, known=(body.login, body.name, record.slug, record.name_vi))
    if not own.setup.is_open:
        raise SetupClosed()
    hashed = own.hasher.make(body.password)
    with own.setup.enter(body.code):
        site = _site(own, body.site)
        opened = _first(own, site, body, hashed)
    tell("set_up", account=opened.account, site=site)
    return keep_session({"slot": SLOT, "go": page_of_slot(SLOT), "site": site}, opened)


def _site(own: Parts, slug: str) -> str:
    record = listed_site(slug)
    with own.store.read() as connection:
        if has_administrator(connection):
            raise SetupClosed()
        known = list_sites(connection)
    if record.code not in known:
        safe = SiteSettings(second_factor="required", session_idle_min=IDLE_MIN)
        strict = replace(record, settings=safe)
        open_site(own.store, strict, epoch=new_epoch(own.store))
    return record.code


def _first(own: Parts, site: str, body: SetupBody, hashed: str) -> Opened:
    with own.store.write(site, by=SYSTEM) as tx:
        role = AccountRole.ADMINISTRATOR
        id_ = create_account(tx, login=body.login, name=body.name, role=role)
        store_password(tx, id_, hashed)
        return begin_session(tx, id_, door=door_of("setup", SLOT))

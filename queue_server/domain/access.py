"""Who may do what: roles, and the table of routes by role that the API enforces (I13).

A route is named by its endpoint. The set of routes must equal the set of keys here; a test
compares them, so nobody adds an open route by accident.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.device import DeviceKind
from queue_server.domain.screen import WHOLE_HALL, Zone

SESSION_HOURS = 12
# A session's last use is known to the minute: who works does not write a row with every press.
USE_S = 60
SEAT_LETTERS = 16


# The pseudo-site of those who are of no hall: it has no counters, no devices and no numbers.
CITY_KIND = CITY_CODE = "city"


class AccountRole(StrEnum):
    """What a person may do at a site; `city` reads the figures of every site and does nothing."""

    OFFICER = "officer"
    RECEPTION = "reception"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    CITY = "city"


def is_role_of(role: AccountRole, kind: str) -> bool:
    """Tell whether there is such a role at a site of this kind; administrators are everywhere."""
    return role is AccountRole.ADMINISTRATOR or (role is AccountRole.CITY) is (kind == CITY_KIND)


@dataclass(frozen=True)
class Principal:
    """Who asks, as the credential says: an account or a device of one site.

    `seat`: the browser an account signed in with, by a name that tells nothing of its secret.
    """

    kind: str
    id: str
    role: str
    site: str
    slot: str
    name: str = ""
    counter: int | None = None
    issuer_no: int | None = None
    zone: Zone = WHOLE_HALL
    seat: str | None = None
    has_codes: bool = False
    used_at: datetime | None = None
    is_idle: bool = False


def seat_of(secret_hash: str) -> str:
    """Name the browser a session's secret is kept in; the name says nothing of the secret."""
    return hashlib.sha256(f"seat {secret_hash}".encode()).hexdigest()[:SEAT_LETTERS]


def is_idle(used_at: datetime | None, idle_min: int | None, *, now: datetime) -> bool:
    """Tell whether a session was left alone for too long."""
    if used_at is None or not idle_min:
        return False
    return now - used_at >= timedelta(minutes=idle_min)


_SLOTS = {
    AccountRole.OFFICER: "console",
    AccountRole.RECEPTION: "reception",
    AccountRole.MANAGER: "manager",
    AccountRole.ADMINISTRATOR: "admin",
    AccountRole.CITY: "city",
}


def slot_of_role(role: AccountRole) -> str:
    """Give the cookie slot a browser keeps an account's session in."""
    return _SLOTS[role]


def slot_of_device(kind: DeviceKind, counter: int | None) -> str:
    """Give the cookie slot a browser keeps a device's key in: `hall`, `counter-3`, `pad-3`."""
    return str(kind) if counter is None else f"{kind}-{counter}"


def page_of_slot(slot: str) -> str:
    """Give the page a slot belongs to: `counter-3` is `/counter/3`."""
    return "/" + slot.replace("-", "/", 1)


# What an officer may say from any seat: everything else only from where their counter is open.
FROM_ANY_SEAT = frozenset(
    {
        *("counters.open", "counters.take"),
        *("sessions.end", "sessions.end_one", "sessions.end_others"),
        *("accounts.change_password", "accounts.begin_codes", "accounts.confirm_codes"),
    }
)

# Roles that may need one-time codes, and what they may do before they have them.
PRIVILEGED = frozenset({AccountRole.MANAGER, AccountRole.ADMINISTRATOR, AccountRole.CITY})
BEFORE_CODES = frozenset(
    {
        "identities.identity",
        "sessions.end",
        "sessions.use",
        "accounts.change_password",
        "accounts.begin_codes",
        "accounts.confirm_codes",
    }
)
# What a session that was left alone may do before its password is given again.
WHILE_IDLE = frozenset({"sessions.use", "sessions.end"})
PUBLIC = "public"
_OFFICER, _RECEPTION = AccountRole.OFFICER, AccountRole.RECEPTION
_MANAGER, _ADMIN = AccountRole.MANAGER, AccountRole.ADMINISTRATOR
_KIOSK, _HALL = DeviceKind.KIOSK, DeviceKind.HALL
_COUNTER, _PAD = DeviceKind.COUNTER, DeviceKind.PAD
_CITY = AccountRole.CITY
_STAFF = frozenset({_OFFICER, _RECEPTION, _MANAGER, _ADMIN})
_PEOPLE = _STAFF | {_CITY}
_FIGURES = frozenset({_MANAGER, _CITY})
_DESK = frozenset({_OFFICER, _RECEPTION, _MANAGER})
_DEVICES = frozenset({_KIOSK, _HALL, _COUNTER, _PAD})

# Pages are shells without data, so anybody may load them; what they show comes from the API.
ROUTES: Mapping[str, frozenset[str]] = {
    "health.healthz": frozenset({PUBLIC}),
    "health.readyz": frozenset({PUBLIC}),
    "openapi.spec": frozenset({PUBLIC}),
    "static": frozenset({PUBLIC}),
    "pages.start": frozenset({PUBLIC}),
    "pages.enter": frozenset({PUBLIC}),
    "pages.account": frozenset({PUBLIC}),
    "pages.setup": frozenset({PUBLIC}),
    "pages.console": frozenset({PUBLIC}),
    "pages.reception": frozenset({PUBLIC}),
    "pages.manager": frozenset({PUBLIC}),
    "pages.admin": frozenset({PUBLIC}),
    "pages.city": frozenset({PUBLIC}),
    "pages.follow": frozenset({PUBLIC}),
    "pages.static_file": frozenset({PUBLIC}),
    "display.hall": frozenset({PUBLIC}),
    "display.worker": frozenset({PUBLIC}),
    "display.counter": frozenset({PUBLIC}),
    "display.pad": frozenset({PUBLIC}),
    "display.static_file": frozenset({PUBLIC}),
    "display.voices": frozenset({PUBLIC}),
    "display.clip": frozenset({PUBLIC}),
    "display.medium": frozenset({PUBLIC}),
    "sessions.create": frozenset({PUBLIC}),
    "sessions.end": _PEOPLE,
    "sessions.use": _PEOPLE,
    "sessions.list_own": _PEOPLE,
    "sessions.end_one": _PEOPLE,
    "sessions.end_others": _PEOPLE,
    "sites.list_all": frozenset({PUBLIC}),
    "sign_ins.create": frozenset({PUBLIC}),
    "setup.create": frozenset({PUBLIC}),
    "identities.identity": _PEOPLE | _DEVICES,
    "catalogue.show_catalogue": _STAFF | {_KIOSK},
    "publishing.show_file": frozenset({_ADMIN}),
    "publishing.download_file": frozenset({_ADMIN}),
    "publishing.compare": frozenset({_ADMIN}),
    "publishing.publish": frozenset({_ADMIN}),
    "tickets.offer": frozenset({_KIOSK}),
    "tickets.intake": frozenset({_KIOSK}),
    "tickets.issue": _DESK,
    "tickets.let_in": frozenset({_OFFICER, _RECEPTION}),
    "tickets.show": _STAFF,
    "lookups.look_up": _DESK,
    "rolls.list_all": _DESK,
    "rolls.enter": _DESK,
    "tickets.recall": frozenset({_OFFICER}),
    "tickets.miss": frozenset({_OFFICER}),
    "tickets.come_back": _DESK,
    "tickets.cancel": _DESK,
    "tickets.undo_miss": frozenset({_OFFICER}),
    "tickets.undo_cancel": _DESK,
    "tickets.call_this": frozenset({_OFFICER}),
    "tickets.hold": frozenset({_OFFICER}),
    "tickets.call_back": frozenset({_OFFICER}),
    "tickets.release": _DESK,
    "tickets.transfer": _DESK,
    "tickets.serve": frozenset({_OFFICER}),
    "slips.ask_again": _DESK,
    "slips.ask_dossier_receipt": _DESK,
    "slips.ask_day": frozenset({_MANAGER}),
    "slips.list_open": frozenset({_KIOSK}),
    "slips.list_printers": _DESK,
    "counters.open": frozenset({_OFFICER}),
    "counters.take": frozenset({_OFFICER}),
    "counters.close": frozenset({_OFFICER}),
    "counters.pause": frozenset({_OFFICER}),
    "counters.resume": frozenset({_OFFICER}),
    "counters.ask_help": frozenset({_OFFICER}),
    "counters.end_help": _DESK,
    "counters.change_services": frozenset({_OFFICER, _MANAGER}),
    "counters.restore_services": frozenset({_OFFICER, _MANAGER}),
    "counters.call": frozenset({_OFFICER}),
    "counters.walk_up": frozenset({_OFFICER}),
    "servings.finish": frozenset({_OFFICER}),
    "servings.reopen": frozenset({_OFFICER}),
    "servings.rate": frozenset({_PAD}),
    "servings.explain": frozenset({_PAD}),
    "views.board": _STAFF | _DEVICES,
    "views.staff": _STAFF,
    "views.counter": _STAFF | {_COUNTER, _PAD},
    "dossiers.show_dossier": _STAFF,
    "scans.show_scan": frozenset({_KIOSK}),
    "follow.show_slip": frozenset({PUBLIC}),
    "follow.rate": frozenset({PUBLIC}),
    "follow.explain": frozenset({PUBLIC}),
    "ratings.own": frozenset({_OFFICER}),
    "days.open": frozenset({_MANAGER}),
    "days.close": frozenset({_MANAGER}),
    "reports.today": _FIGURES,
    "reports.day": _FIGURES,
    "reports.day_csv": _FIGURES,
    "reports.day_xlsx": _FIGURES,
    "reports.export": frozenset({_MANAGER}),
    "devices.hear": frozenset({_KIOSK}),
    "devices.list_all": frozenset({_ADMIN}),
    "devices.revoke": frozenset({_ADMIN}),
    "devices.add": frozenset({_ADMIN}),
    "pairings.create": frozenset({_ADMIN}),
    "pairings.redeem": frozenset({PUBLIC}),
    "accounts.list_all": frozenset({_ADMIN}),
    "accounts.create": frozenset({_ADMIN}),
    "accounts.change_state": frozenset({_ADMIN}),
    "accounts.invite": frozenset({_ADMIN}),
    "accounts.change_password": _PEOPLE,
    "accounts.begin_codes": _PEOPLE,
    "accounts.confirm_codes": _PEOPLE,
    "accounts.drop_codes": frozenset({_ADMIN}),
    "accounts.drop_password": frozenset({_ADMIN}),
    "accounts.list_sessions": frozenset({_ADMIN}),
    "accounts.end_session": frozenset({_ADMIN}),
    "accounts.end_sessions": frozenset({_ADMIN}),
    "journal.tail": frozenset({_ADMIN}),
    "voice.claim": frozenset({_HALL}),
    "screens.zone_screen": frozenset({_ADMIN}),
    "screens.post": frozenset({_MANAGER}),
    "screens.withdraw": frozenset({_MANAGER}),
    "announcements.note": frozenset({_HALL}),
    "announcements.log": frozenset({_MANAGER, _ADMIN}),
}
# What its administrator may do at the city, besides what everybody does there.
_CITY_ADMINISTRATION = frozenset(
    {"journal.tail", *(endpoint for endpoint in ROUTES if endpoint.startswith("accounts."))}
)


def may_pass(endpoint: str, *, role: str, site: str) -> bool:
    """Tell whether a role passes to a route at its site: at the city there is no hall."""
    roles = ROUTES.get(endpoint, frozenset())
    if role not in roles:
        return False
    return site != CITY_CODE or _CITY in roles or endpoint in _CITY_ADMINISTRATION

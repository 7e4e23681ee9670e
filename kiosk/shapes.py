"""What the touch page is told, and nothing more: no keys, no tokens but the citizen's own QR."""

from dataclasses import dataclass
from typing import Any

from kiosk.catalogue import Catalogue, Field, Group, Service
from kiosk.config import Config
from kiosk.printing import PrintState
from kiosk.tickets import Ticket, qr_text
from printers.qr import symbol
from protocol.instants import format_instant

QR_LEVEL = "Q"


def qr_rows(text: str) -> list[str]:
    """Give the modules of a QR symbol as rows of 0 and 1, without its white border."""
    return ["".join("1" if dark else "0" for dark in row) for row in symbol(text, QR_LEVEL)]


@dataclass(frozen=True)
class Scene:
    """What stands behind a page: the hall as it is known, and how well the machine is."""

    catalogue: Catalogue | None
    is_up: bool
    config: Config


def hall_shape(scene: Scene) -> dict[str, Any]:
    """Give site, fields with their services, groups; counts only while the server is heard."""
    catalogue = scene.catalogue
    if catalogue is None:
        return {"site": None, "fields": [], "groups": [], "follows": False}
    return {
        "site": {"name_vi": catalogue.site_vi, "name_en": catalogue.site_en},
        "fields": [
            _field(field, services, is_up=scene.is_up)
            for field in catalogue.fields
            if (services := [s for s in catalogue.services if s.field == field.code])
        ],
        "groups": [_group(group) for group in catalogue.declared],
        "follows": catalogue.public_url is not None,
    }


def features_shape(*, has_speech: bool, has_staff: bool) -> dict[str, bool]:
    """Give what this agent can do beside giving numbers; the page offers nothing else."""
    return {"speech": has_speech, "scanner": False, "staff": has_staff}


def timing_shape(config: Config) -> dict[str, int]:
    return {
        "idle_s": config.idle_s,
        "warning_s": config.warning_s,
        "number_s": config.number_s,
        "unprinted_s": config.unprinted_s,
    }


def ticket_shape(
    ticket: Ticket, *, catalogue: Catalogue | None, slip: PrintState
) -> dict[str, Any]:
    """Give a number as the page shows it."""
    service = None if catalogue is None else catalogue.by_service.get(ticket.intent.wish.service)
    text = qr_text(ticket, None if catalogue is None else catalogue.public_url)
    return {
        "request_id": ticket.intent.request,
        "label": ticket.label,
        "day": ticket.day.isoformat(),
        "at": format_instant(ticket.intent.at),
        "service": {
            "name_vi": "" if service is None else service.name_vi,
            "name_en": "" if service is None else service.name_en,
        },
        "class": ticket.intent.wish.class_,
        "ahead": ticket.ahead,
        "origin": ticket.origin,
        "code": ticket.code,
        "qr": qr_rows(text),
        "slip": slip,
    }


def _field(field: Field, services: list[Service], *, is_up: bool) -> dict[str, Any]:
    return {
        "code": field.code,
        "name_vi": field.name_vi,
        "name_en": field.name_en,
        "hint_vi": field.hint_vi,
        "hint_en": field.hint_en,
        "services": [_service(service, is_up=is_up) for service in services],
    }


def _service(service: Service, *, is_up: bool) -> dict[str, Any]:
    return {
        "code": service.code,
        "name_vi": service.name_vi,
        "name_en": service.name_en,
        "waiting": service.waiting if is_up else None,
        "open_counters": service.open_counters if is_up else None,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "code": group.code,
        "name_vi": group.name_vi,
        "name_en": group.name_en,
        "evidence_vi": group.evidence_vi,
        "evidence_en": group.evidence_en,
    }

"""What the touch page is told, and nothing more: no keys, no tokens but the citizen's own QR."""

from dataclasses import dataclass
from typing import Any

from kiosk.catalogue import Catalogue, Field, Group, Service
from kiosk.config import Config
from kiosk.printing import PrintState
from kiosk.tickets import Ticket, qr_text
from printers.qr import symbol
from protocol.hours import Opening
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
    opening: Opening
    left: dict[str, int]


def hall_shape(scene: Scene) -> dict[str, Any]:
    """Give site, fields with their services, groups; counts only while the server is heard."""
    catalogue = scene.catalogue
    if catalogue is None:
        return {"site": None, "fields": [], "groups": [], "follows": False}
    return {
        "site": {"name_vi": catalogue.site_vi, "name_en": catalogue.site_en},
        "fields": [
            _field(field, [_service(service, scene) for service in services])
            for field in catalogue.fields
            if (services := [s for s in catalogue.services if s.field == field.code])
        ],
        "groups": [_group(group) for group in catalogue.declared],
        "follows": catalogue.public_url is not None,
    }


def features_shape(*, has_speech: bool, has_scanner: bool, has_staff: bool) -> dict[str, bool]:
    """Give what this agent can do beside giving numbers; the page offers nothing else."""
    return {"speech": has_speech, "scanner": has_scanner, "staff": has_staff}


def opening_shape(opening: Opening) -> dict[str, Any]:
    """Give whether numbers are given now; closed: why, and when they are again, if it is known."""
    occasion = opening.occasion
    return {
        "is_open": opening.is_open,
        "why": opening.why,
        "next_at": opening.opens_at and format_instant(opening.opens_at),
        "closes_at": opening.closes_at and format_instant(opening.closes_at),
        "day_name_vi": "" if occasion is None else occasion.name_vi,
        "day_name_en": "" if occasion is None else occasion.name_en,
    }


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


def _field(field: Field, services: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": field.code,
        "name_vi": field.name_vi,
        "name_en": field.name_en,
        "hint_vi": field.hint_vi,
        "hint_en": field.hint_en,
        "services": services,
    }


def _service(service: Service, scene: Scene) -> dict[str, Any]:
    return {
        "code": service.code,
        "name_vi": service.name_vi,
        "name_en": service.name_en,
        "tthc_code": service.tthc_code,
        "papers_vi": list(service.papers_vi),
        "papers_en": list(service.papers_en),
        "left": scene.left.get(service.code),
        "waiting": service.waiting if scene.is_up else None,
        "open_counters": service.open_counters if scene.is_up else None,
        "lane": service.lane,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "code": group.code,
        "name_vi": group.name_vi,
        "name_en": group.name_en,
        "evidence_vi": group.evidence_vi,
        "evidence_en": group.evidence_en,
    }

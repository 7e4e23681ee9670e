"""What a hall offers, as kiosks and consoles read it, with how many wait for each."""

from typing import Any

from queue_server.domain.site import Field
from queue_server.queries.views import Scene, read_desks, scale_shape, service_shape
from queue_server.store.rows import queue_lengths


def catalogue_shape(
    scene: Scene, *, rev: int, public_url: str, issuer_no: int | None
) -> dict[str, Any]:
    """Give the catalogue; a kiosk keeps the newest it saw for when the server is away."""
    lengths = queue_lengths(scene.connection, scene.code)
    desks = read_desks(scene)
    catalogue = scene.catalogue
    return {
        "site": {
            **scene.site_name(),
            "kind": scene.site.kind,
            "timezone": scene.site.settings.timezone,
        },
        "public_url": public_url,
        "rev": rev,
        "day": scene.day.isoformat(),
        "issuer_no": issuer_no,
        "fields": [_field(f, position) for position, f in enumerate(catalogue.fields)],
        "services": [service_shape(scene, s, lengths, desks) for s in catalogue.services],
        "groups": [
            {
                "code": g.code,
                "name_vi": g.name_vi,
                "name_en": g.name_en,
                "evidence_vi": g.evidence_vi,
                "self_declared": g.is_self_declared,
            }
            for g in catalogue.groups
        ],
        "counters": [
            {"number": counter.number, "services": sorted(counter.skills)}
            for counter in catalogue.counters
        ],
        "scale": scale_shape(),
    }


def _field(field: Field, position: int) -> dict[str, Any]:
    return {
        "code": field.code,
        "letter": field.letter,
        "name_vi": field.name_vi,
        "name_en": field.name_en,
        "hint_vi": field.hint_vi,
        "hint_en": field.hint_en,
        "position": position,
    }

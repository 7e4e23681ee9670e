"""What a hall offers, as kiosks and consoles read it, with how many wait for each."""

from typing import Any

from queue_server.queries.views import Scene, open_counters, read_desks, scale_shape
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
        "fields": [
            {
                "code": f.code,
                "letter": f.letter,
                "name_vi": f.name_vi,
                "name_en": f.name_en,
                "hint_vi": f.hint_vi,
                "hint_en": f.hint_en,
                "position": position,
            }
            for position, f in enumerate(catalogue.fields)
        ],
        "services": [
            {
                "code": s.code,
                "field": s.field,
                "name_vi": s.name_vi,
                "name_en": s.name_en,
                "short_vi": s.short_vi,
                "short_en": s.short_en,
                "waiting": lengths.get(s.code, 0),
                "open_counters": open_counters(catalogue, s.code, desks),
            }
            for s in catalogue.services
        ],
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

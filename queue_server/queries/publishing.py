"""What a hall offers as a file, and what another file would change in it: looked at, never done."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, select

from queue_server.catalogue_differences import Change, Doubt, differences, doubts
from queue_server.catalogue_file import Offered, mark_of, published_settings, settings_with
from queue_server.domain.device import DeviceState
from queue_server.domain.rating_refusals import ScaleDiffers
from queue_server.domain.shift import ShiftState
from queue_server.domain.site import SiteSettings
from queue_server.store.reading import (
    is_scale_taken,
    load_catalogue,
    load_organisations,
    load_site,
)
from queue_server.store.rows import queue_lengths
from queue_server.store.tables.access import device
from queue_server.store.tables.service import shift


@dataclass(frozen=True)
class Plan:
    """What publishing would change in the catalogue that has the mark `base`."""

    base: str
    changes: list[Change]
    doubts: list[Doubt]


def load_offered(connection: Connection, site: str) -> Offered:
    """Give what the hall offers now."""
    return Offered(
        load_catalogue(connection, site),
        load_organisations(connection, site),
        published_settings(_settings(connection, site)),
    )


def _settings(connection: Connection, site: str) -> SiteSettings:
    row = load_site(connection, site)
    return SiteSettings.parse({} if row is None else row["settings"])


def plan_catalogue(connection: Connection, site: str, then: Offered) -> Plan:
    """Give what publishing would do, or the no it would meet: ScaleDiffers, FileWrong."""
    settings_with(_settings(connection, site), then.settings)
    if is_scale_taken(connection, site, then.catalogue.scale):
        raise ScaleDiffers(version=then.catalogue.scale.version)
    now = load_offered(connection, site)
    return Plan(
        mark_of(now),
        differences(now, then),
        doubts(
            now,
            then,
            waiting=queue_lengths(connection, site),
            open_counters=_open_counters(connection, site),
            devices=_devices(connection, site),
        ),
    )


def _open_counters(connection: Connection, site: str) -> list[int]:
    is_open = (shift.c.site == site) & (shift.c.state != ShiftState.CLOSED)
    return list(connection.execute(select(shift.c.counter).where(is_open)).scalars())


def _devices(connection: Connection, site: str) -> Counter[int]:
    d = device.c
    here = (d.site == site) & (d.state == DeviceState.PAIRED) & d.counter.is_not(None)
    return Counter(connection.execute(select(d.counter).where(here)).scalars())

"""One snapshot of a site: what every view of it begins with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from protocol.instants import service_day
from queue_server.domain.site import Catalogue
from queue_server.store.store import SiteRecord


@dataclass(frozen=True)
class Scene:
    """What every view of a site begins with, read from one snapshot."""

    connection: Connection
    site: SiteRecord
    catalogue: Catalogue
    now: datetime

    @property
    def code(self) -> str:
        """The site's code."""
        return self.site.code

    @property
    def day(self) -> Any:
        """The site's local date."""
        return service_day(self.now, self.site.settings.zone)

    def site_name(self) -> dict[str, str]:
        """How the site is written."""
        return {"code": self.code, "name_vi": self.site.name_vi, "name_en": self.site.name_en}

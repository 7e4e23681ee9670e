"""All tables, one metadata; each constraint has a name, so a refusal can say which broke."""

from queue_server.store.tables import access, catalogue, journal, queue, service, slips, speech
from queue_server.store.tables.base import metadata

__all__ = ["access", "catalogue", "journal", "metadata", "queue", "service", "slips", "speech"]

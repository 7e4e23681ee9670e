"""What is asked of a day's figures: which hall's, and a table with names for a reason."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from queue_server.api.schemas import Body
from queue_server.domain.reasons import ExportReason

ExportFormat = Literal["csv", "xlsx"]


class HallQuery(Body):
    """Which hall's figures, by its slug; one's own where none is named."""

    site: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class ExportBody(Body):
    """A table of a day with officers' names, in which format and what for."""

    format: ExportFormat
    reason: ExportReason

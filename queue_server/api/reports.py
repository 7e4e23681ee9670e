"""A day's figures: to look at, as a table to take away, and with officers' names for a reason."""

import base64
from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.events import Actor
from protocol.instants import parse_instant, service_day
from queue_server.actions.exporting import note_export
from queue_server.api.answers import Document, ExportAnswer
from queue_server.api.commands import answer_json, principal
from queue_server.api.report_schemas import ExportBody, ExportFormat, HallQuery
from queue_server.domain.access import AccountRole
from queue_server.domain.refusals import DayUnknown, SiteUnlisted
from queue_server.parts import parts
from queue_server.queries.credentials import find_hall
from queue_server.queries.snapshot import read_scene
from queue_server.security import tell
from queue_server.stats.exports import day_csv as write_csv
from queue_server.stats.exports import day_rows
from queue_server.stats.officers import officers_of_day
from queue_server.stats.reports import day_figures
from queue_server.stats.workbook import write_workbook

reports = APIBlueprint("reports", __name__, url_prefix="/api/v1/reports", tag="reports")

FIRST_DAY = date(2000, 1, 1)  # no hall is older; some midnights of the year 1 are before time
TYPES: dict[ExportFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _figures(
    day: date | None, slug: str | None = None, *, is_named: bool = False
) -> dict[str, Any]:
    own, now, site = parts(), parts().now(), _hall(slug)

    def look(scene: Any, _rev: int) -> Any:
        today = service_day(now, scene.site.settings.zone)
        asked = day or today
        if not FIRST_DAY <= asked <= today:
            raise DayUnknown(day=f"{asked:%d/%m/%Y}")
        figures = day_figures(
            scene.connection,
            site=scene.site,
            catalogue=scene.catalogue,
            day=asked,
            now=now,
            live=asked == today,
        )
        if is_named:
            officers = officers_of_day(scene.connection, site=scene.code, day=asked)
            figures["by_officer"] = officers
        return figures

    figures: dict[str, Any] = read_scene(own.store, site, look, now=now)
    return figures


def _hall(slug: str | None) -> str:
    """Give the hall whose figures are asked for: one's own, or to the city any that it names.

    Refuses with SiteUnlisted, alike for a hall that is another's and one that is none.
    """
    who = principal()
    is_of_city = who.role == AccountRole.CITY
    if slug is None and not is_of_city:
        return who.site
    with parts().store.read() as connection:
        found = find_hall(connection, slug or "")
    if found is None or not (is_of_city or found == who.site):
        raise SiteUnlisted()
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayUnknown(day=text[:10]) from None


def _name(figures: dict[str, Any], format_: ExportFormat) -> str:
    return f"motcua-{figures['site']['code']}-{figures['day']}.{format_}"


def _content(figures: dict[str, Any], format_: ExportFormat) -> bytes:
    if format_ == "csv":
        return write_csv(figures).encode()
    at = parse_instant(figures["at"])
    return write_workbook(day_rows(figures), title=_name(figures, format_), at=at)


def _file(figures: dict[str, Any], format_: ExportFormat) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{_name(figures, format_)}"'}
    return Response(_content(figures, format_), content_type=TYPES[format_], headers=headers)


@reports.get("/today")
@reports.input(HallQuery, location="query", arg_name="query")
@reports.output(Document)
def today(query: HallQuery) -> Response:
    """Give today's figures, live; the city names the hall."""
    return answer_json(_figures(None, query.site))


@reports.get("/days/<day>")
@reports.input(HallQuery, location="query", arg_name="query")
@reports.output(Document)
def day(day: str, query: HallQuery) -> Response:
    """Give the figures of any day up to today; the city names the hall."""
    return answer_json(_figures(_day(day), query.site))


@reports.get("/days/<day>.csv")
@reports.input(HallQuery, location="query", arg_name="query")
@reports.output(Document, content_type="text/csv")
def day_csv(day: str, query: HallQuery) -> Response:
    """Give the same figures as a table for a spreadsheet."""
    return _file(_figures(_day(day), query.site), "csv")


@reports.get("/days/<day>.xlsx")
@reports.input(HallQuery, location="query", arg_name="query")
@reports.output(Document, content_type=TYPES["xlsx"])
def day_xlsx(day: str, query: HallQuery) -> Response:
    """Give the same table as a workbook."""
    return _file(_figures(_day(day), query.site), "xlsx")


@reports.post("/days/<day>/exports")
@reports.input(ExportBody, arg_name="body")
@reports.output(ExportAnswer)
def export(day: str, body: ExportBody) -> Response:
    """Give the table with what each officer served, by name; who took it and why is recorded."""
    asked, who = _day(day), principal()
    figures = _figures(asked, is_named=True)
    with parts().store.write(who.site, by=Actor("officer", who.id)) as tx:
        note_export(tx, asked, format_=body.format, reason=body.reason)
    tell("export_made", account=who.id, site=who.site, day=asked.isoformat(), why=str(body.reason))
    content = base64.b64encode(_content(figures, body.format)).decode("ascii")
    return answer_json(
        {"name": _name(figures, body.format), "type": TYPES[body.format], "content": content}
    )


BLUEPRINTS = (reports,)

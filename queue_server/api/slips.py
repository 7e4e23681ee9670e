"""Slips that staff ask of a kiosk or desk, and the machine that fetches what it is to print."""

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.ids import is_id
from queue_server.actions.slips import ask_day_slip, ask_receipt, ask_reprint
from queue_server.api.answers import Document, SlipAskedAnswer
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import PrinterBody, ReprintBody
from queue_server.domain.refusals import DayUnknown, DossierUnknown, TicketUnknown
from queue_server.parts import parts
from queue_server.queries.slips import open_orders, slip_printers
from queue_server.queries.snapshot import read_scene
from queue_server.store.store import Tx

blueprint = APIBlueprint("slips", __name__, url_prefix="/api/v1", tag="slips")


@blueprint.post("/tickets/<ticket_id>/reprints")
@blueprint.input(ReprintBody, arg_name="body")
@blueprint.output(SlipAskedAnswer, 201)
def ask_again(ticket_id: str, body: ReprintBody) -> Response:
    """Ask for one more slip of a ticket; it bears a mark."""
    if not is_id(ticket_id):
        raise TicketUnknown()

    def act(tx: Tx) -> dict[str, Any]:
        row, machine = ask_reprint(tx, ticket_id, printer=body.printer)
        return {"name": row.label, "printer": machine}

    return run_command(act, status=201)


@blueprint.post("/dossiers/<dossier_id>/receipts")
@blueprint.input(PrinterBody, arg_name="body")
@blueprint.output(SlipAskedAnswer, 201)
def ask_dossier_receipt(dossier_id: str, body: PrinterBody) -> Response:
    """Ask for the receipt of an accepted dossier (Form 01)."""
    if not is_id(dossier_id):
        raise DossierUnknown()

    def act(tx: Tx) -> dict[str, Any]:
        return {
            "name": ask_receipt(tx, dossier_id, printer=body.printer),
            "printer": body.printer,
        }

    return run_command(act, status=201)


@blueprint.post("/reports/days/<day>/slips")
@blueprint.input(PrinterBody, arg_name="body")
@blueprint.output(SlipAskedAnswer, 201)
def ask_day(day: str, body: PrinterBody) -> Response:
    """Ask for the slip of a day that is closed."""
    try:
        closed = date.fromisoformat(day)
    except ValueError:
        raise DayUnknown(day=day[:10]) from None

    def act(tx: Tx) -> dict[str, Any]:
        ask_day_slip(tx, closed, printer=body.printer)
        return {"name": closed.isoformat(), "printer": body.printer}

    return run_command(act, status=201)


@blueprint.get("/slip-orders")
@blueprint.output(Document)
def list_open() -> Response:
    """Give a kiosk or desk what it is to print and has not told of yet."""
    who = principal()

    def look(scene: Any, rev: int) -> Any:
        return {"rev": rev, "orders": open_orders(scene, who.id)}

    return answer_json(read_scene(parts().store, who.site, look, now=parts().now()))


@blueprint.get("/slip-printers")
@blueprint.output(Document)
def list_printers() -> Response:
    """Give the machines that staff may ask for a slip."""
    with parts().store.read() as connection:
        return answer_json({"printers": slip_printers(connection, principal().site)})

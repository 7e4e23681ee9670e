"""Counters: opened, paused, closed, and calling."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from queue_server.actions import helping
from queue_server.actions.calling import call_next
from queue_server.actions.holding import leave_counter
from queue_server.actions.shifts import open_shift, own_shift, pause_shift, resume_shift, take_shift
from queue_server.actions.skills import change_skills, restore_skills
from queue_server.actions.walkups import serve_walk_up
from queue_server.api.answers import CallAnswer, CounterAnswer, SkillsAnswer, WalkUpAnswer
from queue_server.api.commands import principal, run_command
from queue_server.api.schemas import Empty, IssueBody, PauseBody, SkillsBody
from queue_server.api.servings import serving_shape
from queue_server.api.tickets import shape, wish_of
from queue_server.domain.access import AccountRole
from queue_server.queries.shapes import waiting_shape
from queue_server.store.rows import Seat, first_waiting, queue_lengths
from queue_server.store.store import Tx

blueprint = APIBlueprint("counters", __name__, url_prefix="/api/v1/counters", tag="counters")
WAITING_SHOWN = 20


def _counter(number: int, state: str) -> dict[str, Any]:
    return {"counter": {"number": number, "state": state}}


@blueprint.post("/<int:number>/shift")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(CounterAnswer)
def open(number: int, body: Empty) -> Response:  # noqa: A001 -- the verb people use
    """Open a counter for oneself."""
    me = principal()

    def act(tx: Tx) -> dict[str, Any]:
        return _counter(number, open_shift(tx, counter=number, officer=me.id, seat=me.seat).state)

    return run_command(act)


@blueprint.post("/<int:number>/takeover")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(CounterAnswer)
def take(number: int, body: Empty) -> Response:
    """Take over a counter that is open at another browser; whoever is there goes with it."""
    me = principal()

    def act(tx: Tx) -> dict[str, Any]:
        return _counter(number, take_shift(tx, counter=number, officer=me.id, seat=me.seat).state)

    return run_command(act)


@blueprint.delete("/<int:number>/shift")
@blueprint.output(CounterAnswer)
def close(number: int) -> Response:
    """Close one's counter; whom it held waits again."""
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        leave_counter(tx, counter=number, officer=me)
        return _counter(number, "closed")

    return run_command(act)


@blueprint.post("/<int:number>/shift/pause")
@blueprint.input(PauseBody, arg_name="body")
@blueprint.output(CounterAnswer)
def pause(number: int, body: PauseBody) -> Response:
    """Rest, with a reason."""
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        pause_shift(tx, counter=number, officer=me, reason=body.reason)
        return _counter(number, "paused")

    return run_command(act)


@blueprint.delete("/<int:number>/shift/pause")
@blueprint.output(CounterAnswer)
def resume(number: int) -> Response:
    """Go on after a rest."""
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        resume_shift(tx, counter=number, officer=me)
        return _counter(number, "open")

    return run_command(act)


@blueprint.post("/<int:number>/help")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(CounterAnswer)
def ask_help(number: int, body: Empty) -> Response:
    """Ask colleagues and manager to come to one's counter."""
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        helping.ask_help(tx, counter=number, officer=me)
        return _counter(number, own_shift(tx, number, me).state)

    return run_command(act)


@blueprint.delete("/<int:number>/help")
@blueprint.output(CounterAnswer)
def end_help(number: int) -> Response:
    """Say that help came to a counter."""
    return run_command(lambda tx: _counter(number, helping.end_help(tx, counter=number).state))


@blueprint.put("/<int:number>/services")
@blueprint.input(SkillsBody, arg_name="body")
@blueprint.output(SkillsAnswer)
def change_services(number: int, body: SkillsBody) -> Response:
    """Let a counter serve other services, until its day ends or they are changed back."""

    def act(tx: Tx) -> dict[str, Any]:
        change_skills(tx, counter=number, services=body.services, officer=_officer())
        return _skills(tx, number)

    return run_command(act)


@blueprint.delete("/<int:number>/services")
@blueprint.output(SkillsAnswer)
def restore_services(number: int) -> Response:
    """Let a counter serve again what the catalogue says."""

    def act(tx: Tx) -> dict[str, Any]:
        restore_skills(tx, counter=number, officer=_officer())
        return _skills(tx, number)

    return run_command(act)


def _officer() -> str | None:
    """Give who may change their own counter only; a manager may change any."""
    who = principal()
    return None if who.role == AccountRole.MANAGER else who.id


def _skills(tx: Tx, number: int) -> dict[str, Any]:
    now = tx.catalogue
    return {
        "counter": number,
        "services": sorted(now.by_counter[number].skills),
        "changed": number in now.changed,
    }


@blueprint.post("/<int:number>/calls")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(CallAnswer)
def call(number: int, body: Empty) -> Response:
    """Call the next ticket; null when nobody waits. The answer holds all the desk shows."""
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        called = call_next(tx, counter=number, officer=me)
        rows = first_waiting(
            tx.connection,
            tx.code,
            yields_s=called.yields_s,
            limit=WAITING_SHOWN,
            seat=Seat(number, me),
        )
        lengths = queue_lengths(tx.connection, tx.code)
        return {
            "ticket": called.ticket and shape(tx, called.ticket),
            "waiting": [waiting_shape(row) for row in rows],
            "counts": {service: lengths.get(service, 0) for service in sorted(called.yields_s)},
        }

    return run_command(act)


@blueprint.post("/<int:number>/walkups")
@blueprint.input(IssueBody, arg_name="body")
@blueprint.output(WalkUpAnswer, 201)
def walk_up(number: int, body: IssueBody) -> Response:
    """Serve somebody at one's free counter without queueing: number, call and serving at once."""
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        issued, serving, row = serve_walk_up(
            tx, counter=number, officer=me, wish=wish_of(body), exception=body.exception
        )
        return {
            "token": issued.token,
            "serving": serving_shape(serving),
            "ticket": shape(tx, row, serving=serving.id),
        }

    return run_command(act, status=201)

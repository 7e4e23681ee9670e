"""One day in which everything happens that a hall can do, and the week after it."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from demo.hall import hall_catalogue, ward_hours
from protocol.events import SYSTEM, Actor
from protocol.numbering import make_label
from queue_server.actions.admission import admit_slip
from queue_server.actions.announcing import Said, note_announcements
from queue_server.actions.calling import (
    call_chosen,
    cancel_ticket,
    miss_ticket,
    recall_ticket,
    return_ticket,
)
from queue_server.actions.closing import close_due_days
from queue_server.actions.devices import invite_device, note_copy, revoke_device
from queue_server.actions.exporting import note_export
from queue_server.actions.health import hear_kiosk, silence_kiosks
from queue_server.actions.helping import ask_help, end_help
from queue_server.actions.holding import call_held, hold_ticket
from queue_server.actions.intake import Taken, forget_ticket, take_ticket
from queue_server.actions.issuing import Wish, offer_ticket
from queue_server.actions.media import add_medium, remove_medium
from queue_server.actions.moving import Target, transfer_ticket
from queue_server.actions.people import (
    allow_account,
    disable_account,
    invite_account,
    open_session,
)
from queue_server.actions.ratings import explain_at_pad, rate_at_pad
from queue_server.actions.refused_ratings import count_refused_at_pad
from queue_server.actions.retention import forget_part
from queue_server.actions.rolls import enter_roll
from queue_server.actions.screens import post_notice, set_zone, withdraw_notice
from queue_server.actions.serving import finish_serving
from queue_server.actions.sessions import end_session
from queue_server.actions.shifts import close_shift, pause_shift, resume_shift, take_shift
from queue_server.actions.skills import change_skills
from queue_server.actions.slips import ask_reprint, note_slip
from queue_server.actions.undoing import reopen_serving, undo_cancellation
from queue_server.actions.walkups import serve_walk_up
from queue_server.domain.health import Report
from queue_server.domain.keeping import Part
from queue_server.domain.rating import RatingRefused
from queue_server.domain.reasons import (
    CancelReason,
    ExportReason,
    HandReason,
    HoldReason,
    PauseReason,
)
from queue_server.domain.roll import Became, HandedOut, RollRange
from queue_server.domain.screen import NoticeKind
from queue_server.domain.serving import Outcome
from queue_server.domain.speech import Announced
from queue_server.domain.ticket import TicketClass
from queue_server.store.store import Tx, hash_secret
from queue_server.store.tables.slips import slip_order
from tests.stage import AN, BINH, CHI, KHANH, Stage, capped

DAY = date(2026, 11, 23)
WELL = Report("ready", None, "ok", 0, 0, "set", "ok", "0.1.0", copied=False)
PRIORITY = Wish("HT01", TicketClass.PRIORITY, "NCT75")


def live_full_day(stage: Stage) -> None:
    """Monday at the hall, then nothing but the keeper for a week."""
    _let_in(stage)
    _pair(stage)
    stage.publish(capped(hall_catalogue(hours=ward_hours()), {"DD01": 40}))
    stage.open(3, AN)
    stage.open(5, BINH)
    _report(stage)
    _give_tickets(stage)
    _enter_roll(stage)
    _serve(stage)
    _turn_aside(stage)
    _rest_and_leave(stage)
    _tell_the_hall(stage)
    stage.clock.move(days=8)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        silence_kiosks(tx)
        close_due_days(tx)


def _let_in(stage: Stage) -> None:
    """Chi is invited, chooses a password and leaves; Bình is shut out and let in again."""
    with stage.act(KHANH) as tx:
        secret, _ = invite_account(tx, stage.accounts[CHI])
        disable_account(tx, stage.accounts[BINH])
        allow_account(tx, stage.accounts[BINH])
        invite_device(tx, stage.devices["hall", None], "22223333")
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        opened = open_session(tx, secret, password_hash="hash-of-chi")
    with stage.act(CHI) as tx:
        end_session(tx, hash_secret(opened.secret))


def _pair(stage: Stage) -> None:
    for kind, counter in (("kiosk", None), ("hall", None), ("pad", 3), ("pad", 5)):
        stage.pair(kind, counter)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        note_copy(tx, stage.devices["hall", None])
        note_copy(tx, stage.devices["pad", 3])
        revoke_device(tx, stage.devices["pad", 5])
        revoke_device(tx, stage.devices["pad", 4])


def _report(stage: Stage) -> None:
    """Kiosk 1 is well, then its paper runs out, and what it holds grows."""
    id_ = stage.devices["kiosk", None]
    for report in (WELL, WELL, replace(WELL, printer="fault", cause="paper_out", paper="out")):
        stage.clock.move(seconds=4)
        with stage.store.write(stage.site, by=Actor("device", id_)) as tx:
            hear_kiosk(tx, id_, report)


def _give_tickets(stage: Stage) -> None:
    """Reception, the kiosk by every way of the tap, and two slips."""
    for service in ("HT01", "CT01", "BT01", "CT01", "HT03", "CT02"):
        stage.clock.move(seconds=50)
        stage.issue(service)
    by = Actor("device", stage.devices["kiosk", None])
    taken = _tap(stage, by, Wish("HT01"), label=None)
    _tap(stage, by, PRIORITY, label=make_label("H", 1, 1))
    own = make_label("B", 1, 1)
    for slip in (own, make_label("B", 2, 1)):  # nobody ever delivers the second
        with stage.act() as tx:
            admit_slip(tx, slip, wish=Wish("CT01"))
    _tap(stage, by, Wish("CT01"), label=own)
    with stage.store.write(stage.site, by=by) as tx:
        id_ = tx.new_id()
        offer_ticket(tx, id_, wish=Wish("CT01"), issuer_no=1)
        forget_ticket(tx, id_)
        offer_ticket(tx, tx.new_id(), wish=Wish("CT02"), issuer_no=1)
        _slip(tx, taken, "printed")
    with stage.store.write(stage.site, by=by) as tx:
        _slip(tx, taken, "uncertain")
    _print_again(stage, taken, by)


def _enter_roll(stage: Stage) -> None:
    """The hall was down before it opened: some of the roll's citizens still wait.

    The day before, of which a sheet was found, is closed and forgotten.
    """
    at, before = stage.clock.at, stage.clock.at - timedelta(days=1)
    found = HandedOut(RollRange("B", 6, 7), "CT01", before.date(), before, before, Became.SERVED)
    with stage.act() as tx:
        enter_roll(tx, found, witness=stage.accounts[BINH])
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        close_due_days(tx)
        for part in Part:
            forget_part(tx, before.date(), part)
    for first, last, became in ((1, 2, "served"), (3, 3, "lapsed"), (4, 5, "waiting")):
        handed = HandedOut(RollRange("B", first, last), "CT01", DAY, at, at, Became(became))
        with stage.act() as tx:
            enter_roll(tx, handed, witness=stage.accounts[BINH])


def _tell_the_hall(stage: Stage) -> None:
    """The hall screen shows two counters; a line at its foot stays, an urgent one goes again."""
    with stage.act(CHI) as tx:
        set_zone(tx, stage.devices[("hall", None)], [5, 3])
        note_export(tx, DAY, format_="xlsx", reason=ExportReason.ROSTER)
        post_notice(tx, NoticeKind.TICKER, text_vi="Mời ông/bà ngồi chờ.", text_en="")
        post_notice(tx, NoticeKind.URGENT, text_vi="Mất điện", text_en="Power cut")
        withdraw_notice(tx, NoticeKind.URGENT)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        for name in ("0123456789abcdef.jpg", "fedcba9876543210.webm"):
            add_medium(tx, name)
        remove_medium(tx, "fedcba9876543210.webm")


def _tap(stage: Stage, by: Actor, wish: Wish, *, label: str | None) -> str:
    """A citizen who takes the offered label, or another that the kiosk gave by itself."""
    with stage.store.write(stage.site, by=by) as tx:
        id_ = tx.new_id()
        offer = offer_ticket(tx, id_, wish=wish, issuer_no=1)[0]
    at = stage.clock.at
    stage.clock.move(seconds=2)
    with stage.store.write(stage.site, by=by) as tx:
        taken = Taken(id_, label or offer.label, DAY, tx.new_token(), at, wish)
        take_ticket(tx, taken, issuer_no=1)
    return id_


def _slip(tx: Tx, ticket: str, outcome: str) -> None:
    note_slip(tx, tx.new_id(), ticket_id=ticket, outcome=outcome, copy=0, cause=None, at=tx.now)


def _print_again(stage: Stage, taken: str, by: Actor) -> None:
    """An asks for two more slips: one comes out at the second try, one is never fetched."""
    orders = []
    for _ in range(2):
        with stage.act() as tx:
            ask_reprint(tx, taken, printer=None)
            orders.append(tx.run(select(slip_order.c.id)).scalars().all()[-1])
    for outcome in ("failed", "printed"):
        with stage.store.write(stage.site, by=by) as tx:
            kiosk = {"order_id": orders[0], "device_id": by.id}
            known = {"ticket_id": taken, "copy": 1, "cause": None, "at": tx.now}
            note_slip(tx, tx.new_id(), outcome=outcome, **known, **kiosk)


def _announce(stage: Stage, call_seq: int | None) -> None:
    """The hall screen says a call, and drops another."""
    assert call_seq is not None
    screen, at = stage.devices["hall", None], stage.clock()
    said = Said(call_seq, Announced.SPOKEN, None, at, stage.clock.move(seconds=6))
    with stage.store.write(stage.site, by=Actor("device", screen)) as tx:
        note_announcements(tx, [said], screen=screen, epoch="epoch-1")


def _serve(stage: Stage) -> None:
    """Called twice, missed, back again, cancelled; every outcome; rated, and not."""
    for outcome in (Outcome.DONE, Outcome.REFUSED, Outcome.INCOMPLETE):
        stage.clock.move(minutes=4)
        _serve_next(stage, 5, BINH, outcome)
    me = stage.accounts[AN]
    called = stage.call()
    assert called is not None
    _announce(stage, called.call_seq)
    with stage.act() as tx:
        recall_ticket(tx, called.id, officer=me)
    with stage.act() as tx:
        miss_ticket(tx, called.id, officer=me)
    stage.clock.move(minutes=9)
    with stage.act() as tx:
        return_ticket(tx, called.id)
    serving = _serve_next(stage, 3, AN, Outcome.GUIDED_ONLINE)
    with stage.act() as tx:
        rate_at_pad(tx, serving, counter=3, value=2, scale="five-1")
        explain_at_pad(tx, serving, counter=3, reason="guidance")
    for _ in range(2):
        with stage.act() as tx:
            count_refused_at_pad(tx, serving, counter=3, why=RatingRefused.TAKEN)
    with stage.act() as tx:
        change_skills(tx, counter=3, services=["HT01", "HT05", "DD01"], officer=me)
    unwanted = stage.issue("HT05").ticket.id
    with stage.act() as tx:
        cancel_ticket(tx, unwanted, reason=None)
    serving = _start_next(stage, 3, AN)
    with stage.act() as tx:
        code = "H26.12-261123-0001"
        finish_serving(tx, serving, officer=me, outcome=Outcome.ACCEPTED, dossier_code=code)


def _turn_aside(stage: Stage) -> None:
    """Everything an officer may do but the usual: by hand, held, moved and back, undone."""
    me, other = stage.accounts[AN], stage.accounts[BINH]
    chosen, moved, twice = (stage.issue("HT01").ticket.id for _ in range(3))
    with stage.act() as tx:
        call_chosen(tx, chosen, officer=me, reason=HandReason.FRAIL)
    stage.start(chosen)
    stage.clock.move(minutes=2)
    with stage.act() as tx:
        hold_ticket(tx, chosen, officer=me, reason=HoldReason.FORM, minutes=10)
    with stage.act() as tx:
        walk_up = serve_walk_up(tx, counter=3, officer=me, wish=Wish("HT01"))
    stage.finish(walk_up.serving.id)
    with stage.act() as tx:
        reopen_serving(tx, walk_up.serving.id, officer=me)
    stage.finish(walk_up.serving.id)
    with stage.act() as tx:
        call_held(tx, chosen, officer=me)
    stage.start(chosen)
    with stage.act() as tx:
        transfer_ticket(tx, chosen, officer=me, to=Target("CT01", counter=5, comes_back=True))
    with stage.act(BINH) as tx:
        call_chosen(tx, chosen, officer=other, reason=HandReason.PROMISED)
    stage.finish(stage.start(chosen, BINH), BINH)
    with stage.act(CHI) as tx:
        transfer_ticket(tx, moved, officer=stage.accounts[CHI], to=Target("DD01"))
    with stage.act() as tx:
        cancel_ticket(tx, twice, reason=CancelReason.TWICE)
    with stage.act() as tx:
        undo_cancellation(tx, twice)


def _start_next(stage: Stage, counter: int, login: str) -> str:
    called = stage.call(counter, login)
    assert called is not None
    return stage.start(called.id, login)


def _serve_next(stage: Stage, counter: int, login: str, outcome: Outcome) -> str:
    serving = _start_next(stage, counter, login)
    stage.finish(serving, login, outcome)
    return serving


def _rest_and_leave(stage: Stage) -> None:
    """Bình gets help and pauses for good; An changes seats and goes home; somebody still waits."""
    me, other = stage.accounts[AN], stage.accounts[BINH]
    with stage.act() as tx:
        pause_shift(tx, counter=3, officer=me, reason=PauseReason.MEETING)
    with stage.act() as tx:
        resume_shift(tx, counter=3, officer=me)
    with stage.act() as tx:
        take_shift(tx, counter=3, officer=me, seat="laptop-of-an")
    with stage.act() as tx:
        close_shift(tx, counter=3, officer=me)
    with stage.act(BINH) as tx:
        ask_help(tx, counter=5, officer=other)
    with stage.act(CHI) as tx:
        end_help(tx, counter=5)
    with stage.act(BINH) as tx:
        pause_shift(tx, counter=5, officer=other, reason=PauseReason.REST)
    stage.issue("HT01")

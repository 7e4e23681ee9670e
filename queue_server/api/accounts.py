"""Accounts, by their administrator; and one's own password."""

from collections.abc import Callable
from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response

from protocol.ids import is_id
from protocol.instants import format_instant
from queue_server.actions.credentials import begin_codes as start_codes
from queue_server.actions.credentials import change_password as set_password
from queue_server.actions.credentials import confirm_codes as keep_codes
from queue_server.actions.credentials import drop_codes as end_codes
from queue_server.actions.credentials import drop_password as end_password
from queue_server.actions.people import (
    allow_account,
    create_account,
    disable_account,
    invite_account,
)
from queue_server.actions.sessions import Why
from queue_server.actions.sessions import end_sessions as close_sessions
from queue_server.api.access_schemas import (
    AccountBody,
    AccountStateBody,
    CodeBody,
    CodesBody,
    PasswordBody,
)
from queue_server.api.answers import (
    AccountAnswer,
    CodesAnswer,
    Document,
    EndedAnswer,
    InviteAnswer,
    RecoveryAnswer,
    SessionsAnswer,
)
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.cookies import door_of, keep_session
from queue_server.api.ending import check_own_password, end_and_tell, officer
from queue_server.api.schemas import Empty
from queue_server.domain.access import AccountRole, is_role_of
from queue_server.domain.refusals import AccountUnknown
from queue_server.one_time import (
    address_of,
    new_code_secret,
    new_recovery,
    picture_of,
    recovery_hash,
)
from queue_server.parts import parts
from queue_server.passwords import check_password
from queue_server.queries.access import list_accounts
from queue_server.queries.access import list_sessions as sessions_of
from queue_server.queries.credentials import Holder, find_holder
from queue_server.security import tell
from queue_server.store.store import Tx

blueprint = APIBlueprint("accounts", __name__, url_prefix="/api/v1/accounts", tag="administration")


@blueprint.get("")
@blueprint.output(Document)
def list_all() -> Response:
    """Give the site's accounts, and the roles there are at it."""
    own, site = parts(), principal().site
    with own.store.read() as connection:
        kind = own.store.site(connection, site).kind
        listed = list_accounts(connection, site)
    roles = [role for role in AccountRole if is_role_of(role, kind)]
    return answer_json({"accounts": listed, "roles": roles})


@blueprint.post("")
@blueprint.input(AccountBody, arg_name="body")
@blueprint.output(AccountAnswer, 201)
def create(body: AccountBody) -> Response:
    """Make an account; nobody can use it before a link was made for it."""

    def act(tx: Tx) -> dict[str, str]:
        id_ = create_account(tx, login=body.login, name=body.name, role=body.role)
        return {"id": id_}

    return run_command(act, status=201)


@blueprint.put("/<account_id>/state")
@blueprint.input(AccountStateBody, arg_name="body")
@blueprint.output(AccountAnswer)
def change_state(account_id: str, body: AccountStateBody) -> Response:
    """Let an account sign in, or no more: then its sessions and sockets end at once."""
    own, id_ = parts(), known(account_id)

    def act(tx: Tx) -> dict[str, str]:
        (allow_account if body.is_active else disable_account)(tx, id_)
        return {"id": id_}

    response = run_command(act)
    if not body.is_active:
        own.principals.clear()
        own.audience.drop(id_)
        tell("account_disabled", account=id_, by=principal().id)
    return response


@blueprint.post("/<account_id>/links")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(InviteAnswer, 201)
def invite(account_id: str, body: Empty) -> Response:
    """Give a one-time link by which somebody chooses a new password.

    It is shown once and kept nowhere, so no Idempotency-Key is asked for: another link ends it.
    """
    own, who, id_ = parts(), principal(), known(account_id)
    with own.store.write(who.site, by=officer(who)) as tx:
        secret, ends_at = invite_account(tx, id_)
        answer = {"secret": secret, "ends_at": format_instant(ends_at), "seq": tx.seq}
    tell("account_invited", account=id_, by=who.id)
    return answer_json(answer, 201)


@blueprint.put("/self/password")
@blueprint.input(PasswordBody, arg_name="body")
@blueprint.output(Document)
def change_password(body: PasswordBody) -> Response:
    """Change one's own password: every other session ends, this one goes on under a new secret.

    It keeps its seat, and with it the counter that is open in it.
    """
    own, who = parts(), principal()
    with own.store.read() as connection:
        holder = find_holder(connection, who.id)
    check_own_password(who, body.old, holder.password_hash if holder else None)
    check_password(body.password, known=holder.known if holder else ())
    hashed = own.hasher.make(body.password)
    with own.store.write(who.site, by=officer(who)) as tx:
        opened = set_password(tx, who.id, hashed, door=replace(door_of("password"), seat=who.seat))
    own.principals.clear()
    own.audience.drop(who.id)
    tell("password_changed", account=who.id, site=who.site)
    return keep_session({"changed": True}, opened, status=200)


@blueprint.post("/self/codes")
@blueprint.input(CodesBody, arg_name="body")
@blueprint.output(CodesAnswer, 201)
def begin_codes(body: CodesBody) -> Response:
    """Give the secret of one's one-time codes, once; they are asked for after one was right."""
    own, who = parts(), principal()
    with own.store.read() as connection:
        holder = find_holder(connection, who.id)
    check_own_password(who, body.password, holder.password_hash if holder else None)
    assert holder is not None
    secret = new_code_secret(own.store.random_bytes)
    with own.store.write(who.site, by=officer(who)) as tx:
        start_codes(tx, who.id, secret)
    login, _, slug, _ = holder.known
    address = address_of(secret, login=login, place=slug)
    return answer_json({"secret": secret, "address": address, "picture": picture_of(address)}, 201)


@blueprint.put("/self/codes")
@blueprint.input(CodeBody, arg_name="body")
@blueprint.output(RecoveryAnswer)
def confirm_codes(body: CodeBody) -> Response:
    """Ask for one-time codes from now on; gives the codes for their loss, once."""
    own, who = parts(), principal()
    own.guards.logins.try_one(who.id)
    recovery = new_recovery(own.store.random_bytes)
    hashes = [recovery_hash(code) for code in recovery]
    with own.store.write(who.site, by=officer(who)) as tx:
        keep_codes(tx, who.id, typed=body.code, recovery=hashes)
    own.guards.logins.forgive(who.id)
    own.principals.clear()
    tell("codes_on", account=who.id, site=who.site)
    return answer_json({"recovery": recovery})


@blueprint.delete("/<account_id>/codes")
@blueprint.output(AccountAnswer)
def drop_codes(account_id: str) -> Response:
    """Ask somebody for codes no more who lost them; their sessions end."""
    return _drop(account_id, end_codes, told="codes_off")


@blueprint.delete("/<account_id>/password")
@blueprint.output(AccountAnswer)
def drop_password(account_id: str) -> Response:
    """Let nobody sign in with somebody's password any more; their sessions end."""
    return _drop(account_id, end_password, told="password_dropped")


def _drop(account_id: str, end: Callable[[Tx, str], None], *, told: str) -> Response:
    """Take a proof away from an account of one's own site: nothing of it goes on."""
    own, id_ = parts(), known(account_id)

    def act(tx: Tx) -> dict[str, str]:
        end(tx, id_)
        return {"id": id_}

    response = run_command(act)
    own.principals.clear()
    own.audience.drop(id_)
    tell(told, account=id_, by=principal().id)
    return response


@blueprint.get("/<account_id>/sessions")
@blueprint.output(SessionsAnswer)
def list_sessions(account_id: str) -> Response:
    """Give the sessions of somebody of one's own site."""
    own, id_ = parts(), known(account_id)
    with own.store.read() as connection:
        _check_here(find_holder(connection, id_))
        return answer_json({"sessions": sessions_of(connection, id_, now=own.now())})


@blueprint.delete("/<account_id>/sessions/<seat>")
@blueprint.output(EndedAnswer)
def end_session(account_id: str, seat: str) -> Response:
    """End one session of somebody, its sockets too; one that is over stays so."""
    return _end(known(account_id), seat)


@blueprint.delete("/<account_id>/sessions")
@blueprint.output(EndedAnswer)
def end_sessions(account_id: str) -> Response:
    """End all sessions of somebody, their sockets too."""
    return _end(known(account_id), None)


def _end(account_id: str, seat: str | None) -> Response:
    with parts().store.read() as connection:
        _check_here(find_holder(connection, account_id))
    why: Why = "administrator"
    return end_and_tell(account_id, lambda tx: close_sessions(tx, account_id, why=why, seat=seat))


def _check_here(holder: Holder | None) -> None:
    if holder is None or holder.site != principal().site:
        raise AccountUnknown()


def known(account_id: str) -> str:
    """Give an id that an account could have."""
    if not is_id(account_id):
        raise AccountUnknown()
    return account_id

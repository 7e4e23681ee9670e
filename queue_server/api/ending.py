"""What routes of sessions and accounts share: weighing one's own password, ending sessions."""

from collections.abc import Callable

from flask import Response

from protocol.events import Actor
from queue_server.api.commands import principal, run_command
from queue_server.domain.access import Principal
from queue_server.domain.refusals import PasswordWrong
from queue_server.parts import parts
from queue_server.security import tell
from queue_server.store.store import Tx


def end_and_tell(account_id: str, act: Callable[[Tx], list[str]]) -> Response:
    """End what `act` ends and gives: no request and no socket goes on, and the log tells."""
    own = parts()
    ended: list[str] = []

    def end(tx: Tx) -> dict[str, int]:
        ended.extend(act(tx))
        return {"ended": len(ended)}

    response = run_command(end)
    for secret_hash in ended:
        own.principals.pop(secret_hash, None)
        own.audience.drop_session(secret_hash)
    tell("sessions_ended", account=account_id, by=principal().id, count=len(ended))
    return response


def check_own_password(who: Principal, password: str, stored: str | None) -> None:
    """Ask somebody who is signed in for the password; refuses with PasswordWrong or TriesUsed."""
    own = parts()
    own.guards.logins.try_one(who.id)
    if not own.hasher.check(password, stored):
        tell("password_refused", account=who.id, site=who.site)
        raise PasswordWrong()
    own.guards.logins.forgive(who.id)


def officer(who: Principal) -> Actor:
    """Give who the journal says did it."""
    return Actor("officer", who.id)

"""The addresses of the staff menu: on this machine only, for its own page, behind the PIN."""

from collections.abc import Callable
from typing import Any

from flask import request

from kiosk.refusals import PageForeign, StaffOrderInvalid
from kiosk.staff import SESSION_S, StaffMenu

STAFF_HEADER = "Motcua-Staff"
LOOPBACK_ADDRESSES = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
TEXT_MAX = 80


class StaffPage:
    """Answers the staff menu; `check_page` refuses what is not the page of this run."""

    def __init__(self, menu: StaffMenu, *, check_page: Callable[[], None]) -> None:
        self._menu = menu
        self._check_page = check_page

    def routes(self) -> list[tuple[str, str, Callable[..., Any]]]:
        return [
            ("POST", "/api/staff/sessions", self.open_session),
            ("GET", "/api/staff/status", self.staff_status),
            ("POST", "/api/staff/orders", self.order),
        ]

    def open_session(self) -> tuple[dict[str, Any], int]:
        self._check_machine()
        pin = _said("pin")["pin"]
        return {"staff": self._menu.sign_in(pin or ""), "ends_s": SESSION_S}, 201

    def staff_status(self) -> dict[str, Any]:
        self._check_staff()
        return self._menu.status()

    def order(self) -> dict[str, Any]:
        self._check_staff()
        said = _said("order", "job")
        self._menu.obey(said["order"] or "", job=said["job"])
        return {"done": True}

    def _check_staff(self) -> None:
        self._check_machine()
        self._menu.check(request.headers.get(STAFF_HEADER, ""))

    def _check_machine(self) -> None:
        """Whatever address the page is served on, staff stand before the machine."""
        self._check_page()
        if request.remote_addr not in LOOPBACK_ADDRESSES:
            raise PageForeign()


def _said(*names: str) -> dict[str, str | None]:
    """Take a body of just these texts; StaffOrderInvalid when it is not one."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or set(body) != set(names):
        raise StaffOrderInvalid()
    for value in body.values():
        if value is not None and not (isinstance(value, str) and len(value) <= TEXT_MAX):
            raise StaffOrderInvalid()
    return body

"""The touch page and the addresses it talks to, on loopback only.

Another page open in the same browser must not take numbers: every request must be for a host
name of this kiosk, every write must come from this very page (Origin) and carry the secret of
this run, and nothing is ever allowed across origins.
"""

import hmac
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, render_template, request

from kiosk.agent import Agent
from kiosk.catalogue import Catalogue
from kiosk.config import WEDGE
from kiosk.refusals import (
    IssuingStopped,
    KioskStoreFailed,
    PageForeign,
    Refusal,
    ScanInvalid,
    TapInvalid,
    TapUnknown,
)
from kiosk.scans import Answer
from kiosk.schema import StoreFault
from kiosk.shapes import (
    Scene,
    features_shape,
    hall_shape,
    opening_shape,
    ticket_shape,
    timing_shape,
)
from kiosk.staff_page import StaffPage
from kiosk.tickets import Ticket, Wish
from protocol.assets import page_assets, static_folder
from protocol.dossier_code import read_code
from protocol.hours import ALWAYS_OPEN
from protocol.instants import format_instant
from protocol.numbering import is_provisional_code
from protocol.texts import Texts

SECRET_HEADER = "Motcua-Kiosk"  # noqa: S105 -- the header's name, not the secret
SECRET_BYTES = 32
BODY_BYTES_MAX = 4_096
STATIC_PATH = "/static/kiosk"
CODE_MAX = 32
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
TAP_KEYS = {"request_id", "service", "class", "group", "lang"}
SCAN_KEYS = {"text", "via", "keys"}

# The sandbox takes windows, downloads, dialogs and other programs from the page, whatever runs.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-same-origin"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(agent: Agent) -> Flask:
    """Give the WSGI application of one kiosk."""
    app = Flask("kiosk", static_folder=static_folder("kiosk"), static_url_path=STATIC_PATH)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    page = TouchPage(agent, secret=agent.world.random_bytes(SECRET_BYTES).hex())
    app.before_request(page.check_host)
    app.after_request(_add_headers)
    app.register_error_handler(Refusal, page.refuse)
    app.register_error_handler(StoreFault, page.stop)
    routes: list[tuple[str, str, Callable[..., Any]]] = [
        ("GET", "/", page.show),
        ("GET", "/api/state", page.state),
        ("GET", "/api/screen", page.screen),
        ("POST", "/api/taps", page.take_number),
        ("GET", "/api/taps/<request_id>", page.number),
        *StaffPage(agent.staff, check_page=page.check_own_page).routes(),
        ("GET", "/api/speech/<lang>/<key>", page.read_aloud),
        ("POST", "/api/scans", page.scan),
    ]
    for method, path, answer in routes:
        app.add_url_rule(path, answer.__name__, answer, methods=[method])
    return app


class TouchPage:
    """Answers the page of one run."""

    def __init__(self, agent: Agent, *, secret: str) -> None:
        self._agent = agent
        self._secret = secret
        self._asked_s = agent.world.monotonic()
        self._texts = Texts.load("kiosk", "vi")

    def show(self) -> str:
        assets = page_assets("kiosk", "kiosk")
        return render_template("kiosk.html", assets=assets, t=self._texts)

    def state(self) -> dict[str, Any]:
        """Give what the page draws itself from; it asks again every few seconds."""
        agent = self._agent
        self._asked_s = agent.world.monotonic()
        catalogue, stopped = self._look()
        opening = ALWAYS_OPEN if catalogue is None else agent.giving.opening(catalogue)
        left = {} if catalogue is None else agent.giving.left(catalogue)
        scene = Scene(catalogue, agent.link.is_up, agent.config, opening, left)
        return {
            "secret": self._secret,
            "at": format_instant(agent.world.wall() if stopped else agent.clock.now()),
            "zone": agent.config.zone,
            "stopped": stopped,
            "link": "up" if scene.is_up else "away",
            "printer": agent.printing.printer_state(),
            "timing": timing_shape(agent.config),
            "features": features_shape(
                has_speech=agent.speech.is_ready,
                has_scanner=agent.config.scanner is not None,
                has_staff=agent.staff.is_open_to_staff,
            ),
            "opening": opening_shape(opening),
            "scan": agent.scans.newest(),
            **hall_shape(scene),
        }

    def scan(self) -> Answer:
        """Say what a code leads to that the page took from a scanner's keys."""
        self.check_own_page()
        raw, is_ended = read_scan_body(request.get_json(silent=True))
        return self._agent.scans.answer(raw, is_ended=is_ended)

    def screen(self) -> dict[str, Any]:
        """Tell whoever keeps the browser when the page last asked; at first, since the start."""
        return {"asked_s_ago": self._agent.world.monotonic() - self._asked_s}

    def take_number(self) -> tuple[dict[str, Any], int]:
        self.check_own_page()
        request_id, wish = read_tap(
            request.get_json(silent=True), grammar=self._agent.config.dossier_grammar
        )
        return self._number(self._agent.issuer.tap(request_id, wish)), 201

    def number(self, request_id: str) -> dict[str, Any]:
        ticket = self._agent.store.ticket_of(request_id)
        if ticket is None:
            raise TapUnknown()
        return self._number(ticket)

    def read_aloud(self, lang: str, key: str) -> Response:
        """Give a sentence or name the page shows as sound; numbers it holds come as a query."""
        self.check_own_page()
        sound = self._agent.speech.read_aloud(
            key, lang, catalogue=self._agent.link.catalogue(), values=request.args
        )
        return Response(sound, mimetype="audio/wav")

    def check_host(self) -> None:
        if not self._agent.config.may_be_asked_as(urlsplit(f"//{request.host}").hostname or ""):
            abort(421)

    def refuse(self, refusal: Refusal) -> tuple[Response, int]:
        return jsonify(refusal.answer(self._texts)), refusal.status

    def stop(self, fault: StoreFault) -> tuple[Response, int]:
        return self.refuse(KioskStoreFailed())

    def _look(self) -> tuple[Catalogue | None, dict[str, Any] | None]:
        try:
            return self._agent.issuer.check_open(), None
        except IssuingStopped as stopped:
            return None, {"code": stopped.code}

    def _number(self, ticket: Ticket) -> dict[str, Any]:
        agent = self._agent
        slip = agent.printing.state_of(ticket)
        return {"ticket": ticket_shape(ticket, catalogue=agent.link.catalogue(), slip=slip)}

    def check_own_page(self) -> None:
        """Refuse what is not this run's page; a browser names no origin when it only looks."""
        origin = request.headers.get("Origin")
        is_only_looking = request.method == "GET" and origin is None
        is_ours = is_only_looking or urlsplit(origin or "").netloc == request.host
        secret = request.headers.get(SECRET_HEADER, "").encode()
        if not is_ours or not hmac.compare_digest(secret, self._secret.encode()):
            raise PageForeign()


def read_tap(body: object, *, grammar: re.Pattern[str]) -> tuple[str, Wish]:
    """Take the body of a tap; TapInvalid when it is not one."""
    if not isinstance(body, dict) or set(body) - {"dossier"} != TAP_KEYS:
        raise TapInvalid()
    request_id, service, group = body["request_id"], body["service"], body["group"]
    if not isinstance(request_id, str) or not REQUEST_ID.fullmatch(request_id):
        raise TapInvalid()
    if body["class"] not in ("ordinary", "priority") or body["lang"] not in ("vi", "en"):
        raise TapInvalid()
    if not _is_code(service) or not (group is None or _is_code(group)):
        raise TapInvalid()
    dossier = body.get("dossier")
    if not (dossier is None or _is_dossier(dossier, grammar)):
        raise TapInvalid()
    return request_id, Wish(service, body["class"], group, body["lang"], dossier)


def read_scan_body(body: object) -> tuple[str, bool]:
    """Take a scan's text and whether its end was said; ScanInvalid when it is none."""
    if not isinstance(body, dict) or set(body) != SCAN_KEYS or body["via"] != WEDGE:
        raise ScanInvalid()
    raw, keys = body["text"], body["keys"]
    if not isinstance(raw, str) or not (keys is None or isinstance(keys, dict)):
        raise ScanInvalid()
    return raw, keys is not None and keys.get("suffix") is True


def _is_dossier(value: object, grammar: re.Pattern[str]) -> bool:
    if not isinstance(value, str):
        return False
    return is_provisional_code(value) or read_code(value, grammar) == value


def _is_code(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= CODE_MAX


def _add_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    is_hashed = request.path.startswith(STATIC_PATH) and response.status_code == 200
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if is_hashed else "no-store"
    )
    return response

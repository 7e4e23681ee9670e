"""The paper as a page in the browser: newest slip first, and hands to put on the printer."""

import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any, ClassVar
from urllib.parse import urlsplit

from printers.emulator.paper import DPI, Page
from printers.emulator.printer import EmulatedPrinter

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HTML, SCRIPT = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
STYLE, JSON, PNG = "text/css; charset=utf-8", "application/json", "image/png"
STATIC: dict[str, tuple[str, str]] = {
    "/": ("static/paper.html", HTML),
    "/paper.js": ("static/paper.js", SCRIPT),
    "/paper.css": ("static/paper.css", STYLE),
    "/paper.svg": ("static/paper.svg", "image/svg+xml"),
    "/medium.ttf": ("fonts/BeVietnamPro-Medium.ttf", "font/ttf"),
    "/extra-bold.ttf": ("fonts/BeVietnamPro-ExtraBold.ttf", "font/ttf"),
}
CONTROLS: dict[str, Callable[[EmulatedPrinter], None]] = {
    "paper-out": EmulatedPrinter.take_out_paper,
    "paper-low": lambda printer: printer.set_paper_low(True),
    "paper-enough": lambda printer: printer.set_paper_low(False),
    "refill": EmulatedPrinter.refill,
    "cover-open": EmulatedPrinter.open_cover,
    "cover-close": EmulatedPrinter.close_cover,
    "jam": EmulatedPrinter.jam_cutter,
    "clear-jam": EmulatedPrinter.clear_jam,
    "power-off": EmulatedPrinter.cut_power,
    "power-on": EmulatedPrinter.restore_power,
}
REQUEST_S = 10
POLL_S = 0.05
BODY_MAX = 1_024


class PaperServer:
    """Serves the page of one emulated printer on a port until stopped."""

    def __init__(self, printer: EmulatedPrinter, *, host: str = "127.0.0.1", port: int = 0) -> None:
        bound = type("BoundHandler", (_Handler,), {"printer": printer})
        self._server = ThreadingHTTPServer((host, port), bound)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_S,), name="paper-page", daemon=True
        )

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def start(self) -> "PaperServer":
        """Begin to serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> "PaperServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def describe(printer: EmulatedPrinter) -> dict[str, Any]:
    """Give the printer's state and its slips, newest first, as `/slips.json` answers."""
    state = printer.state
    return {
        "printer": {
            "width_dots": printer.paper.width_dots,
            "is_powered": state.is_powered,
            "is_paper_out": state.is_paper_out,
            "is_paper_low": state.is_paper_low,
            "is_cover_open": state.is_cover_open,
            "is_cutter_jammed": state.is_cutter_jammed,
            "is_printing": printer.paper.height_dots > 0,
        },
        "slips": [describe_page(page) for page in reversed(tuple(printer.paper.pages))],
    }


def describe_page(page: Page) -> dict[str, Any]:
    """Give what is worth knowing about one piece of paper."""
    return {
        "n": page.number,
        "at": page.at.isoformat(timespec="seconds"),
        "width_dots": page.width_dots,
        "height_dots": page.height_dots,
        "width_mm": round(page.width_dots * 25.4 / DPI, 1),
        "height_mm": round(page.height_dots * 25.4 / DPI, 1),
        "is_cut": page.is_cut,
        "png": f"/slips/{page.number}.png",
    }


class _Handler(BaseHTTPRequestHandler):
    printer: ClassVar[EmulatedPrinter]
    protocol_version = "HTTP/1.1"
    timeout = REQUEST_S

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in STATIC:
            name, kind = STATIC[path]
            self._answer(HTTPStatus.OK, kind, (files("printers") / name).read_bytes())
        elif path == "/slips.json":
            self._answer_json(HTTPStatus.OK, describe(self.printer))
        elif (page := self._page(path)) is not None:
            self._answer(HTTPStatus.OK, PNG, page.to_png())
        else:
            self._answer_json(HTTPStatus.NOT_FOUND, {"error": {"code": "not_found"}})

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > BODY_MAX:
            self.close_connection = True
            self._answer_json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": {"code": "too_long"}})
            return
        self.rfile.read(size)
        control = CONTROLS.get(urlsplit(self.path).path.removeprefix("/controls/"))
        if control is None:
            self._answer_json(HTTPStatus.NOT_FOUND, {"error": {"code": "not_found"}})
        elif self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            self._answer_json(HTTPStatus.FORBIDDEN, {"error": {"code": "foreign_page"}})
        else:
            control(self.printer)
            self._answer_json(HTTPStatus.OK, describe(self.printer))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- given name
        """Say nothing: the page asks every second."""

    def _page(self, path: str) -> Page | None:
        number = path.removeprefix("/slips/").removesuffix(".png")
        if path != f"/slips/{number}.png" or not number.isdigit():
            return None
        pages = tuple(self.printer.paper.pages)
        return next((page for page in pages if str(page.number) == number), None)

    def _answer_json(self, status: HTTPStatus, body: object) -> None:
        self._answer(status, JSON, json.dumps(body).encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

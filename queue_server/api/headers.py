"""The headers every answer carries: strict CSP without inline, nothing cached that lives."""

from flask import Flask, Response, request

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "font-src 'self'",
        "media-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
TLS_ONLY = "max-age=31536000; includeSubDomains"
FOUND = frozenset({200, 206, 304})
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex",
}


def install_headers(app: Flask) -> None:
    """Put the headers on every answer, errors included."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    if "Content-Security-Policy" not in response.headers:
        response.headers.extend(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TLS_ONLY
    # Built assets carry a hash in their name; everything else is the state of this moment.
    is_asset = request.path.startswith("/static/") and response.status_code in FOUND
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if is_asset else "no-store"
    )
    return response

"""How large a body may be: 16 kB, but for a whole catalogue."""

from flask import Flask, request

BODY_BYTES_MAX = 16_384
# 200,000 letters, which is what the journal takes of one, of which many are two or three bytes.
CATALOGUE_BYTES_MAX = 393_216
_LARGER = {
    "/api/v1/catalogue": CATALOGUE_BYTES_MAX,
    "/api/v1/catalogue/differences": CATALOGUE_BYTES_MAX,
}


def body_bytes_max(path: str) -> int:
    """Give the bound of what is sent to a path."""
    return _LARGER.get(path, BODY_BYTES_MAX)


def install_bounds(app: Flask) -> None:
    """Bound every body before it is read."""
    app.config.update(MAX_CONTENT_LENGTH=BODY_BYTES_MAX)
    app.before_request(_bound)


def _bound() -> None:
    request.max_content_length = body_bytes_max(request.path)

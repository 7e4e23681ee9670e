"""One-time codes of an authenticator (TOTP, RFC 6238: 6 digits, 30 s), and codes for its loss."""

import base64
import hashlib
import hmac
import io
from datetime import datetime

import pyotp
import qrcode
from qrcode.image.svg import SvgPathImage

from protocol.ids import RandomBytes
from queue_server.domain.codes import new_code, read_code

SECRET_BYTES = 20
# A phone's clock may be half a minute off either way.
STEPS_OFF_MAX = 1
RECOVERY_COUNT, RECOVERY_LENGTH = 8, 16
ISSUER = "motcua"


def new_code_secret(random_bytes: RandomBytes) -> str:
    """Give what an authenticator and the server share: 160 random bits in base 32."""
    return base64.b32encode(random_bytes(SECRET_BYTES)).decode("ascii")


def address_of(secret: str, *, login: str, place: str) -> str:
    """Give the address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"{login} ({place})", issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """Give a QR code as an address of data that a page shows as an image."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode("ascii")


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Give the number of the 30 seconds whose code this is, if it is one of now."""
    totp = pyotp.TOTP(secret)
    code = "".join(typed.split())
    present = totp.timecode(now)
    steps = range(present - STEPS_OFF_MAX, present + STEPS_OFF_MAX + 1)
    fits = [s for s in steps if hmac.compare_digest(totp.generate_otp(s).encode(), code.encode())]
    return fits[-1] if fits else None


def new_recovery(random_bytes: RandomBytes) -> list[str]:
    """Give codes to keep on paper: 71 bits each."""
    return [new_code(random_bytes, length=RECOVERY_LENGTH) for _ in range(RECOVERY_COUNT)]


def recovery_hash(typed: str) -> str:
    """Give what is stored of one; it is too long to be guessed from that."""
    return hashlib.sha256(f"recovery {read_code(typed)}".encode()).hexdigest()

"""The PIN of the staff menu: kept as a hash, and each wrong try makes the next one wait longer.

A PIN is short, so the hash is slow (scrypt, RFC 7914) and the count of wrong tries is kept in
the same file: pulling the plug gives no fresh tries.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

from kiosk.refusals import StaffPinUnset, StaffPinWrong, StaffTooSoon
from protocol.ids import RandomBytes

FILE_NAME = "staff.json"
FILE_BYTES_MAX = 1_000
DIGITS_MIN, DIGITS_MAX = 6, 12
FREE_TRIES = 3
FIRST_WAIT_S = 5.0
WAIT_MAX_S = 900.0
SALT_BYTES = 16
SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


@dataclass(frozen=True)
class PinRecord:
    """What is kept: salt and hash as hexadecimal text, and the wrong tries since a right one."""

    salt: str
    hash: str
    wrong_count: int = 0


class StaffPin:
    """The PIN of one kiosk's store."""

    def __init__(self, folder: Path, *, elapsed_s: Callable[[], float]) -> None:
        self._path = folder / FILE_NAME
        self._elapsed_s = elapsed_s
        self._one_at_a_time = Lock()
        self._waits_since_s = elapsed_s()
        self._wrong_count = 0  # holds also when the disk takes no writes

    @property
    def is_set(self) -> bool:
        return self._read() is not None

    def set(self, pin: str, *, random_bytes: RandomBytes) -> None:
        """Keep a new PIN; ValueError unless it is DIGITS_MIN to DIGITS_MAX digits."""
        is_long_enough = DIGITS_MIN <= len(pin) <= DIGITS_MAX
        if not (is_long_enough and pin.isascii() and pin.isdecimal()):
            raise ValueError(f"a PIN is {DIGITS_MIN} to {DIGITS_MAX} digits")
        if len(set(pin)) == 1:
            raise ValueError("a PIN of one digit repeated is no secret")
        salt = random_bytes(SALT_BYTES)
        self._write(PinRecord(salt.hex(), slow_hash(pin, salt=salt)))

    def check(self, pin: str) -> None:
        """Pass with the right PIN; refuses with StaffPinUnset, StaffTooSoon or StaffPinWrong."""
        with self._one_at_a_time:
            record = self._read()
            if record is None:
                raise StaffPinUnset()
            wrong_count = max(record.wrong_count, self._wrong_count)
            self._check_pace(wrong_count)
            found = slow_hash(pin[:DIGITS_MAX], salt=bytes.fromhex(record.salt))
            is_right = hmac.compare_digest(found, record.hash) and len(pin) <= DIGITS_MAX
            self._note(record, 0 if is_right else wrong_count + 1)
            if not is_right:
                raise StaffPinWrong()

    def _check_pace(self, wrong_count: int) -> None:
        left_s = wait_s(wrong_count) - (self._elapsed_s() - self._waits_since_s)
        if left_s > 0:
            raise StaffTooSoon(left_s)

    def _note(self, record: PinRecord, wrong_count: int) -> None:
        self._wrong_count = wrong_count
        self._waits_since_s = self._elapsed_s()
        if wrong_count != record.wrong_count:
            with suppress(OSError):  # a full disk; the count in memory holds
                self._write(replace(record, wrong_count=wrong_count))

    def _read(self) -> PinRecord | None:
        try:
            with self._path.open(encoding="ascii") as file:
                return PinRecord(**json.loads(file.read(FILE_BYTES_MAX)))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, record: PinRecord) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(written, flags, 0o600), "w", encoding="ascii") as file:
            json.dump(asdict(record), file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._path)


def slow_hash(pin: str, *, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, **SCRYPT).hex()


def wait_s(wrong_count: int) -> float:
    """Give how long a try must wait after so many wrong ones in a row."""
    if wrong_count < FREE_TRIES:
        return 0.0
    doublings = min(wrong_count - FREE_TRIES, 16)
    return min(FIRST_WAIT_S * 2**doublings, WAIT_MAX_S)

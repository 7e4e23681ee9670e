"""Makes a machine a kiosk: a one-time secret for a device key and an issuer number of its own."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.catalogue import ForeignAnswer, count, text
from kiosk.records import Device
from kiosk.store import Store
from kiosk.wire import PAIRING_TIMEOUT_S, LinkFault, Reply, Wire
from protocol.numbering import ISSUER_MAX

KEY_PREFIX = "dev_"


class PairingRefused(Exception):
    """The server would not pair, or this store is a kiosk already."""


@dataclass(frozen=True)
class Proof:
    """What lets a kiosk be paired once, and where it is shown."""

    path: str
    body: dict[str, str]


def by_secret(secret: str) -> Proof:
    """Give a long secret of a link."""
    return Proof("sessions", {"secret": secret})


def by_code(code: str) -> Proof:
    """Give a code that an administrator read aloud."""
    return Proof("pairings", {"code": code})


def pair(
    folder: Path, *, server: str, proof: Proof, is_again: bool, wire: Wire, now: datetime
) -> Device:
    """Use the proof and keep what it gave; the issuer number is new with every pairing (D6a)."""
    store = Store(folder)
    try:
        if store.device() is not None and not is_again:
            raise PairingRefused("this store is paired already; --again takes a new identity")
        device = _exchange(server, proof, wire=wire)
        store.pair(device, at=now)
    finally:
        store.close()
    return device


def _exchange(server: str, proof: Proof, *, wire: Wire) -> Device:
    reply = wire.send(
        "POST",
        f"{server}/api/v1/{proof.path}",
        body=proof.body,
        timeout_s=PAIRING_TIMEOUT_S,
        is_repeatable=False,
    )
    if not reply.is_success:
        raise PairingRefused(reply.error[1])
    try:
        return _read_device(reply, server=server)
    except ForeignAnswer as error:
        raise LinkFault(str(error)) from error


def _read_device(reply: Reply, *, server: str) -> Device:
    body = reply.body
    if body.get("slot") != "kiosk":
        raise PairingRefused("this secret is for another kind of device")
    key, issuer_no = text(body, "device_key"), count(body, "issuer_no")
    if not key.startswith(KEY_PREFIX) or not 1 <= issuer_no <= ISSUER_MAX:
        raise ForeignAnswer("no device key or issuer number")
    site = text(body, "site")
    if not site:
        raise ForeignAnswer("no site")
    return Device(server, site, key, issuer_no)

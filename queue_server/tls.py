"""Certificates for a hall's own network: one local authority, and what it signs for the server.

No public authority signs for names inside a building. Kiosks and screens are told once to trust the
hall's authority; server certificates are then renewed without touching them.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3_650
# Browsers refuse longer ones.
SERVER_DAYS = 397
# Clocks of kiosks and screens are not all right.
BEFORE = timedelta(days=1)
OWNER_ALONE, EVERYBODY_READS = 0o600, 0o644


class TlsRefused(Exception):
    """There is no authority yet, or it is there already, or a file is not ours."""


@dataclass(frozen=True)
class Files:
    """Where an authority and the server's certificate lie."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What kiosks and screens are to trust."""
        return self.folder / "authority.pem"

    @property
    def authority_key(self) -> Path:
        """What signs; may lie elsewhere between renewals."""
        return self.folder / "authority.key.pem"

    @property
    def server(self) -> Path:
        """The server's certificate, with the authority's behind it."""
        return self.folder / "server.pem"

    @property
    def server_key(self) -> Path:
        """The server's key."""
        return self.folder / "server.key.pem"


def make_authority(files: Files, *, name: str, now: datetime) -> x509.Certificate:
    """Make the hall's authority; refuses with TlsRefused where there is one."""
    if files.authority.exists() or files.authority_key.exists():
        raise TlsRefused(f"there is an authority in {files.folder} already")
    files.folder.mkdir(parents=True, exist_ok=True)
    key, own = generate_private_key(SECP256R1()), _name(f"motcua {name}")
    made = _builder(own, own, key, now=now, days=AUTHORITY_DAYS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(signs=True), critical=True)
    certificate = made.sign(key, hashes.SHA256())
    _write(files.authority_key, _pem(key), mode=OWNER_ALONE)
    _write(files.authority, certificate.public_bytes(Encoding.PEM), mode=EVERYBODY_READS)
    return certificate


def make_server(files: Files, *, names: Sequence[str], now: datetime) -> x509.Certificate:
    """Sign for the server under these host names and addresses, with a new key.

    Doing it again renews it. Refuses with TlsRefused where there is no authority, or it has ended.
    """
    authority, signer = _read_authority(files)
    if authority.not_valid_after_utc <= now:
        raise TlsRefused("the authority has ended: make another folder, and trust it anew")
    key = generate_private_key(SECP256R1())
    made = _builder(_name(names[0]), authority.subject, key, now=now, days=SERVER_DAYS)
    for extension, is_critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(signs=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName([_general(one) for one in names]), False),
    ):
        made = made.add_extension(extension, critical=is_critical)
    certificate = made.sign(signer, hashes.SHA256())
    _write(files.server_key, _pem(key), mode=OWNER_ALONE)
    chain = certificate.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)
    _write(files.server, chain, mode=EVERYBODY_READS)
    return certificate


def names_of(certificate: x509.Certificate) -> list[str]:
    """Give the host names and addresses a certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(one.value) for one in found]


def fingerprint(certificate: x509.Certificate) -> str:
    """Give what people compare: SHA-256 in pairs."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def read_certificate(path: Path) -> x509.Certificate:
    """Read a certificate; TlsRefused where there is none."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as why:
        raise TlsRefused(f"{path}: {why}") from None


def _read_authority(files: Files) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    certificate = read_certificate(files.authority)
    try:
        key = load_pem_private_key(files.authority_key.read_bytes(), password=None)
    except (OSError, ValueError) as why:
        raise TlsRefused(f"{files.authority_key}: {why}") from None
    if not isinstance(key, EllipticCurvePrivateKey):
        raise TlsRefused(f"{files.authority_key}: not a key of ours")
    return certificate, key


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    *,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + timedelta(days=days) - BEFORE)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Put a file in place whole, with its mode from its first moment on."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)

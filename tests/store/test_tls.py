"""Certificates for a hall's own network, tried by a real handshake."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from queue_server.cli import main
from queue_server.tls import (
    SERVER_DAYS,
    Files,
    TlsRefused,
    make_authority,
    make_server,
    names_of,
    read_certificate,
)

NAMES = ["may-chu.motcua.lan", "127.0.0.1"]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    made = Files(tmp_path / "tls")
    make_authority(made, name="Phường Nghĩa Đô", now=datetime.now(UTC))
    return made


def shake_hands(files: Files, trusted: Path, name: str) -> str | None:
    """Give the protocol that a client who trusts an authority agrees on with the server."""
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(files.server, files.server_key)
    ours = ssl.create_default_context(cafile=trusted)
    near, far = socket.socketpair()

    def serve() -> None:
        with far:
            try:
                theirs.wrap_socket(far, server_side=True).close()
            except (ssl.SSLError, OSError):
                return

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    with near, ours.wrap_socket(near, server_hostname=name) as talking:
        return talking.version()


def test_who_trusts_the_authority_trusts_the_server_by_each_of_its_names(files: Files) -> None:
    made = make_server(files, names=NAMES, now=datetime.now(UTC))
    assert names_of(made) == NAMES
    assert [shake_hands(files, files.authority, name) for name in NAMES] == ["TLSv1.3"] * 2
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, files.authority, "elsewhere.lan")


def test_authority_of_another_hall_is_not_trusted(files: Files, tmp_path: Path) -> None:
    make_server(files, names=NAMES, now=datetime.now(UTC))
    other = Files(tmp_path / "other")
    make_authority(other, name="Phường Ba Đình", now=datetime.now(UTC))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, other.authority, NAMES[0])


def test_renewed_certificate_needs_no_new_trust(files: Files) -> None:
    now = datetime.now(UTC)
    first = make_server(files, names=NAMES, now=now - timedelta(days=SERVER_DAYS + 2))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, files.authority, NAMES[0])
    second = make_server(files, names=NAMES, now=now)
    assert first.serial_number != second.serial_number
    assert shake_hands(files, files.authority, NAMES[0]) == "TLSv1.3"


def test_keys_are_for_their_owner_alone(files: Files) -> None:
    make_server(files, names=NAMES, now=datetime.now(UTC))
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (files.authority_key, files.server_key)]
    assert modes == [0o600, 0o600]
    assert stat.S_IMODE(files.authority.stat().st_mode) & 0o077 <= 0o044


def test_authority_is_made_once_and_signs_only_for_its_server(files: Files) -> None:
    before = read_certificate(files.authority)
    with pytest.raises(TlsRefused):
        make_authority(files, name="x", now=datetime.now(UTC))
    assert read_certificate(files.authority) == before
    with pytest.raises(TlsRefused):
        make_server(files, names=NAMES, now=datetime.now(UTC) + timedelta(days=4_000))


def test_command_makes_shows_and_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path / "tls")]
    assert main(["tls", "server", "may-chu.lan", *folder]) == 1
    assert main(["tls", "authority", "--name", "Nghĩa Đô", *folder]) == 0
    assert main(["tls", "server", "may-chu.lan", "192.0.2.7", *folder]) == 0
    assert "may-chu.lan, 192.0.2.7, until" in capsys.readouterr().out
    assert main(["tls", "show", *folder]) == 0
    assert capsys.readouterr().out.count("until") == 2

"""Settings of a kiosk: one frozen object, from a TOML file, then the environment.

A key is written as it is named here; in the environment it is `MOTCUA_KIOSK_` and the name
in capitals. What the command line says comes last and wins. No other module reads either.
"""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from printers.addresses import printer_at
from protocol.dossier_code import OFFICIAL_CODE

ENV_PREFIX = "MOTCUA_KIOSK_"
PRINTERS_MAX = 4
WEDGE, SERIAL = "wedge", "serial:"
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


class Config(BaseSettings):
    """Everything that may be set; a wrong key or value stops the start with a sentence."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid")

    data: Path = Field(default=Path("var/kiosk"), description="Folder of the kiosk's own store.")
    host: str = Field(
        default="127.0.0.1",
        description="Address the touch page is served on; loopback on a real kiosk.",
    )
    port: int = Field(default=8601, ge=1, le=65535, description="Port of the touch page.")
    hosts: tuple[str, ...] = Field(
        default=(), description="Further host names the page may be asked for by, besides loopback."
    )
    server: str | None = Field(
        default=None,
        description="Address of the queue server; else the one the kiosk was paired at.",
    )
    zone: str = Field(default="Asia/Ho_Chi_Minh", description="Time zone of the site.")
    hardware_clock: bool = Field(
        default=False,
        description="The box keeps time by a battery: believe its clock after a start.",
    )

    desk: bool = Field(
        default=False,
        description="A machine at a desk: it prints what staff ask for and gives no numbers.",
    )
    printers: tuple[str, ...] = Field(
        default=(),
        max_length=PRINTERS_MAX,
        description=(
            "Slip printers, the first that is well prints: `tcp://host:port`, "
            "`usb:/dev/ticket-printer`, `usb:vendor:product`, `serial:/dev/ttyS0`, each with "
            "`?profile=name`; none: the screen alone shows numbers."
        ),
    )
    subtitle_vi: str = Field(default="Bộ phận Một cửa", description="Second line of the slip.")
    subtitle_en: str = Field(default="One-stop service", description="The same in English.")

    scanner: str | None = Field(
        default=None,
        description=(
            "Code scanner: `wedge` when it types like a keyboard, `serial:/dev/serial/by-id/…`; "
            "none: the page asks for no code."
        ),
    )
    dossier_code: str = Field(
        default=OFFICIAL_CODE,
        max_length=200,
        description="Official codes of dossiers, as a pattern; its group `date` is yymmdd.",
    )
    offer_timeout_s: float = Field(
        default=1.0, gt=0, le=1.5, description="How long a tap may wait for the server, in all."
    )
    poll_interval_s: float = Field(
        default=2.0, ge=0.1, le=30, description="Pause between looks at the server."
    )
    reserve_mb: int = Field(
        default=64,
        ge=0,
        le=1_000,
        description="Disk space kept for the day the disk is full; 0 keeps none.",
    )
    tap_interval_s: float = Field(
        default=3.0,
        ge=0,
        le=30,
        description="Least time between two numbers; ghost touches come faster.",
    )
    idle_s: int = Field(
        default=40, ge=10, description="Untouched so long, a page asks who is there."
    )
    warning_s: int = Field(
        default=20, ge=20, description="So long it asks before it goes to the start."
    )
    number_s: int = Field(
        default=20, ge=10, description="So long a printed number stands before it asks."
    )
    unprinted_s: int = Field(
        default=60,
        ge=20,
        description="The same when there is no slip and the screen must be copied.",
    )

    speech: bool = Field(
        default=True,
        description="Read sentences aloud to those who ask; needs the extra `motcua[speech]`.",
    )

    @field_validator("server")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        return None if value is None else server_address(value)

    @field_validator("printers")
    @classmethod
    def _printer_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        names = [printer_at(address).name for address in value]
        if len(set(names)) < len(names):
            raise ValueError("a printer is named twice")
        return value

    @field_validator("scanner")
    @classmethod
    def _scanner_address(cls, value: str | None) -> str | None:
        is_serial = value is not None and value.startswith(SERIAL) and len(value) > len(SERIAL)
        if value not in (None, WEDGE) and not is_serial:
            raise ValueError("a scanner is written wedge or serial:/dev/serial/by-id/…")
        return value

    @field_validator("dossier_code")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value, re.ASCII)
        except re.error as error:
            raise ValueError(f"not a pattern: {error}") from error
        return value

    @property
    def dossier_grammar(self) -> re.Pattern[str]:
        return re.compile(self.dossier_code, re.ASCII)

    @property
    def serial_scanner(self) -> str | None:
        """Give the path of the scanner's line, if it has one."""
        is_serial = self.scanner is not None and self.scanner.startswith(SERIAL)
        return self.scanner.removeprefix(SERIAL) if self.scanner and is_serial else None

    def may_be_asked_as(self, host: str) -> bool:
        """Tell whether a browser on this kiosk may have asked for the page by this host name."""
        return host in (*LOOPBACK_NAMES, *self.hosts)


def server_address(text: str) -> str:
    """Give `http(s)://host[:port]` without anything behind it; ValueError for anything else."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("a server is written http://host:port or https://host")
    return f"{parts.scheme}://{parts.netloc}"


def load_config(path: Path | None, **spoken: Any) -> Config:
    """Read the file, then the environment, then what was said on the command line."""
    written = {} if path is None else tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(written) - set(Config.model_fields)
    if unknown:
        raise ValueError(f"unknown keys in {path}: {', '.join(sorted(unknown))}")
    from_environment = Config().model_dump(exclude_unset=True)
    return Config(**{**written, **from_environment, **spoken})

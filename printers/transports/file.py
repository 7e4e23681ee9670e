"""Bytes to a file, for `motcua printer dump`; nothing ever comes back."""

from pathlib import Path
from typing import BinaryIO

from printers.transports.base import Exchange, Lost, Transport, Unreachable


class FileTransport(Transport):
    """Appends to a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def open(self) -> None:
        """Open the file for appending."""
        try:
            self._file = self._path.open("ab")
        except OSError as error:
            raise Unreachable(str(error)) from error

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Write all of it."""
        if self._file is None:
            raise Lost("not open")
        try:
            return Exchange(self._file.write(data), b"")
        except OSError as error:
            raise Lost(str(error)) from error

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

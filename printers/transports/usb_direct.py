"""A USB printer by pyusb, for machines where the kernel's printer driver is not there.

Where it is, `usb.UsbTransport` on its node is better: the node survives our crash, and a udev
rule names the right printer. So a printer that the kernel holds is refused here and never
taken away from it. python-escpos' own USB device is not used: it takes the first device that
it finds when none is named, detaches the kernel's driver for good, resets the printer at every
opening and writes without a time-out.

A time-out in writing proves that nothing of that piece was taken: libusb counts what a piece
cut short has delivered, and pyusb gives the count instead of the time-out. It is what a
printer with a full buffer looks like, and no doubt. Any other error breaks the line (Lost),
after which nobody knows what was printed.
"""

import math
from typing import Any

from printers.transports.base import READ_SIZE, Exchange, Lost, Transport, Unreachable
from printers.transports.hardware import library

PRINTER_CLASS = 7  # USB class codes, base class 07h
BULK = 2
LOOK_MS = 2  # to look for an answer before writing
PIECE = 4096
STALE_READS_MAX = 32


class UsbDirectTransport(Transport):
    """Raw bytes to and from the printer interface of one USB device, named by its numbers."""

    def __init__(
        self, *, vendor: int, product: int, serial: str | None = None, backend: Any = None
    ) -> None:
        """Set up; `serial` tells equal printers apart. Missing when pyusb is not installed."""
        self._core = library("usb.core", package="pyusb")
        self._util = library("usb.util", package="pyusb")
        self._wanted = (vendor, product, serial)
        self._backend = backend
        self._device: Any = None
        self._interface = 0
        self._out: Any = None
        self._in: Any = None

    def open(self) -> None:
        """Find the printer and take its interface; no reset, no driver is thrown out."""
        try:
            self._device = self._find()
            self._take_interface()
            self._forget_stale()
        except (self._core.USBError, self._core.NoBackendError, NotImplementedError) as error:
            self._let_go()
            raise Unreachable(str(error)) from error
        except Unreachable:
            self._let_go()
            raise

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Read what has come, and write a piece; the longer wait belongs to what there is."""
        if self._device is None:
            raise Lost("not open")
        wait_ms = max(1, math.ceil(wait_s * 1000))
        try:
            received = self._read(LOOK_MS if data else wait_ms)
            written = self._write(data, wait_ms) if data and not received else 0
        except self._core.USBError as error:
            raise Lost(str(error)) from error
        return Exchange(written, received)

    def close(self) -> None:
        """Give the interface back; a write that returned is with the printer."""
        self._let_go()

    def _find(self) -> Any:
        vendor, product, serial = self._wanted
        found = self._core.find(
            find_all=True, idVendor=vendor, idProduct=product, backend=self._backend
        )
        for device in found:
            if serial is None or self._util.get_string(device, device.iSerialNumber) == serial:
                return device
        raise Unreachable(f"no USB device {vendor:04x}:{product:04x} {serial or ''}".rstrip())

    def _take_interface(self) -> None:
        interface = self._printer_interface()
        self._interface = interface.bInterfaceNumber
        if self._is_held_by_kernel():
            raise Unreachable("the kernel's printer driver has it: use its node, /dev/usb/lp0")
        self._util.claim_interface(self._device, self._interface)
        bulk = [end for end in interface if self._util.endpoint_type(end.bmAttributes) == BULK]
        self._out = self._first(bulk, self._util.ENDPOINT_OUT)
        self._in = self._first(bulk, self._util.ENDPOINT_IN)
        if self._out is None:
            raise Unreachable("the printer interface takes no bytes")

    def _printer_interface(self) -> Any:
        for interface in self._device.get_active_configuration():
            if interface.bInterfaceClass == PRINTER_CLASS:
                return interface
        raise Unreachable("the USB device is no printer")

    def _is_held_by_kernel(self) -> bool:
        try:
            return bool(self._device.is_kernel_driver_active(self._interface))
        except NotImplementedError:
            return False  # a system without such drivers

    def _first(self, endpoints: list[Any], direction: int) -> Any:
        return next(
            (
                end
                for end in endpoints
                if self._util.endpoint_direction(end.bEndpointAddress) == direction
            ),
            None,
        )

    def _read(self, wait_ms: int) -> bytes:
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(READ_SIZE, timeout=wait_ms))
        except self._core.USBTimeoutError:
            return b""

    def _write(self, data: memoryview, wait_ms: int) -> int:
        try:
            return int(self._out.write(bytes(data[:PIECE]), timeout=wait_ms))
        except self._core.USBTimeoutError:
            return 0

    def _forget_stale(self) -> None:
        """Throw away answers to an earlier job: they must not answer our questions."""
        for _ in range(STALE_READS_MAX):
            if not self._read(LOOK_MS):
                return

    def _let_go(self) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        try:
            self._util.release_interface(device, self._interface)
        except self._core.USBError:
            pass  # it was unplugged
        finally:
            self._util.dispose_resources(device)

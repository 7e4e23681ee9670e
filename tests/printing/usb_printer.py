"""An emulated printer on a USB bus of pyusb's own kind: its real code runs down to here."""

import errno
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from printers.emulator import EmulatedPrinter
from printers.transports.memory import VirtualTime

VENDOR, PRODUCT = 0x04B8, 0x0202
OUT, IN = 0x01, 0x82
SERIAL_INDEX = 3
TICK_S = 0.001


class UsbBus(IBackend):
    """One bus with one printer; time passes only while somebody waits for the printer."""

    def __init__(
        self,
        printer: EmulatedPrinter,
        time: VirtualTime,
        *,
        serial: str = "J6EX001",
        interface_class: int = 7,
        is_held_by_kernel: bool = False,
    ) -> None:
        self.is_plugged_in = True
        self.is_held_by_kernel = is_held_by_kernel
        self.claimed: list[int] = []
        self.calls: list[str] = []
        self._printer = printer
        self._time = time
        self._serial = serial
        self._class = interface_class
        self._replies = b""

    # --- what is on the bus ---------------------------------------------------------

    def enumerate_devices(self) -> Any:
        return iter(["printer"] if self.is_plugged_in else [])

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT,
            bcdDevice=0x0100, iManufacturer=0, iProduct=0, iSerialNumber=SERIAL_INDEX,
            bNumConfigurations=1, bus=1, address=2, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1,
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError("no such interface")
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=2, bInterfaceClass=self._class, bInterfaceSubClass=1,
            bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def ctrl_transfer(
        self, handle: Any, kind: int, request: int, value: int, index: int, data: Any, timeout: int
    ) -> int:
        text = self._serial.encode("utf-16-le") if value & 0xFF else b"\x09\x04"
        answer = bytes((len(text) + 2, 3)) + text
        data[: len(answer)] = type(data)(data.typecode, answer)
        return len(answer)

    # --- what is done to it ---------------------------------------------------------

    def open_device(self, dev: Any) -> Any:
        return "handle"

    def close_device(self, handle: Any) -> None:
        self.calls.append("close")

    def get_configuration(self, handle: Any) -> int:
        return 1

    def set_configuration(self, handle: Any, value: int) -> None:
        self.calls.append("set_configuration")

    def reset_device(self, handle: Any) -> None:
        self.calls.append("reset")

    def is_kernel_driver_active(self, handle: Any, intf: int) -> bool:
        return self.is_held_by_kernel

    def detach_kernel_driver(self, handle: Any, intf: int) -> None:
        self.calls.append("detach")

    def claim_interface(self, handle: Any, intf: int) -> None:
        self._need_plug()
        self.claimed.append(intf)

    def release_interface(self, handle: Any, intf: int) -> None:
        self._need_plug()
        self.claimed.remove(intf)

    def bulk_write(self, handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        taken = self._wait(timeout, lambda: self._printer.receive(bytes(data)))
        if not taken:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        return taken

    def bulk_read(self, handle: Any, ep: int, intf: int, buffer: Any, timeout: int) -> int:
        count = self._wait(timeout, lambda: len(self._replies))
        if not count:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        said, self._replies = self._replies, b""
        buffer[:count] = type(buffer)(buffer.typecode, said)
        return count

    def _wait(self, timeout_ms: int, act: Any) -> int:
        """Let the printer live until the act gives something or the time is up."""
        ends_s = self._time.now_s + timeout_ms / 1000
        while True:
            self._need_plug()
            try:
                done = int(act())
                self._time.now_s += TICK_S
                self._replies += self._printer.advance(TICK_S)
            except ConnectionError as error:
                raise self._gone() from error
            if done or self._time.now_s >= ends_s:
                return done

    def _need_plug(self) -> None:
        if not self.is_plugged_in:
            raise self._gone()

    def _gone(self) -> USBError:
        return USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)

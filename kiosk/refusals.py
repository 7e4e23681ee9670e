"""Every expected "no" of a kiosk, by name; its sentence is `kiosk.refused.<code>`."""

import math
from typing import Any, ClassVar

from protocol.errors import ErrorAnswer, code_of, error_answer
from protocol.texts import Texts


class Refusal(Exception):
    """Something a citizen or a page asked for and may not have."""

    status: ClassVar[int] = 409
    retry_after_s: ClassVar[int | None] = None

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.code)
        self.fields = fields

    @property
    def code(self) -> str:
        return code_of(type(self))

    def answer(self, texts: Texts) -> ErrorAnswer:
        sentence = texts(f"kiosk.refused.{self.code}", **self.fields)
        return error_answer(
            self.code, sentence, fields=self.fields, retry_after_s=self.retry_after_s
        )


# The kiosk as a whole gives no numbers now; `IssuingStopped` tells the page to say so.


class IssuingStopped(Refusal):
    """Base of the reasons for which no number can be given to anybody."""

    status = 503
    retry_after_s = 10


class KioskIsDesk(IssuingStopped):
    """This machine prints what staff ask for; it gives no numbers."""


class KioskUnpaired(IssuingStopped):
    """The store holds no device key."""


class KioskRevoked(IssuingStopped):
    """The server no longer knows the device key."""


class KioskCopied(IssuingStopped):
    """Another machine gives labels under this kiosk's issuer number: its store was copied."""


class KioskNotReady(IssuingStopped):
    """The server was never heard, so there are no services to offer."""


class KioskStoreFailed(IssuingStopped):
    """The store cannot be read or written; nothing is given that could be forgotten."""


class KioskBacklogFull(IssuingStopped):
    """More is waiting to be delivered than the store may hold."""


# This one touch.


class ServiceUnknown(Refusal):
    """No such service in this hall, or not any more."""

    status = 422


class GroupUnknown(Refusal):
    """No such priority group, or none that a citizen may claim at the kiosk."""

    status = 422


class BeforeOpening(Refusal):
    """The hall gives no numbers yet; `next_at` is when it does, as in all of these."""


class IssuingEnding(Refusal):
    """Work goes on for a while, but for those who have a number."""


class LunchBreak(Refusal):
    """Between two periods of the day."""


class AfterHours(Refusal):
    """The last period of the day is over."""


class WeeklyDayOff(Refusal):
    """Nobody works on this weekday."""


class DayOff(Refusal):
    """A holiday, or a day swapped for another."""


class CapReached(Refusal):
    """The day has given all numbers of this service."""


class TapTooSoon(Refusal):
    """Faster after the last number than anyone can choose: ghost touches."""

    status = 429
    retry_after_s = 3


class ScanTooSoon(Refusal):
    """More codes in a row than anyone has papers."""

    status = 429
    retry_after_s = 3


class ScanInvalid(Refusal):
    """The body has not the shape of a scan."""

    status = 422


class TapDiffers(Refusal):
    """The same request id with another wish."""

    status = 422


class TapUnknown(Refusal):
    """No number was given for this request id."""

    status = 404


class TapInvalid(Refusal):
    """The body has not the shape of a tap."""

    status = 422


class PageForeign(Refusal):
    """The write did not come from the kiosk's own page of this run."""

    status = 403


# Staff at the machine.


class StaffPinUnset(Refusal):
    """Nobody set a PIN for the staff menu, so it stays closed."""


class StaffPinWrong(Refusal):
    """This is not the PIN."""

    status = 403


class StaffTooSoon(Refusal):
    """Too many wrong PINs: the next try must wait."""

    status = 429

    def __init__(self, wait_s: float = 1.0) -> None:
        self._wait_s = max(1, math.ceil(wait_s))
        super().__init__(wait_s=self._wait_s)

    def answer(self, texts: Texts) -> ErrorAnswer:
        sentence = texts(f"kiosk.refused.{self.code}", **self.fields)
        return error_answer(self.code, sentence, fields=self.fields, retry_after_s=self._wait_s)


class StaffSignedOut(Refusal):
    """The staff session is over, or there is none."""

    status = 401


class StaffOrderInvalid(Refusal):
    """There is no such order."""

    status = 422


class PrinterMissing(Refusal):
    """This machine was set up without a printer."""


class PrintQueueFull(Refusal):
    """Too many slips wait for the printer."""


class SlipUnknown(Refusal):
    """No such slip waits, or none was printed yet."""

    status = 404


# Reading aloud.


class SpeechUnknown(Refusal):
    """No sentence or name of the page has this key, or this kiosk has no voice."""

    status = 404


class SpeechBusy(Refusal):
    """More sentences are asked for than may wait; taps come first."""

    status = 503
    retry_after_s = 1


class SpeechFailed(Refusal):
    """The voice did not speak in time."""

    status = 503
    retry_after_s = 60


class ServerRefused(Refusal):
    """The server said no to this wish; its own code and sentence are passed on."""

    def __init__(self, code: str, message: str) -> None:
        self._code = code
        self._message = message
        super().__init__()

    @property
    def code(self) -> str:
        return self._code

    def answer(self, texts: Texts) -> ErrorAnswer:
        return error_answer(self._code, self._message)

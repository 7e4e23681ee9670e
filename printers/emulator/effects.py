"""What an interpreted stream makes a printer do, besides strips of dots."""

from dataclasses import dataclass

from printers.emulator.paper import Strip


@dataclass(frozen=True)
class CutPaper:
    """The cutter moves."""


@dataclass(frozen=True)
class FeedBack:
    """The paper is drawn back by so many rows; what is printed next lies over them."""

    rows: int


@dataclass(frozen=True)
class Reply:
    """Something to send back now that everything before it is on paper."""

    data: bytes
    is_process_id: bool = False


@dataclass(frozen=True)
class AskStatus:
    """`GS r 1`: the printer's own state is the answer."""


@dataclass(frozen=True)
class PushStatus:
    """`GS a n`: what to report by itself from now on."""

    mask: int


Effect = Strip | CutPaper | FeedBack | Reply | AskStatus | PushStatus

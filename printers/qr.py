"""QR symbols as rows of modules."""

from functools import lru_cache

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q

from printers.slip import Level

QUIET_MODULES = 4  # ISO/IEC 18004, 9.1
SYMBOLS_KEPT = 64
LEVELS: dict[Level, int] = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
# Weighing all eight masks costs six times the rest of a symbol. A slip's payload is a random
# token, so any mask gives a well mixed symbol; readers are told which in the format bits.
MASK = 2


@lru_cache(maxsize=SYMBOLS_KEPT)
def symbol(text: str, level: Level) -> tuple[tuple[bool, ...], ...]:
    """Give the modules, dark is True, smallest version that holds the text, no quiet zone.

    ValueError when the text is longer than the largest symbol holds.
    """
    code = QRCode(error_correction=LEVELS[level], border=0, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def module_count(text: str, level: Level) -> int:
    """Give the modules along one side."""
    return len(symbol(text, level))

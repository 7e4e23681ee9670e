"""How long somebody waits who keeps guessing: nothing at first, then twice as long each time.

There is no lock for good: whoever knows a login could else shut its owner out.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Allowance:
    """Tries that cost nothing, the first wait, the longest, and when tries are forgotten."""

    free: int
    first_s: float
    longest_s: float
    forgotten_s: float


PER_LOGIN = Allowance(free=5, first_s=15, longest_s=900, forgotten_s=3_600)
# A hall behind one address translates all its officers into one.
PER_ADDRESS = Allowance(free=30, first_s=15, longest_s=900, forgotten_s=3_600)
# Eight characters are guessed by nobody in the ten minutes a code lives.
PER_CODE = Allowance(free=5, first_s=15, longest_s=900, forgotten_s=3_600)
ALL_CODES = Allowance(free=40, first_s=30, longest_s=300, forgotten_s=900)


def wait_s(failures: int, allowed: Allowance) -> float:
    """Give how long nothing is tried after so many failures."""
    beyond = failures - allowed.free
    if beyond < 0:
        return 0.0
    return min(allowed.longest_s, allowed.first_s * 2.0 ** min(beyond, 16))

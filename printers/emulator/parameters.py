"""Parameters of commands as numbers and switches."""


def number(parameters: bytes, place: int = 0) -> int:
    """Give the two-byte number at a place."""
    return int.from_bytes(parameters[place : place + 2], "little")


def is_on(value: int) -> bool:
    """Give the lowest bit, of a digit too."""
    return bool(value & 1)

"""Seals: where a journal stood at an instant, signed, so that what was cannot be written anew (I7).

The chain of hashes betrays who changes a row and not those after it. Who computes every hash
anew needs the signing key as well; who cuts the end off, or puts yesterday's file in place, needs
every seal that was carried elsewhere.

What a seal cannot do: say who was right. It says that on this instant the journal held exactly
these rows up to `seq`. Ed25519 as in RFC 8032; the bytes that are signed are canonical JSON.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

TITLE = "motcua seal 1"

# Tells whether a signature of these bytes was made by the key of this name; None: not known.
CheckSignature = Callable[[str, bytes, bytes], bool | None]


@dataclass(frozen=True)
class Seal:
    """A signed head: epoch, number and hash of the newest row; `at_ms` since 1970, UTC.

    `key` is the first 16 hexadecimal digits of SHA-256 of the raw public key; `signature` is
    128 hexadecimal digits.
    """

    site: str
    epoch: str
    seq: int
    hash: str
    at_ms: int
    key: str
    signature: str = ""

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        body = [TITLE, self.site, self.epoch, self.seq, self.hash, self.at_ms, self.key]
        return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def line(self) -> str:
        """One line of a seal file."""
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)


def read_seal(line: str) -> Seal:
    """Read a line of a seal file; ValueError when it is not one."""
    try:
        seal = Seal(**json.loads(line))
    except (TypeError, ValueError) as error:
        raise ValueError("not a seal") from error
    if not all(isinstance(number, int) for number in (seal.seq, seal.at_ms)):
        raise ValueError("not a seal")
    return seal


class SealCheck:
    """Holds the rows of one journal against its seals, row by row in order of `seq`."""

    def __init__(self, seals: Iterable[Seal], *, check: CheckSignature) -> None:
        """Take the seals of one site; what is wrong with a seal itself is told at the end."""
        self._by_seq: dict[int, list[Seal]] = defaultdict(list)
        self._wrong: list[tuple[int, str]] = []
        self._epochs: list[str] = []
        self._sound_seq = 0
        self.held = 0
        for seal in sorted(set(seals), key=lambda seal: (seal.seq, seal.at_ms, seal.key)):
            why = _flaw(seal, check)
            if why is None:
                self._by_seq[seal.seq].append(seal)
            else:
                self._wrong.append((seal.seq, why))

    def follow(self, *, seq: int, epoch: str, hash_: str) -> list[str]:
        """Take the next row; gives what its seals say against it."""
        if self._epochs[-1:] != [epoch]:
            self._epochs.append(epoch)
        own = [seal for seal in self._by_seq.get(seq, ()) if seal.epoch == epoch]
        self._by_seq[seq] = [seal for seal in self._by_seq.pop(seq, []) if seal not in own]
        wrong = [
            f"another row was sealed here; rows up to {self._sound_seq} are as they were sealed"
            for seal in own
            if seal.hash != hash_
        ]
        if own and not wrong:
            self._sound_seq, self.held = seq, self.held + len(own)
        return wrong

    def end(self, seq: int) -> list[tuple[int, str]]:
        """Give what the other seals say, each with its number, after the last row `seq`."""
        left = [seal for seals in self._by_seq.values() for seal in seals]
        lost = [seal for seal in left if seal.epoch not in self._epochs[:-1]]
        return self._wrong + [
            (seal.seq, self._missing(seal, seq))
            for seal in sorted(lost, key=lambda seal: (seal.seq, seal.at_ms))
        ]

    @property
    def given_up(self) -> int:
        """How many rows of earlier epochs were sealed and then lost by a restore."""
        left = (seal for seals in self._by_seq.values() for seal in seals)
        return sum(seal.epoch in self._epochs[:-1] for seal in left)

    def _missing(self, seal: Seal, seq: int) -> str:
        if self._epochs[-1:] == [seal.epoch]:
            return f"row {seal.seq} was sealed, the journal ends at row {seq}"
        return f"row {seal.seq} was sealed in epoch {seal.epoch}, which this journal never began"


def _flaw(seal: Seal, check: CheckSignature) -> str | None:
    try:
        is_signed = check(seal.key, bytes.fromhex(seal.signature), seal.message)
    except ValueError:
        is_signed = False
    if is_signed is None:
        return f"a seal by key {seal.key}, which was not given"
    return None if is_signed else f"the seal of row {seal.seq} has a false signature"

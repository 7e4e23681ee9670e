"""Sound as 16-bit mono samples: silence cut off, brought to one level, written as WAV.

Levels are in dB below full scale (dBFS), as root of the mean square over what is not silent.
"""

import io
import math
import sys
import wave
from array import array
from dataclasses import dataclass

FULL = 32_767
SAMPLE_BYTES = 2
SILENT = 330  # 40 dB below full scale
EDGE_S = 0.012  # left standing on both sides, so that no consonant is cut
LEVEL_DB = -19.0
PEAK_DB = -1.0


@dataclass(frozen=True)
class Sound:
    """Samples and how many of them make a second."""

    samples: "array[int]"
    rate_hz: int

    @property
    def length_s(self) -> float:
        """Give its length."""
        return len(self.samples) / self.rate_hz

    @property
    def peak(self) -> int:
        """Give the farthest sample from silence."""
        return max(map(abs, self.samples), default=0)

    @property
    def level_db(self) -> float:
        """Give the level over what is not silent; -120 for silence."""
        loud = [sample * sample for sample in self.samples if abs(sample) > SILENT]
        if not loud:
            return -120.0
        return 20 * math.log10(math.sqrt(sum(loud) / len(loud)) / FULL)


def trim(sound: Sound) -> Sound:
    """Cut the silence off both ends, but for a moment."""
    loud = [n for n, sample in enumerate(sound.samples) if abs(sample) > SILENT]
    if not loud:
        return Sound(array("h"), sound.rate_hz)
    edge = round(EDGE_S * sound.rate_hz)
    return Sound(sound.samples[max(0, loud[0] - edge) : loud[-1] + 1 + edge], sound.rate_hz)


def bring_to_level(sound: Sound) -> Sound:
    """Make it as loud as every other, without cutting its peaks off."""
    if not sound.peak:
        return sound
    wanted = 10 ** ((LEVEL_DB - sound.level_db) / 20)
    allowed = FULL * 10 ** (PEAK_DB / 20) / sound.peak
    gain = min(wanted, allowed)
    return Sound(array("h", (round(s * gain) for s in sound.samples)), sound.rate_hz)


def write_wav(sound: Sound) -> bytes:
    """Give it as a WAV file."""
    samples = sound.samples
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    written = io.BytesIO()
    with wave.open(written, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(SAMPLE_BYTES)
        out.setframerate(sound.rate_hz)
        out.writeframes(samples.tobytes())
    return written.getvalue()


def read_wav(content: bytes) -> Sound:
    """Read a WAV file; ValueError when it is not 16-bit mono."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, SAMPLE_BYTES):
                raise ValueError("not 16-bit mono")
            samples = array("h", file.readframes(file.getnframes()))
            rate_hz = file.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError("not a WAV file") from error
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(samples, rate_hz)

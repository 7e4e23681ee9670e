"""Sound by numbers, and the voice that needs no network."""

import math
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from protocol.espeak import TEXT_MAX, Espeak, VoiceFault, installed_home
from protocol.sound import (
    EDGE_S,
    FULL,
    LEVEL_DB,
    PEAK_DB,
    Sound,
    bring_to_level,
    read_wav,
    trim,
    write_wav,
)
from protocol.texts import LANGUAGES, Lang

RATE_HZ = 8_000


def tone(*, length_s: float, height: int) -> "array[int]":
    return array(
        "h",
        (
            round(height * math.sin(2 * math.pi * 440 * n / RATE_HZ))
            for n in range(round(length_s * RATE_HZ))
        ),
    )


def test_silence_is_cut_off_both_ends_but_for_a_moment() -> None:
    quiet = array("h", bytes(2 * RATE_HZ))
    cut = trim(Sound(quiet + tone(length_s=0.5, height=9_000) + quiet, RATE_HZ))
    assert cut.length_s == pytest.approx(0.5 + 2 * EDGE_S, abs=0.002)
    assert trim(Sound(quiet, RATE_HZ)).length_s == 0


def test_soft_and_loud_come_to_one_level() -> None:
    for height in (600, 3_000, 32_000):
        levelled = bring_to_level(Sound(tone(length_s=0.2, height=height), RATE_HZ))
        assert levelled.level_db == pytest.approx(LEVEL_DB, abs=1.5)


def test_a_peak_is_never_cut_off() -> None:
    spiky = array("h", [400] * 1_000 + [20_000] * 4)
    louder = bring_to_level(Sound(spiky, RATE_HZ))
    assert louder.peak == round(FULL * 10 ** (PEAK_DB / 20))
    assert louder.samples[0] / louder.samples[-1] == pytest.approx(400 / 20_000, rel=0.01)


def test_silence_has_no_level_to_be_brought_to() -> None:
    silence = Sound(array("h", bytes(200)), RATE_HZ)
    assert bring_to_level(silence) == silence


def test_a_wav_file_gives_back_its_samples() -> None:
    sound = Sound(tone(length_s=0.1, height=5_000), RATE_HZ)
    assert read_wav(write_wav(sound)) == sound


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3 not a wave file at all"])
def test_what_is_no_wav_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a WAV file"):
        read_wav(content)


# One process has one voice: it is started as a program, as the kiosk does.


def spoken(text: str, lang: str) -> Sound:
    command = [sys.executable, "-I", "-m", "protocol.espeak", lang]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return read_wav(done.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_is_said_at_the_common_level(lang: Lang) -> None:
    said = spoken({"vi": "Xin mời số ba", "en": "Number three please"}[lang], lang)
    assert said.rate_hz == 22_050
    assert 0.5 < said.length_s < 3
    assert said.level_db == pytest.approx(LEVEL_DB, abs=1.5)
    assert said.peak < FULL
    assert said == trim(said)


def test_the_tone_marks_are_heard() -> None:
    """With the wrong voice or encoding, "ba", "bà" and "bá" would be one sound."""
    assert len({spoken(word, "vi").samples.tobytes() for word in ("ba", "bà", "bá")}) == 3


def test_a_language_without_a_voice_is_refused() -> None:
    command = [sys.executable, "-I", "-m", "protocol.espeak", "fr"]
    assert subprocess.run(command, input=b"un", capture_output=True, check=False).returncode == 2


def test_a_folder_without_the_library_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(VoiceFault, match="no eSpeak NG"):
        Espeak(tmp_path)


def test_nothing_endless_is_said() -> None:
    home = installed_home()
    assert home is not None
    with pytest.raises(ValueError, match="too long"):
        Espeak(home).speak("a" * (TEXT_MAX + 1), "vi")

"""Packs of clips: a folder for each language with a WAV file for each word, and a manifest.

The build makes one pack for each language with eSpeak NG. A hall that has recordings puts them in a
folder of its own, with the same names; they are used when nothing is missing and nothing wrong.
"""

import hashlib
import json
import math
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from display.announcements import CHIME, call_tables, clip_words
from protocol.sound import Sound, bring_to_level, read_wav, trim, write_wav
from protocol.texts import LANGUAGES, Lang

BUILT_IN = Path(__file__).parent / "voices"
MANIFEST, TABLES = "manifest.json", "tables.json"
ENDING = ".wav"
LENGTH_MIN_S, LENGTH_MAX_S = 0.08, 3.0
LEVEL_MIN_DB = -32.0
RATE_MIN_HZ = 16_000
FILES_MAX = 200
FILE_BYTES_MAX = 1_000_000
# Three tones going up, each rung like a bell (domain 6.5).
CHIME_TONES_HZ = (659.3, 784.0, 987.8)
CHIME_TONE_S, CHIME_FADE_S = 0.32, 0.22

Speak = Callable[[str, Lang], Sound]


@dataclass(frozen=True)
class Pack:
    """The clips of one language, ready to be served."""

    lang: Lang
    folder: Path
    digest: str


@dataclass(frozen=True)
class WrongClip:
    """A file of a pack that cannot be used, and why in plain words."""

    name: str
    why: str

    @property
    def line(self) -> str:
        return f"{self.name}: {self.why}"


def build_packs(folder: Path, speak: Speak, *, rate_hz: int) -> None:
    """Make every clip of every language, and the tables that say how to put them together."""
    for lang in LANGUAGES:
        _build_pack(folder / lang, lang, speak, rate_hz)
    tables = json.dumps(call_tables(), ensure_ascii=False, separators=(",", ":"))
    (folder / TABLES).write_text(tables + "\n", encoding="utf-8")


def _build_pack(folder: Path, lang: Lang, speak: Speak, rate_hz: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in clip_words(lang).items():
        sound = chime(rate_hz) if name == CHIME else speak(words, lang)
        (folder / (name + ENDING)).write_bytes(write_wav(sound))
    manifest = json.dumps(manifest_of(folder, lang), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")


def manifest_of(folder: Path, lang: Lang) -> dict[str, Any]:
    """Give the closed list of clips: what each says, how long and how loud it is."""
    clips = {}
    for name, words in clip_words(lang).items():
        sound = read_wav((folder / (name + ENDING)).read_bytes())
        length_s, level_db = round(sound.length_s, 3), round(sound.level_db, 1)
        clips[name] = {"words": words, "length_s": length_s, "level_db": level_db}
    return {"lang": lang, "clips": clips}


def chime(rate_hz: int) -> Sound:
    """Give three tones, the last one left to ring."""
    tail = round((len(CHIME_TONES_HZ) * CHIME_TONE_S + 3 * CHIME_FADE_S) * rate_hz)
    heights = [0.0] * tail
    for place, tone_hz in enumerate(CHIME_TONES_HZ):
        begin = round(place * CHIME_TONE_S * rate_hz)
        for n in range(tail - begin):
            at_s = n / rate_hz
            swell = min(1.0, at_s / 0.01) * math.exp(-at_s / CHIME_FADE_S)
            heights[begin + n] += swell * math.sin(2 * math.pi * tone_hz * at_s)
    loudest = max(map(abs, heights))
    samples = array("h", (round(20_000 * height / loudest) for height in heights))
    return bring_to_level(trim(Sound(samples, rate_hz)))


def check_pack(folder: Path, lang: Lang) -> list[WrongClip]:
    """Give every clip that is missing or cannot be used, and every file that is none."""
    wanted = clip_words(lang)
    found = {path.name for path in sorted(folder.iterdir())[:FILES_MAX] if path.is_file()}
    extra = found - {name + ENDING for name in wanted} - {MANIFEST}
    strange = [WrongClip(name, "no clip has this name") for name in sorted(extra)]
    return [*_wrong_clips(folder, wanted), *strange]


def _wrong_clips(folder: Path, wanted: dict[str, str]) -> Iterator[WrongClip]:
    for name, words in wanted.items():
        why = _why_unusable(folder / (name + ENDING))
        if why is not None:
            yield WrongClip(name + ENDING, f"{why} ({words})" if words else why)


def _why_unusable(path: Path) -> str | None:
    if not path.is_file():
        return "missing"
    size = path.stat().st_size
    if not 0 < size <= FILE_BYTES_MAX:
        return "empty" if size == 0 else "too large"
    try:
        sound = read_wav(path.read_bytes())
    except ValueError as error:
        return str(error)
    return _why_unheard(sound)


def _why_unheard(sound: Sound) -> str | None:
    if sound.rate_hz < RATE_MIN_HZ:
        return f"only {sound.rate_hz} samples a second"
    said_s = trim(sound).length_s
    if said_s < LENGTH_MIN_S:
        return "empty"
    if sound.length_s > LENGTH_MAX_S:
        return f"too long: {sound.length_s:.1f} s"
    if sound.level_db < LEVEL_MIN_DB:
        return f"too quiet: {sound.level_db:.0f} dB"
    return None


def find_packs(own: Path | None) -> dict[Lang, Pack]:
    """Give the pack of each language: the hall's own where it is whole, else the built-in one.

    FileNotFoundError when nothing was built (`./dev build` builds).
    """
    packs: dict[Lang, Pack] = {}
    for lang in LANGUAGES:
        recorded = None if own is None else own / lang
        is_whole = recorded is not None and recorded.is_dir() and not check_pack(recorded, lang)
        packs[lang] = _pack(recorded if recorded and is_whole else BUILT_IN / lang, lang)
    return packs


def _pack(folder: Path, lang: Lang) -> Pack:
    digest = hashlib.sha256()
    for name in clip_words(lang):
        digest.update((folder / (name + ENDING)).read_bytes())
    return Pack(lang, folder, digest.hexdigest()[:16])

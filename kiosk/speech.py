"""Reads aloud what the touch page shows: its sentences, the hall's names, the number given.

Nothing from outside is ever spoken: a page asks by key, and the words are the catalogue's. The
voice runs as a program of its own at low priority, one sentence at a time, so that neither its
memory nor a crash in it costs a citizen the number; few requests may wait for it, so that threads
for taps stay free.
"""

import re
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

import structlog

from kiosk.catalogue import Catalogue, Service
from kiosk.refusals import SpeechBusy, SpeechFailed, SpeechUnknown
from protocol.espeak import VoiceFault, installed_home
from protocol.spoken import label_words
from protocol.texts import LANGUAGES, Lang, Texts

# Most sentences are said in a tenth of a second; a box under load may take longer.
VOICE_TIMEOUT_S = 3.0
WAITING_MAX = 2
CACHE_BYTES_MAX = 4_000_000  # some thirty sentences
KEY = re.compile(r"([a-z]{1,16})\.([A-Za-z0-9_.-]{1,64})", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)
NUMBERS_MAX = 4
FIRST_KEY = "kiosk.ask_field"

Say = Callable[[str, Lang], bytes]

log = structlog.get_logger("kiosk.speech")


def say_in_program(text: str, lang: Lang) -> bytes:
    """Give a sentence as a WAV file; VoiceFault when the voice does not speak in time."""
    command = [sys.executable, "-I", "-m", "protocol.espeak", lang]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=VOICE_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise VoiceFault(type(error).__name__) from error
    return done.stdout


class Speech:
    """One kiosk's voice: what it can say, and the sentences it said lately."""

    def __init__(self, *, is_wanted: bool, say: Say = say_in_program) -> None:
        self._is_wanted = is_wanted and installed_home() is not None
        self._say = say
        self._texts = {lang: Texts.load("kiosk", lang) for lang in LANGUAGES}
        self._seats = BoundedSemaphore(1 + WAITING_MAX)
        self._voice = Lock()
        self._said: OrderedDict[tuple[str, Lang], bytes] = OrderedDict()
        self.is_ready = False

    def try_voice(self) -> None:
        """Say a first sentence, until one was said: only then may the page ask."""
        if self._is_wanted and not self.is_ready:
            try:
                self._sound(self._texts["vi"](FIRST_KEY), "vi")
            except SpeechFailed:
                return  # told in the log; the next round tries again

    def read_aloud(
        self, key: str, lang: str, *, catalogue: Catalogue | None, values: Mapping[str, str]
    ) -> bytes:
        """Give the WAV file of one key; SpeechUnknown, SpeechBusy or SpeechFailed."""
        if not self._is_wanted or lang not in LANGUAGES:
            raise SpeechUnknown()
        language: Lang = "vi" if lang == "vi" else "en"
        words = self._words(key, language, catalogue, _numbers(values))
        if not words:
            raise SpeechUnknown()
        with self._seat():
            return self._sound(words, language)

    def _words(
        self, key: str, lang: Lang, catalogue: Catalogue | None, numbers: Mapping[str, int]
    ) -> str:
        match = KEY.fullmatch(key)
        if match is None:
            raise SpeechUnknown()
        kind, rest = match.groups()
        if kind == "label":
            return self._label(rest, lang)
        if kind == "papers":
            return _papers(None if catalogue is None else catalogue.by_service.get(rest), lang)
        rows = _named_rows(kind, catalogue)
        if rows is not None:
            return _name(rows.get(rest), lang)
        try:
            return _speakable(self._texts[lang](key, **numbers))
        except KeyError:  # no such sentence, or one that needs another value
            raise SpeechUnknown() from None

    def _label(self, label: str, lang: Lang) -> str:
        try:
            return self._texts[lang]("kiosk.said_number", label=label_words(label, lang))
        except ValueError:
            raise SpeechUnknown() from None

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if not self._seats.acquire(blocking=False):
            raise SpeechBusy()
        try:
            yield
        finally:
            self._seats.release()

    def _sound(self, words: str, lang: Lang) -> bytes:
        with self._voice:
            known = self._said.get((words, lang))
            if known is not None:
                self._said.move_to_end((words, lang))
                return known
            sound = self._new_sound(words, lang)
            self._keep((words, lang), sound)
            return sound

    def _new_sound(self, words: str, lang: Lang) -> bytes:
        try:
            sound = self._say(words, lang)
        except VoiceFault as fault:
            self.is_ready = False
            log.error("voice.failed", reason=str(fault))
            raise SpeechFailed() from fault
        self.is_ready = True
        return sound

    def _keep(self, key: tuple[str, Lang], sound: bytes) -> None:
        self._said[key] = sound
        while sum(map(len, self._said.values())) > CACHE_BYTES_MAX and len(self._said) > 1:
            self._said.popitem(last=False)


def _numbers(values: Mapping[str, str]) -> dict[str, int]:
    if len(values) > NUMBERS_MAX or not all(map(NUMBER.fullmatch, values.values())):
        raise SpeechUnknown()
    return {name: int(value) for name, value in values.items()}


def _named_rows(kind: str, catalogue: Catalogue | None) -> Mapping[str, Any] | None:
    if kind not in ("field", "service", "group"):
        return None
    if catalogue is None:
        return {}
    named: dict[str, Mapping[str, Any]] = {
        "field": catalogue.by_field,
        "service": catalogue.by_service,
        "group": {group.code: group for group in catalogue.declared},
    }
    return named[kind]


def _name(row: Any, lang: Lang) -> str:
    if row is None:
        raise SpeechUnknown()
    return _speakable(row.name_vi if lang == "vi" else row.name_en)


def _papers(service: Service | None, lang: Lang) -> str:
    """Give what to bring, paper by paper with a rest between; "" when nothing is named."""
    if service is None:
        raise SpeechUnknown()
    lines = service.papers_vi if lang == "vi" else service.papers_en
    return " ".join(f"{_speakable(line).rstrip('.;,')}." for line in lines)


def _speakable(text: str) -> str:
    """Without the stroke of "ông/bà", which a voice would name."""
    return text.replace("/", " ").strip()

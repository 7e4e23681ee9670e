"""What a kiosk reads aloud: what its page shows, and nothing anybody else made up."""

import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

import pytest

from kiosk.pages import create_app
from kiosk.refusals import SpeechBusy, SpeechFailed, SpeechUnknown
from kiosk.speech import CACHE_BYTES_MAX, WAITING_MAX, Speech
from protocol.espeak import VoiceFault
from protocol.sound import LEVEL_DB, read_wav
from protocol.texts import Lang
from tests.kiosk.kiosks import Kiosk


class Reader:
    """Says nothing, but notes what it was given to say."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Lang]] = []
        self.is_broken = False
        self.length = 100
        self.may_speak = threading.Event()
        self.may_speak.set()

    def __call__(self, text: str, lang: Lang) -> bytes:
        self.said.append((text, lang))
        assert self.may_speak.wait(10)
        if self.is_broken:
            raise VoiceFault("gone")
        return bytes(self.length)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def speech(reader: Reader) -> Speech:
    return Speech(is_wanted=True, say=reader)


def read(speech: Speech, key: str, lang: str = "vi", **values: str) -> bytes:
    return speech.read_aloud(key, lang, catalogue=None, values=values)


@pytest.mark.parametrize(
    ("key", "lang", "text"),
    [
        ("kiosk.ask_field", "vi", "Ông bà cần làm việc gì?"),
        ("kiosk.ask_field", "en", "What do you need today?"),
        ("label.B012", "vi", "Số bê, không, một, hai."),
        ("label.B2-017", "en", "Number B, two, dash, zero, one, seven."),
    ],
)
def test_sentences_and_numbers_are_said(
    speech: Speech, reader: Reader, key: str, lang: Lang, text: str
) -> None:
    assert read(speech, key, lang) == bytes(100)
    assert reader.said == [(text, lang)]


def test_a_number_inside_a_sentence_comes_with_the_question(speech: Speech, reader: Reader) -> None:
    read(speech, "kiosk.waiting_many", count="4")
    assert reader.said == [("4 người chờ", "vi")]


def test_names_of_the_hall_are_said(kiosk: Kiosk, reader: Reader) -> None:
    speech = Speech(is_wanted=True, say=reader)
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    field, service = catalogue.fields[0], catalogue.services[0]
    for key in (f"field.{field.code}", f"service.{service.code}", "group.NCT75"):
        speech.read_aloud(key, "vi", catalogue=catalogue, values={})
    group = next(group for group in catalogue.groups if group.code == "NCT75")
    names = [name.replace("/", " ") for name in (field.name_vi, service.name_vi, group.name_vi)]
    assert [text for text, _ in reader.said] == names


def test_all_papers_of_a_service_are_said(kiosk: Kiosk, reader: Reader) -> None:
    speech = Speech(is_wanted=True, say=reader)
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    papers = ("Bản chính", "Giấy tờ của ông/bà.")
    service = replace(catalogue.services[0], code="CT01", papers_vi=papers, papers_en=())
    changed = replace(catalogue, services=(service,))
    speech.read_aloud("papers.CT01", "vi", catalogue=changed, values={})
    assert reader.said == [("Bản chính. Giấy tờ của ông bà.", "vi")]
    for key, lang in (("papers.CT01", "en"), ("papers.NONE", "vi")):
        with pytest.raises(SpeechUnknown):
            speech.read_aloud(key, lang, catalogue=changed, values={})
    assert len(reader.said) == 1


@pytest.mark.parametrize(
    ("key", "lang", "values"),
    [
        ("kiosk.nothing_like_it", "vi", {}),
        ("kiosk.waiting_many", "vi", {}),
        ("kiosk.waiting_many", "vi", {"count": "four"}),
        ("kiosk.waiting_many", "vi", {"count": "12345"}),
        ("kiosk.ask_field", "fr", {}),
        ("kiosk.for_staff", "vi", {"reason": "come to the back door"}),
        ("label.come-here", "vi", {}),
        ("field.NONE", "vi", {}),
        ("Xin chào", "vi", {}),
        ("kiosk." + "x" * 65, "vi", {}),
    ],
)
def test_nothing_else_is_ever_said(
    speech: Speech, reader: Reader, key: str, lang: str, values: dict[str, str]
) -> None:
    with pytest.raises(SpeechUnknown):
        read(speech, key, lang, **values)
    assert reader.said == []


def test_a_group_nobody_may_claim_here_is_not_named(kiosk: Kiosk, speech: Speech) -> None:
    with pytest.raises(SpeechUnknown):
        speech.read_aloud("group.BENH", "vi", catalogue=kiosk.agent.link.catalogue(), values={})


def test_a_sentence_is_made_once(speech: Speech, reader: Reader) -> None:
    for _ in range(3):
        read(speech, "kiosk.take")
    assert len(reader.said) == 1


def test_old_sentences_make_room(speech: Speech, reader: Reader) -> None:
    reader.length = CACHE_BYTES_MAX // 2
    for key in ("kiosk.take", "kiosk.back", "kiosk.take", "kiosk.done", "kiosk.take"):
        read(speech, key)
    assert [text for text, _ in reader.said] == ["Lấy số", "Quay lại", "Xong"]
    read(speech, "kiosk.back")
    assert reader.said[-1] == ("Quay lại", "vi")


def test_a_crowd_of_wishes_leaves_the_threads_to_the_taps(speech: Speech, reader: Reader) -> None:
    reader.may_speak.clear()
    keys = ["kiosk.take", "kiosk.back", "kiosk.done", "kiosk.larger"]
    assert len(keys) == 1 + WAITING_MAX + 1
    with ThreadPoolExecutor(len(keys)) as pool:
        answers = [pool.submit(read, speech, key) for key in keys]
        refused, waiting = wait(answers, timeout=10, return_when=FIRST_COMPLETED)
        assert [type(answer.exception()) for answer in refused] == [SpeechBusy]
        reader.may_speak.set()
        assert [len(answer.result(10)) for answer in waiting] == [100, 100, 100]
    assert len(read(speech, "kiosk.to_start")) == 100


def test_a_voice_that_fails_is_not_offered_until_it_speaks_again(
    speech: Speech, reader: Reader
) -> None:
    assert not speech.is_ready
    reader.is_broken = True
    speech.try_voice()
    assert not speech.is_ready
    with pytest.raises(SpeechFailed):
        read(speech, "kiosk.take")
    reader.is_broken = False
    speech.try_voice()
    assert speech.is_ready


def test_a_kiosk_may_be_told_to_be_silent(reader: Reader) -> None:
    silent = Speech(is_wanted=False, say=reader)
    silent.try_voice()
    assert not silent.is_ready
    with pytest.raises(SpeechUnknown):
        read(silent, "kiosk.take")


# --- with the real voice, through the page's own address ------------------------------------


@pytest.fixture
def client(kiosk: Kiosk) -> Iterator[Any]:
    with create_app(kiosk.agent).test_client() as client:
        yield client


HOST = {"Host": "127.0.0.1:8601"}


def state_of(client: Any) -> dict[str, Any]:
    return client.get("/api/state", headers=HOST).get_json()


def test_the_page_hears_a_real_sentence(kiosk: Kiosk, client: Any) -> None:
    assert state_of(client)["features"]["speech"] is False
    kiosk.agent.speech.try_voice()
    state = state_of(client)
    assert state["features"]["speech"] is True
    headers = {**HOST, "Motcua-Kiosk": state["secret"]}
    answer = client.get("/api/speech/vi/label.H001", headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    sound = read_wav(answer.data)
    assert 1 < sound.length_s < 6
    assert sound.level_db == pytest.approx(LEVEL_DB, abs=1.5)


def test_markup_in_a_name_is_read_as_letters_and_commands_nothing(kiosk: Kiosk) -> None:
    """As a command the break would be nine silent seconds, and the brackets would hold sounds."""
    speech = kiosk.agent.speech

    def length_s(name: str) -> float:
        bad = replace(known.services[0], name_vi=name)
        catalogue = replace(known, services=(bad, *known.services[1:]))
        sound = speech.read_aloud(f"service.{bad.code}", "vi", catalogue=catalogue, values={})
        return read_wav(sound).length_s

    known = kiosk.agent.link.catalogue()
    assert known is not None
    assert length_s("một") < length_s("một <break time='9s'/> hai") < 9
    assert length_s("một [[_:]] hai") > length_s("một hai")


@pytest.mark.parametrize("secret", [None, "0" * 64])
def test_another_page_hears_nothing(client: Any, secret: str | None) -> None:
    headers = HOST if secret is None else {**HOST, "Motcua-Kiosk": secret}
    answer = client.get("/api/speech/vi/kiosk.take", headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "page_foreign")

"""Sentences are found, filled and never replaced by their key."""

from pathlib import Path

import pytest

from hatch_build import compile_catalogues
from protocol.texts import LANGUAGES, Texts

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with a catalogue of its own, built as the hook builds it."""
    locales = tmp_path / "small_hall" / "locales"
    locales.mkdir(parents=True)
    (tmp_path / "small_hall" / "__init__.py").touch()
    invite = 'msgid "hall.invite"\nmsgstr "Xin mời số {label} đến quầy {counter}"\n\n'
    unfinished = 'msgid "hall.unfinished"\nmsgstr ""\n\n'
    doubtful = '#, fuzzy\nmsgid "hall.doubtful"\nmsgstr "Có lẽ"\n'
    (locales / "vi.po").write_text(HEAD + invite + unfinished + doubtful, encoding="utf-8")
    compile_catalogues(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return "small_hall"


def test_sentence_is_filled_with_its_values(hall: str) -> None:
    texts = Texts.load(hall, "vi")
    assert texts("hall.invite", label="B012", counter=3) == "Xin mời số B012 đến quầy 3"


def test_shared_sentences_are_found_from_every_package(hall: str) -> None:
    assert Texts.load(hall, "vi")("shared.retry") == "Thử lại"


@pytest.mark.parametrize(("lang", "sentence"), [("vi", "Thử lại"), ("en", "Try again")])
def test_each_language_has_its_own_sentence(lang: str, sentence: str) -> None:
    assert lang in LANGUAGES
    assert Texts.load("protocol", lang)("shared.retry") == sentence


@pytest.mark.parametrize("key", ["hall.missing", "hall.unfinished", "hall.doubtful"])
def test_unknown_or_unfinished_key_is_an_error_and_never_shown(hall: str, key: str) -> None:
    with pytest.raises(KeyError):
        Texts.load(hall, "vi")(key)


def test_forgotten_value_is_an_error(hall: str) -> None:
    with pytest.raises(KeyError, match="counter"):
        Texts.load(hall, "vi")("hall.invite", label="B012")


def test_value_may_have_any_name_and_any_text(hall: str) -> None:
    texts = Texts.load(hall, "vi")
    said = texts("hall.invite", label="{counter}", counter="3", key="unused", self="unused")
    assert said == "Xin mời số {counter} đến quầy 3"


def test_catalogue_that_was_not_built_is_an_error(hall: str) -> None:
    with pytest.raises(FileNotFoundError):
        Texts.load(hall, "en")

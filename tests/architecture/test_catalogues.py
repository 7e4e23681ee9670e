"""Every sentence is there in both languages, with the same values, and every key is known."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.architecture.sources import PRODUCT, ROOT, files_with, place, top_folder

LANGUAGES = ("vi", "en")
OWNERS = sorted({path.parents[1].name for path in files_with(".po", inside=(*PRODUCT, "demo"))})
PLACEHOLDER = re.compile(r"\{(\w+)\}")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def catalogue(owner: str, lang: str) -> Catalog:
    with (ROOT / owner / "locales" / f"{lang}.po").open("rb") as text:
        return read_po(text, locale=lang, abort_invalid=True)


def sentences(owner: str, lang: str) -> dict[str, str]:
    return {
        str(message.id): str(message.string) for message in catalogue(owner, lang) if message.id
    }


def test_every_part_with_words_was_found() -> None:
    assert "protocol" in OWNERS


@pytest.mark.parametrize("owner", OWNERS)
def test_both_languages_know_the_same_keys(owner: str) -> None:
    vietnamese, english = (sentences(owner, lang) for lang in LANGUAGES)
    assert sorted(vietnamese) == sorted(english)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("owner", OWNERS)
def test_no_sentence_is_missing_or_doubtful(owner: str, lang: str) -> None:
    unfinished = [
        message.id
        for message in catalogue(owner, lang)
        if message.id and (not message.string or message.fuzzy)
    ]
    assert unfinished == []


@pytest.mark.parametrize("owner", OWNERS)
def test_both_languages_use_the_same_values(owner: str) -> None:
    vietnamese, english = (sentences(owner, lang) for lang in LANGUAGES)
    different = [
        key
        for key in vietnamese
        if set(PLACEHOLDER.findall(vietnamese[key])) != set(PLACEHOLDER.findall(english[key]))
    ]
    assert different == []


@pytest.mark.parametrize("owner", OWNERS)
def test_keys_are_dotted_words_and_braces_are_placeholders(owner: str) -> None:
    for lang in LANGUAGES:
        for key, sentence in sentences(owner, lang).items():
            assert KEY.fullmatch(key), key
            assert not re.search(r"[{}]", PLACEHOLDER.sub("", sentence)), key


def test_no_key_has_two_owners() -> None:
    keys = [key for owner in OWNERS for key in sentences(owner, "vi")]
    assert sorted(keys) == sorted(set(keys))


def test_every_key_that_pages_name_has_a_sentence() -> None:
    known = {key for owner in OWNERS for key in sentences(owner, "vi")}
    named = {
        (key, place(path))
        for path in files_with(".ts", ".tsx", inside=(*PRODUCT, "demo"))
        for key in keys_named(path)
    }
    assert sorted(f"{where} {key}" for key, where in named if key not in known) == []


def keys_named(path: Path) -> set[str]:
    """Literal keys in `t("…")` and `textIn("vi", "…")`."""
    calls = re.findall(
        r"\b(?:t|textIn)\(\s*(?:\"(?:vi|en)\",\s*)?\"([^\"]+)\"", path.read_text("utf-8")
    )
    return {key for key in calls if KEY.fullmatch(key)}


def test_keys_in_page_code_can_be_found() -> None:
    assert top_folder(ROOT / "protocol" / "ui" / "api.ts") == "protocol"
    assert "shared.unreachable" in keys_named(ROOT / "protocol" / "ui" / "api.ts")

"""Every expected no has a name, a Vietnamese sentence and the same one in English."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from queue_server.domain import refusals
from queue_server.domain.refusal import STATE_WORDS_VI, Refusal
from queue_server.domain.ticket import TicketState

SERVER = Path(refusals.__file__).parents[1]
REFUSALS = sorted(Refusal.__subclasses__(), key=lambda refusal: refusal.__name__)
# Of the base: what a refusal without a sentence of its own would say. Nobody raises it.
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


def sentences(lang: str) -> dict[str, str]:
    with (SERVER / "locales" / f"{lang}.po").open("rb") as text:
        return {str(m.id): str(m.string) for m in read_po(text) if m.id}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


VI, EN = sentences("vi"), sentences("en")


def test_all_refusals_were_found() -> None:
    assert len(REFUSALS) > 30
    assert not [refusal for refusal in REFUSALS if refusal.__subclasses__()]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal_has_a_name_a_program_can_read(refusal: type[Refusal]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code())
    assert refusal.code().replace("_", "") == refusal.__name__.lower()


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal_speaks_one_vietnamese_sentence_with_its_values_filled_in(
    refusal: type[Refusal],
) -> None:
    assert refusal.__doc__ is not None
    values = {name: f"<{name}>" for name in placeholders(refusal.__doc__)}
    message = refusal(**values).message
    assert VIETNAMESE.search(message.lower())
    assert (message[0].isupper(), message[-1]) == (True, ".")
    assert "\n" not in message
    assert [value for value in values.values() if value not in message] == []
    assert re.search(r"[{}]", message) is None


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal_has_the_same_sentence_in_both_catalogues(refusal: type[Refusal]) -> None:
    key = f"error.{refusal.code()}"
    assert VI[key] == refusal.__doc__
    assert placeholders(EN[key]) == placeholders(VI[key])
    assert (EN[key][0].isupper(), EN[key][-1]) == (True, ".")


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal_is_a_client_error_or_asks_to_come_again(refusal: type[Refusal]) -> None:
    assert 400 <= refusal.status < 500 or (refusal.status == 503 and refusal.retry_after_s)


def test_both_catalogues_know_exactly_the_refusals_there_are() -> None:
    known = {f"error.{refusal.code()}" for refusal in REFUSALS} | {"error.internal"}
    for catalogue in (VI, EN):
        assert {key for key in catalogue if key.startswith("error.")} <= known


def test_every_state_has_its_words() -> None:
    assert set(STATE_WORDS_VI) == {"", *map(str, TicketState)}
    moved = refusals.TicketMoved(label="B012", state=TicketState.MISSED)
    assert moved.message == "Số B012 đã gọi nhưng vắng mặt, nên không làm được việc này nữa."


def raised() -> list[tuple[str, str, set[str | None]]]:
    """Every refusal the server makes: where, which, with which values."""
    names = {refusal.__name__ for refusal in REFUSALS}
    return [
        (f"{path.relative_to(SERVER)}:{node.lineno}", node.func.id, {k.arg for k in node.keywords})
        for path in sorted(SERVER.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def test_every_refusal_is_raised_with_just_the_values_its_sentence_names() -> None:
    wanted = {r.__name__: placeholders(r.__doc__ or "") for r in REFUSALS}
    wrong = [(where, name) for where, name, given in raised() if given != wanted[name]]
    assert raised()
    assert wrong == []


def test_every_refusal_is_used_somewhere() -> None:
    named = {
        node.id
        for path in SERVER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name)
    }
    assert {refusal.__name__ for refusal in REFUSALS} - named == set()

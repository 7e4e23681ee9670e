"""Reasons are closed lists that the page offers whole, with words in both languages."""

import re
from enum import StrEnum
from itertools import chain

import pytest

from protocol.texts import LANGUAGES, Lang, Texts
from queue_server.domain import reasons
from queue_server.domain.reasons import OUTCOME_REASONS, OutcomeReason
from queue_server.domain.ticket import WALK_UP
from tests.architecture.sources import ROOT

LISTS: list[type[StrEnum]] = [
    reasons.PauseReason,
    reasons.CancelReason,
    reasons.HoldReason,
    reasons.HandReason,
    reasons.ExportReason,
    reasons.OutcomeReason,
]
CODES = [str(code) for kind in LISTS for code in kind]
# Frail, urgent and promised say of a number out of turn what they say of a call by hand.
EXCEPTIONS = [str(code) for code in reasons.ExceptionReason]
SHARED = {str(code) for code in reasons.HandReason}
PAGE = ROOT / "queue_server" / "ui" / "console" / "reasons.ts"


def test_no_code_means_two_things() -> None:
    assert len({*CODES, WALK_UP}) == len(CODES) + 1
    assert {*EXCEPTIONS} & {*CODES, WALK_UP} <= SHARED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_words(lang: Lang) -> None:
    texts = Texts.load("queue_server", lang)
    assert [code for code in (*CODES, *EXCEPTIONS, WALK_UP) if not texts(f"reason.{code}")] == []


def test_the_page_offers_every_code_of_every_list_once() -> None:
    lists = PAGE.read_text("utf-8").partition("/**")[0]
    assert sorted(re.findall(r'"([a-z_]+)"', lists)) == sorted(CODES + EXCEPTIONS)


def test_every_reason_of_an_outcome_belongs_to_one() -> None:
    assert sorted(chain(*OUTCOME_REASONS.values())) == sorted(OutcomeReason)

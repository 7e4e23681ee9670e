"""A hall's settings and catalogue are checked where they are made, not where they would break."""

from typing import Any

import pytest

from queue_server.domain.dispatch import DispatchRule
from queue_server.domain.site import (
    YIELD_MAX_S,
    Catalogue,
    Counter,
    Field,
    Service,
    SiteSettings,
)


def field(code: str = "HT", letter: str = "H") -> Field:
    return Field(code, letter, "Hộ tịch", "Civil status")


def service(code: str = "HT01", of: str = "HT") -> Service:
    return Service(code, of, "Khai sinh", "Birth", "Khai sinh", "Birth")


def test_default_rule_is_the_one_of_the_queue_study() -> None:
    assert SiteSettings().rule == DispatchRule(1_800, 600, 1_800)
    assert str(SiteSettings().zone) == "Asia/Ho_Chi_Minh"


def test_settings_are_read_as_stored_and_defaults_fill_the_rest() -> None:
    read = SiteSettings.parse({"priority_credit_s": 900, "day_close_hour": 17.5})
    assert read == SiteSettings(priority_credit_s=900, day_close_hour=17.5)


@pytest.mark.parametrize(
    "values",
    [
        {"priority_credit_s": 1_801},
        {"return_credit_s": 2_000},
        {"overtake_max_s": 599, "priority_credit_s": 0},
        {"priority_credit_s": -1},
        {"return_window_s": -1},
        {"token_days": -1},
        {"day_slip_at": "x" * 81},
        {"day_close_hour": 11.9},
        {"day_close_hour": 30.1},
        {"timezone": "Mars/Olympus"},
        {"overtake_max": 1_800},
    ],
)
def test_settings_that_would_break_a_promise_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        SiteSettings.parse(values)


@pytest.mark.parametrize(
    "parts",
    [
        {"fields": (field(),), "services": (service(of="CT"),)},
        {"fields": (field(), field("CT", "H"))},
        {"fields": (field(), field("HT", "K"))},
        {"fields": (field(letter="Đ"),)},
        {"fields": (field(letter="HT"),)},
        {"fields": (field(),), "services": (service(), service())},
        {"counters": (Counter(3, {"HT01": 0}),)},
        {"counters": (Counter(3, {}), Counter(3, {}))},
        {"counters": (Counter(0, {}),)},
        {
            "fields": (field(),),
            "services": (service(),),
            "counters": (Counter(3, {"HT01": YIELD_MAX_S + 1}),),
        },
        {
            "fields": (field(),),
            "services": (service(),),
            "counters": (Counter(3, {"HT01": -1}),),
        },
    ],
)
def test_a_catalogue_that_could_not_serve_is_not_made(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Catalogue(**parts)


def test_catalogue_finds_its_parts_by_code() -> None:
    made = Catalogue((field(),), (service(),), (), (Counter(3, {"HT01": YIELD_MAX_S}),))
    assert made.by_field["HT"].letter == "H"
    assert made.by_service["HT01"].field == "HT"
    assert made.by_counter[3].skills == {"HT01": 600}

"""Every no has one shape."""

from protocol.errors import error_answer


def test_an_error_names_itself_speaks_and_carries_its_values() -> None:
    answer = error_answer(
        "counter_busy", "Quầy 3 đang có số B012.", fields={"counter": 3}, retry_after_s=5
    )
    assert answer == {
        "error": {
            "code": "counter_busy",
            "message": "Quầy 3 đang có số B012.",
            "fields": {"counter": 3},
            "retry_after_s": 5,
        }
    }


def test_an_error_without_values_has_the_same_four_keys() -> None:
    assert error_answer("internal", "Máy chủ gặp lỗi.") == {
        "error": {
            "code": "internal",
            "message": "Máy chủ gặp lỗi.",
            "fields": {},
            "retry_after_s": None,
        }
    }

"""Facts are named for what happened."""

from protocol.events import EVENT_TYPES


def test_every_fact_is_a_noun_and_what_happened_to_it() -> None:
    words = [type_.split(".") for type_ in EVENT_TYPES]
    assert [parts for parts in words if len(parts) != 2] == []
    irregular = {"forgotten", "held", "given", "made", "taken", "withdrawn"}
    assert {verb for _, verb in words if not verb.endswith("ed")} == irregular

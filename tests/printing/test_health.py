"""One warning a roll, and a printer that says nothing changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from printers.health import ENOUGH_IN_A_ROW, HealthBook

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Watch:
    """A clock that goes on one second each time somebody looks."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def book() -> HealthBook:
    return HealthBook(Watch())


def hear(book: HealthBook, *, cause: str | None = None, is_low: bool) -> datetime | None:
    book.note("p", "fault" if cause else "ready", cause=cause, is_paper_low=is_low)
    return book.of("p").paper_low_since


def test_a_roll_that_runs_low_is_told_once(book: HealthBook) -> None:
    first = hear(book, is_low=True)
    assert first is not None
    assert {hear(book, is_low=True) for _ in range(20)} == {first}


def test_a_sensor_that_changes_its_mind_gives_no_second_warning(book: HealthBook) -> None:
    first = hear(book, is_low=True)
    for _ in range(5):
        assert hear(book, is_low=False) == first
        assert hear(book, is_low=True) == first


@pytest.mark.parametrize("cause", ["unreachable", "no_answer", "lost"])
def test_silence_says_nothing_about_paper(book: HealthBook, cause: str) -> None:
    first = hear(book, is_low=True)
    for _ in range(ENOUGH_IN_A_ROW + 1):
        assert hear(book, cause=cause, is_low=False) == first
    assert hear(book, is_low=True) == first


@pytest.mark.parametrize("cause", ["paper_out", "cover_open"])
def test_a_new_roll_ends_the_warning_and_can_give_the_next(book: HealthBook, cause: str) -> None:
    first = hear(book, is_low=True)
    assert hear(book, cause=cause, is_low=True) == first
    assert hear(book, is_low=False) is None
    second = hear(book, is_low=True)
    assert second is not None
    assert second != first


def test_an_old_roll_put_back_goes_on_with_its_warning(book: HealthBook) -> None:
    first = hear(book, is_low=True)
    hear(book, cause="cover_open", is_low=False)
    assert hear(book, is_low=True) == first


def test_enough_paper_many_times_in_a_row_ends_the_warning_too(book: HealthBook) -> None:
    hear(book, is_low=True)
    told = [hear(book, is_low=False) for _ in range(ENOUGH_IN_A_ROW)]
    assert [at is None for at in told] == [False] * (ENOUGH_IN_A_ROW - 1) + [True]

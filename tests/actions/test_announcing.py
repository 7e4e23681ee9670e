"""One screen has the voice; each call is announced once, and the log says what became of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from protocol.events import Actor
from queue_server.actions.announcing import Said, claim_voice, note_announcements
from queue_server.actions.calling import recall_ticket
from queue_server.actions.devices import add_device
from queue_server.domain.device import DeviceKind
from queue_server.domain.speech import VOICE_S, Announced, Why
from queue_server.queries.announcements import announcement_log
from queue_server.queries.snapshot import BOARD, read_view
from queue_server.store.tables.journal import journal
from tests.stage import AN, Stage

EPOCH = "epoch-1"


def second_screen(stage: Stage) -> str:
    with stage.act() as tx:
        return add_device(tx, kind=DeviceKind.HALL, name="Màn hình sảnh 2")


def first_screen(stage: Stage) -> str:
    return stage.devices[("hall", None)]


def claim(stage: Stage, screen: str, *, is_able: bool = True) -> bool:
    with stage.store.write(stage.site, by=Actor("device", screen)) as tx:
        return bool(claim_voice(tx, screen=screen, is_able=is_able))


def note(stage: Stage, *said: Said, epoch: str = EPOCH) -> list[int]:
    screen = first_screen(stage)
    with stage.store.write(stage.site, by=Actor("device", screen)) as tx:
        return note_announcements(tx, list(said), screen=screen, epoch=epoch)


def call_one(stage: Stage) -> int:
    """A number is called at counter 3; gives the seq of the call."""
    stage.open()
    stage.issue()
    called = stage.call()
    assert called is not None
    assert called.call_seq is not None
    return called.call_seq


def spoken(stage: Stage, call_seq: int, *, length_s: float = 6) -> Said:
    begun_at = stage.clock()
    return Said(call_seq, Announced.SPOKEN, None, begun_at, stage.clock.move(seconds=length_s))


def log(stage: Stage) -> list[tuple[object, ...]]:
    with stage.store.read() as connection:
        rows = announcement_log(connection, stage.site, before=None, limit=50)
    return [(row["label"], row["outcome"], row["why"]) for row in rows]


def facts(stage: Stage) -> int:
    with stage.store.read() as connection:
        found = select(journal.c.seq).where(journal.c.type == "call.announced")
        return len(connection.execute(found).all())


# --- the voice --------------------------------------------------------------------------------


def test_the_first_screen_that_asks_speaks_and_no_other(stage: Stage) -> None:
    one, two = first_screen(stage), second_screen(stage)
    assert claim(stage, one)
    for _ in range(5):
        stage.clock.move(seconds=VOICE_S - 1)
        assert not claim(stage, two)
        assert claim(stage, one)


def test_another_screen_speaks_when_the_first_has_fallen_silent(stage: Stage) -> None:
    one, two = first_screen(stage), second_screen(stage)
    assert claim(stage, one)
    stage.clock.move(seconds=VOICE_S)
    assert claim(stage, two)
    assert not claim(stage, one)


def test_a_screen_that_cannot_play_lets_another_speak_at_once(stage: Stage) -> None:
    one, two = first_screen(stage), second_screen(stage)
    assert claim(stage, one)
    assert not claim(stage, one, is_able=False)
    assert claim(stage, two)


def test_a_screen_that_cannot_play_takes_nothing_from_one_that_can(stage: Stage) -> None:
    one, two = first_screen(stage), second_screen(stage)
    assert claim(stage, one)
    assert not claim(stage, two, is_able=False)
    assert claim(stage, one)
    stage.clock.move(seconds=VOICE_S + 1)
    assert not claim(stage, two, is_able=False)


@pytest.mark.parametrize(
    ("hours", "speaks"), [(-2.1, False), (-2, True), (10.9, True), (11, False), (20, False)]
)
def test_the_hall_is_silent_at_night(stage: Stage, hours: float, speaks: bool) -> None:
    """The stage opens at 08:00; this hall speaks from 06:00 to 19:00."""
    stage.settle(speech_from_hour=6, speech_until_hour=19)
    stage.clock.move(hours=hours)
    assert claim(stage, first_screen(stage)) is speaks


def test_the_voice_is_given_back_when_the_night_comes(stage: Stage) -> None:
    stage.settle(speech_from_hour=6, speech_until_hour=19)
    stage.clock.move(hours=10, minutes=59, seconds=58)
    assert claim(stage, first_screen(stage))
    stage.clock.move(seconds=3)
    assert not claim(stage, first_screen(stage))


# --- the log ----------------------------------------------------------------------------------


def test_a_spoken_call_stands_in_the_log_and_in_the_journal(stage: Stage) -> None:
    call = call_one(stage)
    assert log(stage) == [("H001", "unheard", None)]
    assert note(stage, spoken(stage, call)) == [call]
    assert log(stage) == [("H001", "spoken", None)]
    assert facts(stage) == 1


def test_a_call_is_announced_once_whoever_tells_it_again(stage: Stage) -> None:
    call = call_one(stage)
    said = spoken(stage, call)
    assert note(stage, said, said) == [call]
    dropped = Said(call, Announced.DROPPED, Why.OLD, None, stage.clock())
    assert note(stage, dropped) == []
    assert (log(stage), facts(stage)) == ([("H001", "spoken", None)], 1)


def test_calling_again_is_another_call(stage: Stage) -> None:
    call = call_one(stage)
    with stage.store.read() as connection:
        subject = select(journal.c.subject).where(
            journal.c.site == stage.site, journal.c.seq == call
        )
        ticket = connection.execute(subject).scalar_one()
    with stage.act(AN) as tx:
        again = recall_ticket(tx, ticket, officer=stage.accounts[AN]).call_seq
    assert again is not None
    dropped = Said(call, Announced.DROPPED, Why.RECALLED, None, stage.clock())
    assert note(stage, dropped, spoken(stage, again)) == [call, again]
    assert log(stage) == [("H001", "spoken", None), ("H001", "dropped", "recalled")]


def test_a_call_that_was_never_made_is_not_noted(stage: Stage) -> None:
    call = call_one(stage)
    assert note(stage, spoken(stage, call - 1), spoken(stage, call + 1)) == []
    assert note(stage, spoken(stage, call), epoch="epoch-0") == []
    assert facts(stage) == 0


def test_nothing_is_spoken_before_its_call_or_after_now(stage: Stage) -> None:
    call = call_one(stage)
    called_at = stage.clock()
    now = stage.clock.move(seconds=8)
    early, late = called_at - timedelta(days=1), now + timedelta(hours=1)
    note(stage, Said(call, Announced.SPOKEN, None, early, late))
    with stage.store.read() as connection:
        [row] = announcement_log(connection, stage.site, before=None, limit=1)
    assert (row["begun_at"], row["ended_at"]) == (
        "2026-11-23T01:00:00.000Z",
        "2026-11-23T01:00:08.000Z",
    )


def test_the_board_tells_which_calls_were_announced(stage: Stage) -> None:
    def announced() -> list[bool]:
        board = read_view(stage.store, stage.site, BOARD, now=stage.clock())["body"]
        return [call["announced"] for call in board["calls"]]

    call = call_one(stage)
    assert announced() == [False]
    note(stage, spoken(stage, call))
    assert announced() == [True]

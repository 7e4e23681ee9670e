"""What befalls a hall beside its tickets: other skills, an early close, an answer by slip."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from queue_server.actions.closing import close_by_hand
from queue_server.actions.day import today
from queue_server.actions.refused_ratings import count_refused_by_slip
from queue_server.actions.skills import change_skills, restore_skills
from queue_server.actions.slip_ratings import rate_by_slip
from queue_server.domain.rating import RatingRefused
from queue_server.store.store import Tx
from tests.store.attempts import Attempts

COUNTERS = (1, 2, 3, 4, 5)
# Few services, so that queues grow and counters compete for them.
SERVICES = ("CT01", "HT01", "BT01", "CT02")
ANY = st.integers(0, 10_000)


class HallTurns(Attempts):
    """Rules that change a hall, not one ticket."""

    @precondition(lambda self: self.tickets)
    @rule(which=ANY, value=st.integers(1, 5))
    def rate_by_slip(self, which: int, value: int) -> None:
        id_ = self.pick(self.tickets, which)
        self.attempt(lambda tx: rate_by_slip(tx, id_, value=value, scale="five-1"))

    @precondition(lambda self: self.tickets)
    @rule(which=ANY, why=st.sampled_from(list(RatingRefused)))
    def rate_where_one_may_not(self, which: int, why: RatingRefused) -> None:
        id_ = self.pick(self.tickets, which)
        self.attempt(lambda tx: count_refused_by_slip(tx, id_, why=why))

    @rule(counter=st.sampled_from(COUNTERS), services=st.sets(st.sampled_from(SERVICES)))
    def serve_something_else_today(self, counter: int, services: set[str]) -> None:
        def act(tx: Tx) -> None:
            if services:
                change_skills(tx, counter=counter, services=services, officer=None)
            else:
                restore_skills(tx, counter=counter, officer=None)

        self.attempt(act)

    @rule()
    def close_early_when_nobody_is_left(self) -> None:
        self.attempt(lambda tx: close_by_hand(tx, today(tx), lapses=0))

"""The replay itself: facts in, rows out. Numbers and hashes are the chain's matter, not its."""

from collections.abc import Iterable, Mapping
from typing import cast

from protocol.events import EventType
from queue_server.domain.fold import (
    forgetting,
    screens,
    service,
    site,
    skills,
    slips,
    speech,
    tickets,
)
from queue_server.domain.fold.row import Key, Row
from queue_server.domain.fold.rows import DayGiven
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State

# Every type of fact there is has its function here; a test compares.
FOLDS: Mapping[EventType, FoldOne] = {
    **site.FOLDS,
    **tickets.FOLDS,
    **service.FOLDS,
    **skills.FOLDS,
    **slips.FOLDS,
    **speech.FOLDS,
    **screens.FOLDS,
    **forgetting.FOLDS,
}


class Fold:
    """One site's facts, taken in order, as rows."""

    def __init__(self, site: str) -> None:
        """Begin before the site was opened."""
        self.state = State(site)

    def add(self, fact: JournalFact) -> None:
        """Take the next fact; Impossible if those before it do not allow it.

        The fact is then left out as far as it is impossible, and the replay may go on.
        """
        if fact.site != self.state.site:
            raise Impossible(f"it is of site {fact.site}")
        self.state.head.seq = fact.seq
        fold = FOLDS.get(cast("EventType", fact.type))
        if fold is None:
            raise Impossible(f"no fact is called {fact.type}")
        try:
            fold(self.state, fact)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise Impossible(f"its payload does not fit: {wrong!r}") from wrong

    def add_all(self, facts: Iterable[JournalFact]) -> "Fold":
        """Take facts that are all possible, and give the fold itself."""
        for fact in facts:
            self.add(fact)
        return self

    @property
    def tables(self) -> Mapping[type[Row], dict[Key, Row]]:
        """The rows by kind, and by key; what is only counted is counted now."""
        self.state.replace(DayGiven, tickets.count_given(self.state))
        return self.state.tables

"""Replay: what the rows must be, from the journal alone (decision D2, I9).

Nothing in the product is loaded by replay. It is the second opinion: `motcua verify` and the
tests fold a site's facts in order and compare every row with what the facts say it must be.
One function for each type of fact, through the same state tables as the actions; a fact that
the tables, or an invariant, do not allow raises `Impossible` and is itself a finding.

What stands in no fact cannot be replayed: names, secrets, tokens, answers kept for repeats.
Memory grows with the tickets of the site, about 3 kB each: 230 MB for a busy ward's year.
"""

from queue_server.domain.fold.replay import FOLDS, Fold
from queue_server.domain.fold.state import Impossible, JournalFact, State

__all__ = ["FOLDS", "Fold", "Impossible", "JournalFact", "State"]

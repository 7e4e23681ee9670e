"""Why an officer did it: closed lists of codes, so that reasons can be counted and translated.

The words stand in the catalogues under `reason.<code>`. Rows of before the lists hold free text,
which is shown as it is.
"""

from collections.abc import Mapping
from enum import StrEnum

from queue_server.domain.serving import Outcome


class PauseReason(StrEnum):
    """Why a counter rests."""

    REST = "rest"
    MEETING = "meeting"
    HELPING = "helping"
    TROUBLE = "trouble"


class CancelReason(StrEnum):
    """Why a ticket is given up."""

    LEFT = "left"
    MISTAKEN = "mistaken"
    TWICE = "twice"


class HoldReason(StrEnum):
    """What a citizen does before coming back to the same counter."""

    FORM = "form"
    COPIES = "copies"
    PAYMENT = "payment"
    FETCH = "fetch"
    ADVICE = "advice"


class HandReason(StrEnum):
    """Why somebody is called before those whose turn it is."""

    FRAIL = "frail"
    URGENT = "urgent"
    PROMISED = "promised"
    OVERLOOKED = "overlooked"


class ExceptionReason(StrEnum):
    """Why a number is given outside the hours or above a cap."""

    ARRIVED = "arrived"
    FRAIL = "frail"
    URGENT = "urgent"
    PROMISED = "promised"
    MACHINE = "machine"


class ExportReason(StrEnum):
    """Why somebody takes a table with officers' names away."""

    INSPECTION = "inspection"
    APPRAISAL = "appraisal"
    COMPLAINT = "complaint"
    ROSTER = "roster"


class OutcomeReason(StrEnum):
    """What was missing, or why it cannot be done."""

    NO_IDENTITY = "no_identity"
    NO_FORM = "no_form"
    NO_PROOF = "no_proof"
    NO_ORIGINAL = "no_original"
    DIFFERS = "differs"
    ELSEWHERE = "elsewhere"
    NOT_ELIGIBLE = "not_eligible"
    NO_MANDATE = "no_mandate"
    NOT_READY = "not_ready"


_R = OutcomeReason

OUTCOME_REASONS: Mapping[Outcome, frozenset[OutcomeReason]] = {
    Outcome.INCOMPLETE: frozenset(
        {_R.NO_IDENTITY, _R.NO_FORM, _R.NO_PROOF, _R.NO_ORIGINAL, _R.DIFFERS}
    ),
    Outcome.REFUSED: frozenset({_R.ELSEWHERE, _R.NOT_ELIGIBLE, _R.NO_MANDATE, _R.NOT_READY}),
}

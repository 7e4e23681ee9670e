"""The bodies and answers by which citizens rate, at a pad or by their slip."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from queue_server.api.answers import Answer
from queue_server.api.schemas import Body, Code


class RatingBody(Body):
    """A citizen's answer: a value of the scale the page showed."""

    value: Annotated[int, Field(strict=True, ge=1, le=100)]
    scale_version: Annotated[str, StringConstraints(max_length=16)]


class RatingReasonBody(Body):
    """Why a citizen was not satisfied: a reason of the scale the page showed."""

    reason: Code


class RatingAnswer(Answer):
    """Thanks: the rating is kept."""

    rating: dict[str, Any]
    seq: int


class SlipRatingAnswer(Answer):
    """Thanks to who holds a slip: the rating is kept."""

    rating: dict[str, Any]

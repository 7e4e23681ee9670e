"""The answers a hall offers to who was served, as data: faces with words, and reasons.

A set has a version, which is kept with every rating. What a version means never changes, and
figures of two versions are never added up.
"""

from dataclasses import asdict, dataclass
from typing import Any

ANSWERS_MIN, ANSWERS_MAX = 3, 5
REASONS_MAX = 6
VALUE_MAX = 100
WORDS_MAX = 40
VERSION_MAX = 16


@dataclass(frozen=True)
class ScaleAnswer:
    """A face: its value, its words, and whether who chose it is asked why."""

    value: int
    text_vi: str
    text_en: str
    asks_reason: bool = False


@dataclass(frozen=True)
class ScaleReason:
    """What may have been wrong: a code to count by, and its words."""

    code: str
    text_vi: str
    text_en: str


@dataclass(frozen=True)
class Scale:
    """The answers offered, worst first, and the reasons that go with the bad ones."""

    version: str
    answers: tuple[ScaleAnswer, ...]
    reasons: tuple[ScaleReason, ...] = ()

    def __post_init__(self) -> None:
        """Check what a pad could not show or figures could not count."""
        if not ANSWERS_MIN <= len(self.answers) <= ANSWERS_MAX:
            raise ValueError(f"scale {self.version}: {ANSWERS_MIN} to {ANSWERS_MAX} answers")
        if len(self.reasons) > REASONS_MAX:
            raise ValueError(f"scale {self.version}: at most {REASONS_MAX} reasons")
        values = list(self.values)
        if values != sorted(set(values)) or not 1 <= values[0] <= values[-1] <= VALUE_MAX:
            raise ValueError(f"scale {self.version}: values from worst to best, 1 to {VALUE_MAX}")
        codes = [reason.code for reason in self.reasons]
        if len(set(codes)) != len(codes):
            raise ValueError(f"scale {self.version}: a reason stands twice")
        if not codes and any(answer.asks_reason for answer in self.answers):
            raise ValueError(f"scale {self.version}: asks why, and has no reasons")
        words = [t for a in self.answers for t in (a.text_vi, a.text_en)]
        words += [t for r in self.reasons for t in (r.text_vi, r.text_en)]
        if not all(text.strip() and len(text) <= WORDS_MAX for text in words):
            raise ValueError(f"scale {self.version}: words of 1 to {WORDS_MAX} letters")
        named = [(name, VERSION_MAX) for name in (self.version, *codes)]
        if not all(0 < len(name) <= most for name, most in named):
            raise ValueError(f"scale {self.version}: names of 1 to {VERSION_MAX} letters")

    @property
    def values(self) -> tuple[int, ...]:
        """The values, worst first."""
        return tuple(answer.value for answer in self.answers)

    def may_say(self, value: int, reason: str) -> bool:
        """Tell whether a reason goes with an answer of this scale."""
        asked = any(a.value == value and a.asks_reason for a in self.answers)
        return asked and any(known.code == reason for known in self.reasons)


def write_scale(scale: Scale) -> dict[str, Any]:
    """Write a scale as the journal and views keep it."""
    return {
        "version": scale.version,
        "answers": [asdict(answer) for answer in scale.answers],
        "reasons": [asdict(reason) for reason in scale.reasons],
    }


def read_scale(body: dict[str, Any]) -> Scale:
    """Read what was written; ValueError or TypeError for what is no scale."""
    return Scale(
        body["version"],
        tuple(ScaleAnswer(**answer) for answer in body["answers"]),
        tuple(ScaleReason(**reason) for reason in body.get("reasons", ())),
    )


# Five words found in use (domain.md 4.2).
FIVE_FACES = Scale(
    "five-1",
    (
        ScaleAnswer(1, "Rất không hài lòng", "Very dissatisfied", asks_reason=True),
        ScaleAnswer(2, "Không hài lòng", "Dissatisfied", asks_reason=True),
        ScaleAnswer(3, "Bình thường", "Neutral"),
        ScaleAnswer(4, "Hài lòng", "Satisfied"),
        ScaleAnswer(5, "Rất hài lòng", "Very satisfied"),
    ),
    (
        ScaleReason("wait", "Phải chờ lâu", "The wait was long"),
        ScaleReason("manner", "Thái độ phục vụ", "The manner of service"),
        ScaleReason("guidance", "Hướng dẫn chưa rõ", "Guidance was not clear"),
        ScaleReason("again", "Phải bổ sung nhiều lần", "Asked for papers again"),
        ScaleReason("result", "Kết quả chưa thỏa đáng", "The result was not right"),
        ScaleReason("place", "Chỗ ngồi, trang thiết bị", "Seats and equipment"),
    ),
)

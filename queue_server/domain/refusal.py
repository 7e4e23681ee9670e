"""What an expected "no" is; each of them has its name in `queue_server/domain/refusals.py`."""

from typing import Any, ClassVar

from protocol.errors import code_of

STATE_WORDS_VI = {
    "": "chưa được cấp",
    "offered": "chưa được lấy",
    "waiting": "đang chờ",
    "called": "đang được gọi",
    "serving": "đang được phục vụ",
    "held": "đang tạm giữ",
    "served": "đã phục vụ xong",
    "missed": "đã gọi nhưng vắng mặt",
    "cancelled": "đã hủy",
    "lapsed": "đã hết hiệu lực",
    "retired": "không được sử dụng",
}


class Refusal(Exception):
    """Yêu cầu này không thực hiện được."""

    status: ClassVar[int] = 409
    retry_after_s: int | None = None

    def __init__(self, **fields: Any) -> None:
        """Keep the values that fill the sentence."""
        super().__init__(self.code())
        self.fields = fields

    @classmethod
    def code(cls) -> str:
        """Give the name a program reads: `CounterBusy` is `counter_busy`."""
        return code_of(cls)

    @property
    def message(self) -> str:
        """The sentence for people, in Vietnamese."""
        words = dict(self.fields)
        if "state" in words:
            words["state"] = STATE_WORDS_VI.get(str(words["state"]), words["state"])
        return (type(self).__doc__ or "").format_map(words)

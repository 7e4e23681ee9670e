"""Every "no" about how a hall is rated that is not said to who rates; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class ScaleDiffers(Refusal):
    """Bộ mức đánh giá {version} đã dùng với nội dung khác. Xin đặt tên mới cho bộ mức này."""


class RatingReasonUnknown(Refusal):
    """Lý do này không có trong bộ mức đánh giá đang dùng."""

    status = 422

"""Every "no" about how a hall is rated, beside those of the pad; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class ScaleDiffers(Refusal):
    """Bộ mức đánh giá {version} đã dùng với nội dung khác. Xin đặt tên mới cho bộ mức này."""


class RatingReasonUnknown(Refusal):
    """Lý do này không có trong bộ mức đánh giá đang dùng."""

    status = 422


class RatingTooEarly(Refusal):
    """Phiếu này chưa có lần phục vụ nào đã xong để đánh giá."""


class RatingAtPad(Refusal):
    """Xin ông/bà đánh giá trên thiết bị tại quầy. Sau ít phút, ông/bà có thể đánh giá ở đây."""


class RatingFromHall(Refusal):
    """Máy này thuộc điểm phục vụ nên không gửi được đánh giá. Xin ông/bà dùng điện thoại riêng."""

    status = 403

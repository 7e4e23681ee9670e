"""Every "no" about what hall screens show; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class NoHallScreen(Refusal):
    """Chỉ màn hình sảnh mới chọn được các quầy để hiển thị."""

    status = 409


class NoticeUnknown(Refusal):
    """Màn hình sảnh không có loại thông báo này."""

    status = 404


class MediumUnknown(Refusal):
    """Màn hình sảnh không chiếu hình hoặc video này."""

    status = 404


class MediaFull(Refusal):
    """Màn hình sảnh chỉ chiếu được {most} hình và video. Xin gỡ bớt trước."""

    status = 409

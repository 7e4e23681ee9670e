"""What a counter says no to that is open elsewhere, or was not asked for; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class CounterElsewhere(Refusal):
    """Quầy {counter} đang được mở ở máy khác, nên máy này không thao tác được nữa."""


class CounterTakenOver(Refusal):
    """Quầy {counter} đã được cán bộ khác nhận từ máy khác."""


class CounterWithoutService(Refusal):
    """Quầy {counter} phải phục vụ ít nhất một thủ tục. Nếu tạm nghỉ, xin dùng nút tạm dừng."""

    status = 422


class HelpNotAsked(Refusal):
    """Quầy {counter} hiện không gọi hỗ trợ."""

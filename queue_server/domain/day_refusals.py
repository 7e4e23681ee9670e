"""What opening and closing the day by hand is refused for; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class DayNotToday(Refusal):
    """Chỉ mở hoặc khóa sổ được ngày làm việc hôm nay, không phải ngày {day}."""


class DayNotOpened(Refusal):
    """Ngày làm việc {day} chưa mở nên chưa khóa sổ được."""


class DayClosedAlready(Refusal):
    """Ngày làm việc {day} đã khóa sổ rồi."""


class PeopleAtCounters(Refusal):
    """Còn {count} người đang được gọi hoặc phục vụ tại quầy. Xin hoàn tất trước khi khóa sổ."""


class TicketsOpened(Refusal):
    """Hiện còn {count} số chưa phục vụ, nhiều hơn lúc hỏi. Xin xem lại trước khi khóa sổ."""

"""Every "no" to who enters numbers of the pre-printed roll; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class RollLabelWrong(Refusal):
    """Số “{label}” không phải số của cuộn giấy. Số của cuộn giấy có dạng B0-017."""

    status = 422


class RollSeriesDiffer(Refusal):
    """Số đầu {first} và số cuối {last} không cùng một dải số."""

    status = 422


class RollBackwards(Refusal):
    """Số cuối {last} đứng trước số đầu {first}."""

    status = 422


class RollTooLong(Refusal):
    """Từ {first} đến {last} là {count} số; mỗi lần nhập nhiều nhất {max} số."""

    status = 422


class RollOverlaps(Refusal):
    """Số {label} đã được nhập trước đó. Xin kiểm tra lại số đầu và số cuối."""


class RollDayAhead(Refusal):
    """Ngày {day} chưa đến, nên chưa nhập được số của ngày đó."""

    status = 422


class RollDayLongAgo(Refusal):
    """Chỉ nhập được số của {count} ngày gần đây; ngày {day} đã quá lâu."""

    status = 422


class RollDayOver(Refusal):
    """Ngày {day} đã qua, nên các số này không vào hàng chờ được. Xin chọn đã phục vụ hoặc đã về."""


class RollHoursWrong(Refusal):
    """Giờ phát số đầu phải trước giờ phát số cuối, và cả hai không sau bây giờ."""

    status = 422


class WitnessSame(Refusal):
    """Người chứng kiến phải là một người khác, không phải người nhập."""

    status = 422


class WitnessUnknown(Refusal):
    """Không tìm thấy tài khoản của người chứng kiến tại điểm phục vụ."""

    status = 422

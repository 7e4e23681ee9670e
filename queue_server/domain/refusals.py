"""Every expected "no", by name.

A refusal's docstring is its sentence for people, in Vietnamese, with the values it was raised
with filled in; the English sentence stands in the catalogue under `error.<code>`. `status` is
the hint for HTTP. A refusal leaves no trace in the database.
"""

from queue_server.domain import catalogue_refusals as catalogue_refusals
from queue_server.domain import counter_refusals as counter_refusals
from queue_server.domain import day_refusals as day_refusals
from queue_server.domain import rating_refusals as rating_refusals
from queue_server.domain import roll_refusals as roll_refusals
from queue_server.domain import screen_refusals as screen_refusals
from queue_server.domain.refusal import Refusal as Refusal
from queue_server.domain.refusals_of_access import *  # noqa: F403 -- all are found here

# What was asked for does not exist here.


class ServiceUnknown(Refusal):
    """Thủ tục này không có tại điểm phục vụ."""

    status = 422


class GroupUnknown(Refusal):
    """Đối tượng ưu tiên này không có tại điểm phục vụ."""

    status = 422


class CounterUnknown(Refusal):
    """Điểm phục vụ không có quầy {counter}."""

    status = 404


class TicketUnknown(Refusal):
    """Không tìm thấy số thứ tự này tại điểm phục vụ hôm nay."""

    status = 404


class ServingUnknown(Refusal):
    """Không tìm thấy phiên phục vụ này."""

    status = 404


class DossierUnknown(Refusal):
    """Không tìm thấy hồ sơ với mã này tại điểm phục vụ."""

    status = 404


class SlipUnknown(Refusal):
    """Không tìm thấy phiếu này, hoặc phiếu đã hết hạn theo dõi."""

    status = 404


class DayUnknown(Refusal):
    """Chưa có số liệu cho ngày {day}."""

    status = 404


class DeviceUnknown(Refusal):
    """Không tìm thấy thiết bị này."""

    status = 404


class AccountUnknown(Refusal):
    """Không tìm thấy tài khoản này."""

    status = 404


class PageUnknown(Refusal):
    """Không có trang này."""

    status = 404


# It exists, but not in the state this needs.


class TicketMoved(Refusal):
    """Số {label} {state}, nên không làm được việc này nữa."""


class TicketOfPastDay(Refusal):
    """Số {label} là số của ngày {day}, nay không còn hiệu lực."""


class TicketDiffers(Refusal):
    """Phiếu số này đã được lấy cho một việc khác."""

    status = 422


class LabelTaken(Refusal):
    """Số {label} đã được cấp cho một phiếu khác."""


class TicketHere(Refusal):
    """Số {label} đã có trên hệ thống: {state}. Xin tra cứu theo số."""


class SlipUnreadable(Refusal):
    """Không đọc được số trên phiếu. Xin nhập số như in trên phiếu, ví dụ B2-017."""

    status = 422


class SlipNotSent(Refusal):
    """Máy lấy số chưa gửi phiếu này về. Xin nhập số in trên phiếu, ví dụ B2-017."""

    status = 404


class SlipElsewhere(Refusal):
    """Phiếu này do điểm phục vụ khác ({site}) cấp, không dùng được tại đây."""


class IssuerUnknown(Refusal):
    """Điểm phục vụ này không có máy lấy số mang mã {issuer}. Xin kiểm tra lại số trên phiếu."""

    status = 404


class LabelNotGiven(Refusal):
    """Hôm nay chưa cấp số {label}. Xin kiểm tra lại số trên phiếu."""

    status = 404


class LabelNotSent(Refusal):
    """Máy lấy số chưa gửi số {label} về. Có thể nhận phiếu này vào hàng chờ."""

    status = 404


class LabelOfRoll(Refusal):
    """Số {label} là số của cuộn giấy và chưa được nhập. Xin nhập ở mục Cuộn số giấy."""

    status = 404


class ServiceNeeded(Refusal):
    """Xin chọn thủ tục của số {label} như ghi trên phiếu."""

    status = 422


class ServiceOfOtherLetter(Refusal):
    """Số {label} thuộc lĩnh vực mang chữ {letter}. Xin chọn thủ tục của lĩnh vực đó."""

    status = 422


class DayClosed(Refusal):
    """Ngày làm việc {day} đã khóa sổ, không cấp thêm số."""


class BeforeOpening(Refusal):
    """Điểm phục vụ chưa đến giờ cấp số. Xin lấy số từ {time} ngày {day}."""


class IssuingEnding(Refusal):
    """Buổi làm việc sắp kết thúc nên đã ngừng cấp số. Xin lấy số từ {time} ngày {day}."""


class LunchBreak(Refusal):
    """Đang là giờ nghỉ trưa. Xin lấy số từ {time} ngày {day}."""


class AfterHours(Refusal):
    """Đã hết giờ làm việc. Xin lấy số từ {time} ngày {day}."""


class WeeklyDayOff(Refusal):
    """Hôm nay là ngày nghỉ trong tuần. Xin lấy số từ {time} ngày {day}."""


class DayOff(Refusal):
    """Hôm nay điểm phục vụ nghỉ ({name}). Xin lấy số từ {time} ngày {day}."""


class NoHoursAhead(Refusal):
    """Điểm phục vụ chưa có lịch cấp số tiếp theo. Xin hỏi cán bộ tại điểm phục vụ."""


class CapReached(Refusal):
    """Hôm nay đã cấp hết {cap} số của thủ tục này. Xin lấy số từ {time} ngày {day}."""


class DayAhead(Refusal):
    """Phiếu mang ngày {day}, sau ngày làm việc hiện tại."""


class CounterClosed(Refusal):
    """Quầy {counter} chưa mở."""


class CounterPaused(Refusal):
    """Quầy {counter} đang tạm nghỉ."""


class CounterNotPaused(Refusal):
    """Quầy {counter} không ở trạng thái tạm nghỉ."""


class CounterBusy(Refusal):
    """Quầy {counter} đang có số {label}. Xin hoàn tất số này trước."""


class CounterTaken(Refusal):
    """Quầy {counter} đang có cán bộ khác phụ trách."""


class OfficerElsewhere(Refusal):
    """Anh/chị đang phụ trách quầy {counter}. Xin đóng quầy đó trước."""


class NotYourCounter(Refusal):
    """Quầy {counter} không do anh/chị phụ trách."""

    status = 403


class ServingOver(Refusal):
    """Phiên phục vụ này đã kết thúc."""


class ReturnTooLate(Refusal):
    """Số {label} đã quá thời gian được quay lại. Xin lấy số mới."""


class UndoTooLate(Refusal):
    """Đã quá {seconds} giây nên không hoàn tác được nữa."""


class CounterCannotServe(Refusal):
    """Quầy {counter} không nhận thủ tục này."""


class OfficerAway(Refusal):
    """Cán bộ này hiện không ở quầy nào."""


class DossierAccepted(Refusal):
    """Hồ sơ đã được tiếp nhận với mã {dossier_code} nên không mở lại lần phục vụ này được."""


class DossierCodeInvalid(Refusal):
    """Mã hồ sơ “{dossier_code}” không đúng mẫu. Ví dụ mẫu đúng: H26.12-261123-0001."""

    status = 422


class DossierCodeTaken(Refusal):
    """Mã hồ sơ {dossier_code} đã gắn với một hồ sơ khác."""


class DossierMoved(Refusal):
    """Hồ sơ này không còn ở bước tiếp nhận."""


class RatingClosed(Refusal):
    """Thời gian đánh giá lần phục vụ này đã kết thúc. Xin cảm ơn ông/bà."""


class RatingTaken(Refusal):
    """Lần phục vụ này đã được đánh giá. Xin cảm ơn ông/bà."""


class RatingValueUnknown(Refusal):
    """Mức đánh giá này không có trong thang đang dùng."""

    status = 422


# Slips that staff ask for.


class SlipPrinterUnknown(Refusal):
    """Không tìm thấy máy in phiếu này tại điểm phục vụ. Xin chọn máy khác."""

    status = 404


class SlipPrinterBusy(Refusal):
    """Máy này còn nhiều phiếu chờ in. Xin xem lại máy in rồi thử lại."""


class ReprintsUsed(Refusal):
    """Phiếu {label} đã được in lại {count} lần, không in thêm được nữa."""


class DossierNotAccepted(Refusal):
    """Hồ sơ {dossier_code} chưa được tiếp nhận nên chưa có giấy tiếp nhận."""


class DayNotClosed(Refusal):
    """Ngày {day} chưa khóa sổ nên chưa có phiếu cuối ngày."""

"""Every expected "no" to who asks and how: signing in, links, roles, bodies, rates.

Part of `refusals.py`, where all of them are found.
"""

from queue_server.domain.refusal import Refusal


class NotSignedIn(Refusal):
    """Xin đăng nhập để tiếp tục."""

    status = 401


class SessionIdle(Refusal):
    """Phiên làm việc tạm khóa vì lâu không thao tác. Xin nhập mật khẩu để tiếp tục."""

    status = 401


class DeviceRevoked(Refusal):
    """Thiết bị này đã bị thu hồi quyền. Xin liên hệ quản trị để ghép lại."""

    status = 401


class AccountDisabled(Refusal):
    """Tài khoản này đã bị khóa. Xin liên hệ quản trị."""

    status = 401


class SignInRefused(Refusal):
    """Tên đăng nhập hoặc mật khẩu chưa đúng."""

    status = 401


class TriesUsed(Refusal):
    """Đã nhập chưa đúng nhiều lần. Xin chờ {wait_s} giây rồi thử lại."""

    status = 429

    def __init__(self, *, wait_s: int) -> None:
        """The wait is told to programs too."""
        super().__init__(wait_s=wait_s)
        self.retry_after_s = wait_s


class SignInBusy(Refusal):
    """Nhiều người đang đăng nhập cùng lúc. Xin thử lại sau ít giây."""

    status = 503
    retry_after_s = 3


class CodeNeeded(Refusal):
    """Xin nhập mã 6 số trên ứng dụng xác thực của ông/bà."""

    status = 401


class CodeWrong(Refusal):
    """Mã xác thực chưa đúng hoặc đã được dùng. Xin chờ mã mới rồi nhập lại."""

    status = 401


class CodesOwed(Refusal):
    """Vai trò này cần mã xác thực. Xin thiết lập mã xác thực để tiếp tục."""

    status = 401


class CodesOn(Refusal):
    """Tài khoản này đã dùng mã xác thực. Muốn thiết lập lại, xin báo quản trị."""


class CodesNotBegun(Refusal):
    """Chưa bắt đầu thiết lập mã xác thực."""


class PasswordNeeded(Refusal):
    """Xin đặt mật khẩu mới để tiếp tục."""

    status = 422


class PasswordWrong(Refusal):
    """Mật khẩu hiện tại chưa đúng."""


class PasswordShort(Refusal):
    """Mật khẩu cần ít nhất {length_min} ký tự. Một câu ngắn dễ nhớ là đủ."""

    status = 422


class PasswordLong(Refusal):
    """Mật khẩu dài nhất {length_max} ký tự."""

    status = 422


class PasswordEasy(Refusal):
    """Mật khẩu này dễ đoán. Xin dùng vài từ không liên quan đến nhau."""

    status = 422


class SetupClosed(Refusal):
    """Mã thiết lập đã hết hiệu lực. Nếu máy chủ chưa có quản trị, xin khởi động lại máy chủ."""

    status = 410


class SetupCodeWrong(Refusal):
    """Mã thiết lập chưa đúng. Xin xem lại mã trên máy chủ."""

    status = 401


class SiteUnlisted(Refusal):
    """Không tìm thấy điểm phục vụ này trong danh mục."""

    status = 422


class LoginTaken(Refusal):
    """Tên đăng nhập này đã có người dùng."""


class RoleMisplaced(Refusal):
    """Nơi này không có vai trò đó."""


class LastAdministrator(Refusal):
    """Đây là quản trị cuối cùng còn hoạt động nên không khóa được."""


class RoleRefused(Refusal):
    """Việc này không thuộc quyền của tài khoản hoặc thiết bị đang dùng."""

    status = 403


class PairingCodeWrong(Refusal):
    """Mã ghép chưa đúng, đã dùng hoặc đã hết hạn. Xin kiểm tra lại hoặc lấy mã mới."""

    status = 410


class LinkUsed(Refusal):
    """Đường dẫn đăng nhập này đã được dùng hoặc đã hết hạn."""

    status = 410


class CrossSite(Refusal):
    """Yêu cầu đến từ một trang khác nên không được nhận."""

    status = 403


# How it was asked.


class KeyMissing(Refusal):
    """Yêu cầu thiếu mã chống lặp (Idempotency-Key)."""

    status = 400


class KeyReused(Refusal):
    """Mã chống lặp này đã dùng cho một yêu cầu khác."""

    status = 422


class BodyInvalid(Refusal):
    """Nội dung gửi lên chưa đúng: {why}."""

    status = 422


class BodyTooLarge(Refusal):
    """Nội dung gửi lên quá lớn."""

    status = 413


class MethodRefused(Refusal):
    """Địa chỉ này không nhận cách gửi đó."""

    status = 405


class AskedTooOften(Refusal):
    """Yêu cầu được gửi quá nhanh. Xin thử lại sau {wait_s} giây."""

    status = 429

    def __init__(self, *, wait_s: int) -> None:
        """Ask to come again in so many seconds."""
        super().__init__(wait_s=wait_s)
        self.retry_after_s = wait_s


class SocketsFull(Refusal):
    """Máy chủ đã đủ số màn hình kết nối. Màn hình sẽ tự thử lại."""

    status = 503
    retry_after_s = 5


class StoreBusy(Refusal):
    """Máy chủ đang bận hoặc tạm thời không ghi được. Xin thử lại sau ít giây."""

    status = 503
    retry_after_s = 2

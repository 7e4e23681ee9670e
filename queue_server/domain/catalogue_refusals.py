"""Every "no" about publishing what a hall offers; see `refusals.py`."""

from queue_server.domain.refusal import Refusal


class CatalogueWrong(Refusal):
    """Danh mục chưa đúng ở {count} chỗ. Xin xem lời nhắc tại từng chỗ."""

    status = 422


class CatalogueMoved(Refusal):
    """Danh mục đã được công bố lại trong lúc anh/chị sửa. Xin mở bản mới rồi sửa tiếp."""

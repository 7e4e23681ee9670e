"""Pictures of what hall screens show besides calls: a zone, an upright screen, notices."""

from docs.studio import Studio
from protocol.events import SYSTEM
from queue_server.actions.screens import post_notice, set_zone, withdraw_notice
from queue_server.domain.screen import NoticeKind

HALL, UPRIGHT = (1920, 1080), (1080, 1920)
ZONE = [3, 5]
LUNCH_VI = (
    "Điểm phục vụ nghỉ trưa từ 11:30 đến 13:30. Số đã lấy vẫn giữ nguyên thứ tự trong buổi chiều."
)
LUNCH_EN = "Lunch break from 11:30 to 13:30. Numbers keep their place in the afternoon."
FIRE_VI = "Có báo cháy. Xin ông/bà bình tĩnh đi ra bằng cửa số 2 theo hướng dẫn của cán bộ."
FIRE_EN = "Fire alarm. Please leave calmly by gate 2 and follow the officers."
HALL_NAMES = ("hall-upright", "hall-ticker", "hall-urgent", "hall-zone", "counter-paused")


def what_the_hall_is_told(studio: Studio) -> None:
    """A screen hung upright, a line at the foot, urgent words, a zone, a counter that rests."""
    hall = studio.hall
    screen = hall.devices["hall", None]
    page = studio.page(UPRIGHT, hall.pairing("hall"))
    studio.take("hall-upright", page)
    page.set_viewport_size({"width": HALL[0], "height": HALL[1]})
    for kind, vi, en in (
        (NoticeKind.TICKER, LUNCH_VI, LUNCH_EN),
        (NoticeKind.URGENT, FIRE_VI, FIRE_EN),
    ):
        with hall.store.write(hall.site, by=SYSTEM) as tx:
            post_notice(tx, kind, text_vi=vi, text_en=en)
        page.locator(f".{kind}").wait_for()
        studio.take(f"hall-{kind}", page)
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        withdraw_notice(tx, NoticeKind.TICKER)
        withdraw_notice(tx, NoticeKind.URGENT)
        set_zone(tx, screen, ZONE)
    studio.take("hall-zone", studio.page(HALL, hall.pairing("hall")))
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        set_zone(tx, screen, [])
    studio.take("counter-paused", studio.page(HALL, hall.pairing("counter", 1)))

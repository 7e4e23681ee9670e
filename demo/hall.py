"""The demonstration hall: Phường Nghĩa Đô, twelve services in six fields, five counters.

Names and codes come from the reference data; how counters share services follows the ward
scenario of the queue study (partial overlap, one floater). The people are fiction.
"""

from collections import defaultdict
from dataclasses import replace

from protocol.events import SYSTEM
from protocol.hours import ALWAYS, Hours, Period
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.devices import add_device
from queue_server.actions.opening import listed_site, open_site
from queue_server.actions.people import create_account
from queue_server.domain.access import AccountRole
from queue_server.domain.calendar import day_exceptions
from queue_server.domain.device import DeviceKind
from queue_server.domain.site import Catalogue, Counter, Field, PriorityGroup, Service
from queue_server.reference import CALENDARS, read_rows
from queue_server.store.reading import load_organisations
from queue_server.store.store import Store

FIELDS = (
    Field(
        "CT", "B", "Chứng thực", "Certification", "Bản sao, chữ ký", "Certified copies, signatures"
    ),
    Field(
        "HT",
        "H",
        "Hộ tịch",
        "Civil status",
        "Khai sinh, kết hôn, khai tử",
        "Birth, marriage, death",
    ),
    Field(
        "DD", "K", "Đất đai", "Land", "Đăng ký, cấp giấy chứng nhận", "Registration, certificates"
    ),
    Field(
        "BT", "S", "Bảo trợ xã hội", "Social support", "Trợ cấp hưu trí xã hội", "Social pension"
    ),
    Field(
        "HK",
        "M",
        "Đăng ký kinh doanh",
        "Business registration",
        "Hộ kinh doanh",
        "Household business",
    ),
    Field(
        "TK",
        "T",
        "Trả kết quả",
        "Results",
        "Nhận kết quả, bổ sung hồ sơ",
        "Collect a result, supplement",
    ),
)
# Short names fit a console row; the full ones stand on slips.
SHORT = {
    "CT01": ("Chứng thực bản sao", "Certified copy"),
    "CT02": ("Chứng thực chữ ký", "Signature"),
    "HT01": ("Khai sinh", "Birth"),
    "HT03": ("Xác nhận độc thân", "Marital status"),
    "HT05": ("Trích lục hộ tịch", "Extract"),
    "DD01": ("Cấp giấy chứng nhận đất", "Land certificate"),
    "DD03": ("Xác nhận diện tích nhà ở", "Housing area"),
    "BT01": ("Trợ cấp hưu trí", "Social pension"),
    "HK01": ("Thành lập hộ kinh doanh", "New business"),
    "HK02": ("Thay đổi hộ kinh doanh", "Business change"),
    "TK01": ("Nhận kết quả", "Collect a result"),
    "TK02": ("Nộp bổ sung", "Supplement"),
}
LANES = {"TK01": "result", "TK02": "supplement"}
COUNTER_FIELDS = {1: "CT TK", 2: "CT HT", 3: "HT BT", 4: "DD HK BT", 5: "CT DD BT HK TK"}
OFFICERS = {1: "Em", 2: "Giang", 3: "An", 4: "Hải", 5: "Bình"}
# With --hours: a morning and an afternoon of slow work at one counter and a half.
CAPS = {"DD01": 30}
GROUPS = ("NCT75", "NCC", "NKT", "PNMT", "TRE")


def hall_catalogue(*, hours: Hours = ALWAYS) -> Catalogue:
    """Give what the demonstration hall offers; without hours it is always open."""
    papers = _papers()
    services = tuple(
        Service(
            code=row["service_id"],
            field=row["field_code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            short_vi=SHORT[row["service_id"]][0],
            short_en=SHORT[row["service_id"]][1],
            tthc_code=row["tthc_code"],
            papers_vi=tuple(vi for vi, _ in papers[row["service_id"]]),
            papers_en=tuple(en for _, en in papers[row["service_id"]]),
            lane=LANES.get(row["service_id"], ""),
        )
        for row in read_rows("services")
        if row["service_id"] in SHORT
    )
    counters = tuple(_counters(services))
    return Catalogue(FIELDS, services, _groups(), counters, hours)


def ward_hours() -> Hours:
    """Give the usual hours of a State office with the holidays of the reference data.

    Numbers are given from 15 minutes before work begins until 30 minutes before it ends.
    """
    day = (Period(480, 690, 15, 30), Period(810, 1_020, 15, 30))
    rows = [row for name in CALENDARS for row in read_rows(name)]
    return Hours((*(day,) * 5, (), ()), day_exceptions(rows), is_always_open=False)


def _papers() -> dict[str, list[tuple[str, str]]]:
    papers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_rows("service_papers"):
        papers[row["service_id"]].append((row["text_vi"], row["text_en"]))
    return papers


def _groups() -> tuple[PriorityGroup, ...]:
    rows = {row["code"]: row for row in read_rows("priority_groups")}
    return tuple(
        PriorityGroup(
            code,
            rows[code]["name_vi"].split(" (")[0],
            rows[code]["name_en"].split(" (")[0],
            rows[code]["evidence_to_show_vi"],
            rows[code]["evidence_to_show_en"],
            rows[code]["self_declared_at_kiosk"] == "yes",
            int(rows[code]["age_min"]) if rows[code]["age_min"] else None,
        )
        for code in GROUPS
    )


def _counters(services: tuple[Service, ...]) -> list[Counter]:
    return [
        Counter(number, {s.code: 0 for s in services if s.field in fields.split()})
        for number, fields in COUNTER_FIELDS.items()
    ]


def seed_hall(store: Store, *, slug: str, epoch: str) -> str:
    """Open the hall with its catalogue, people and devices; gives the site's code."""
    record = listed_site(slug)
    open_site(store, record, epoch=epoch)
    with store.write(record.code, by=SYSTEM) as tx:
        publish_catalogue(tx, hall_catalogue(), organisations={"UBND": f"UBND {record.name_vi}"})
        for number, name in OFFICERS.items():
            create_account(tx, login=f"quay{number}", name=name, role=AccountRole.OFFICER)
        create_account(tx, login="tiepdon", name="Lan", role=AccountRole.RECEPTION)
        create_account(tx, login="quanly", name="Chi", role=AccountRole.MANAGER)
        create_account(tx, login="quantri", name="Khánh", role=AccountRole.ADMINISTRATOR)
        add_device(tx, kind=DeviceKind.KIOSK, name="Kiosk 1")
        add_device(tx, kind=DeviceKind.HALL, name="Màn hình sảnh 1")
        for number in COUNTER_FIELDS:
            add_device(tx, kind=DeviceKind.COUNTER, name=f"Màn hình quầy {number}", counter=number)
            add_device(
                tx, kind=DeviceKind.PAD, name=f"Thiết bị đánh giá quầy {number}", counter=number
            )
    return record.code


def set_hours(store: Store, site: str, hours: Hours) -> None:
    """Let the hall keep hours, and with them the demonstration's caps; none: always open."""
    with store.write(site, by=SYSTEM) as tx:
        now = tx.catalogue
        if now.hours == hours:
            return
        caps = {} if hours.is_always_open else CAPS
        services = tuple(replace(s, day_cap=caps.get(s.code)) for s in now.services)
        then = replace(now, services=services, hours=hours)
        publish_catalogue(tx, then, organisations=load_organisations(tx.connection, site))

"""A hall is set up from a file: exported, edited, checked, compared, published while it works."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from demo.hall import hall_catalogue, ward_hours
from protocol.hours import DayException, Hours, Period
from queue_server.catalogue_differences import change_line, differences
from queue_server.catalogue_faults import Fault, FileWrong
from queue_server.catalogue_file import Offered, file_values, form_values, read_file, write_toml
from queue_server.cli import main
from queue_server.domain.refusals import AfterHours
from queue_server.domain.scale import FIVE_FACES, Scale
from queue_server.domain.site import Catalogue
from queue_server.store.reading import load_catalogue, load_organisations
from queue_server.store.verify import verify_site
from tests.architecture.sources import ROOT
from tests.stage import Stage, capped
from tests.traces import changes, dump

OWN = DayException(date(2026, 12, 1), "makeup_workday", "Làm bù", "Make-up day", worked_as=5)
SMALL = """
[organisations]
UBND = "UBND Phường Thử"

[hours]
opens_before_min = 15
closes_before_min = 30
monday = ["08:00-11:30", "13:30-17:00 0 45"]

[[fields]]
code = "HT"
letter = "H"
name_vi = "Hộ tịch"

[[services]]
code = "HT01"
field = "HT"
name_vi = "Khai sinh"
day_cap = 40
papers_vi = ["Giấy chứng sinh"]

[[counters]]
number = 1
services = ["HT01"]
"""


def written(catalogue: Catalogue) -> str:
    return write_toml(file_values(Offered(catalogue, {"UBND": 'UBND "Nghĩa Đô"'})))


def many_sided() -> Catalogue:
    """What a file must be able to say: hours with odd ones, papers, caps, held back services."""
    hours = ward_hours()
    saturday = (Period(480, 690, 0, 0),)
    days = tuple(sorted((*hours.exceptions, OWN), key=lambda exception: exception.day))
    odd = Hours((*hours.week[:5], saturday, ()), days, is_always_open=False)
    whole = capped(hall_catalogue(hours=odd), {"DD01": 40})
    slow = replace(whole.counters[0], skills={**whole.counters[0].skills, "CT01": 60})
    return replace(whole, counters=(slow, *whole.counters[1:]))


@pytest.mark.parametrize("catalogue", [hall_catalogue(), many_sided()], ids=["plain", "all"])
def test_file_is_read_as_it_was_written(catalogue: Catalogue) -> None:
    assert read_file(written(catalogue)) == Offered(catalogue, {"UBND": 'UBND "Nghĩa Đô"'})


def test_small_file_is_enough_for_a_hall() -> None:
    catalogue = read_file(SMALL).catalogue
    morning, afternoon = Period(480, 690, 15, 30), Period(810, 1_020, 0, 45)
    assert catalogue.hours == Hours(((morning, afternoon), *[()] * 6), is_always_open=False)
    [service] = catalogue.services
    assert (service.short_vi, service.day_cap, service.papers_en) == ("Khai sinh", 40, ())
    assert catalogue.counters[0].skills == {"HT01": 0}


def test_what_the_manual_shows_can_be_published() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    service, group, hours, scale = re.findall(r"```toml\n(.*?)```", manual, flags=re.DOTALL)
    assert (service.count("[[services]]"), hours.count("[hours]")) == (1, 1)
    rest = SMALL[: SMALL.index("[hours]")] + SMALL[SMALL.index("[[fields]]") :]
    catalogue = read_file(rest + service + group + hours + scale).catalogue
    assert catalogue.services[1].day_cap == 40
    assert catalogue.groups[0].evidence_en == "Identity card (year of birth)"
    assert catalogue.hours.week[4][1] == Period(810, 1_020, 15, 45)
    assert catalogue.hours.by_day[date(2026, 12, 1)].name_en == "Moving house"
    assert (catalogue.scale.values, catalogue.scale.may_say(1, "wait")) == ((1, 2, 3), True)


def test_scale_is_read_as_it_was_written_and_its_change_is_said() -> None:
    plain = read_file(SMALL)
    scale = Scale("three-1", FIVE_FACES.answers[::2], FIVE_FACES.reasons)
    changed = replace(plain, catalogue=replace(plain.catalogue, scale=scale))
    assert read_file(write_toml(file_values(changed))) == changed
    assert lines(plain, changed)[0].startswith("+ scale")


def test_calendar_is_named_and_what_the_hall_adds_stands_beside_it() -> None:
    text = written(many_sided())
    assert 'calendars = ["calendar_2025h2_2026", "calendar_2027_provisional"]' in text
    assert text.count("[[hours.exceptions]]") == 1
    assert "Giỗ Tổ" not in text


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('letter = "H"', 'letter = "D"', "fields.0.letter: The letter of a series is one of B C"),
        ('field = "HT"', 'field = "XX"', "services.0.field: There is no field “XX”."),
        ("day_cap = 40", "day_cap = 0", "services.0.day_cap: At least 1."),
        ("day_cap = 40", 'day_cap = "many"', "services.0.day_cap: A whole number is wanted."),
        ("day_cap = 40", "day_kap = 40", "services.0.day_kap: A catalogue says nothing by this"),
        ('papers_vi = ["Giấy chứng sinh"]', 'papers_vi = [" "]', "services.0.papers_vi.0: Fill"),
        ('["Giấy chứng sinh"]', repr(list("123456789")), "services.0.papers_vi: At most 8"),
        ("08:00-11:30", "8h-11h30", "hours.monday.0: A period is written 08:00-11:30."),
        ("08:00-11:30", "08:00-11:30 15", "hours.monday.0: A period is written 08:00-11:30."),
        ("08:00-11:30", "08:00-08:10", "hours.monday: In the period 08:00-08:10 no number"),
        ("08:00-11:30", "08:00-14:00", "hours.monday: Periods of a day follow one another."),
        ('monday = ["08:00-11:30", "13:30-17:00 0 45"]', "", "hours.monday: There are hours, and"),
        ("[hours]", '[hours]\ncalendars = ["moon"]', "hours.calendars.0: One of: calendar_2025h2"),
        ('services = ["HT01"]', 'services = ["HT09"]', "counters.0.services: There is no service"),
        ('[organisations]\nUBND = "UBND Phường Thử"', "[organisations]", "organisations: At least"),
        ("[organisations]", "[organisations", "The file cannot be read: Expected"),
    ],
)
def test_check_says_what_is_wrong_and_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, why: str
) -> None:
    file = tmp_path / "hall.toml"
    assert old in SMALL
    file.write_text(SMALL.replace(old, new), encoding="utf-8")
    assert main(["catalogue", "check", str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"motcua: {file}: {why}")


def test_everything_that_is_wrong_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hall.toml"
    wrong = SMALL.replace('letter = "H"', 'letter = "D"').replace("day_cap = 40", "day_cap = 0")
    file.write_text(wrong.replace("number = 1", "number = 0"), encoding="utf-8")
    assert main(["catalogue", "check", str(file)]) == 1
    places = [line.split(": ")[2] for line in capsys.readouterr().err.splitlines()]
    assert places == ["fields.0.letter", "services.0.day_cap", "counters.0.number"]


@pytest.mark.parametrize(
    ("part", "name"),
    [("fields", "code"), ("fields", "letter"), ("services", "code"), ("groups", "code")],
)
def test_what_must_be_told_apart_is_refused_at_its_second_place(part: str, name: str) -> None:
    values = form_values(Offered(hall_catalogue(), {"UBND": "UBND"}))
    values[part][2][name] = values[part][0][name]
    with pytest.raises(FileWrong) as wrong:
        read_file(json.dumps(values))
    twice = Fault(f"{part}.2.{name}", "twice", {"name": values[part][0][name]})
    assert twice in wrong.value.faults


def test_form_of_a_catalogue_is_its_file_in_other_words() -> None:
    for catalogue in (hall_catalogue(), many_sided()):
        offered = Offered(catalogue, {"Văn phòng 1": "UBND"})
        assert read_file(json.dumps(form_values(offered))) == offered
        assert read_file(write_toml(file_values(offered))) == offered


def test_check_names_what_is_seldom_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(SMALL.replace('services = ["HT01"]', "services = []"), encoding="utf-8")
    assert main(["catalogue", "check", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "! services HT01: No counter serves it.",
        "! counters 1: It serves nothing.",
        "! services HT01: It has no English name.",
        f"{file}: 1 services, 1 counters, by its hours",
    ]


def lines(now: Offered, then: Offered) -> list[str]:
    return [change_line(change) for change in differences(now, then)]


def test_differences_are_named_one_by_one() -> None:
    whole = hall_catalogue()
    owners = {"UBND": "UBND"}
    fewer = replace(
        capped(whole, {"HT01": 40}),
        groups=whole.groups[1:],
        counters=(*whole.counters, replace(whole.counters[0], number=6)),
    )
    assert lines(Offered(whole, owners), Offered(fewer, owners)) == [
        "- groups NCT75: Người từ đủ 75 tuổi trở lên",
        "~ services HT01 day_cap: – → 40",
        "+ counters 6: CT01, CT02, TK01, TK02",
    ]
    turned = replace(whole, services=whole.services[::-1])
    assert lines(Offered(whole, owners), Offered(turned, owners)) == [
        "~ the order in which things are shown"
    ]
    renamed = replace(whole.services[0], name_vi="Chứng thực", short_vi="Chứng thực")
    other = replace(whole, services=(renamed, *whole.services[1:]))
    long = whole.services[0].name_vi
    assert lines(Offered(whole, owners), Offered(other, {"UBND": "Ủy ban"})) == [
        '~ organisations UBND: "UBND" → "Ủy ban"',
        f'~ services CT01 name_vi: "{long}" → "Chứng thực"',
        '~ services CT01 short_vi: "Chứng thực bản sao" → –',
    ]
    assert differences(Offered(whole, owners), Offered(whole, owners)) == []


def command(stage: Stage, *words: str) -> int:
    url = stage.store.database.url.render_as_string(hide_password=False)
    return main(["--database-url", url, "catalogue", *words])


def test_hall_is_changed_by_its_file_while_the_server_runs(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hall.toml"
    mine = ("--site", stage.site)
    assert command(stage, "export", str(file), *mine) == 0
    assert read_file(file.read_text(encoding="utf-8")).catalogue == hall_catalogue()
    hours = SMALL[SMALL.index("[hours]") : SMALL.index("[[fields]]")]
    file.write_text(hours + file.read_text(encoding="utf-8"), encoding="utf-8")

    before = dump(stage.store)
    assert command(stage, "publish", str(file), *mine) == 0
    assert changes(stage.store, before) == {}
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "+ hours",
        "~ hours opens_before_min: – → 15",
        "~ hours closes_before_min: – → 30",
        '~ hours monday: – → "08:00-11:30"; "13:30-17:00 0 45"',
        "4 changes; with --apply they are published",
    ]

    assert command(stage, "publish", str(file), "--apply", *mine) == 0
    assert capsys.readouterr().out.startswith("+ hours")
    stage.clock.move(hours=10)
    with pytest.raises(AfterHours):
        stage.issue("HT01")
    with stage.store.read() as connection:
        assert load_catalogue(connection, stage.other_site) == hall_catalogue()
        assert list(load_organisations(connection, stage.site)) == ["UBND"]
        assert verify_site(connection, stage.site).is_clean
    assert command(stage, "publish", str(file), "--apply", *mine) == 0
    assert capsys.readouterr().out == "nothing would change\n"


def test_hall_must_be_named_where_there_are_several(
    sqlite_stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sqlite_stage, "export", str(tmp_path / "hall.toml")) == 1
    assert "--site" in capsys.readouterr().err


def test_database_that_is_not_there_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, database = tmp_path / "hall.toml", tmp_path / "none.db"
    file.write_text(SMALL, encoding="utf-8")
    url = f"sqlite:///{database}"
    words = ["--database-url", url, "catalogue", "publish", str(file), "--apply"]
    assert main(words) == 1
    assert "cannot use the database" in capsys.readouterr().err
    assert not database.exists()

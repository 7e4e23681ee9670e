"""A name is text wherever it comes out, whatever it would be to a browser, a table or a printer."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.hall import hall_catalogue
from printers.encode import RASTER, encode_slip
from printers.layout import lay_out
from printers.raster import draw
from printers.slips.ticket import compose_ticket
from queue_server.catalogue_faults import FileWrong
from queue_server.catalogue_file import Offered, file_values, read_file
from queue_server.domain.plain_text import plain_text
from queue_server.stats.exports import FORMULA_STARTS
from tests.api.doors import Hall, open_hall
from tests.hostile import ENDLESS, HOSTILE
from tests.printing.samples import WIDE, ticket
from tests.stage import AN, CHI, set_stage


def file_with(names: list[str]) -> str:
    """The demonstration hall's catalogue as a file, its services named so."""
    values = file_values(Offered(hall_catalogue(), {"UBND": "UBND"}))
    for service, name in zip(values["services"], names, strict=False):
        service |= {"name_vi": name, "name_en": name, "short_vi": name, "papers_vi": [name]}
        service |= {"short_en": name, "papers_en": [name]}
    return json.dumps(values)


@pytest.mark.parametrize("kind", HOSTILE)
def test_name_is_kept_as_one_line_of_letters_that_show(kind: str) -> None:
    kept = plain_text(HOSTILE[kind])
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept.isprintable()
    assert plain_text(kept) == kept
    (service, *_) = read_file(file_with([HOSTILE[kind] + "x"])).catalogue.services
    assert service.name_vi == plain_text(HOSTILE[kind] + "x")
    assert service.papers_vi == (service.name_vi,)


def test_name_that_is_endless_or_nothing_is_refused() -> None:
    for name in (ENDLESS, "\u200b\x00", " "):
        with pytest.raises(FileWrong):
            read_file(file_with([name]))


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Hall]:
    """A hall whose services have twelve of those names, and whose first was asked for."""
    path = tmp_path_factory.mktemp("inert") / "motcua.db"
    path.write_bytes(_sqlite_template.read_bytes())
    stage = set_stage(f"sqlite:///{path}")
    stage.publish(read_file(file_with(names())).catalogue)
    yield open_hall(stage)
    stage.store.close()


def names() -> list[str]:
    """Those that a table would run first."""
    chosen = sorted(HOSTILE.values(), key=lambda name: not name.startswith(FORMULA_STARTS))
    return [name for name in chosen if plain_text(name)][:12]


def test_names_come_back_as_the_text_they_are(named: Hall) -> None:
    an, told = named.account(AN), [plain_text(name) for name in names()]
    catalogue = an.get("catalogue")
    assert [s["name_vi"] for s in catalogue.body["services"]] == told
    assert catalogue.headers["Content-Type"] == "application/json"
    services = [service["code"] for service in catalogue.body["services"]]
    token = an.post("tickets", {"service": services[0]}).body["token"]
    slip = named.anybody().get(f"follow/{token}").body
    assert slip["service_vi"] == told[0]
    assert told[0] in json.dumps(an.get("views/staff").body, ensure_ascii=False)


def test_names_are_in_no_page_and_are_cells_of_text_in_a_table(named: Hall) -> None:
    for path in ("/console", "/manager", "/admin", "/hall", "/counter/3", "/pad/3"):
        page = named.anybody().get(path).body.decode()
        assert [n for n in map(plain_text, HOSTILE.values()) if len(n) > 3 and n in page] == []
    table = named.account(CHI).get("reports/days/2026-11-23.csv").body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline="")))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS) and cell[1:2].isalpha()] == []
    for name in map(plain_text, names()):
        assert {name, "'" + name} & set(cells), name


@pytest.mark.parametrize("kind", [*HOSTILE, "endless"])
def test_printer_gets_a_picture_of_a_name_and_no_command_from_it(kind: str) -> None:
    name = HOSTILE.get(kind, ENDLESS)
    slip = ticket(service_vi=name, service_en=name, site_name=name, subtitle_vi=name)
    assert commands(slip) == commands(ticket())


def commands(slip: object) -> bytes:
    """What a job holds beside the bands of its picture."""
    raster = draw(lay_out(compose_ticket(slip), width_dots=WIDE.width_dots))  # type: ignore[arg-type]
    left, rest = encode_slip(raster, WIDE, job_id="job-1"), b""
    while left:
        before, found, band = left.partition(RASTER)
        rest += before
        if not found:
            break
        width, height = (int.from_bytes(band[n : n + 2], "little") for n in (0, 2))
        left = band[4 + width * height :]
    assert len(rest) < 60
    return rest


def test_what_was_dropped_from_names_is_not_in_the_journal_either(named: Hall) -> None:
    facts = named.account("quantri").get("journal?limit=50").body
    text = json.dumps(facts, ensure_ascii=False)
    assert [c for c in "\x1b\x00\u202e\u200b\ufeff\x10" if c in text] == []

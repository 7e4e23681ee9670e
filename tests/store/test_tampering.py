"""Whatever is done to the rows or to the journal behind the server's back, verify names it (I7)."""

import json
from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update

from queue_server.domain.fold.catalogue_rows import DaySkill
from queue_server.domain.fold.row import Row
from queue_server.domain.fold.rows import KINDS
from queue_server.domain.serving import Outcome
from queue_server.store.compare import MISSING, THE_ROW, THERE, WrongRow
from queue_server.store.tables import metadata
from queue_server.store.tables.journal import head, journal
from queue_server.store.tables.queue import service_day, ticket
from queue_server.store.verify import FINDINGS_MAX, Report, WrongFact, WrongSum, verify_site
from tests.store.tampering import (
    SITE,
    another,
    change_journal,
    last_seq,
    rewrite_history,
    rows_of,
    seq_of,
    unguarded,
    where_key,
)

# What a counter serves for a day ends with the day, so that a day that is over has no such row.
BY_TABLE = {kind.TABLE: kind for kind in KINDS if kind is not DaySkill}


def first(report: Report) -> WrongFact:
    finding = report.findings[0]
    assert isinstance(finding, WrongFact)
    return finding


def wrong_rows(connection: Connection) -> list[WrongRow]:
    report = verify_site(connection, SITE)
    return [finding for finding in report.findings if isinstance(finding, WrongRow)]


def test_day_nobody_touched_is_clean(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        report = verify_site(connection, SITE)
        assert report.lines()[1:] == []
        assert report.is_clean
        assert report.events == last_seq(connection)
        stored = [len(rows_of(connection, metadata.tables[name])) for name in BY_TABLE]
        assert report.rows_checked == sum(stored)


# Rows.


Named = set[tuple[str, tuple[Any, ...], str]]
# As many tables at once as their columns have room in a report.
GROUPS = [list(BY_TABLE)[begin::6] for begin in range(6)]


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: "-".join(names))
def test_each_changed_column_is_named(names: list[str], lived_url: str) -> None:
    """Every column but the keys, of one row of each table at once."""
    expected: Named = set()
    with unguarded(lived_url) as connection:
        for name in names:
            kind, row = BY_TABLE[name], told_row(connection, BY_TABLE[name])
            decided = [field.name for field in fields(kind) if field.name not in kind.KEY]  # type: ignore[arg-type]
            changed = {column: another_of(name, column, row) for column in decided}
            assert [column for column in decided if changed[column] == row[column]] == []
            put(connection, name, row, changed)
            expected |= {(name, key_of(kind, row), column) for column in decided}
        assert named(wrong_rows(connection)) == expected


@pytest.mark.parametrize("place", [0, 1])
def test_each_changed_key_is_a_row_too_many_and_one_too_few(place: int, lived_url: str) -> None:
    expected: Named = set()
    with unguarded(lived_url) as connection:
        for name, kind in BY_TABLE.items():
            if place >= len(kind.KEY):
                continue
            row, column = told_row(connection, kind), kind.KEY[place]
            changed = {column: another_of(name, column, row)}
            put(connection, name, row, changed)
            moved = key_of(kind, {**row, **changed})
            expected |= {(name, key_of(kind, row), THE_ROW), (name, moved, THE_ROW)}
        assert len(expected) > 4
        assert named(wrong_rows(connection)) == expected


def another_of(name: str, column: str, row: dict[str, Any]) -> Any:
    return another(metadata.tables[name], column, row[column])


def put(connection: Connection, name: str, row: dict[str, Any], changed: dict[str, Any]) -> None:
    table = metadata.tables[name]
    if changed:
        statement = update(table).where(*where_key(table, row)).values(changed)
        assert connection.execute(statement).rowcount == 1


def told_row(connection: Connection, kind: type[Row]) -> dict[str, Any]:
    """The last row the journal knows of: a device that waits to be paired is not yet told of."""
    rows = rows_of(connection, metadata.tables[kind.TABLE])
    return next(row for row in reversed(rows) if row.get("state") != "pairing")


def key_of(kind: type[Row], row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[part] for part in kind.KEY)


def named(findings: list[WrongRow]) -> Named:
    return {(finding.table, finding.key, finding.column) for finding in findings}


def test_each_missing_row_is_named(lived_url: str) -> None:
    """One of each table at once."""
    expected = []
    with unguarded(lived_url) as connection:
        for name, kind in BY_TABLE.items():
            row, table = told_row(connection, kind), metadata.tables[name]
            connection.execute(delete(table).where(*where_key(table, row)))
            expected.append(WrongRow(name, key_of(kind, row), THE_ROW, MISSING, THERE))
        assert wrong_rows(connection) == expected


def test_each_invented_row_is_named(lived_url: str) -> None:
    """One in each table at once, but where a site has one row: a second has no place."""
    expected = []
    with unguarded(lived_url) as connection:
        for name, kind in BY_TABLE.items():
            if not kind.KEY:
                continue
            row = told_row(connection, kind)
            unique = ("id", "label", "code", "login", "key_hash", "letter", "ticket", *kind.KEY)
            changed = {part: another_of(name, part, row) for part in unique if part in row}
            none = ("issuer_no", "official_code", "kiosk_ticket")
            changed |= {part: None for part in none if part in row}
            changed |= {"counter": 99} if "counter" in row else {}
            connection.execute(insert(metadata.tables[name]), {**row, **changed})
            key = key_of(kind, {**row, **changed})
            expected.append(WrongRow(name, key, THE_ROW, THERE, MISSING))
        assert wrong_rows(connection) == expected


def test_service_of_a_day_that_is_over_is_named(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        days = select(func.max(service_day.c.day)).where(service_day.c.site == SITE)
        day = connection.execute(days).scalar_one()
        row = {"counter": 3, "service": "DD01", "yield_s": 0, "day": day}
        connection.execute(insert(metadata.tables["day_skill"]), {"site": SITE, **row})
        expected = [WrongRow("day_skill", (3, "DD01"), THE_ROW, THERE, MISSING)]
        assert wrong_rows(connection) == expected


def test_ticket_that_was_hidden_is_missed_in_the_sums(lived_url: str) -> None:
    """I10: ten were issued, so ten must be somewhere."""
    with unguarded(lived_url) as connection:
        row = next(r for r in rows_of(connection, ticket) if r["state"] == "served")
        connection.execute(delete(ticket).where(ticket.c.id == row["id"]))
        sums = [f for f in verify_site(connection, SITE).findings if isinstance(f, WrongSum)]
        (wrong,) = sums
        assert (wrong.day, wrong.letter) == (row["day"], row["label"][0])
        assert wrong.issued == wrong.found + 1


# The journal.


def test_edited_fact_is_the_first_finding(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        seq = seq_of(connection, "rating.given")
        change_journal(connection, seq, payload='{"channel":"pad","scale":"five-1","value":1}')
        finding = first(verify_site(connection, SITE))
        assert finding.seq == seq
        assert "hash" in finding.why


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "00000000-0000-7000-8000-000000000000"),
        ("type", "ticket.lapsed"),
        ("v", 2),
        ("by_kind", "system"),
        ("by_id", "nobody"),
        ("subject", "nothing"),
        ("epoch", "epoch-9"),
        ("hash", "0" * 64),
    ],
)
def test_every_part_of_a_fact_is_sealed(column: str, value: Any, lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        change_journal(connection, 40, **{column: value})
        assert first(verify_site(connection, SITE)).seq == 40


@pytest.mark.parametrize("column", ["at", "recorded_at"])
def test_instants_of_a_fact_are_sealed(column: str, lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        row = next(r for r in rows_of(connection, journal) if r["seq"] == 40)
        change_journal(connection, 40, **{column: another(journal, column, row[column])})
        assert first(verify_site(connection, SITE)).seq == 40


def test_swapped_facts_are_named_where_they_begin(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        for old, new in ((50, 0), (51, 50), (0, 51)):
            change_journal(connection, old, seq=new)
        finding = first(verify_site(connection, SITE))
        assert finding.seq == 50


def test_deleted_fact_is_named_by_the_row_after_it(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        connection.execute(delete(journal).where(journal.c.site == SITE, journal.c.seq == 60))
        finding = first(verify_site(connection, SITE))
        assert (finding.seq, finding.why) == (61, "row 60 is missing before it")


def test_journal_cut_short_is_behind_its_head(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        end = last_seq(connection)
        connection.execute(delete(journal).where(journal.c.site == SITE, journal.c.seq > end - 3))
        finding = first(verify_site(connection, SITE))
        assert finding.seq == end - 3
        assert finding.why == f"the journal ends here, but its head says row {end}"


def test_journal_cut_short_with_its_head_is_behind_its_rows(lived_url: str) -> None:
    """Who moves the head too must also put back every row that the cut facts had moved."""
    with unguarded(lived_url) as connection:
        *_, last, _closed = rows_of(connection, journal)
        cut = journal.c.seq > last["seq"]
        connection.execute(delete(journal).where(journal.c.site == SITE, cut))
        values = {"seq": last["seq"], "hash": last["hash"]}
        connection.execute(update(head).where(head.c.site == SITE).values(values))
        found = {(wrong.table, wrong.column) for wrong in wrong_rows(connection)}
        assert found == {
            ("service_day", "closed_at"),
            ("service_day", "digest"),
            ("journal_head", "day"),
            ("journal_head", "catalogue_seq"),
            ("day_skill", THE_ROW),
        }


def test_forged_fact_at_the_end_is_ahead_of_the_head(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        *_, row = rows_of(connection, journal)
        connection.execute(insert(journal), {**row, "seq": row["seq"] + 1, "id": "forged"})
        finding = first(verify_site(connection, SITE))
        assert (finding.seq, finding.id) == (row["seq"] + 1, "forged")


def test_lost_head_is_named(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        connection.execute(delete(head).where(head.c.site == SITE))
        assert first(verify_site(connection, SITE)).why == "the journal has no head"


def test_head_with_another_hash_or_epoch_is_named(lived_url: str) -> None:
    for values in ({"hash": "f" * 64}, {"epoch": "epoch-0"}):
        with unguarded(lived_url) as connection:
            connection.execute(update(head).where(head.c.site == SITE).values(values))
            finding = first(verify_site(connection, SITE))
            assert finding.seq == last_seq(connection)
            assert "head" in finding.why


def test_epoch_never_comes_back(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        change_journal(connection, 70, epoch="epoch-2")
        whys = {
            (finding.seq, finding.why)
            for finding in verify_site(connection, SITE).findings
            if isinstance(finding, WrongFact)
        }
        assert (71, "it goes back to epoch epoch-1") in whys


def test_history_rewritten_with_all_its_hashes_is_betrayed_by_the_rows(lived_url: str) -> None:
    """A better mark in the journal alone: the chain fits, the rating's row does not."""
    with unguarded(lived_url) as connection:
        seq = seq_of(connection, "rating.given")
        (given,) = (row for row in rows_of(connection, journal) if row["seq"] == seq)
        was = json.loads(given["payload"])["value"]
        rewrite_history(connection, seq, lambda payload: payload.update(value=was + 1))
        report = verify_site(connection, SITE)
        (wrong,) = report.findings
        assert isinstance(wrong, WrongRow)
        assert (wrong.table, wrong.column, wrong.stored, wrong.replayed) == (
            "rating",
            "value",
            was,
            was + 1,
        )


def test_totals_that_do_not_add_up_are_named(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        seq = seq_of(connection, "day.closed")
        rewrite_history(connection, seq, lambda payload: payload["totals"].update(served=50))
        whys = [f.why for f in verify_site(connection, SITE).findings if isinstance(f, WrongFact)]
        assert len(whys) == 1
        assert whys[0].startswith("day.closed: it says totals")


def test_outcome_nobody_knows_is_named(lived_url: str) -> None:
    """The chain fits, but no serving can end like that."""
    with unguarded(lived_url) as connection:
        seq = seq_of(connection, "serving.finished")
        rewrite_history(connection, seq, lambda payload: payload.update(outcome="vanished"))
        report = verify_site(connection, SITE)
        assert first(report).seq == seq
        assert "vanished" in first(report).why
        assert "vanished" not in set(Outcome)


def test_payload_that_is_no_json_is_named(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        change_journal(connection, 30, payload="{")
        assert first(verify_site(connection, SITE)).seq == 30


# The report.


def test_report_is_bounded_and_counts_the_rest(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        connection.execute(update(journal).where(journal.c.site == SITE).values(by_id="nobody"))
        connection.execute(update(ticket).values(lang="fr", calls=9, field="X"))
        report = verify_site(connection, SITE)
        assert len(report.findings) == FINDINGS_MAX
        assert report.left_out > 0
        lines = report.lines()
        assert len(lines) == FINDINGS_MAX + 2
        assert lines[0].endswith(f"{FINDINGS_MAX + report.left_out} wrong")
        assert lines[-1] == f"  … and {report.left_out} more"


def test_findings_are_said_in_plain_words(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        row = next(r for r in rows_of(connection, ticket) if r["state"] == "cancelled")
        connection.execute(update(ticket).where(ticket.c.id == row["id"]).values(state="waiting"))
        report = verify_site(connection, SITE)
        looked = f"{report.events} journal rows, {report.rows_checked} table rows"
        assert report.lines() == [
            f"00160: {looked}: 1 wrong",
            f"  ticket {row['id']}: state is waiting, by the journal cancelled",
        ]


def test_unknown_site_is_not_clean(lived_url: str) -> None:
    with unguarded(lived_url) as connection:
        assert not verify_site(connection, "99999").is_clean

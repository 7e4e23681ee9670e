"""Seals betray what the chain alone cannot: hashes computed anew, a cut end, yesterday's file."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, delete, func, insert, select, text, update

from queue_server.cli import main
from queue_server.config import load_config
from queue_server.domain.sealing import Seal, SealCheck, read_seal
from queue_server.keeper import Keeper
from queue_server.restore import Origin, adopt
from queue_server.store.seals import (
    KeyUnusable,
    Sealer,
    open_key,
    public_pem,
    read_public_keys,
    read_seal_files,
    read_seals,
)
from queue_server.store.tables.journal import head, journal
from queue_server.store.tables.journal import seal as seal_table
from queue_server.store.verify import Report, verify_site
from tests.stage import Stage, seeded_bytes
from tests.store.tampering import (
    change_journal,
    rewrite_history,
    rows_of,
    seq_of,
    unguarded,
)

SITE = "00160"


class Notary:
    """A hall's sealer, its second place, and who checks from outside with the public key."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.away = folder / "away"
        self.public = folder / "seal.pub"
        key = open_key(folder / "seal.pem")
        self.public.write_text(public_pem(key))
        self.sealer = Sealer(stage.store, key=key, second_place=self.away)

    def seal_later(self) -> None:
        self.stage.clock.move(minutes=2)
        self.sealer.go_round()

    def check(self, *, with_away: bool = True) -> Report:
        with self.stage.store.read() as connection:
            own = read_seals(connection, SITE)
            away = read_seal_files([self.away]).seals if with_away else ()
            seals = [*own, *(seal for seal in away if seal.site == SITE)]
            check = SealCheck(seals, check=read_public_keys([self.public]))
            return verify_site(connection, SITE, seals=check)


@pytest.fixture
def notary(stage: Stage, tmp_path: Path) -> Notary:
    """A morning at An's counter, sealed twice."""
    made = Notary(stage, tmp_path)
    stage.open()
    stage.serve_one()
    made.seal_later()
    stage.serve_one()
    made.seal_later()
    return made


def url_of(stage: Stage) -> str:
    return stage.store.database.url.render_as_string(hide_password=False)


def test_honest_journal_holds_against_its_seals(notary: Notary) -> None:
    report = notary.check()
    assert report.is_clean
    assert report.seals == 2
    assert report.lines()[0].endswith(", 2 seals: all follow from the journal")


def test_better_rating_with_every_hash_computed_anew_is_found(notary: Notary) -> None:
    """Journal, head and row agree with one another; only the seals know what stood there."""
    with unguarded(url_of(notary.stage)) as connection:
        seq = seq_of(connection, "rating.opened")
        rewrite_history(connection, seq, lambda payload: payload.update(pad_s=1, days=1))
        seals = read_seals(connection, SITE)
        check = SealCheck(seals, check=read_public_keys([notary.public]))
        assert verify_site(connection, SITE, seals=check).findings[0].seq == seals[0].seq
        bare = verify_site(connection, SITE)
        assert "hash" not in "".join(bare.lines())


def test_rewriting_after_a_seal_names_the_last_sound_row(notary: Notary) -> None:
    with unguarded(url_of(notary.stage)) as connection:
        first, second = read_seals(connection, SITE)
        rewrite_history(connection, second.seq - 1, lambda payload: payload.update(more=1))
        check = SealCheck([first, second], check=read_public_keys([notary.public]))
        lines = verify_site(connection, SITE, seals=check).lines()
        named = f"another row was sealed here; rows up to {first.seq} are as they were sealed"
        assert [line for line in lines if named in line] != []


def insert_fact(connection: Connection, place: int) -> None:
    """Put a copy of the first fact after row `place`, with other numbers for all that follow."""
    rows = rows_of(connection, journal)
    for row in reversed(rows[place:]):
        change_journal(connection, row["seq"], seq=row["seq"] + 1)
    connection.execute(insert(journal), {**rows[place - 1], "seq": place + 1, "id": "forged"})


def remove_fact(connection: Connection, place: int) -> None:
    connection.execute(delete(journal).where(journal.c.site == SITE, journal.c.seq == place))
    for row in rows_of(connection, journal):
        if row["seq"] > place:
            change_journal(connection, row["seq"], seq=row["seq"] - 1)


def swap_facts(connection: Connection, place: int) -> None:
    for old, new in ((place, 0), (place + 1, place), (0, place + 1)):
        change_journal(connection, old, seq=new)


@pytest.mark.parametrize("forge", [insert_fact, remove_fact, swap_facts])
def test_forgery_with_every_number_and_hash_made_anew_is_found_at_the_next_seal(
    forge: Callable[[Connection, int], None], notary: Notary
) -> None:
    """The chain and the head fit one another; the first row that was sealed otherwise is named."""
    with unguarded(url_of(notary.stage)) as connection:
        first, second = read_seals(connection, SITE)
        forge(connection, first.seq + 3)
        rewrite_history(connection, 1, dict.copy)
        *_, last = rows_of(connection, journal)
        connection.execute(update(head).where(head.c.site == SITE).values(seq=last["seq"]))
        check = SealCheck([first, second], check=read_public_keys([notary.public]))
        lines = verify_site(connection, SITE, seals=check).lines()
        assert [line for line in lines if "its hash does not fit" in line] == []
        sealed = f"another row was sealed here; rows up to {first.seq} are as they were sealed"
        lost = f"row {second.seq} was sealed, the journal ends at row {last['seq']}"
        assert [line for line in lines if sealed in line or lost in line] != []


def test_yesterdays_file_is_betrayed_by_the_second_place(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    notary = Notary(sqlite_stage, tmp_path)
    sqlite_stage.issue()
    notary.seal_later()
    yesterday = tmp_path / "yesterday.db"
    engine = create_engine(url_of(sqlite_stage))
    with engine.connect() as connection:
        connection.execute(text(f"VACUUM INTO '{yesterday}'"))
    engine.dispose()
    sqlite_stage.issue()
    notary.seal_later()
    keys = ("--public-key", str(notary.public))
    old = ["--database-url", f"sqlite:///{yesterday}", "verify", *keys]
    assert main(old) == 0
    assert main([*old, "--seals", str(notary.away)]) == 1


def test_cut_end_is_named_with_where_it_was_sealed(notary: Notary) -> None:
    with unguarded(url_of(notary.stage)) as connection:
        last = read_seals(connection, SITE)[-1]
        check = SealCheck(
            [replace(last, seq=last.seq + 5)], check=lambda *_: True
        )  # a seal of five rows that are not there
        (finding,) = verify_site(connection, SITE, seals=check).findings
        assert finding.line == (
            f"seal of row {last.seq + 5}: row {last.seq + 5} was sealed, "
            f"the journal ends at row {last.seq}"
        )


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ({"hash": "f" * 64}, "has a false signature"),
        ({"at_ms": 1}, "has a false signature"),
        ({"signature": "00" * 64}, "has a false signature"),
        ({"signature": "no hexadecimal"}, "has a false signature"),
        ({"key": "0123456789abcdef"}, "key 0123456789abcdef, which was not given"),
    ],
)
def test_spoilt_seal_is_no_witness(
    spoilt: dict[str, object], why: str, sqlite_stage: Stage, tmp_path: Path
) -> None:
    notary = Notary(sqlite_stage, tmp_path)
    made = notary.sealer.seal(SITE)
    check = SealCheck([replace(made, **spoilt)], check=read_public_keys([notary.public]))
    with sqlite_stage.store.read() as connection:
        (finding,) = verify_site(connection, SITE, seals=check).findings
    assert why in finding.line


def test_epoch_that_never_began_is_named(notary: Notary) -> None:
    with notary.stage.store.read() as connection:
        seals = [replace(seal, epoch="epoch-7") for seal in read_seals(connection, SITE)]
        report = verify_site(connection, SITE, seals=SealCheck(seals, check=lambda *_: True))
    assert {"epoch-7, which this journal never began" in f.line for f in report.findings} == {True}


def test_rows_that_a_restore_gave_up_are_told_and_no_fault(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    notary = Notary(sqlite_stage, tmp_path)
    sqlite_stage.issue()
    path = Path(str(sqlite_stage.store.database.url.database))
    copy = tmp_path / "copy.db"
    engine = create_engine(url_of(sqlite_stage))
    with engine.connect() as connection:
        connection.execute(text(f"VACUUM INTO '{copy}'"))
    engine.dispose()
    sqlite_stage.issue()
    notary.seal_later()
    sqlite_stage.store.close()
    for side in ("-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    shutil.copyfile(copy, path)
    adopt(f"sqlite:///{path}", origin=Origin(sqlite_stage.clock, seeded_bytes(9), 0))
    keys = ("--public-key", str(notary.public), "--seals", str(notary.away))
    assert main(["--database-url", f"sqlite:///{path}", "verify", *keys]) == 0


def test_journal_that_did_not_move_is_not_sealed_again(notary: Notary) -> None:
    notary.seal_later()
    assert notary.check().seals == 2


def test_journal_is_sealed_at_most_once_a_minute(notary: Notary) -> None:
    notary.stage.issue()
    notary.stage.clock.move(seconds=30)
    notary.sealer.go_round()
    assert notary.check().seals == 2
    notary.stage.clock.move(seconds=31)
    notary.sealer.go_round()
    assert notary.check().seals == 3


def test_clock_put_back_does_not_end_the_sealing(notary: Notary) -> None:
    notary.stage.issue()
    notary.stage.clock.move(days=-2)
    notary.sealer.go_round()
    assert notary.check().seals == 3


def test_after_a_month_one_seal_a_day_is_kept(notary: Notary) -> None:
    stage = notary.stage
    stage.clock.move(days=40)
    with stage.act() as tx:
        tx.record("shift.paused", "x", {})
    notary.sealer.go_round()
    with stage.store.read() as connection:
        kept = [seal.seq for seal in read_seals(connection, SITE)]
    assert len(kept) == 2
    away = [seal.seq for seal in read_seal_files([notary.away]).seals if seal.site == SITE]
    assert len(away) == 3
    assert set(kept) < set(away)


def test_keeper_seals_every_hall_that_moved(sqlite_stage: Stage, tmp_path: Path) -> None:
    notary = Notary(sqlite_stage, tmp_path)
    Keeper(sqlite_stage.store, sealer=notary.sealer).go_round()
    with sqlite_stage.store.read() as connection:
        counts = dict(
            connection.execute(
                select(seal_table.c.site, func.count()).group_by(seal_table.c.site)
            ).all()
        )
    assert counts == {sqlite_stage.site: 1, sqlite_stage.other_site: 1}


def test_second_place_that_is_away_does_not_stop_the_sealing(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    notary = Notary(sqlite_stage, tmp_path)
    notary.away.write_text("a file where the folder should be")
    notary.sealer.go_round()
    assert notary.check(with_away=False).seals == 1


def test_line_that_a_power_cut_left_unfinished_spoils_no_other(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    notary = Notary(sqlite_stage, tmp_path)
    notary.sealer.go_round()
    (path,) = notary.away.glob(f"seals-{SITE}-*.jsonl")
    with path.open("a") as file:
        file.write('{"site":"00160","epo')
    sqlite_stage.issue()
    notary.seal_later()
    carried = read_seal_files([path])
    assert [seal.seq for seal in carried.seals] == sorted({s.seq for s in carried.seals})
    assert len(carried.seals) == 2
    assert carried.broken == (f"{path}, line 2: not a seal",)


@pytest.fixture
def made_key(tmp_path: Path) -> Path:
    path = tmp_path / "new" / "seal.pem"
    open_key(path)
    return path


def test_key_is_made_once_and_for_its_owner_alone(made_key: Path) -> None:
    assert made_key.stat().st_mode & 0o777 == 0o400
    assert public_pem(open_key(made_key)) == public_pem(open_key(made_key))


def test_file_that_is_no_key_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "seal.pem"
    path.write_text("not a key")
    with pytest.raises(KeyUnusable, match="no key that can be read"):
        open_key(path)


def test_key_lies_beside_the_sqlite_file_and_nowhere_for_postgresql(tmp_path: Path) -> None:
    beside = load_config(None, database_url=f"sqlite:///{tmp_path}/motcua.db").sealing_key
    assert beside == tmp_path / "motcua.seal.pem"
    assert load_config(None, database_url="postgresql://x/y").sealing_key is None


def test_public_key_is_printed_for_those_outside(
    made_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made_key.with_name("motcua.seal.pem")
    shutil.copy(made_key, path)
    assert main(["--database-url", f"sqlite:///{made_key.parent}/motcua.db", "public-key"]) == 0
    assert capsys.readouterr().out == public_pem(open_key(path))


def test_seal_survives_its_line() -> None:
    seal = Seal("00160", "epoch-1", 7, "a" * 64, 1_000, "0" * 16, "b" * 128)
    assert read_seal(seal.line) == seal
    for line in ("", "{}", "[1]", '{"site":1}', seal.line.replace("7", '"7"')):
        with pytest.raises(ValueError, match="not a seal"):
            read_seal(line)

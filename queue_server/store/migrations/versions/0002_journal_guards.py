"""Journal rows are never changed or removed, and no number is left out (I7).

The database itself refuses, whoever asks.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSAL = "journal rows are never changed"
_GAP = "journal numbers have no gaps"
_NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE site = NEW.site)"


def upgrade() -> None:
    """Add a trigger for each way to change history, and one for a number that is not the next."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_no_{verb.lower()} BEFORE {verb} ON journal "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        op.execute(
            f"CREATE TRIGGER journal_dense BEFORE INSERT ON journal WHEN NEW.seq <> {_NEXT} "
            f"BEGIN SELECT RAISE(ABORT, '{_GAP}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
    )
    op.execute(
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    )
    op.execute(
        "CREATE FUNCTION journal_count() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.seq <> {_NEXT} THEN RAISE EXCEPTION '{_GAP}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_dense BEFORE INSERT ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_count()"
    )


def downgrade() -> None:
    """Take the triggers away."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("no_update", "no_delete", "dense"):
            op.execute(f"DROP TRIGGER journal_{trigger}")
        return
    for trigger in ("no_change", "no_truncate", "dense"):
        op.execute(f"DROP TRIGGER journal_{trigger} ON journal")
    op.execute("DROP FUNCTION journal_refuse()")
    op.execute("DROP FUNCTION journal_count()")

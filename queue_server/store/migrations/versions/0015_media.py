"""Pictures and videos beside the calls."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MEDIA = (
    "SELECT site, seq, type, subject FROM journal"
    " WHERE type IN ('medium.added', 'medium.removed') ORDER BY site, seq"
)


def upgrade() -> None:
    """Make the table, and write what a journal tells already, after a step back."""
    op.create_table(
        "medium",
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("added_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_medium_site")),
        sa.PrimaryKeyConstraint("site", "name", name=op.f("pk_medium")),
    )
    connection = op.get_bind()
    shown: dict[tuple[str, str], int] = {}
    for site, seq, type_, name in connection.execute(sa.text(MEDIA)):
        if type_ == "medium.added":
            shown[site, name] = seq
        else:
            shown.pop((site, name))
    for (site, name), seq in shown.items():
        row = {"site": site, "name": name, "seq": seq}
        connection.execute(sa.text("INSERT INTO medium VALUES (:site, :name, :seq)"), row)


def downgrade() -> None:
    """Drop it; the journal keeps what was shown."""
    op.drop_table("medium")

"""What shows that one belongs to a priority group, in English too."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_PUBLISHED = sa.text(
    "SELECT site, payload FROM journal AS j WHERE type = 'catalogue.published' AND seq ="
    " (SELECT max(seq) FROM journal WHERE site = j.site AND type = 'catalogue.published')"
)
_EVIDENCE = sa.text(
    "UPDATE priority_group SET evidence_en = :value WHERE site = :site AND code = :code"
)


def upgrade() -> None:
    """Add the column, as it was published if it was."""
    column = sa.Column("evidence_en", sa.String(400), nullable=False, server_default="")
    op.add_column("priority_group", column)
    connection = op.get_bind()
    for site, payload in connection.execute(_PUBLISHED).all():
        for row in json.loads(payload)["groups"]:
            told = {"site": site, "code": row["code"], "value": row.get("evidence_en", "")}
            connection.execute(_EVIDENCE, told)


def downgrade() -> None:
    """Take the column away; the journal keeps what stood in it."""
    op.drop_column("priority_group", "evidence_en")

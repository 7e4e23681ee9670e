"""Where a scanned dossier leads, and from which age a priority group is meant."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PUBLISHED = sa.text(
    "SELECT site, payload FROM journal AS j WHERE type = 'catalogue.published' AND seq ="
    " (SELECT max(seq) FROM journal WHERE site = j.site AND type = 'catalogue.published')"
)
_LANE = sa.text("UPDATE service SET lane = :value WHERE site = :site AND code = :code")
_AGE = sa.text("UPDATE priority_group SET age_min = :value WHERE site = :site AND code = :code")


def upgrade() -> None:
    """Add a service's lane and a group's age, as they were published if they were."""
    op.add_column("service", sa.Column("lane", sa.String(12), nullable=False, server_default=""))
    op.add_column("priority_group", sa.Column("age_min", sa.Integer()))
    connection = op.get_bind()
    for site, payload in connection.execute(_PUBLISHED).all():
        said = json.loads(payload)
        for statement, rows, name in ((_LANE, "services", "lane"), (_AGE, "groups", "age_min")):
            for row in said[rows]:
                if row.get(name):
                    told = {"site": site, "code": row["code"], "value": row[name]}
                    connection.execute(statement, told)


def downgrade() -> None:
    """Take both columns away."""
    op.drop_column("priority_group", "age_min")
    op.drop_column("service", "lane")

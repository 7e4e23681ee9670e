"""When a hall gives numbers, what to bring, how many a day, and how many a day has given.

What a catalogue said of this stands in the journal already, if a newer version published it.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CODE, _NAME = sa.String(length=16), sa.String(length=400)


def upgrade() -> None:
    """Make the tables; fill them from the newest catalogue of each site and from the tickets."""
    hours = op.create_table(
        "hours",
        *_columns(),
        sa.Column("body", sa.Text(), nullable=False),
        *_keys("hours"),
    )
    paper = op.create_table(
        "paper",
        *_columns("service"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_vi", _NAME, nullable=False),
        sa.Column("text_en", _NAME, nullable=False),
        *_keys("paper", "service", "position"),
        _of_service("paper"),
    )
    day_cap = op.create_table(
        "day_cap",
        *_columns("service"),
        sa.Column("cap", sa.Integer(), nullable=False),
        *_keys("day_cap", "service"),
        _of_service("day_cap"),
    )
    op.create_table(
        "day_given",
        sa.Column("site", _CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", _CODE, nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.CheckConstraint("given > 0", name=op.f("ck_day_given_given")),
        *_keys("day_given", "day", "service"),
    )
    op.execute(
        "INSERT INTO day_given (site, day, service, given) SELECT site, day, service, count(*)"
        " FROM ticket WHERE state NOT IN ('cancelled', 'retired') GROUP BY site, day, service"
    )
    for site, said in _catalogues():
        services = said["services"]
        if "hours" in said:
            body = json.dumps(said["hours"], ensure_ascii=False, sort_keys=True)
            op.bulk_insert(hours, [{"site": site, "body": body}])
        op.bulk_insert(paper, [row for s in services for row in _papers(site, s)])
        caps = [(s["code"], s["day_cap"]) for s in services if s.get("day_cap")]
        op.bulk_insert(day_cap, [{"site": site, "service": s, "cap": cap} for s, cap in caps])


def downgrade() -> None:
    """Take the tables away; the journal keeps what stood in them."""
    for table in ("day_given", "day_cap", "paper", "hours"):
        op.drop_table(table)


def _columns(*codes: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _CODE, nullable=False) for name in ("site", *codes)]


def _keys(table: str, *names: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f(f"fk_{table}_site")),
        sa.PrimaryKeyConstraint("site", *names, name=op.f(f"pk_{table}")),
    ]


def _of_service(table: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["site", "service"], ["service.site", "service.code"], name=f"fk_{table}_service"
    )


def _catalogues() -> list[tuple[str, dict[str, Any]]]:
    rows = op.get_bind().execute(
        sa.text(
            "SELECT site, payload FROM journal WHERE seq = (SELECT max(newest.seq)"
            " FROM journal newest WHERE newest.site = journal.site"
            " AND newest.type = 'catalogue.published')"
        )
    )
    return [(site, json.loads(payload)) for site, payload in rows]


def _papers(site: str, service: dict[str, Any]) -> list[dict[str, Any]]:
    in_vi, in_en = service.get("papers_vi", []), service.get("papers_en", [])
    key = {"site": site, "service": service["code"]}
    return [
        {**key, "position": n, "text_vi": vi, "text_en": in_en[n] if in_en else ""}
        for n, vi in enumerate(in_vi)
    ]

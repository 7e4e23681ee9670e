"""What a hall offers, to whom, where and when: replaced as a whole with each catalogue."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from queue_server.store.tables.base import CODE, NAME, metadata, site_column
from queue_server.store.types import Json

organisation = Table(
    "organisation",
    metadata,
    site_column(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("name_vi", NAME, nullable=False),
)

field = Table(
    "field",
    metadata,
    site_column(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("letter", String(1), nullable=False),
    Column("name_vi", NAME, nullable=False),
    Column("name_en", NAME, nullable=False),
    Column("hint_vi", NAME, nullable=False),
    Column("hint_en", NAME, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("site", "letter", name="uq_field_letter"),
)

service = Table(
    "service",
    metadata,
    site_column(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("field", CODE, nullable=False),
    Column("name_vi", NAME, nullable=False),
    Column("name_en", NAME, nullable=False),
    Column("short_vi", NAME, nullable=False),
    Column("short_en", NAME, nullable=False),
    Column("tthc_code", String(20), nullable=False),
    Column("position", Integer, nullable=False),
    Column("lane", String(12), nullable=False, server_default=""),
    ForeignKeyConstraint(["site", "field"], ["field.site", "field.code"], name="fk_service_field"),
)

paper = Table(
    "paper",
    metadata,
    site_column(primary_key=True),
    Column("service", CODE, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text_vi", NAME, nullable=False),
    Column("text_en", NAME, nullable=False),
    ForeignKeyConstraint(
        ["site", "service"], ["service.site", "service.code"], name="fk_paper_service"
    ),
)

day_cap = Table(
    "day_cap",
    metadata,
    site_column(primary_key=True),
    Column("service", CODE, primary_key=True),
    Column("cap", Integer, nullable=False),
    ForeignKeyConstraint(
        ["site", "service"], ["service.site", "service.code"], name="fk_day_cap_service"
    ),
)

hours = Table(
    "hours",
    metadata,
    site_column(primary_key=True),
    Column("body", Json, nullable=False),
)

priority_group = Table(
    "priority_group",
    metadata,
    site_column(primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("name_vi", NAME, nullable=False),
    Column("name_en", NAME, nullable=False),
    Column("evidence_vi", NAME, nullable=False),
    Column("is_self_declared", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("age_min", Integer),
    Column("evidence_en", NAME, nullable=False, server_default=""),
)

counter = Table(
    "counter",
    metadata,
    site_column(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("organisation", CODE, nullable=False),
    ForeignKeyConstraint(
        ["site", "organisation"],
        ["organisation.site", "organisation.code"],
        name="fk_counter_organisation",
    ),
)

skill = Table(
    "skill",
    metadata,
    site_column(primary_key=True),
    Column("counter", Integer, primary_key=True, autoincrement=False),
    Column("service", CODE, primary_key=True),
    Column("yield_s", Integer, nullable=False),
    ForeignKeyConstraint(
        ["site", "counter"], ["counter.site", "counter.number"], name="fk_skill_counter"
    ),
    ForeignKeyConstraint(
        ["site", "service"], ["service.site", "service.code"], name="fk_skill_service"
    ),
)

# What a counter serves instead, until the day is closed or a catalogue is published.
day_skill = Table(
    "day_skill",
    metadata,
    site_column(primary_key=True),
    Column("counter", Integer, primary_key=True, autoincrement=False),
    Column("service", CODE, primary_key=True),
    Column("yield_s", Integer, nullable=False),
    Column("day", Date, nullable=False),
    ForeignKeyConstraint(
        ["site", "counter"], ["counter.site", "counter.number"], name="fk_day_skill_counter"
    ),
    ForeignKeyConstraint(
        ["site", "service"], ["service.site", "service.code"], name="fk_day_skill_service"
    ),
)

# Answers of before stay: what a version means never changes, and ratings name theirs.
rating_scale = Table(
    "rating_scale",
    metadata,
    site_column(primary_key=True),
    Column("version", CODE, primary_key=True),
    Column("body", Json, nullable=False),
    Column("is_current", Boolean, nullable=False),
)

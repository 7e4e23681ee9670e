"""The one metadata, its naming convention, and columns that recur."""

from sqlalchemy import Column, ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(36)
CODE = String(16)
LABEL = String(12)
NAME = String(400)


def site_column(*, primary_key: bool = False) -> "Column[str]":
    """Give the column every row of a site has."""
    return Column("site", CODE, ForeignKey("site.code"), primary_key=primary_key, nullable=False)

"""What every replayed row has."""

from typing import Any, ClassVar

Key = tuple[Any, ...]


class Row:
    """What every row has: its table, its key."""

    __slots__ = ()
    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    @property
    def key(self) -> Key:
        """The values that name this row among those of its table."""
        return tuple(getattr(self, name) for name in self.KEY)
